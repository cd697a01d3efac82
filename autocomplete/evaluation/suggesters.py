"""What is measured: anything that shows a list for the text so far."""

from __future__ import annotations

import dataclasses
import math
import time
from typing import Protocol, Self

from autocomplete.evaluation.items import Item
from autocomplete.evaluation.simulation import Shown, Suggest
from autocomplete.language_model.interface import LanguageModel, Prompt
from autocomplete.live.routed_model import Calibrations, uncalibrated
from autocomplete.live.session import TypedText, TypingSession
from autocomplete.ranking.profile import Profile


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

    ``contexts`` tells whether each item's context is given; ``calibrations`` as for a session.
    """

    name: str
    model: LanguageModel
    profile: Profile
    contexts: bool = False
    calibrations: Calibrations = uncalibrated

    def with_one(self) -> Self:
        profile = dataclasses.replace(self.profile, suggestions=1)
        return dataclasses.replace(self, profile=profile)

    async def prepare(self, lane: int) -> None:
        async for _ in self.model.walk(Prompt(self.profile.preamble), alternatives=1, lane=lane):
            pass

    def begin(self, item: Item, lane: int) -> Suggest:
        session = TypingSession(self.model, self.profile, lane=lane, calibrations=self.calibrations)
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
                first_ms=came_ms[0],
                final_ms=came_ms[-1],
            )

        return suggest


def unhurried(profile: Profile) -> Profile:
    """The profile for a person who reads every list to its end and waits for the final one.

    Only so do figures not depend on how fast the machine is.
    """
    return dataclasses.replace(profile, reading_ms=0.0, time_budget_ms=math.inf)
