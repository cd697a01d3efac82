"""Lists that a test shows to the simulated person, and records of typing made from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from autocomplete.evaluation.items import Item
from autocomplete.evaluation.simulation import Shown, Typed, type_text

NOTHING = Shown((), ())


def showing(lists: Mapping[str, Shown]) -> Callable[[str], Shown]:
    return lambda text: lists.get(text, NOTHING)


async def typed(text: str, lists: Mapping[str, Shown], id: str = "") -> Typed:
    """The record of typing ``text`` where ``lists`` says what is shown for a text so far."""
    show = showing(lists)

    async def suggest(so_far: str) -> Shown:
        return show(so_far)

    return await type_text(Item(text=text, id=id), suggest)


def shown(*items: tuple[str, float], tokens: int = 0, requests: int = 0) -> Shown:
    """A list of texts with their probabilities."""
    return Shown(
        tuple(text for text, _ in items),
        tuple(probability for _, probability in items),
        evaluated_tokens=tokens,
        model_requests=requests,
    )
