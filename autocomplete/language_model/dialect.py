"""How one server wants to be asked for log-probabilities, as a value that probing finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from autocomplete.language_model.interface import Prompting

COMPLETIONS = "/completions"
CHAT = "/chat/completions"
LLAMA_CPP_NATIVE = "/completion"
OLLAMA_NATIVE = "/generate"

# Which addresses below the base are tried, best first. Only completions continue a raw text.
TRIED = (COMPLETIONS, CHAT)
# An operator's address may also name one of these itself; then no other is tried.
NAMED = (CHAT, COMPLETIONS, LLAMA_CPP_NATIVE, OLLAMA_NATIVE)

Kind = Literal["completions", "chat", "ollama"]
CountField = Literal["logprobs", "top_logprobs"]
Prefill = Literal["continue_final_message", "last_message", "prefix"]
LimitField = Literal["max_tokens", "max_completion_tokens"]


@dataclass(frozen=True, slots=True)
class Dialect:
    """What goes into a request to one model on one server.

    ``count_field`` holds the number of alternatives: ``logprobs: n`` alone, or ``top_logprobs: n``
    beside ``logprobs: true``. ``most_alternatives`` is the largest n that the server takes.
    ``prefill`` is how a chat server is told to continue its begun answer; ``limit_field`` names
    the number of tokens to write.

    ``prompt_lists`` tells whether one request may hold several prompts.

    ``llama_cpp`` tells of llama.cpp's server, which alone numbers the alternatives: it takes paths
    as token numbers, and fields of its own. ``whole_token`` is the number of a token that holds
    whole characters only, where such a one was seen.
    """

    path: str
    count_field: CountField
    most_alternatives: int
    prompting: Prompting = "text"
    prefill: Prefill | None = None
    limit_field: LimitField = "max_tokens"
    prompt_lists: bool = False
    llama_cpp: bool = False
    whole_token: int | None = None

    @property
    def kind(self) -> Kind:
        return kind_of(self.path)

    @property
    def token_paths(self) -> bool:
        return self.llama_cpp and self.prompting == "text"


def kind_of(path: str) -> Kind:
    """Tell by its last part what a path below the base address takes."""
    if path == CHAT:
        return "chat"
    return "ollama" if path == OLLAMA_NATIVE else "completions"


def split_address(address: str) -> tuple[str, tuple[str, ...]]:
    """The base of an operator's address, and the paths below it to try.

    >>> split_address("http://127.0.0.1:8080/v1/chat/completions")
    ('http://127.0.0.1:8080/v1', ('/chat/completions',))
    """
    address = address.rstrip("/")
    for path in NAMED:
        if address.endswith(path):
            return address.removesuffix(path), (path,)
    return address, TRIED
