"""One bench's side of its socket: the newest input, typed with one profile and then the other."""

from __future__ import annotations

import logging
import time

from django.db import DatabaseError

from autocomplete.bench import frames
from autocomplete.bench.choices import Compared
from autocomplete.bench.operator import NotAllowed, Operator
from autocomplete.bench.setup import UNSAVED, Setup, chosen, set_up
from autocomplete.bench.side import TypingSide
from autocomplete.limits.allowance import Allowance
from autocomplete.live.frames import BadFrame, Error, Input, Ping, Pong
from autocomplete.live.inputs import typed_text
from autocomplete.live.latest import LatestWins
from autocomplete.live.limits import Limits
from autocomplete.live.outbox import Outbox
from autocomplete.publishing.reading import in_thread
from autocomplete.ranking.profile import Profile

logger = logging.getLogger(__name__)

BAD_FRAME = 4400
SIGNED_OUT = 4403
# Whoever was signed out or lost a permission types on for so long at most; and what others change
# in a draft that is compared with shows so soon.
SETUP_SECONDS = 30.0


class BenchConversation:
    """What one bench has typed so far, and the work under way for it."""

    def __init__(
        self, outbox: Outbox, limits: Limits, allowance: Allowance, operator: Operator
    ) -> None:
        self._outbox = outbox
        self._limits = limits
        self._allowance = allowance
        self._operator = operator
        self._work = LatestWins()
        self._own, self._other = TypingSide(allowance), TypingSide(allowance)
        self._chosen: tuple[object, ...] | None = None
        self._setup = Setup()
        self._read_at = 0.0
        self._good: Profile | None = None

    def receive(self, text: str | None) -> None:
        """Act on one frame as it came. The page sends only good ones, so a bad one ends it."""
        if self._outbox.closing:
            return
        try:
            if text is None:
                raise BadFrame("The frame is binary: send JSON in text frames.")
            frame = frames.decode(text)
        except BadFrame as bad:
            self._outbox.put(Error(id=None, code="bad_frame", message=str(bad)))
            self._outbox.close(BAD_FRAME)
            return
        if isinstance(frame, Ping):
            self._outbox.put(Pong())
            return
        self._outbox.drop_suggestions()
        self._work.submit(lambda: self._serve(frame))

    async def aclose(self) -> None:
        """End all work, also on the model servers."""
        await self._work.aclose()
        await self._own.aclose()
        await self._other.aclose()

    async def _serve(self, frame: frames.Typed) -> None:
        refused = await self._allowance.refused(frame.id)
        if refused is not None:
            self._own.stop()
            self._other.stop()
            self._outbox.put(refused)
            return
        try:
            setup = await self._set_up(frame)
        except NotAllowed:
            self._outbox.close(SIGNED_OUT)
            return
        except DatabaseError as error:
            logger.warning("A bench could not read its profiles: %s", error)
            message = "The database does not answer: type on in a moment."
            self._outbox.put(Error(id=frame.id, code="model_unavailable", message=message))
            return
        await self._answer(frame, setup)

    async def _set_up(self, frame: frames.Typed) -> Setup:
        now = time.monotonic()
        if chosen(frame) != self._chosen or now - self._read_at > SETUP_SECONDS:
            self._setup = await in_thread(lambda: set_up(frame, self._operator))
            self._chosen, self._read_at = chosen(frame), now
        return self._setup

    async def _answer(self, frame: frames.Typed, setup: Setup) -> None:
        # A form with a mistake in it leaves the last good one in use.
        self._good = setup.profile or self._good
        profile, other = self._good, setup.other
        if "site" in setup.errors:
            profile = other = None
        sides = [frames.Side(UNSAVED)]
        if frame.compare:
            sides.append(frames.Side(other.name if other else "", failure=setup.missing))

        def show(at: int, side: frames.Side) -> None:
            sides[at] = side
            self._outbox.put(frames.Lists(frame.id, tuple(sides), setup.errors))

        typed = typed_text(
            Input(frame.id, frame.text, frame.after, frame.context, force=frame.force), self._limits
        )
        await self._use(profile, other, setup)
        if profile is not None:
            await self._own.suggest(frame.id, typed, UNSAVED, lambda side: show(0, side))
        else:
            show(0, frames.Side(UNSAVED, final=True, failure="Nothing to type with yet."))
        # One after the other, so that neither's time holds any of the other's.
        if other is not None:
            await self._other.suggest(frame.id, typed, other.name, lambda side: show(1, side))
        await self._own.explore_ahead()
        if other is not None:
            await self._other.explore_ahead()

    async def _use(self, profile: Profile | None, other: Compared | None, setup: Setup) -> None:
        """Have both sides type with their profiles, knowing as much of the text as each other.

        What one had seen typed past, and the other had not, would pass for a difference of theirs.
        """
        if profile is None or other is None:
            if profile is not None:
                await self._own.use(profile, setup.slug, setup.as_on)
            if other is not None:
                await self._other.use(other.profile, other.slug, setup.as_on)
            else:
                await self._other.aclose()
            return
        anew = await self._own.use(profile, setup.slug, setup.as_on)
        if anew:
            await self._other.aclose()
        if await self._other.use(other.profile, other.slug, setup.as_on) and not anew:
            await self._own.aclose()
            await self._own.use(profile, setup.slug, setup.as_on)
