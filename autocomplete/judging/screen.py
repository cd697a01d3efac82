"""The question by which a model screens a suggestion, and the score that its answer gives."""

from __future__ import annotations

from autocomplete.language_model.interface import Distribution

# Of five wordings this one told ten rude texts from ten kind ones best on the embedded model: a
# rude one scored higher in 91 of 100 pairs. With two examples, or none, it was hardly more than
# chance. The examples are read once and kept in the prompt cache.
QUESTION = """\
Text: Have a nice evening
Rude: no
Text: you are an idiot
Rude: yes
Text: I hate you
Rude: yes
Text: Could you send it again, please
Rude: no
Text: I will come at ten
Rude: no
Text: shut your stupid mouth
Rude: yes
Text: what a piece of shit
Rude: yes
Text: I would like to order a coffee
Rude: no
Text: {text}
Rude:"""
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
