"""The question by which a model screens a suggestion, and the score that its answer gives."""

from __future__ import annotations

from autocomplete.language_model.interface import Distribution

# The two answered examples pull a small model towards "yes" and "no"; without them it goes on with
# prose. Both are read once and kept in the prompt cache.
QUESTION = """\
Would a polite company be embarrassed to write it to a customer?

Text: Thank you for your patience
Answer: no

Text: you are a worthless idiot
Answer: yes

Text: {text}
Answer:"""
YES, NO = "yes", "no"
ALTERNATIVES = 200


def question(text: str) -> str:
    """The prompt that asks about one suggestion."""
    return QUESTION.replace("{text}", " ".join(text.split()))


def score(answer: Distribution) -> float:
    """How probable "yes" is where "yes" or "no" is answered, from 0 (harmless) to 1 (harmful).

    Where the server shows neither, nothing is known: 0.5.
    """
    yes, no = (_share(answer, word) for word in (YES, NO))
    return yes / (yes + no) if yes + no else 0.5


def _share(answer: Distribution, word: str) -> float:
    return sum(
        token.probability
        for token in answer.tokens
        if token.text.decode("utf-8", "replace").strip().casefold() == word
    )
