"""The bench's websocket: as everybody's, but for operators who are signed in to the admin."""

from __future__ import annotations

from channels.auth import AuthMiddlewareStack

from autocomplete.access.admission import Admission, admit
from autocomplete.access.refusal import NOT_AN_OPERATOR, Refused
from autocomplete.bench.conversation import BenchConversation
from autocomplete.bench.frames import Lists
from autocomplete.bench.operator import NotAllowed, Operator
from autocomplete.limits.allowance import Allowance
from autocomplete.live.consumer import AutocompleteConsumer
from autocomplete.publishing.reading import in_thread


class BenchConsumer(AutocompleteConsumer):
    """One bench's socket; what is evaluated for it is charged to the built-in site."""

    replaceable = Lists
    _operator: Operator

    async def _admitted(self) -> Admission:
        admission = await admit(self.scope, key=None, token=None)
        try:
            self._operator = Operator.of(self.scope)
            await in_thread(self._operator.present)
        except NotAllowed:
            raise Refused(NOT_AN_OPERATOR) from None
        return admission

    def _conversation_for(self, admission: Admission, allowance: Allowance) -> BenchConversation:
        return BenchConversation(self._outbox, self._limits, allowance, self._operator)


bench = AuthMiddlewareStack(BenchConsumer.as_asgi())
