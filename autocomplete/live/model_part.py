"""One model's part of a typing session: its tree, its request under way, its searches."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, replace

from autocomplete.language_model.interface import LanguageModel, Step
from autocomplete.live.asking import Asking
from autocomplete.live.window import last_bytes
from autocomplete.model_pool.model_use import ModelUse
from autocomplete.model_pool.routed_model import Calibrations
from autocomplete.ranking.boundaries import cut
from autocomplete.ranking.candidates import Ranking, rank
from autocomplete.ranking.fitted import Fitted
from autocomplete.ranking.left_out import LeftOut
from autocomplete.ranking.phrase_mix import Mixture, TypedPhrases
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.search import Expansion, Search
from autocomplete.ranking.suggestions import Reduced
from autocomplete.ranking.tree import Forest, Node
from autocomplete.ranking.typed_evidence import TypedEvidence
from autocomplete.ranking.typed_past import Belief

MOST_CONTEXT_BYTES = 1000
# The tokens of a refinement while others wait for the model.
MOST_UNDER_PRESSURE = 1
# What one model puts into its list another one may know as well and put nowhere: so many of each
# are pooled. Of first halves with the embedded pair, 20 keep 0.1 to 0.4 points more than the shown
# five do.
CONSIDERED = 20


@dataclass(slots=True)
class Cost:
    """What one keystroke has cost so far, on all models."""

    started: float
    model_ms: float = 0.0
    evaluated_tokens: int = 0
    requests: int = 0
    reduced: Reduced | None = None
    search_ms: float = 0.0
    ranking_ms: float = 0.0
    _lap: float = 0.0

    @property
    def ms(self) -> float:
        return (time.perf_counter() - self.started) * 1000

    def lap(self) -> float:
        """Milliseconds since the last lap of this cost's search."""
        last, self._lap = self._lap, time.perf_counter()
        return (self._lap - last) * 1000


@dataclass(frozen=True, slots=True)
class Input:
    """What is searched for: as much of the ``text`` before the caret as a model reads, and more.

    ``belief`` is about continuations of the text; ``lower_case`` tells whether the person writes
    without capitals; ``phrases`` are those of the site that the text may be typing.
    """

    text: str
    context: str
    after: str
    lower_case: bool
    belief: Callable[[bytes], Belief]
    phrases: TypedPhrases


@dataclass(frozen=True, slots=True)
class Found:
    """What a search has found at one moment; ``done`` when nothing better follows.

    ``covered`` is that of Stats, ``fitted`` what the model's probabilities were calibrated by.
    """

    typed: Input
    ranking: Ranking
    model: str
    fitted: Fitted | None
    covered: float
    search: Search
    done: bool
    mixture: Mixture

    def left_out(self) -> list[LeftOut]:
        """What was found and is not in the ranking, by ranking once more. Takes milliseconds."""
        notes: list[LeftOut] = []
        self._ranked(self.search.profile, notes)
        return notes

    def considered(self) -> Ranking:
        """More of what was found than is shown, by ranking once more. Takes milliseconds."""
        return self._ranked(replace(self.search.profile, suggestions=CONSIDERED))

    def _ranked(self, profile: Profile, left_out: list[LeftOut] | None = None) -> Ranking:
        return _ranking(
            self.search, self.typed, self.mixture, self.model, self.fitted, profile, left_out
        )


def _ranking(
    search: Search,
    typed: Input,
    mixture: Mixture,
    model: str,
    fitted: Fitted | None,
    profile: Profile,
    left_out: list[LeftOut] | None = None,
) -> Ranking:
    return rank(
        search.found,
        search.remainder,
        profile,
        model,
        fitted,
        typed.after,
        lower_case=typed.lower_case,
        mixture=mixture,
        left_out=left_out,
    )


@dataclass(frozen=True, slots=True)
class _Served:
    """What is known of the model; ``profile`` asks it for no more than its server can serve."""

    profile: Profile
    model: str
    fitted: Fitted | None
    begun_tokens: bool

    def search(self, root: Node, remainder: str, typed: Input) -> Search:
        return Search(
            root, remainder.encode(), self.profile, typed.belief, begun_tokens=self.begun_tokens
        )

    def ranking(self, search: Search, typed: Input, mixture: Mixture) -> Ranking:
        return _ranking(search, typed, mixture, self.model, self.fitted, self.profile)


class ModelPart:
    """Keeps what one model has said about one person's text. One search at a time."""

    def __init__(
        self,
        model: LanguageModel,
        profile: Profile,
        *,
        lane: int,
        calibrations: Calibrations,
        use: ModelUse,
    ) -> None:
        self.use = use
        self.asking = Asking(model, lane, use.turns)
        self._model = model
        self._profile = profile
        self._calibrations = calibrations
        self._forest = Forest()
        self._evidence = TypedEvidence()
        self._served: _Served | None = None

    async def fitted(self) -> tuple[str, Fitted | None]:
        """The model's own name, and what was fitted for it. Raises ModelError."""
        model = (await self._model.capabilities()).model
        return model, self._calibrations(model, self._profile.strategy)

    def remembered(self, typed: Input) -> Found | None:
        """What is known of the word that is being typed, if anything. Takes milliseconds."""
        at = cut(typed.text)
        root = self._forest.known(prompt_text(self._profile, typed.context, typed.text[:at]))
        if root is None or self._served is None:
            return None
        served = self._served
        search = served.search(root, typed.text[at:], typed)
        mass = search.found.wanted + search.found.unshown
        mixture = typed.phrases.mixture(search, self._evidence, cut=at, mass=mass)
        return Found(
            typed,
            served.ranking(search, typed, mixture),
            served.model,
            served.fitted,
            search.found.covered,
            search,
            done=search.next_expansion() is None,
            mixture=mixture,
        )

    async def search(self, typed: Input, cost: Cost) -> AsyncGenerator[Found]:
        """Yield what is found at once and after each answer; the last is done.

        Without a last one where ``asking`` was told meanwhile to end the request. ``cost`` is
        added to. Raises ModelError.
        """
        with self.use.searching():
            served = self._served = await self._serving()
            profile = served.profile
            at = cut(typed.text)
            root = self._forest.root(prompt_text(profile, typed.context, typed.text[:at]))
            search = served.search(root, typed.text[at:], typed)
            as_typed = False
            for_phrases = 0
            typed_mass = 0.0
            cost.lap()
            while True:
                # The text as typed tells nothing of its own mass.
                if not as_typed and search.root.distribution is not None:
                    typed_mass = search.found.wanted + search.found.unshown
                    self._evidence.saw(typed.text[:at], typed.text[at:], search.found.agreeing)
                mixture = typed.phrases.mixture(search, self._evidence, cut=at, mass=typed_mass)
                cost.search_ms += cost.lap()
                found = served.ranking(search, typed, mixture)
                cost.ranking_ms += cost.lap()
                items = found.items
                # Being late ends a refinement, never the search for something to show at all.
                late = items and cost.ms > profile.time_budget_ms
                expansion = None if late else search.next_expansion()
                by_model = any(item.source == "model" for item in items)
                if not by_model and expansion is None and search.remainder.strip() and not as_typed:
                    # No alternative agrees, as in rare words and names. The rest as typed is still
                    # a path: how probable is unknown, so nothing counts as covered, but it tells
                    # what may follow.
                    as_typed = True
                    root = self._forest.root(prompt_text(profile, typed.context, typed.text))
                    search = served.search(root, "", typed)
                    continue
                if expansion is None and not late and for_phrases < profile.phrase_tokens:
                    expansion = mixture.next_expansion(search)
                    for_phrases += expansion is not None
                if (
                    items
                    and expansion is not None
                    and (reduced := self._reduced(search, expansion))
                ):
                    cost.reduced, expansion = reduced, None
                self.asking.keep_only(expansion)
                covered = 0.0 if as_typed else search.found.covered
                cost.search_ms += cost.lap()
                yield Found(
                    typed,
                    found,
                    served.model,
                    served.fitted,
                    covered,
                    search,
                    done=expansion is None,
                    mixture=mixture,
                )
                if expansion is None:
                    return
                step = await self.feed(search, expansion, refining=bool(items))
                if step is None:
                    return
                cost.requests += 1
                cost.evaluated_tokens += step.evaluated_tokens
                cost.model_ms += step.model_ms
                cost.lap()

    async def feed(self, search: Search, expansion: Expansion, *, refining: bool) -> Step | None:
        """Have the model answer what a search wants to know next; None if that was ended.

        ``refining`` tells whether a list can be seen meanwhile. Raises ModelError.
        """
        step = await self.asking.join_or_replace(expansion, refining=refining)
        if step is not None:
            expansion.node.feed(step.distribution)
            search.fed(expansion, step.evaluated_tokens)
        return step

    def _reduced(self, search: Search, expansion: Expansion) -> Reduced | None:
        """Whether a list that could be shown is not refined, since others wait for theirs."""
        match self.use.turns.pressure:
            case "high":
                return "first_only"
            case "some" if (
                expansion.alternatives > self._profile.alternatives
                or search.spent >= MOST_UNDER_PRESSURE
            ):
                return "narrowed"
        return None

    async def _serving(self) -> _Served:
        """Raises ModelError."""
        capabilities = await self._model.capabilities()
        profile, most = self._profile, capabilities.most_alternatives
        # Lest the server be asked for more than it shows again and again.
        profile = replace(
            profile,
            alternatives=min(profile.alternatives, most),
            wide_alternatives=min(profile.wide_alternatives, most),
        )
        model, fitted = await self.fitted()
        return _Served(profile, model, fitted, capabilities.begun_tokens)


def prompt_text(profile: Profile, context: str, before: str) -> str:
    """What a model reads in front of the first suggested token."""
    lines = f"{last_bytes(context, MOST_CONTEXT_BYTES)}\n" if context else ""
    # Not every model has a begin-of-text token to answer an empty prompt with.
    return f"{profile.preamble}{lines}{before}" or "\n"
