"""A made-up shop's phrases and texts that use them, to measure with."""

from __future__ import annotations

import random
from dataclasses import dataclass

from autocomplete.phrases.phrase_file import WeightedText

_SYLLABLES = (
    "ba", "bel", "cor", "dra", "el", "fen", "gar", "hol", "is", "jun", "ka", "lo", "mir", "nar",
    "ol", "pra", "quo", "ri", "sel", "tam", "ur", "vel", "wen", "xa", "yor", "zy",
)  # fmt: skip
_KINDS = (
    "kettle", "lamp", "drill", "jacket", "router", "mattress", "blender", "backpack", "heater",
    "keyboard", "tent", "monitor",
)  # fmt: skip
_ASKS = (
    "Your order has been sent and should reach you {time}.",
    "We are sorry that your parcel arrived damaged, a replacement leaves us {time}.",
    "Please send us a photo of the label and we will answer {time}.",
    "The refund goes back to the card you paid with {time}.",
    "A technician from our {town} workshop will call you {time}.",
    "You can return it free of charge at our {town} shop {time}.",
)
_TIMES = ("today", "tomorrow", "by Friday", "within two days", "next week", "after the holiday")
_TEXTS = (
    "Is the {product} still available?",
    "I bought a {product} last month and it stopped working.",
    "Does the {product} come with a {product}?",
    "Thank you for asking about the {product}. {sentence}",
    "Hello, {sentence}",
    "{sentence} The {product} is in stock.",
    "We have checked the {product}. {sentence}",
)


@dataclass(frozen=True, slots=True)
class MadeUp:
    """Phrases with Zipf's weights, and texts that hold one or two, drawn by weight."""

    phrases: list[WeightedText]
    texts: list[str]


def made_up(entries: int, texts: int, seed: int) -> MadeUp:
    """The same for the same numbers. ``entries``: 20 or more, a tenth of them sentences."""
    chance = random.Random(seed)
    sentences = _distinct(chance, max(2, entries // 10), _sentence)
    products = _distinct(chance, entries - len(sentences), _product)
    weighted = [*_zipf(products), *_zipf(sentences)]
    written = [_text(chance, _zipf(products), _zipf(sentences)) for _ in range(texts)]
    return MadeUp(weighted, written)


def _distinct(chance: random.Random, count: int, draw: object) -> list[str]:
    assert callable(draw)
    found: dict[str, None] = {}
    while len(found) < count:
        found[draw(chance)] = None
    return list(found)


def _name(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES, k=chance.choice((2, 3)))).capitalize()


def _product(chance: random.Random) -> str:
    return f"{_name(chance)} {chance.choice(_KINDS)}"


def _sentence(chance: random.Random) -> str:
    return chance.choice(_ASKS).format(time=chance.choice(_TIMES), town=_name(chance))


def _zipf(texts: list[str]) -> list[WeightedText]:
    return [WeightedText(text, 1 / rank) for rank, text in enumerate(texts, start=1)]


def _text(
    chance: random.Random, products: list[WeightedText], sentences: list[WeightedText]
) -> str:
    def drawn(among: list[WeightedText]) -> str:
        [one] = chance.choices(among, [phrase.weight for phrase in among])
        return one.text

    parts = chance.choice(_TEXTS).split("{product}")
    text = parts[0] + "".join(drawn(products) + part for part in parts[1:])
    return text.replace("{sentence}", drawn(sentences))
