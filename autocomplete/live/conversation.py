"""One client's side of the protocol: which frames are good, and what each of them sets off."""

from __future__ import annotations

import math
import secrets
import time

from autocomplete.access.served_site import ServedSite
from autocomplete.limits.allowance import Allowance
from autocomplete.limits.token_bucket import TokenBucket
from autocomplete.live import frames
from autocomplete.live.answering import answer, explore_ahead
from autocomplete.live.client_sessions import ClientSessions
from autocomplete.live.frames import BadFrame
from autocomplete.live.inputs import typed_text, unworkable
from autocomplete.live.latest import LatestWins
from autocomplete.live.limits import Limits
from autocomplete.live.outbox import Outbox
from autocomplete.live.reply_profiles import ReplyProfiles
from autocomplete.live.reporting import Reporting
from autocomplete.live.session import TypedText, TypingSession
from autocomplete.live.typed_characters import without_controls
from autocomplete.metrics import clients
from autocomplete.model_pool.shared_model import SharedModel
from autocomplete.phrases.typing_watch import TypingWatch
from autocomplete.publishing.published import published

PROTOCOL_VIOLATION = 4400


class Conversation:
    """What one socket's client has said so far, and the work under way for it."""

    def __init__(
        self,
        outbox: Outbox,
        limits: Limits,
        allowance: Allowance,
        site: ServedSite,
    ) -> None:
        """``site`` says what ranks where an input names no profile, and what is held back."""
        self._outbox = outbox
        self._session = secrets.token_urlsafe(12)
        self._reporting = Reporting(outbox, site, self._session)
        self._watch = TypingWatch(allowance.share)
        self._limits = limits
        self._allowance = allowance
        self._profiles = ReplyProfiles(site, allowance)
        self._work = LatestWins()
        self._sessions = ClientSessions(allowance, site.moderation)
        self._asking: TypingSession | None = None
        self._latest_id: int | None = None
        self._bad_in_a_row = 0
        now = time.monotonic()
        rate = limits.inputs_per_second
        self._inputs = TokenBucket(rate, rate * limits.burst_seconds, now=now)
        self._others = TokenBucket(rate, rate * limits.burst_seconds, now=now)
        outbox.put(frames.ready(self._session, site.profile, limits))

    def receive(self, text: str | None) -> None:
        """Act on one frame as it came; None stands for a binary one."""
        if self._outbox.closing:
            return
        try:
            if text is None:
                raise BadFrame("The frame is binary: send JSON in text frames.")
            frame = frames.decode(text, max_bytes=self._limits.max_frame_bytes)
            self._act(frame)
        except BadFrame as bad:
            self._answer_bad(bad)
        else:
            self._bad_in_a_row = 0

    async def aclose(self) -> None:
        """End all work, also on the model server, and give the lanes back."""
        self._watch.left()
        await self._work.aclose()
        await self._profiles.aclose()
        if self._asking is not None:
            await self._asking.aclose()
        self._sessions.give_back_lanes()

    def _act(self, frame: frames.ClientFrame) -> None:
        if isinstance(frame, frames.Input):
            self._suggest(frame)
        elif wait := self._others.take(time.monotonic()):
            clients.limit_hit("frames")
            self._reporting.put(_rate_limited(None, wait))
        elif isinstance(frame, frames.Ping):
            self._outbox.put(frames.Pong())
        elif frame.session is not None and frame.session != self._session:
            # What happened on an earlier socket that broke before it was acknowledged.
            self._reporting.reported(frame)
        elif self._latest_id is None or frame.id > self._latest_id:
            raise BadFrame(f"No input with the id {frame.id} was sent on this socket.")
        else:
            self._reporting.reported(frame)
            self._end_unwanted(frame)

    def _end_unwanted(self, frame: frames.Accept | frames.Dismiss) -> None:
        """End the search for a list that was turned down."""
        if (
            isinstance(frame, frames.Dismiss)
            and frame.id == self._latest_id
            and frame.reason != "typed_past"
        ):
            # Behind a list that was typed past comes an input, which may join the request.
            self._work.end_current()
            self._ask_only(None)

    def _suggest(self, frame: frames.Input) -> None:
        if self._latest_id is not None and frame.id <= self._latest_id:
            raise BadFrame(
                f"The id {frame.id} does not rise: after {self._latest_id}, send a larger one."
            )
        # The older text is history from here on, whatever becomes of the newer one.
        self._latest_id = frame.id
        self._work.end_current()
        self._outbox.drop_suggestions()
        profile = frame.profile or self._profile_of_reply(frame)
        refused = self._refused(frame, profile)
        if refused is not None:
            self._ask_only(None)
            self._reporting.put(refused)
            return
        kept = self._sessions.of(published.profiles[profile])
        typed = typed_text(frame, self._limits)
        self._watch.typed(typed.text)
        self._ask_only(kept.session)
        self._reporting.asked(frame.id, kept.profile.slug, typed.text)
        self._work.submit(lambda: self._serve(frame.id, kept.session, typed, kept.route[0]))

    async def _serve(
        self, id: int, session: TypingSession, typed: TypedText, first: SharedModel
    ) -> None:
        refused = await self._allowance.refused(id)
        if refused is not None:
            self._ask_only(None)
            self._reporting.put(refused)
            return
        self._reporting.begins()
        await answer(id, session.suggest(typed), self._reporting, first)
        await explore_ahead(session, first)

    def _ask_only(self, session: TypingSession | None) -> None:
        """End the model request that an older input left under way in another session."""
        if self._asking is not None and self._asking is not session:
            self._asking.stop()
        self._asking = session

    def _profile_of_reply(self, frame: frames.Input) -> str:
        too_long = len(frame.context) > self._limits.max_context
        return self._profiles.of("" if too_long else without_controls(frame.context))

    def _refused(self, frame: frames.Input, profile: str) -> frames.Error | None:
        """Say why an input, though a good frame, is not worked on."""
        if wait := self._inputs.take(time.monotonic()):
            clients.limit_hit("frames")
            return _rate_limited(frame.id, wait)
        return unworkable(frame, profile, self._limits)

    def _answer_bad(self, bad: BadFrame) -> None:
        # No frame may carry an id older than the newest input's.
        outdated = bad.id is not None and self._latest_id is not None and bad.id < self._latest_id
        self._reporting.put(
            frames.Error(id=None if outdated else bad.id, code="bad_frame", message=str(bad))
        )
        self._bad_in_a_row += 1
        if self._bad_in_a_row >= self._limits.bad_frames_in_a_row:
            self._outbox.close(PROTOCOL_VIOLATION)


def _rate_limited(id: int | None, wait_seconds: float) -> frames.Error:
    return frames.Error(
        id=id,
        code="rate_limited",
        message="Frames come faster than limits.inputs_per_second: send the newest after a pause.",
        retry_after_ms=math.ceil(wait_seconds * 1000),
    )
