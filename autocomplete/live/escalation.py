"""Asks the larger models of a route where the list so far is too unlikely to help."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from autocomplete.language_model.errors import ModelError
from autocomplete.live.model_part import Cost, Found, Input, ModelPart
from autocomplete.model_pool.routed_model import Calibrations, Notes, RoutedModel
from autocomplete.ranking.fitted import typing_cost
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.routing import better_list, chance, escalates, pooled


@dataclass(frozen=True, slots=True)
class Routed:
    """What to show at last, and the names of the models that were asked for it, in order."""

    found: Found
    route: tuple[str, ...]


class Escalation:
    """One session's parts on the larger models, in the order of the route."""

    def __init__(
        self, larger: Sequence[RoutedModel], profile: Profile, calibrations: Calibrations
    ) -> None:
        self._profile = profile
        self._larger = [
            (
                ModelPart(
                    one.model, profile, lane=one.lane, calibrations=calibrations, use=one.use
                ),
                one.notes,
            )
            for one in larger
        ]

    @property
    def parts(self) -> list[ModelPart]:
        return [part for part, _ in self._larger]

    def stop(self) -> None:
        """End the requests that an earlier keystroke left under way."""
        for part in self.parts:
            part.asking.keep_only(None)

    def begins(self, first: Found, cost: Cost) -> bool:
        """Whether a larger model is to be asked behind the first model's list."""
        if not self._larger:
            return False
        if first.fitted is None:
            _, notes = self._larger[0]
            notes.note_uncalibrated(first.model, self._profile.strategy)
            return False
        return self._wanted(first, first.typed, cost)

    async def routed(self, first: Found, typed: Input, cost: Cost) -> Routed:
        """Ask one larger model after the other until a list is likely enough or time is up.

        A model that fails, that is too slow or that has no calibration changes nothing. What it
        has not answered in time is left under way for the next keystroke.
        """
        best, asked = first, [first.model]
        considered = first.considered()
        typing = typing_cost(self._profile, first.fitted)
        for part, notes in self._larger:
            if not self._wanted(best, typed, cost):
                part.asking.keep_only(None)
                continue
            found = await self._ask(part, notes, typed, cost)
            if found is None:
                continue
            asked.append(found.model)
            if not found.ranking.items:
                continue
            considered = pooled(considered, found.considered(), self._profile.letter_case)
            if better := better_list(best.ranking, considered, self._profile, typing):
                best = replace(found, ranking=better)
        return Routed(best, tuple(asked))

    def _wanted(self, found: Found, typed: Input, cost: Cost) -> bool:
        in_time = cost.ms <= self._profile.time_budget_ms
        return in_time and escalates(chance(found.ranking.items), typed.text, self._profile)

    async def _ask(self, part: ModelPart, notes: Notes, typed: Input, cost: Cost) -> Found | None:
        """What a model finds in the time that is left, None if it is of no use."""
        found: Found | None = None
        left = (self._profile.time_budget_ms - cost.ms) / 1000
        try:
            async with asyncio.timeout(left if math.isfinite(left) else None):
                model, fitted = await part.fitted()
                if fitted is None:
                    notes.note_uncalibrated(model, self._profile.strategy)
                    return None
                async with aclosing(part.search(typed, cost)) as searched:
                    async for newer in searched:
                        found = newer
        except TimeoutError:
            return found
        except ModelError as error:
            notes.note_failure(error)
            return found
        notes.note_answer()
        return found
