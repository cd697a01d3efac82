"""What the ranking asks of a language model: next-token distributions as log-probabilities."""

from __future__ import annotations

import math
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

import msgspec


class Token(msgspec.Struct, frozen=True, gc=False):
    """One alternative for the next token.

    ``text`` holds the token's true bytes, which may be part of a character. ``logprob`` is the
    natural logarithm of its probability, given all that stands before it: at most 0. ``id`` is
    the model's number for it, or None where the server does not tell.
    """

    text: bytes
    logprob: float
    id: int | None = None

    @property
    def probability(self) -> float:
        return math.exp(self.logprob)


@dataclass(frozen=True, slots=True)
class Distribution:
    """The next-token distribution behind one path, as far as the server showed it.

    ``tokens`` are in order of falling probability and hold no end tokens: the probability (0 to 1)
    that the text ends here is ``end_probability``. What is missing to 1 was not shown.
    ``asked_for`` is how many alternatives the request named. ``left_out`` counts alternatives with
    a positive "log-probability", which is none.

    Where ``begun`` is not empty, only tokens that agree with these bytes were looked for: those
    that start with them, and those that they start with. The probabilities are still those among
    all tokens, and ``hidden`` (0 to 1) is the most that other agreeing tokens can add up to.
    """

    tokens: tuple[Token, ...]
    end_probability: float
    asked_for: int
    left_out: int = 0
    begun: bytes = b""
    hidden: float = 0.0

    def begun_by(self, text: bytes) -> Begun | None:
        """What to put into a prompt to learn of the tokens that agree with ``text``.

        None where no alternative can serve to measure them by.
        """
        for token in self.tokens:
            if token.id is not None and whole_characters(token.text):
                return Begun(text, token)
        return None


@dataclass(frozen=True, slots=True)
class Begun:
    """What is typed of the next token, or of it and those behind it.

    ``known`` is another alternative for it, whose probability is known: what else is found is
    measured by it. It holds whole characters only, and has a number.
    """

    text: bytes
    known: Token


@dataclass(frozen=True, slots=True)
class Prompt:
    """Text, and behind it the tokens of a path. The text never ends with a space.

    With ``begun``, only alternatives that agree with it are asked for; see Capabilities.
    """

    text: str
    tokens: tuple[Token, ...] = ()
    begun: Begun | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One position of the model's most likely continuation: its distribution and its cost.

    ``evaluated_tokens`` counts the tokens the model processed to get here (those in its prompt
    cache excluded); ``model_ms`` is the time since the request, or since the step before.
    """

    distribution: Distribution
    evaluated_tokens: int
    model_ms: float


Prompting = Literal["text", "prefill", "instruction"]
"""How a text to continue reaches the model: as it is, as the begun answer of a chat, or as a
question to a chat model that is told to continue it."""

# Below this, half-typed words and rare ones are often not among the alternatives.
MANY_ALTERNATIVES = 200


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What differs between servers and matters to a search.

    ``most_alternatives`` is the largest number of alternatives one request may ask for.
    ``token_paths`` tells whether a path can be sent as token numbers; where it cannot, it is sent
    as text, which the server may cut into other tokens than the search meant. ``begun_tokens``
    tells whether a prompt may say what is typed of its next token.
    """

    model: str
    most_alternatives: int
    token_paths: bool
    prompting: Prompting = "text"
    begun_tokens: bool = False

    @property
    def approximations(self) -> tuple[str, ...]:
        """What keeps the probabilities from being exact, one sentence each; empty if nothing."""
        found = []
        if self.prompting == "prefill":
            found.append("The text is sent as the begun answer of a chat, behind a request for it.")
        if self.prompting == "instruction":
            found.append(
                "The model is told to continue the text and does so from a new answer: a word's"
                " beginning, spaces and capitals are guessed."
            )
        if not self.token_paths:
            found.append("Paths are sent as text, which the server may cut into other tokens.")
        if self.most_alternatives < MANY_ALTERNATIVES:
            found.append(
                f"Only the {self.most_alternatives} likeliest tokens can be seen: half-typed and"
                " rare words are often not among them."
            )
        return tuple(found)


class LanguageModel(Protocol):
    """A model that answers with the log-probabilities of its next token."""

    async def capabilities(self) -> Capabilities:
        """Ask the server once what it can do, and remember it. Raises ModelError."""
        ...

    def walk(
        self, prompt: Prompt, *, alternatives: int, depth: int = 1, lane: int = 0
    ) -> AsyncGenerator[Step]:
        """Yield the distribution behind ``prompt``, then those along the most likely path.

        At most ``depth`` steps in all. ``lane`` (0 or more) names the person who types: requests
        of one lane share a prompt cache on servers that can pin one. Closing the iterator, or
        cancelling the task that awaits it, ends the work on the server. Raises ModelError.
        """
        ...


@dataclass(frozen=True, slots=True)
class Piece:
    """A token of a text, as the server cuts it: its true bytes and the model's number for it."""

    text: bytes
    id: int


@runtime_checkable
class Tokenises(Protocol):
    """A model that can tell which tokens a text consists of."""

    async def tokenised(self, text: str) -> tuple[Piece, ...] | None:
        """Cut ``text`` as the model reads it; None where its server does not tell.

        Raises ModelError.
        """
        ...


async def tokenised(model: LanguageModel, text: str) -> tuple[Piece, ...] | None:
    """The tokens of ``text``, or None where ``model`` cannot tell. Raises ModelError."""
    return await model.tokenised(text) if isinstance(model, Tokenises) else None


def agrees(token: bytes, typed: bytes) -> bool:
    """Whether what is typed can be spelled by a path that begins with the token."""
    return token.startswith(typed) or typed.startswith(token)


def whole_characters(text: bytes) -> bool:
    """Whether bytes are whole characters."""
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


def concatenated(tokens: Sequence[Token]) -> bytes:
    """The bytes that a path of tokens spells."""
    return b"".join(token.text for token in tokens)
