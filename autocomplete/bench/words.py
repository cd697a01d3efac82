"""What the bench says of a text that is not shown, and of the nodes of the tree."""

from __future__ import annotations

from autocomplete.bench.frames import NotShown, TreeNode
from autocomplete.live.explanation import Explanation
from autocomplete.ranking.left_out import LeftOut, Reason
from autocomplete.readable import logprob, percent, visible

WHY: dict[Reason, str] = {
    "improbable": "less probable than least_probability",
    "typed_past": "was shown and typed past",
    "half_character": "ends inside a character",
    "too_few_characters": "shorter than least_characters",
    "too_many_words": "has more words than most_words",
    "ends_with_space": "ends with white space",
    "unsuitable_characters": "holds a line break or another control character",
    "no_letters": "has no letter and no digit",
    "ends_with_punctuation": "ends with punctuation that ends no sentence",
    "behind_caret": "stands behind the caret already",
    "other_spelling": "counted in, as the same word in other capitals, with",
    "saves_nothing": "would save no keystroke in this list",
    "related": "loses too much by diversity beside",
    "beyond_count": "the list is full: see suggestions",
    "blocked": "holds the blocked term",
    "moderated": "held back by the model that moderates",
    "low_confidence": "held back with its list, which saves less than list_gate",
}


def not_shown(left_out: LeftOut) -> NotShown:
    named = f" “{left_out.because_of.strip()}”" if left_out.because_of else ""
    return NotShown(
        visible(left_out.text), percent(left_out.probability), WHY[left_out.reason] + named
    )


def tree(explanation: Explanation, texts: tuple[str, ...]) -> tuple[TreeNode, ...]:
    """The nodes of the picture; those that end one of the suggested ``texts`` bear its rank."""
    ranks = {explanation.remainder + text: rank for rank, text in reversed([*enumerate(texts)])}
    return tuple(
        TreeNode(
            parent=node.parent,
            label=_plain(node.text),
            spelled=_plain(node.spelled),
            logprob="" if node.logprob is None else logprob(node.logprob),
            percent=percent(node.share),
            share=round(node.share, 5),
            state=node.state,
            hidden=node.hidden,
            rank=None if node.state == "others" else ranks.get(node.spelled),
        )
        for node in explanation.tree
    )


def _plain(text: str) -> str:
    return "".join(piece for piece, _ in visible(text))
