"""Which suggestion to show where there is room for one: the one that would be missed for longest.

What is not shown now comes up after the next key at best, and then competes only with what begins
with that key. So a word that shares its letters with likelier ones waits longest, and showing it
lets those behind it come up earlier; an unlike word is alone, and first, a key later anyway.
"""

from __future__ import annotations

from collections.abc import Sequence

from autocomplete.ranking.savings import extends

# A text with its probability, 0 to 1.
Weighed = tuple[str, float]

# A shorter rest is typed sooner than it is taken.
LEAST_USEFUL = 2
# Only so many of the likeliest are weighed, which bounds the time that a list takes.
MOST_WEIGHED = 12


def keys_waited(words: Sequence[Weighed], typed: int = 0) -> float:
    """The keys typed on average until a word is shown, or is typed to its end.

    ``words`` exclude each other, the likeliest first, and agree in their first ``typed``
    characters. Each list shows the likeliest that none has shown before.
    """
    waited = 0.0
    shown = False
    branches: dict[str, list[Weighed]] = {}
    for word in words:
        text, probability = word
        left = len(text) - typed
        if not shown and left >= LEAST_USEFUL:
            shown = True
        elif left > 0:
            waited += probability
            if left > 1:
                branches.setdefault(text[typed], []).append(word)
    return waited + sum(keys_waited(branch, typed + 1) for branch in branches.values())


def keys_saved(items: Sequence[Weighed]) -> list[float]:
    """For each of the likeliest items, the keys saved on average by showing it alone, and now.

    ``items`` are in the order of falling probability; one that extends another is part of it. To
    take such a one saves a second accept.
    """
    mass: dict[str, float] = {}
    for text, probability in items:
        folded = text.casefold()
        mass[folded] = mass.get(folded, 0.0) + probability
    word_of = {text: _first_part(text, mass) for text in mass}
    branches: dict[str, list[Weighed]] = {}
    for text, whole in mass.items():
        if word_of[text] == text:
            branches.setdefault(text[:1], []).append((text, whole))
    without: dict[str, float] = {first: _waited(branch) for first, branch in branches.items()}
    saved = []
    for text, probability in items[:MOST_WEIGHED]:
        folded = text.casefold()
        word = word_of[folded]
        first = word[:1]
        left = [
            (other, whole - probability if other == word else whole)
            for other, whole in branches[first]
        ]
        accept = 0.0 if word == folded else probability
        saved.append(without[first] - _waited(left) + accept)
    return saved


def _waited(branch: Sequence[Weighed]) -> float:
    """The keys waited where none of these words, which begin alike, is in the present list."""
    ordered = sorted(branch, key=lambda word: -word[1])
    return sum(probability for _, probability in branch) + keys_waited(ordered, 1)


def _first_part(text: str, known: dict[str, float]) -> str:
    """The shortest known text that ``text`` extends, or itself."""
    for at in range(1, len(text)):
        if text[:at] in known and extends(text, text[:at]):
            return text[:at]
    return text
