"""One person's typing session: the lists for each keystroke, from one model or along a route."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from autocomplete.judging.moderation import NO_RULES, Moderation
from autocomplete.language_model.interface import LanguageModel
from autocomplete.live.escalation import Escalation, Routed
from autocomplete.live.explanation import Explanation, Listed, explanation
from autocomplete.live.model_part import Cost, Input, ModelPart
from autocomplete.live.window import Window
from autocomplete.metrics import keystrokes
from autocomplete.model_pool.model_use import ModelUse
from autocomplete.model_pool.routed_model import Calibrations, RoutedModel, uncalibrated
from autocomplete.ranking.ahead import searches_ahead
from autocomplete.ranking.behind_caret import inside_word
from autocomplete.ranking.candidates import Ranking
from autocomplete.ranking.fitted import typing_cost
from autocomplete.ranking.gate import decide, too_short
from autocomplete.ranking.letter_case import writes_lower_case
from autocomplete.ranking.phrase_index import NO_PHRASES, PhraseIndex
from autocomplete.ranking.phrase_mix import TypedPhrases
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.search import Search
from autocomplete.ranking.suggestions import Gate, Stats, Suggestion, SuggestionList
from autocomplete.ranking.typed_past import TypedPast

# What a model reads, in UTF-8 bytes. A token is at least one byte, so text, context and preamble
# together fit into 3,072 tokens whatever the script; in English they are some 900.
MOST_TEXT_BYTES = 1500


@dataclass(frozen=True, slots=True)
class TypedText:
    """What stands in the field before the caret and ``after`` it, and what it replies to.

    ``force`` asks for suggestions where a gate would show none, those typed past among them.
    """

    text: str
    context: str = ""
    after: str = ""
    force: bool = False


@dataclass(frozen=True, slots=True)
class Explored:
    """What exploring ahead has cost in a session so far; no list's own cost holds any of it.

    A request that a keystroke joined is that keystroke's and not counted here.
    """

    evaluated_tokens: int = 0
    requests: int = 0


class TypingSession:
    """Suggests continuations of one person's text.

    ``model`` is the one whose lists come first; ``larger`` are asked behind it, one after the
    other, where the list is unlikely to help (see ranking/routing.py).
    ``lane`` tells the model client which prompt cache this person's requests share.
    ``calibrations`` finds what was fitted for a model and a strategy, if anything was.
    ``use`` is shared by all sessions that ask the same model. ``moderation`` holds back what the
    site does not want shown. ``phrases`` is asked at each keystroke for those of the site. One call
    of ``suggest`` or ``explore_ahead`` at a time.
    """

    def __init__(
        self,
        model: LanguageModel,
        profile: Profile,
        *,
        lane: int = 0,
        calibrations: Calibrations = uncalibrated,
        use: ModelUse | None = None,
        larger: Sequence[RoutedModel] = (),
        moderation: Moderation | None = None,
        phrases: Callable[[], PhraseIndex] = lambda: NO_PHRASES,
    ) -> None:
        self._profile = profile
        self._moderation = moderation or Moderation(NO_RULES, model)
        self._phrases = phrases
        self._use = use or ModelUse()
        self._first = ModelPart(model, profile, lane=lane, calibrations=calibrations, use=self._use)
        self._escalation = Escalation(larger, profile, calibrations)
        self._parts = [self._first, *self._escalation.parts]
        self._window = Window(MOST_TEXT_BYTES)
        self._typed_past = TypedPast(profile.typed_past_strength, profile.reading_ms)
        self._last: tuple[Search, tuple[Suggestion, ...]] | None = None
        self._listed: Listed | None = None
        self.explored = Explored()

    @property
    def untaken_requests(self) -> int:
        """How many requests, of searches and of exploring, were ended before they were of use."""
        return sum(part.asking.untaken for part in self._parts)

    def stop(self) -> None:
        """End the model requests under way, which no further keystroke will join.

        A search or an exploration that waits for one ends without another list.
        """
        for part in self._parts:
            part.asking.keep_only(None)

    async def aclose(self) -> None:
        """Stop, and return when nothing is left on any model."""
        self.stop()
        for part in self._parts:
            await part.asking.aclose()

    async def suggest(self, typed: TypedText) -> AsyncGenerator[SuggestionList]:
        """Yield a list as soon as one distribution is in, then refined ones; the last is final.

        Closing the iterator, or cancelling the task that awaits it, leaves the model requests under
        way for the next call, which joins those that it wants too and ends the others. Whoever
        makes no next call ends them by ``stop`` or ``aclose``. Raises ModelError where the first
        model fails; a larger one that fails leaves the first one's list as it is.
        """
        cost = Cost(time.perf_counter())
        self._last = self._listed = None
        self._typed_past.typed(typed.text, cost.started)
        if typed.force:
            self._typed_past.forget()
        gate = self._gate_before_search(typed)
        if gate is not None:
            self.stop()
            yield self._gated(gate, cost)
            return
        text = self._window.end_of(typed.text)
        wanted = Input(
            text,
            typed.context,
            typed.after,
            writes_lower_case(typed.text),
            self._typed_past.belief,
            TypedPhrases(self._phrases(), text),
        )
        routed: Routed | None = None
        async with aclosing(self._first.search(wanted, cost)) as searched:
            async for first in searched:
                routed = self._escalation.remembered(first)
                if not first.done:
                    found = await self._list(routed, typed, cost, final=False)
                    if found.items:
                        yield found
        if routed is None or not routed.first.done:
            return
        if self._escalation.begins(routed, cost):
            # Shown at once, since the larger model takes longer than all before.
            found = await self._list(routed, typed, cost, final=False)
            if found.items:
                yield found
            routed = await self._escalation.routed(routed, cost)
        else:
            self._escalation.stop()
        last = await self._list(routed, typed, cost, final=True)
        keystrokes.searched(cost.model_ms, cost.search_ms, cost.ranking_ms)
        yield last
        self._typed_past.showed([item.text for item in last.items], time.perf_counter())
        self._last = routed.first.search, last.items

    async def explanation(self) -> Explanation | None:
        """How the newest list came about; None where nothing was searched for.

        Raises ModelError where a model screens suggestions and fails.
        """
        return await explanation(self._listed, self._moderation) if self._listed else None

    async def explore_ahead(self) -> None:
        """Ask what the next lists will need, behind the last final one, while nobody searches.

        The first model alone is asked. Begins after the profile's ``idle_after_ms`` and ends when
        ``idle_tokens`` are spent, when nothing is left to ask, or when anybody's search begins.
        Raises ModelError.
        """
        if self._last is None or self._profile.idle_tokens <= 0:
            return
        await asyncio.sleep(self._profile.idle_after_ms / 1000)
        if self._use.busy():
            return
        most = self.explored.evaluated_tokens + self._profile.idle_tokens
        with self._use.exploring(lambda: self._first.asking.keep_only(None)):
            for search in searches_ahead(*self._last):
                # To survey a tree takes milliseconds, in which nobody's keystroke is heard.
                await asyncio.sleep(0)
                while not self._use.busy() and (expansion := search.next_expansion()) is not None:
                    step = await self._first.feed(search, expansion, refining=True)
                    if step is None:
                        return
                    self.explored = Explored(
                        self.explored.evaluated_tokens + step.evaluated_tokens,
                        self.explored.requests + 1,
                    )
                    if self.explored.evaluated_tokens >= most:
                        return
                if self._use.busy():
                    return

    def _gate_before_search(self, typed: TypedText) -> Gate | None:
        """Why nothing is searched for, if anything speaks against it."""
        if typed.force:
            return None
        if inside_word(typed.after):
            return "mid_word"
        return "too_short" if too_short(typed.text, self._profile) else None

    def _gated(self, gate: Gate, cost: Cost) -> SuggestionList:
        """The empty list of an input that is not searched for."""
        stats = Stats(
            ms=cost.ms,
            model_ms=0.0,
            evaluated_tokens=0,
            model_requests=0,
            reused=False,
            route=(),
            covered=0.0,
            gate=gate,
        )
        return SuggestionList((), stats, final=True)

    async def _list(
        self, routed: Routed, typed: TypedText, cost: Cost, *, final: bool
    ) -> SuggestionList:
        """What is shown of what was found, if the site and the gates let it through."""
        found = routed.found
        allowed, held_back = await self._moderation.allowed(found.ranking, typed.text)
        decision = decide(
            allowed.items,
            self._profile,
            typing_cost(self._profile, found.fitted),
            force=typed.force,
        )
        self._listed = Listed(found, typed.text, allowed, decision)
        shown = Ranking() if decision.gate else allowed
        stats = Stats(
            ms=cost.ms,
            model_ms=cost.model_ms,
            evaluated_tokens=cost.evaluated_tokens,
            model_requests=cost.requests,
            reused=cost.requests == 0,
            route=routed.route,
            covered=found.covered,
            gate=held_back or decision.gate,
            ghost=decision.ghost,
            reduced=cost.reduced,
        )
        return SuggestionList(shown.items, stats, final, shown.claims)
