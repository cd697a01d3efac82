"""One person's typing session: keeps the prediction tree from keystroke to keystroke."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace

from autocomplete.language_model.interface import LanguageModel
from autocomplete.live.window import Window, last_bytes
from autocomplete.ranking.boundaries import cut
from autocomplete.ranking.calibration import Calibration
from autocomplete.ranking.candidates import rank
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.search import Search
from autocomplete.ranking.strategies import Strategy
from autocomplete.ranking.suggestions import Stats, Suggestion, SuggestionList
from autocomplete.ranking.tree import Forest
from autocomplete.ranking.typed_past import TypedPast

# What a model reads, in UTF-8 bytes. A token is at least one byte, so text, context and preamble
# together fit into 3,072 tokens whatever the script; in English they are some 700.
MOST_TEXT_BYTES = 1500
MOST_CONTEXT_BYTES = 1000


Calibrations = Callable[[str, Strategy], Calibration | None]


def uncalibrated(model: str, strategy: Strategy) -> Calibration | None:
    """No calibration for any model: probabilities are stated as the model has them."""
    return None


@dataclass(frozen=True, slots=True)
class TypedText:
    """What stands in the field before the caret, and what it replies to."""

    text: str
    context: str = ""


@dataclass(slots=True)
class Cost:
    """What one keystroke has cost so far."""

    started: float
    model_ms: float = 0.0
    evaluated_tokens: int = 0
    requests: int = 0


class TypingSession:
    """Suggests continuations of one person's text.

    ``lane`` tells the model client which prompt cache this person's requests share.
    ``calibrations`` finds the map that was fitted for a model and a strategy, if there is one.
    """

    def __init__(
        self,
        model: LanguageModel,
        profile: Profile,
        *,
        lane: int = 0,
        calibrations: Calibrations = uncalibrated,
    ) -> None:
        self._model = model
        self._profile = profile
        self._lane = lane
        self._calibrations = calibrations
        self._window = Window(MOST_TEXT_BYTES)
        self._forest = Forest()
        self._typed_past = TypedPast(profile.typed_past_strength, profile.reading_ms)

    async def suggest(self, typed: TypedText) -> AsyncGenerator[SuggestionList]:
        """Yield a list as soon as one distribution is in, then refined ones; the last is final.

        Closing the iterator, or cancelling the task that awaits it, ends the work on the model.
        Raises ModelError.
        """
        cost = Cost(time.perf_counter())
        text = self._window.end_of(typed.text)
        at = cut(text)
        remainder = text[at:].encode()
        capabilities = await self._model.capabilities()
        model, profile = capabilities.model, self._within(capabilities.most_alternatives)
        calibration = self._calibrations(model, profile.strategy)
        self._typed_past.typed(typed.text, cost.started)
        root = self._forest.root(prompt_text(profile, typed.context, text[:at]))
        search = Search(root, remainder, profile, self._typed_past.belief)
        as_typed = False
        while True:
            items = rank(search.found, search.remainder, profile, model, calibration)
            late = (time.perf_counter() - cost.started) * 1000 > profile.time_budget_ms
            # Being late ends a refinement, never the search for something to show at all.
            expansion = None if late and items else search.next_expansion()
            if not items and expansion is None and remainder.strip() and not as_typed:
                # No alternative agrees, as in rare words and names. The rest as typed is still a
                # path: how probable is unknown, so nothing counts as covered, but it tells what
                # may follow.
                as_typed = True
                root = self._forest.root(prompt_text(profile, typed.context, text))
                search = Search(root, b"", profile, self._typed_past.belief)
                continue
            if items or expansion is None:
                covered = 0.0 if as_typed else search.found.covered
                yield self._list(items, model, cost, covered, final=expansion is None)
            if expansion is None:
                self._typed_past.showed([item.text for item in items], time.perf_counter())
                return
            cost.requests += 1
            async with aclosing(
                self._model.walk(
                    expansion.node.prompt, alternatives=expansion.alternatives, lane=self._lane
                )
            ) as steps:
                async for step in steps:
                    expansion.node.feed(step.distribution)
                    cost.evaluated_tokens += step.evaluated_tokens
                    cost.model_ms += step.model_ms
                    search.fed(expansion, step.evaluated_tokens)

    def _within(self, most_alternatives: int) -> Profile:
        """The profile as this server can serve it, lest it be asked for more again and again."""
        profile = self._profile
        return replace(
            profile,
            alternatives=min(profile.alternatives, most_alternatives),
            wide_alternatives=min(profile.wide_alternatives, most_alternatives),
        )

    def _list(
        self,
        items: tuple[Suggestion, ...],
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
        )
        return SuggestionList(items, stats, final)


def prompt_text(profile: Profile, context: str, before: str) -> str:
    """What a model reads in front of the first suggested token."""
    lines = f"{last_bytes(context, MOST_CONTEXT_BYTES)}\n" if context else ""
    # Not every model has a begin-of-text token to answer an empty prompt with.
    return f"{profile.preamble}{lines}{before}" or "\n"
