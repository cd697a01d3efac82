"""What one client of a site may still use, and what it has used."""

from __future__ import annotations

import math

from autocomplete.events.recorder import recorder
from autocomplete.language_model.interface import LanguageModel
from autocomplete.limits.limit_store import LimitStore
from autocomplete.limits.metered_model import MeteredModel
from autocomplete.limits.site_limits import Share
from autocomplete.live import frames
from autocomplete.metrics import clients
from autocomplete.models.event import EventKind


class Allowance:
    """A client's share of its site's limits, kept in ``store``."""

    def __init__(self, store: LimitStore, share: Share) -> None:
        self._store = store
        self.share = share

    async def refused(self, id: int | None) -> frames.Error | None:
        """Use one input, or say why the one with this ``id``, if it has any, is not worked on."""
        shortage = await self._store.take_input(self.share)
        if shortage is None:
            return None
        retry_after_ms = math.ceil(shortage.wait_seconds * 1000)
        clients.limit_hit("tokens" if shortage.code == "quota_exhausted" else "inputs")
        if shortage.code == "quota_exhausted":
            return frames.Error(
                id=id,
                code="quota_exhausted",
                message="The site has used up its tokens for today: there are more at midnight,"
                " UTC.",
                retry_after_ms=retry_after_ms,
            )
        return frames.Error(
            id=id,
            code="rate_limited",
            message="More is typed than this site or this client may send: send the newest input"
            " after the pause.",
            retry_after_ms=retry_after_ms,
        )

    def metered(self, model: LanguageModel, profile: str) -> LanguageModel:
        """The same model, whose tokens are charged to the site; ``profile`` is what asks it."""

        def spend(tokens: int, name: str) -> None:
            self._store.spend(self.share.site, tokens)
            recorder.tally(EventKind.TOKENS, self.share.site, profile, name, amount=tokens)

        return MeteredModel(model, spend)
