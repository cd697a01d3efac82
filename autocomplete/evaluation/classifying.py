"""Measures classification: the cheap model, the larger one, and the route between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from autocomplete.evaluation.items import Item
from autocomplete.judging.categories import Verdict
from autocomplete.judging.classifying import Classifier
from autocomplete.judging.confusion import TwoVerdicts
from autocomplete.language_model.interface import LanguageModel


class NothingAssigned(Exception):
    """None of the texts has a category; the message says what to do."""


def assigned(items: Sequence[Item], category_of: Mapping[str, str]) -> list[tuple[Item, str]]:
    """The items that have a category, with it. Raises NothingAssigned."""
    pairs = [(item, category_of[item.id]) for item in items if item.id in category_of]
    if not pairs:
        raise NothingAssigned(
            "None of the texts has a category: list their ids in the categories file."
        )
    return pairs


async def verdicts(
    classifier: Classifier,
    model: LanguageModel,
    texts: Sequence[str],
    progress: Callable[[], object],
) -> list[Verdict]:
    """What one model says of each text; ``progress`` is called once a text. Raises ModelError."""
    found = []
    for text in texts:
        found.append(await classifier.verdict(model, text))
        progress()
    return found


def compared(
    expected: Sequence[str], cheap: Sequence[Verdict], larger: Sequence[Verdict]
) -> list[TwoVerdicts]:
    """Each text's category beside what the two models say of it."""
    return [TwoVerdicts(*row) for row in zip(expected, cheap, larger, strict=True)]
