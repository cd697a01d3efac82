"""One person's typing session: keeps the prediction tree from keystroke to keystroke."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, replace

from autocomplete.language_model.interface import LanguageModel
from autocomplete.live.asking import Asking
from autocomplete.live.model_use import ModelUse
from autocomplete.live.window import Window, last_bytes
from autocomplete.ranking.ahead import searches_ahead
from autocomplete.ranking.behind_caret import inside_word
from autocomplete.ranking.boundaries import cut
from autocomplete.ranking.candidates import Ranking, rank
from autocomplete.ranking.fitted import Fitted, typing_cost
from autocomplete.ranking.gate import Decision, decide, too_short
from autocomplete.ranking.letter_case import writes_lower_case
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.search import Search
from autocomplete.ranking.strategies import Strategy
from autocomplete.ranking.suggestions import Gate, Stats, Suggestion, SuggestionList
from autocomplete.ranking.tree import Forest
from autocomplete.ranking.typed_past import TypedPast

# What a model reads, in UTF-8 bytes. A token is at least one byte, so text, context and preamble
# together fit into 3,072 tokens whatever the script; in English they are some 700.
MOST_TEXT_BYTES = 1500
MOST_CONTEXT_BYTES = 1000


Calibrations = Callable[[str, Strategy], Fitted | None]


def uncalibrated(model: str, strategy: Strategy) -> Fitted | None:
    """No calibration for any model: probabilities are stated as the model has them."""
    return None


@dataclass(frozen=True, slots=True)
class TypedText:
    """What stands in the field before the caret and ``after`` it, and what it replies to.

    ``force`` asks for suggestions where a gate would show none.
    """

    text: str
    context: str = ""
    after: str = ""
    force: bool = False


@dataclass(slots=True)
class Cost:
    """What one keystroke has cost so far."""

    started: float
    model_ms: float = 0.0
    evaluated_tokens: int = 0
    requests: int = 0


@dataclass(frozen=True, slots=True)
class Explored:
    """What exploring ahead has cost in a session so far; no list's own cost holds any of it.

    A request that a keystroke joined is that keystroke's and not counted here.
    """

    evaluated_tokens: int = 0
    requests: int = 0


class TypingSession:
    """Suggests continuations of one person's text.

    ``lane`` tells the model client which prompt cache this person's requests share.
    ``calibrations`` finds what was fitted for a model and a strategy, if anything was.
    ``use`` is shared by all sessions that ask the same model. One call of ``suggest`` or
    ``explore_ahead`` at a time.
    """

    def __init__(
        self,
        model: LanguageModel,
        profile: Profile,
        *,
        lane: int = 0,
        calibrations: Calibrations = uncalibrated,
        use: ModelUse | None = None,
    ) -> None:
        self._model = model
        self._profile = profile
        self._asking = Asking(model, lane)
        self._use = use or ModelUse()
        self._calibrations = calibrations
        self._window = Window(MOST_TEXT_BYTES)
        self._forest = Forest()
        self._typed_past = TypedPast(profile.typed_past_strength, profile.reading_ms)
        self._last: tuple[Search, tuple[Suggestion, ...]] | None = None
        self.explored = Explored()

    @property
    def untaken_requests(self) -> int:
        """How many requests, of searches and of exploring, were ended before they were of use."""
        return self._asking.untaken

    def stop(self) -> None:
        """End the model request under way, which no further keystroke will join.

        A search or an exploration that waits for it ends without another list.
        """
        self._asking.keep_only(None)

    async def aclose(self) -> None:
        """Stop, and return when nothing is left on the model."""
        await self._asking.aclose()

    async def suggest(self, typed: TypedText) -> AsyncGenerator[SuggestionList]:
        """Yield a list as soon as one distribution is in, then refined ones; the last is final.

        Closing the iterator, or cancelling the task that awaits it, leaves the model request under
        way for the next call, which joins it if it wants the same and else ends it. Whoever makes
        no next call ends it by ``stop`` or ``aclose``. Raises ModelError.
        """
        with self._use.searching():
            cost = Cost(time.perf_counter())
            self._last = None
            self._typed_past.typed(typed.text, cost.started)
            gate = self._gate_before_search(typed)
            if gate is not None:
                self.stop()
                yield self._gated(gate, cost)
                return
            text = self._window.end_of(typed.text)
            at = cut(text)
            capabilities = await self._model.capabilities()
            model, profile = capabilities.model, self._within(capabilities.most_alternatives)
            fitted = self._calibrations(model, profile.strategy)
            effort = typing_cost(profile, fitted)
            root = self._forest.root(prompt_text(profile, typed.context, text[:at]))
            search = Search(root, text[at:].encode(), profile, self._typed_past.belief)
            lower_case = writes_lower_case(typed.text)
            as_typed = False
            while True:
                found = rank(
                    search.found,
                    search.remainder,
                    profile,
                    model,
                    fitted,
                    typed.after,
                    lower_case=lower_case,
                )
                items = found.items
                decision = decide(items, profile, effort, force=typed.force)
                shown = Ranking() if decision.gate else found
                late = (time.perf_counter() - cost.started) * 1000 > profile.time_budget_ms
                # Being late ends a refinement, never the search for something to show at all.
                expansion = None if late and items else search.next_expansion()
                if not items and expansion is None and search.remainder.strip() and not as_typed:
                    # No alternative agrees, as in rare words and names. The rest as typed is still
                    # a path: how probable is unknown, so nothing counts as covered, but it tells
                    # what may follow.
                    as_typed = True
                    root = self._forest.root(prompt_text(profile, typed.context, text))
                    search = Search(root, b"", profile, self._typed_past.belief)
                    continue
                self._asking.keep_only(expansion)
                if shown.items or expansion is None:
                    covered = 0.0 if as_typed else search.found.covered
                    yield self._list(shown, decision, model, cost, covered, final=expansion is None)
                if expansion is None:
                    texts = [item.text for item in shown.items]
                    self._typed_past.showed(texts, time.perf_counter())
                    self._last = search, shown.items
                    return
                step = await self._asking.join_or_replace(expansion)
                if step is None:
                    return
                expansion.node.feed(step.distribution)
                cost.requests += 1
                cost.evaluated_tokens += step.evaluated_tokens
                cost.model_ms += step.model_ms
                search.fed(expansion, step.evaluated_tokens)

    async def explore_ahead(self) -> None:
        """Ask what the next lists will need, behind the last final one, while nobody searches.

        Begins after the profile's ``idle_after_ms`` and ends when ``idle_tokens`` are spent, when
        nothing is left to ask, or when anybody's search begins. Raises ModelError.
        """
        if self._last is None or self._profile.idle_tokens <= 0:
            return
        await asyncio.sleep(self._profile.idle_after_ms / 1000)
        if self._use.busy():
            return
        most = self.explored.evaluated_tokens + self._profile.idle_tokens
        with self._use.exploring(self.stop):
            for search in searches_ahead(*self._last):
                # To survey a tree takes milliseconds, in which nobody's keystroke is heard.
                await asyncio.sleep(0)
                while not self._use.busy() and (expansion := search.next_expansion()) is not None:
                    step = await self._asking.join_or_replace(expansion)
                    if step is None:
                        return
                    expansion.node.feed(step.distribution)
                    search.fed(expansion, step.evaluated_tokens)
                    self.explored = Explored(
                        self.explored.evaluated_tokens + step.evaluated_tokens,
                        self.explored.requests + 1,
                    )
                    if self.explored.evaluated_tokens >= most:
                        return
                if self._use.busy():
                    return

    def _within(self, most_alternatives: int) -> Profile:
        """The profile as this server can serve it, lest it be asked for more again and again."""
        profile = self._profile
        return replace(
            profile,
            alternatives=min(profile.alternatives, most_alternatives),
            wide_alternatives=min(profile.wide_alternatives, most_alternatives),
        )

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
            ms=(time.perf_counter() - cost.started) * 1000,
            model_ms=0.0,
            evaluated_tokens=0,
            model_requests=0,
            reused=False,
            route=(),
            covered=0.0,
            gate=gate,
        )
        return SuggestionList((), stats, final=True)

    def _list(
        self,
        shown: Ranking,
        decision: Decision,
        model: str,
        cost: Cost,
        covered: float,
        *,
        final: bool,
    ) -> SuggestionList:
        stats = Stats(
            ms=(time.perf_counter() - cost.started) * 1000,
            model_ms=cost.model_ms,
            evaluated_tokens=cost.evaluated_tokens,
            model_requests=cost.requests,
            reused=cost.requests == 0,
            route=(model,),
            covered=covered,
            gate=decision.gate,
            ghost=decision.ghost,
        )
        return SuggestionList(shown.items, stats, final, shown.claims)


def prompt_text(profile: Profile, context: str, before: str) -> str:
    """What a model reads in front of the first suggested token."""
    lines = f"{last_bytes(context, MOST_CONTEXT_BYTES)}\n" if context else ""
    # Not every model has a begin-of-text token to answer an empty prompt with.
    return f"{profile.preamble}{lines}{before}" or "\n"
