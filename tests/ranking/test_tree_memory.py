"""However long somebody types, a session's trees stay small."""

from __future__ import annotations

import gc
import types

from autocomplete.ranking.tree import Forest, Node
from tests.ranking.trees import distribution, feed, follow

# Alternatives, at 370 bytes each.
BOUND = 20_000
NARROW = distribution({f" word{number}": 0.001 for number in range(200)})
WIDE = distribution({f" word{number}": 0.0001 for number in range(5000)}, asked_for=5000)


def alternatives_held(forest: Forest) -> int:
    """How many alternatives can be reached from the forest in all its nodes together."""
    seen: set[int] = set()
    waiting: list[object] = [forest]
    held = 0
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen or isinstance(thing, type | types.FunctionType | types.ModuleType):
            continue
        seen.add(id(thing))
        if isinstance(thing, Node):
            held += len(thing.alternatives)
            waiting.extend((thing.children, thing.prompt))
        else:
            waiting.extend(gc.get_referents(thing))
    return held


def test_a_long_text_is_forgotten_from_its_beginning() -> None:
    forest = Forest()
    text = ""
    for number in range(300):
        text += f" word{number % 200}"
        node = forest.root(text)
        if node.distribution is None:
            node.feed(NARROW)
        follow(node, " word7").feed(NARROW)
    assert forest.root(text).distribution is not None
    assert alternatives_held(forest) <= BOUND
    assert forest.root(" word0").distribution is None


def test_typing_and_deleting_at_one_place_is_bounded_too() -> None:
    forest = Forest()
    for number in range(200):
        root = forest.root("I")
        if root.distribution is None:
            root.feed(NARROW)
        follow(root, f" word{number}").feed(NARROW)
    forest.root("I")
    assert alternatives_held(forest) <= BOUND
    assert forest.root("I").distribution is not None


def test_wide_answers_are_bounded_by_their_size() -> None:
    forest = Forest()
    for number in range(30):
        forest.root(f"text {number}").feed(WIDE)
    forest.root("text 29")
    assert alternatives_held(forest) <= BOUND
    assert forest.root("text 29").distribution is WIDE


def test_what_is_read_again_and_again_is_kept() -> None:
    forest = Forest()
    kept = feed(forest.root("kept"), {" a": 0.5})
    for number in range(300):
        forest.root(f"text {number}").feed(NARROW)
        assert forest.root("kept") is kept


def test_texts_that_no_answer_came_for_are_forgotten_too() -> None:
    forest = Forest()
    for number in range(1_000):
        forest.root(f"{number} replaced before the model answered")
    held = [thing for thing in gc.get_referents(forest._roots) if isinstance(thing, Node)]
    assert len(held) <= 200
