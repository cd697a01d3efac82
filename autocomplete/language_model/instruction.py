"""Texts for chat models, which answer messages instead of continuing a text.

Where the server lets a begun answer be continued (prefill), the text is that answer and what comes
next is as exact as in a completion. Where it does not, the model is told to continue the text and
begins a new answer, whose first token lacks the space that a next word in the text begins with.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace

from autocomplete.language_model.interface import Distribution, Token

CONTINUE = (
    "You complete what people type. The user's message is a text that stops in the middle. Answer"
    " with nothing but the words that come next in it. Do not repeat the text, do not answer it,"
    " do not comment."
)
BEGIN = "Write a message as somebody would type it."


# Thai, Lao, Burmese, Khmer, Chinese and Japanese put no spaces between words.
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def instructed(text: str) -> list[dict[str, str]]:
    """Messages that ask a chat model for the rest of ``text``."""
    return [{"role": "system", "content": CONTINUE}, {"role": "user", "content": text}]


def begun(text: str) -> list[dict[str, object]]:
    """Messages whose last one is the model's own, begun with ``text``."""
    return [{"role": "user", "content": BEGIN}, {"role": "assistant", "content": text}]


def as_next_words(distribution: Distribution, text: str) -> Distribution:
    """An instructed model's first tokens, as they would stand behind ``text``.

    What begins with a letter or digit gets the space in front that it has in a text, unless
    ``text`` ends with white space or an opening bracket or quotation mark. Tokens that become equal
    are added up.
    """
    if not text or text[-1].isspace() or text[-1] in "([{\"'“‘«„":
        return distribution
    shares: dict[bytes, float] = {}
    for token in distribution.tokens:
        spaced = b" " + token.text if _begins_word(token.text) else token.text
        shares[spaced] = shares.get(spaced, 0.0) + token.probability
    tokens = [Token(spaced, min(0.0, math.log(share))) for spaced, share in shares.items()]
    tokens.sort(key=lambda token: -token.logprob)
    return replace(distribution, tokens=tuple(tokens))


def _begins_word(token: bytes) -> bool:
    first = token.decode("utf-8", "ignore")[:1]
    return first.isalnum() and not UNSPACED.match(first)
