"""One of the profiles that are typed with at a bench, and what it shows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import msgspec

from autocomplete.bench.choices import AsOn
from autocomplete.bench.frames import Side
from autocomplete.bench.words import not_shown, tree
from autocomplete.inspection import inspection
from autocomplete.language_model.errors import ModelError
from autocomplete.limits.allowance import Allowance
from autocomplete.live import frames
from autocomplete.live.answering import answer, explore_ahead, model_failure
from autocomplete.live.client_sessions import ClientSessions, Kept
from autocomplete.live.session import TypedText
from autocomplete.phrases.phrases_in_use import phrases_in_use
from autocomplete.ranking.profile import Profile

Show = Callable[[Side], None]


class TypingSide:
    """Types with one profile after the other, on lanes of its own.

    Two profiles on one lane would read their preambles out of its cache in turn, at every
    keystroke. One call at a time.
    """

    def __init__(self, allowance: Allowance) -> None:
        self._allowance = allowance
        self._as_on, self._slug = AsOn(), ""
        self._sessions = self._new_sessions()
        self._kept: Kept | None = None

    async def use(self, profile: Profile, slug: str, as_on: AsOn) -> bool:
        """Type with this profile from now on; tell whether nothing is known of the text yet.

        The tree, and what was typed past, are kept while nothing changes. ``slug`` is what the site
        knows the profile by, whose phrases may belong to profiles.
        """
        if (as_on, slug) != (self._as_on, self._slug):
            self._as_on, self._slug = as_on, slug
            await self.aclose()
        kept = self._sessions.of(profile)
        before, self._kept = self._kept, kept
        if before is not None and before is not kept:
            await before.session.aclose()
        return before is not kept

    def _new_sessions(self) -> ClientSessions:
        phrases = partial(phrases_in_use.of, self._as_on.site, self._slug)
        return ClientSessions(self._allowance, self._as_on.rules, lambda _: phrases())

    async def suggest(self, id: int, typed: TypedText, name: str, show: Show) -> None:
        """Show every list for what is typed, and at last how the final one came about."""
        assert self._kept is not None
        session, first = self._kept.session, self._kept.route[0]
        sink = _Sink(name, show)
        await answer(id, session.suggest(typed), sink, first)
        try:
            explanation = await session.explanation()
        except ModelError as error:
            sink.put(model_failure(id, error))
            return
        side = msgspec.structs.replace(sink.side, final=True)
        if explanation is not None:
            side = msgspec.structs.replace(
                side,
                left_out=tuple(map(not_shown, explanation.left_out)),
                all_left_out=explanation.all_left_out,
                tree=tree(explanation, side.texts),
            )
        show(side)

    async def explore_ahead(self) -> None:
        """Look ahead as far as the profile wants that."""
        if self._kept is not None:
            await explore_ahead(self._kept.session, self._kept.route[0])

    def stop(self) -> None:
        """End the request that an older input left under way."""
        if self._kept is not None:
            self._kept.session.stop()

    async def aclose(self) -> None:
        """End all work, and give the lanes back until the next use."""
        if self._kept is not None:
            await self._kept.session.aclose()
            self._kept = None
        self._sessions.give_back_lanes()
        self._sessions = self._new_sessions()


class _Sink:
    """Turns the frames of an answer into the state of a side."""

    def __init__(self, name: str, show: Show) -> None:
        self.side = Side(name)
        self._show = show

    def put(self, frame: frames.ServerFrame) -> None:
        if isinstance(frame, frames.Suggestions):
            self.side = Side(
                self.side.name,
                inspection=inspection(frame),
                texts=tuple(item.text for item in frame.items),
                ghost=frame.stats.ghost,
            )
        elif isinstance(frame, frames.Error):
            self.side = Side(self.side.name, failure=frame.message)
        self._show(self.side)
