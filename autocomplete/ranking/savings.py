"""What a list is expected to save, in keystrokes."""

from __future__ import annotations

from collections.abc import Sequence

from autocomplete.ranking.boundaries import is_spaceless, is_word_char
from autocomplete.ranking.typing_cost import TypingCost

# An accept is one keystroke.
ACCEPT = 1.0


def extends(text: str, beginning: str) -> bool:
    """Whether ``text`` begins with all words of ``beginning`` and goes on behind them.

    "there" does not extend "the": somebody who goes on to type the one cannot take the other.
    """
    if len(text) <= len(beginning) or not text.startswith(beginning):
        return False
    following = text[len(beginning)]
    return not is_word_char(following) or is_spaceless(following)


def expected_savings(items: Sequence[tuple[str, float]], cost: TypingCost) -> float:
    """The keystrokes that a list of texts, each with its probability (0 to 1), saves on average.

    Of the items that fit a person takes the longest, so an item adds P x (its cost - the cost of
    the longest other one that it extends, or else that of the accept).
    """
    return sum(
        probability
        * (
            cost.keystrokes(text)
            - max(
                (cost.keystrokes(other) for other, _ in items if extends(text, other)),
                default=ACCEPT,
            )
        )
        for text, probability in items
    )
