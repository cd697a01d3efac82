"""What is measured: anything that shows a list for the text so far."""

from __future__ import annotations

import dataclasses
import math
import time
from typing import Protocol, Self

from autocomplete.evaluation.items import Item
from autocomplete.evaluation.simulation import Shown, Suggest
from autocomplete.language_model.errors import ModelError
from autocomplete.language_model.interface import LanguageModel, Prompt
from autocomplete.live.session import TypedText, TypingSession
from autocomplete.model_pool.routed_model import Calibrations, RoutedModel, uncalibrated
from autocomplete.ranking.phrase_index import NO_PHRASES, PhraseIndex
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.strategies import Strategy


class Suggester(Protocol):
    """One row of the report."""

    @property
    def name(self) -> str: ...

    def with_one(self) -> Self:
        """The same with only its first suggestion shown."""
        ...

    async def prepare(self, lane: int) -> None:
        """Have the model read what stands in front of every text, once and uncounted."""
        ...

    def begin(self, item: Item, lane: int) -> Suggest:
        """Return the function that suggests for one text, with nothing kept from other texts."""
        ...


@dataclasses.dataclass(frozen=True, slots=True)
class ProfileSuggester:
    """The product itself: a session as the websocket has one, with one profile.

    ``contexts`` tells whether each item's context is given; ``calibrations`` as for a session;
    ``larger`` are the models that the route goes on to, ``phrases`` those of a site.
    """

    name: str
    model: LanguageModel
    profile: Profile
    contexts: bool = False
    calibrations: Calibrations = uncalibrated
    larger: tuple[LanguageModel, ...] = ()
    phrases: PhraseIndex = NO_PHRASES

    def with_one(self) -> Self:
        profile = dataclasses.replace(self.profile, suggestions=1)
        return dataclasses.replace(self, profile=profile)

    async def prepare(self, lane: int) -> None:
        for model in (self.model, *self.larger):
            async for _ in model.walk(Prompt(self.profile.preamble), alternatives=1, lane=lane):
                pass

    def begin(self, item: Item, lane: int) -> Suggest:
        session = TypingSession(
            self.model,
            self.profile,
            lane=lane,
            calibrations=self.calibrations,
            larger=[RoutedModel(model, _FailsTheRun(), lane=lane) for model in self.larger],
            phrases=lambda: self.phrases,
        )
        context = item.context if self.contexts else ""

        async def suggest(text: str) -> Shown:
            asked = time.perf_counter()
            came_ms = []
            try:
                async for frame in session.suggest(TypedText(text, context=context)):
                    final = frame
                    came_ms.append((time.perf_counter() - asked) * 1000)
            finally:
                # Nobody joins the request of an evaluation that was ended.
                await session.aclose()
            return Shown(
                texts=tuple(item.text for item in final.items),
                probs=tuple(item.prob for item in final.items),
                claims=final.claims,
                ghost=final.stats.ghost,
                evaluated_tokens=final.stats.evaluated_tokens,
                model_requests=final.stats.model_requests,
                route=final.stats.route,
                models=tuple(item.model for item in final.items),
                first_ms=came_ms[0],
                final_ms=came_ms[-1],
            )

        return suggest


class _FailsTheRun:
    """Ends an evaluation where people who type would not hear of a failure."""

    def note_failure(self, error: ModelError) -> None:
        raise error

    def note_answer(self) -> None:
        pass

    def note_uncalibrated(self, model: str, strategy: Strategy) -> None:
        raise ModelError(
            f"Nothing was fitted for the model {model} with the strategy {strategy}, and lists that"
            " are not calibrated cannot be compared: run `manage.py calibrate` with it first."
        )


def unhurried(profile: Profile) -> Profile:
    """The profile for a person who reads every list to its end and waits for the final one.

    Only so do figures not depend on how fast the machine is.
    """
    return dataclasses.replace(profile, reading_ms=0.0, time_budget_ms=math.inf)
