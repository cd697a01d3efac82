"""Asks llama.cpp for the tokens that agree with typed bytes, out of its whole vocabulary.

In ordinary lists of alternatives the rare words that begin with a typed letter come after thousands
of others. llama.cpp can raise chosen tokens above all others and tell their probabilities as raised
(``post_sampling_probs``). Their ratios to each other stay as they were, so with one token among
them whose probability is known, all are, but for the rounding of 32-bit numbers:
``tests/language_model/test_begun_tokens_on_the_real_model.py`` holds them against the whole list.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from autocomplete.language_model.answers import (
    LARGEST_SUM,
    Chunk,
    Entry,
    Logprobs,
    true_bytes,
)
from autocomplete.language_model.errors import UnusableAnswer
from autocomplete.language_model.interface import Begun, Distribution, Token, agrees

# Raised by so much, tokens leave those that are not 1e-27 of their probability. More would cost
# digits: the server adds in 32 bits.
RAISED = 64
# The known token is to be drawn: llama.cpp tells nothing of a position where it drew half a
# character. What is then told of the others still reaches down to 1e-27 of its probability.
KNOWN_ABOVE = 24


def fields(begun: Begun, agreeing: Sequence[int], alternatives: int) -> dict[str, Any]:
    """What to ask for besides; ``agreeing`` are the numbers of the tokens that may be shown."""
    known = begun.known.id
    return {
        "logprobs": min(len(agreeing), alternatives) + (known not in agreeing),
        "logit_bias": [
            *([number, RAISED] for number in agreeing if number != known),
            [known, RAISED + KNOWN_ABOVE],
        ],
        "post_sampling_probs": True,
        # The raised probabilities as they are: nothing is cut off or bent.
        "samplers": [],
        "temperature": 1,
    }


def distributions(
    chunk: Chunk, begun: Begun, agreeing: Sequence[int], alternatives: int
) -> list[Distribution]:
    """What an answer tells; nothing for one that tells of no position.

    Raises UnusableAnswer where it is not what was asked for.
    """
    found = []
    for choice in chunk.choices:
        if isinstance(choice.logprobs, Logprobs) and choice.logprobs.content:
            entries = choice.logprobs.content[0].top_probs
            found.append(_distribution(entries or [], begun, agreeing, alternatives))
    return found


def _distribution(
    entries: list[Entry], begun: Begun, agreeing: Sequence[int], alternatives: int
) -> Distribution:
    known = begun.known
    drawn = next((entry for entry in entries if entry.id == known.id), None)
    measure = None if drawn is None else _logarithm(drawn.prob)
    if drawn is None or measure is None or true_bytes(drawn) != known.text:
        raise UnusableAnswer("The model server does not tell how probable begun tokens are.")
    shift = known.logprob + KNOWN_ABOVE - measure
    unshown = set(agreeing)
    tokens = []
    for entry in entries:
        if entry.id not in unshown:
            continue
        text = true_bytes(entry)
        if text is None or not agrees(text, begun.text):
            raise UnusableAnswer("The model server's tokens are not those that it told before.")
        unshown.discard(entry.id)
        logprob = _logarithm(entry.prob)
        if entry is drawn:
            tokens.append(known)
        elif logprob is not None:
            tokens.append(Token(text, min(logprob + shift, 0.0), entry.id))
    tokens.sort(key=lambda token: -token.logprob)
    total = sum(token.probability for token in tokens)
    if total > LARGEST_SUM:
        raise UnusableAnswer(
            f"The model server's probabilities of begun tokens add up to {total:.3f}."
        )
    # Those that are not shown are no likelier than the last one that is there for its probability.
    least = min((token.probability for token in tokens if token is not known), default=1.0)
    hidden = len(unshown) * least
    return Distribution(tuple(tokens), 0.0, alternatives, begun=begun.text, hidden=min(1.0, hidden))


def _logarithm(probability: float | None) -> float | None:
    """The natural logarithm of a probability as told; None of what is none, or not above 0."""
    if probability is None or not 0 < probability <= LARGEST_SUM:
        return None
    return math.log(probability)
