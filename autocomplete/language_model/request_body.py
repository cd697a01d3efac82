"""The JSON that asks for log-probabilities, in each dialect.

Nothing that truncates or bends the distribution is ever sent: no ``top_p``, ``top_k`` or penalties.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autocomplete.language_model.dialect import Dialect, Prefill
from autocomplete.language_model.errors import UnusableAnswer
from autocomplete.language_model.instruction import begun, instructed
from autocomplete.language_model.interface import Prompt, concatenated

# How servers are told to continue the begun answer: vLLM and SGLang by two fields, llama.cpp and
# Ollama by its mere presence, DeepSeek by a mark on the message.
PREFILL_FIELDS: dict[Prefill, dict[str, Any]] = {
    "continue_final_message": {"continue_final_message": True, "add_generation_prompt": False},
    "last_message": {},
    "prefix": {},
}


def request_body(
    dialect: Dialect, model: str, prompt: Prompt, *, alternatives: int, depth: int, stream: bool
) -> dict[str, Any]:
    """Ask for ``depth`` tokens behind ``prompt``, with so many alternatives for each.

    Raises UnusableAnswer for a path that must be sent as text and ends inside a character.
    """
    count = min(alternatives, dialect.most_alternatives)
    if dialect.kind == "ollama":
        return {
            "model": model,
            "prompt": text_of(prompt),
            "raw": True,  # Or the model's chat template would be put around the text.
            "stream": stream,
            "logprobs": True,
            "top_logprobs": count,
            "options": {"num_predict": depth, "temperature": 0},
        }
    body: dict[str, Any] = {
        "model": model,
        dialect.limit_field: depth,
        "temperature": 0,
        "stream": stream,
        **_counted(dialect, count),
    }
    if dialect.kind == "chat":
        return body | _messages(dialect, text_of(prompt))
    if dialect.token_paths:
        # Text in front of token numbers gets the begin-of-text token that its model wants.
        body["prompt"] = [prompt.text, *(token.id for token in prompt.tokens)]
    else:
        body["prompt"] = text_of(prompt)
    return body


def listed_body(
    dialect: Dialect, model: str, prompts: Sequence[Prompt], *, alternatives: int
) -> dict[str, Any]:
    """Ask for one token behind each of several prompts, sent as text. Raises UnusableAnswer."""
    body = request_body(
        dialect, model, prompts[0], alternatives=alternatives, depth=1, stream=False
    )
    return body | {"prompt": [text_of(prompt) for prompt in prompts]}


def llama_cpp_fields(dialect: Dialect, *, depth: int, slot: int) -> dict[str, Any]:
    """What llama.cpp's server takes besides; ``slot`` is one of its prompt caches."""
    fields: dict[str, Any] = {
        "id_slot": slot,
        "cache_prompt": True,
        # Progress events make the server notice a closed connection within one batch of the
        # prompt; without them it reads a long prompt to its end first (20 s were seen).
        "return_progress": True,
    }
    if depth == 1 and dialect.whole_token is not None:
        # llama.cpp holds back a token that ends inside a character, and its log-probabilities
        # with it. At the only position it does not matter which token is drawn, and what is told
        # of the others is as before this bias.
        fields["logit_bias"] = {str(dialect.whole_token): 1000}
    return fields


def text_of(prompt: Prompt) -> str:
    """The prompt and its path as text. Raises UnusableAnswer inside a character."""
    try:
        return prompt.text + concatenated(prompt.tokens).decode()
    except UnicodeDecodeError:
        # Not chained: that error holds the text.
        raise UnusableAnswer("A path that ends inside a character needs tokens.") from None


def _counted(dialect: Dialect, count: int) -> dict[str, Any]:
    if dialect.count_field == "logprobs":
        return {"logprobs": count}
    return {"logprobs": True, "top_logprobs": count}


def _messages(dialect: Dialect, text: str) -> dict[str, Any]:
    if dialect.prefill is None:
        return {"messages": instructed(text)}
    messages = begun(text)
    if dialect.prefill == "prefix":
        messages[-1]["prefix"] = True
    return {"messages": messages, **PREFILL_FIELDS[dialect.prefill]}
