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
from autocomplete.ranking.candidates import Ranking
from autocomplete.ranking.fitted import typing_cost
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.routing import better_list, chance, escalates, pooled

# What a larger model has said of a word is taken for its opinion where that covers so much (0 to 1)
# of what agrees with the letters typed; else it may be asked anew. On first halves of bank
# questions and e-mail 0.6 saves no tenth of a point more and asks at 1 to 2 % more keystrokes.
ENOUGH_COVERED = 0.3


@dataclass(frozen=True, slots=True)
class Routed:
    """What to show, as far as the models of a route were heard.

    ``first`` is what the first model found. ``route`` names the models that were asked, in order.
    ``heard`` are the parts whose opinions are pooled in ``considered``.
    """

    found: Found
    first: Found
    route: tuple[str, ...]
    considered: Ranking | None = None
    heard: tuple[ModelPart, ...] = ()


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

    def remembered(self, first: Found) -> Routed:
        """Weigh in what the larger models have said of this word already; nobody is asked."""
        routed = Routed(first, first, (first.model,))
        if first.fitted is not None:
            for part, _ in self._larger:
                found = part.remembered(first.typed)
                if found is not None and found.fitted and found.covered >= ENOUGH_COVERED:
                    routed = self._heard(routed, part, found)
        return routed

    def begins(self, routed: Routed, cost: Cost) -> bool:
        """Whether a larger model is to be asked behind the list so far."""
        if not self._larger:
            return False
        if routed.first.fitted is None:
            _, notes = self._larger[0]
            notes.note_uncalibrated(routed.first.model, self._profile.strategy)
            return False
        return len(routed.heard) < len(self._larger) and self._wanted(routed, cost)

    async def routed(self, routed: Routed, cost: Cost) -> Routed:
        """Ask one larger model after the other until a list is likely enough or time is up.

        A model that fails, that is too slow or that has no calibration changes nothing. What it
        has not answered in time is left under way for the next keystroke.
        """
        for part, notes in self._larger:
            if part in routed.heard or not self._wanted(routed, cost):
                part.asking.keep_only(None)
                continue
            asked = cost.requests
            found = await self._ask(part, notes, routed.first.typed, cost)
            if found is None:
                continue
            routed = self._heard(routed, part, found)
            if cost.requests > asked or not found.done:
                routed = replace(routed, route=(*routed.route, found.model))
        return routed

    def _heard(self, routed: Routed, part: ModelPart, found: Found) -> Routed:
        """The best list with one more opinion, of which an empty list is none."""
        if not found.ranking.items:
            return routed
        considered = pooled(
            routed.considered or routed.first.considered(),
            found.considered(),
            self._profile.letter_case,
        )
        cost = typing_cost(self._profile, routed.first.fitted)
        better = better_list(routed.found.ranking, considered, self._profile, cost)
        return replace(
            routed,
            found=replace(found, ranking=better) if better else routed.found,
            considered=considered,
            heard=(*routed.heard, part),
        )

    def _wanted(self, routed: Routed, cost: Cost) -> bool:
        in_time = cost.ms <= self._profile.time_budget_ms
        likely = chance(routed.found.ranking.items)
        return in_time and escalates(likely, routed.first.typed.text, self._profile)

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
