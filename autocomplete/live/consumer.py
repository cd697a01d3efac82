"""The websocket consumer: opens, listens and ends; what frames mean stands in conversation.py."""

from __future__ import annotations

import asyncio
import secrets
import time
from contextlib import ExitStack
from typing import Any, Protocol

import msgspec
from channels.consumer import get_handler_name
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

from autocomplete.access.admission import Admission
from autocomplete.access.open_sockets import open_sockets
from autocomplete.access.refusal import UNKNOWN_KEY, Refused
from autocomplete.access.signed_token import CLOCK_SKEW_SECONDS
from autocomplete.limits.allowance import Allowance
from autocomplete.limits.limits_in_use import limit_store
from autocomplete.live.connections import Connections
from autocomplete.live.conversation import Conversation
from autocomplete.live.frames import Suggestions
from autocomplete.live.handshake import admitted, refuse
from autocomplete.live.idle import IdleTimer
from autocomplete.live.limits import DEFAULT_LIMITS, Limits
from autocomplete.live.outbox import Outbox
from autocomplete.metrics import clients

IDLE = 4408
TOO_MANY_CONNECTIONS = 4409

connections = Connections()


class Talk(Protocol):
    """What a socket's frames are handed to."""

    def receive(self, text: str | None) -> None: ...

    async def aclose(self) -> None: ...


class AutocompleteConsumer(AsyncWebsocketConsumer):
    """One client's socket.

    It has no channel of its own: with one, a Redis that goes away would end the socket. What a
    socket must hear of, site_changes.py hears of for all.
    """

    channel_layer_alias = ""
    # Frames of this type replace older ones that are not sent yet.
    replaceable: type[msgspec.Struct] = Suggestions

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        super().__init__()
        self._limits = limits
        self._outbox = Outbox(
            self._send_text,
            self._close_socket,
            most_waiting=limits.waiting_frames,
            send_seconds=limits.send_seconds,
            replaceable=self.replaceable,
        )
        self._store = limit_store()
        self._name = secrets.token_urlsafe(12)
        self._ending = ExitStack()
        self._conversation: Talk | None = None
        self._idle: IdleTimer | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve the socket until either side ends it; nothing started for it outlives this call."""
        listening = asyncio.create_task(super().__call__(scope, receive, send))
        sending = asyncio.create_task(self._outbox.run())
        try:
            ended, _ = await asyncio.wait({listening, sending}, return_when=asyncio.FIRST_COMPLETED)
            for task in ended:
                task.result()
        finally:
            listening.cancel()
            sending.cancel()
            await asyncio.wait({listening, sending})
            await self._end()

    async def dispatch(self, message: Any) -> None:
        """Hand a message to its method.

        Channels' own dispatch first closes old database connections, in the one thread that all
        synchronous views share: a slow page would hold up every keystroke. What this route reads
        from the database is read in threads of its own (site_directory.py).
        """
        await getattr(self, get_handler_name(message))(message)

    async def connect(self) -> None:
        try:
            admission = await self._admitted()
        except Refused as refused:
            await refuse(self, refused.refusal)
            return
        # Nothing is awaited in between, so that no change of the site can be missed.
        self._keep_only_while_welcome(admission)
        await self.accept()
        clients.socket_opened()
        if not await self._counted(admission):
            self._outbox.close(TOO_MANY_CONNECTIONS)
            return
        allowance = Allowance(self._store, admission.share)
        self._conversation = self._conversation_for(admission, allowance)
        self._idle = IdleTimer(self._limits.idle_seconds, lambda: self._outbox.close(IDLE))
        self._ending.callback(self._idle.stop)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self._conversation is not None and self._idle is not None:
            self._idle.touch()
            self._conversation.receive(text_data)

    async def websocket_disconnect(self, message: Any) -> None:
        # Without Channels' database clean-up, for the reason given at dispatch.
        raise StopConsumer

    async def _admitted(self) -> Admission:
        """Let the client in. Raises Refused."""
        return await admitted(self.scope)

    def _conversation_for(self, admission: Admission, allowance: Allowance) -> Talk:
        return Conversation(self._outbox, self._limits, allowance, admission.site)

    def _keep_only_while_welcome(self, admission: Admission) -> None:
        if admission.credentials is not None:
            self._ending.enter_context(
                open_sockets.listed(admission.site.id, admission.credentials, self._outbox.close)
            )
        if admission.token is not None:
            seconds = admission.token.expires_at + CLOCK_SKEW_SECONDS - time.time()
            expiry = asyncio.get_running_loop().call_later(
                seconds, self._outbox.close, UNKNOWN_KEY.code
            )
            self._ending.callback(expiry.cancel)

    async def _counted(self, admission: Admission) -> bool:
        """Count the socket, or tell that the process, the site or the client has too many."""
        if not connections.enter(settings.MAX_CONNECTIONS):
            clients.limit_hit("process_sockets")
            return False
        self._ending.callback(connections.leave)
        self._ending.callback(self._store.release_socket, self._name)
        if await self._store.take_socket(self._name, admission.share):
            return True
        clients.limit_hit("site_sockets")
        return False

    async def _end(self) -> None:
        self._ending.close()
        if self._conversation is not None:
            await self._conversation.aclose()

    async def _send_text(self, text: str) -> None:
        await self.send(text_data=text)

    async def _close_socket(self, code: int) -> None:
        clients.socket_closed(code)
        await self.close(code=code)
