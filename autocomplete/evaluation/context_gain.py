"""Compares how well a model foresees texts without and with what they reply to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from autocomplete.evaluation.bits import NO_BITS, Bits, text_bits
from autocomplete.evaluation.run import DataSet
from autocomplete.language_model.interface import LanguageModel
from autocomplete.live.model_part import prompt_text
from autocomplete.ranking.profile import Profile


@dataclass(frozen=True, slots=True)
class ContextGain:
    """The information of a data set's texts without their contexts, and with them given.

    Texts that have no context are left out; ``items`` counts the others.
    """

    data_set: str
    items: int
    without: Bits
    given: Bits


async def compare_context(
    model: LanguageModel,
    data_set: DataSet,
    profile: Profile,
    *,
    lanes: int,
    progress: Callable[[], object],
) -> ContextGain:
    """Walk each text that has a context twice; ``progress`` is called once a text."""
    items = [item for item in data_set.items if item.context]
    found: list[tuple[Bits, Bits]] = []

    async def share(lane: int) -> None:
        for item in items[lane::lanes]:
            without = await text_bits(model, prompt_text(profile, "", ""), item.text, lane=lane)
            before = prompt_text(profile, item.context, "")
            found.append((without, await text_bits(model, before, item.text, lane=lane)))
            progress()

    await asyncio.gather(*map(share, range(lanes)))
    return ContextGain(
        data_set.name,
        len(items),
        without=sum((without for without, _ in found), NO_BITS),
        given=sum((given for _, given in found), NO_BITS),
    )
