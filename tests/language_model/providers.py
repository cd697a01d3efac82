"""Servers of other makers: replies in their recorded shapes, refusals in their own words.

A file in ``replies/`` holds one address of one server: a whole ``reply``; the stream's events
``before`` the first token, the ``event`` of one token, and those ``after`` the last; the
``refusal`` of too many alternatives; and an ``entry``, which shows how a token is told. What is
written ``@name`` there is filled in.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.language_model.scripted_server import Reply, Request, json_of

FOLDER = Path(__file__).parent / "replies"
Shares = dict[str, float]

# What may come where anything may: three of some weight, and a long tail.
OPEN: Shares = {" one": 0.5, " two": 0.25, ".": 0.125} | {f" w{n}": 0.0004 for n in range(230)}
COMMA: Shares = {",": 0.95, " and": 0.03} | {f" w{n}": 0.00008 for n in range(231)}
ANSWER: Shares = {"one": 0.5, "two": 0.25, "It": 0.125} | {f"w{n}": 0.0004 for n in range(230)}


@dataclass(frozen=True)
class Provider:
    """What one address of a server takes and how it answers.

    ``counts`` names the fields that may hold the number of alternatives, ``most`` the largest
    number. ``continues`` tells how a begun answer is continued; None where it never is, "text"
    where there are no messages to begin with. ``lists`` tells whether one request may hold several
    prompts.
    """

    name: str
    path: str
    counts: tuple[str, ...]
    most: int
    continues: str | None
    lists: bool = False

    @property
    def file(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((FOLDER / f"{self.name}.json").read_text())
        return found

    def answer(self, request: Request) -> Reply:
        """Reply as this server would, at its own address only."""
        body, file = request.body, self.file
        if request.path != self.path:
            return Reply(b'{"detail": "Not Found"}', status=404)
        count = self._count(body)
        if count is None or count > self.most:
            return Reply(json_of(file["refusal"]), status=400)
        if (
            isinstance(prompt := body.get("prompt"), list)
            and isinstance(prompt[-1], str)
            and (len(prompt) > 1)
        ):
            return self._answer_list(body, file, count)
        depth = body.get("options", body).get("num_predict") or body.get("max_tokens") or 1
        positions = [dict(list(self._shares(body).items())[:count])] * depth
        if not body.get("stream"):
            return Reply(json_of(filled(file["reply"], file["entry"], positions)))
        events = [
            *file["before"],
            *(filled(file["event"], file["entry"], [position]) for position in positions),
            *file["after"],
        ]
        if file.get("ndjson"):
            lines = tuple(json_of(event) + b"\n" for event in events)
            return Reply(chunks=lines, kind="application/x-ndjson")
        sent = b"".join(b"data: " + json_of(event) + b"\n\n" for event in events)
        return Reply(chunks=(sent + b"data: [DONE]\n\n",), kind="text/event-stream; charset=utf-8")

    def _answer_list(self, body: dict[str, Any], file: dict[str, Any], count: int) -> Reply:
        if not self.lists:
            return Reply(b'{"error": {"message": "prompt must be a string"}}', status=400)
        replies = [
            filled(file["reply"], file["entry"], [dict(list(shares.items())[:count])])
            for shares in (self._shares({**body, "prompt": prompt}) for prompt in body["prompt"])
        ]
        choices = [{**reply["choices"][0], "index": index} for index, reply in enumerate(replies)]
        # Nothing says that they come in order.
        return Reply(json_of({**replies[0], "choices": choices[::-1]}))

    def _count(self, body: dict[str, Any]) -> int | None:
        """The number of alternatives asked for, or None where the field is not this server's."""
        if body["logprobs"] is True:
            return int(body["top_logprobs"]) if "top_logprobs" in self.counts else None
        return int(body["logprobs"]) if "logprobs" in self.counts else None

    def _shares(self, body: dict[str, Any]) -> Shares:
        if not self._goes_on(body):
            return ANSWER
        messages = body.get("messages")
        prompt = messages[-1]["content"] if messages else body["prompt"]
        text = prompt if isinstance(prompt, str) else prompt[0]
        return COMMA if text.endswith("K, L, M") else OPEN

    def _goes_on(self, body: dict[str, Any]) -> bool:
        if self.continues == "continue_final_message":
            return body.get("continue_final_message") is True
        if self.continues == "prefix":
            return body["messages"][-1].get("prefix") is True
        if self.continues == "last_message":
            return bool(body["messages"][-1]["role"] == "assistant")
        return self.continues == "text"


def filled(template: Any, entry: dict[str, Any] | None, positions: list[Shares]) -> Any:
    """The template with what belongs in place of each ``@name``."""
    if isinstance(template, dict):
        return {name: filled(value, entry, positions) for name, value in template.items()}
    if isinstance(template, list):
        return [filled(value, entry, positions) for value in template]
    if not isinstance(template, str) or not template.startswith("@"):
        return template
    chosen = [next(iter(shares)) for shares in positions]
    logprobs = [math.log(shares[text]) for text, shares in zip(chosen, positions, strict=True)]
    rows = [{text: math.log(share) for text, share in shares.items()} for shares in positions]
    return {
        "@text": "".join(chosen),
        "@tokens": chosen,
        "@token_ids": list(range(len(chosen))),
        "@token_logprobs": logprobs,
        "@token_logprob": logprobs[0],
        "@top_logprobs": rows,
        "@top_logprobs_row": rows[0],
        "@text_offset": list(range(len(chosen))),
        "@content": [_position(entry, shares) for shares in positions] if entry else None,
    }[template]


def _position(entry: dict[str, Any], shares: Shares) -> dict[str, Any]:
    told = [
        _entry(entry, number, text, share) for number, (text, share) in enumerate(shares.items())
    ]
    return {**told[0], "top_logprobs": told}


def _entry(entry: dict[str, Any], number: int, text: str, share: float) -> dict[str, Any]:
    told = {**entry, "token": text, "logprob": math.log(share)}
    if "id" in entry:
        told["id"] = 100 + number
    if entry.get("bytes") is not None:
        told["bytes"] = list(text.encode())
    return told


_COMPLETIONS, _CHAT = "/v1/completions", "/v1/chat/completions"
_NUMBER, _FLAG, _EITHER = ("logprobs",), ("top_logprobs",), ("logprobs", "top_logprobs")

PROVIDERS = {
    provider.name: provider
    for provider in (
        Provider("openai-completions", _COMPLETIONS, _NUMBER, 5, "text", lists=True),
        Provider("openai-chat", _CHAT, _FLAG, 20, None),
        Provider("together-completions", _COMPLETIONS, _NUMBER, 20, "text"),
        Provider("together-chat", _CHAT, _NUMBER, 20, None),
        Provider("vllm-completions", _COMPLETIONS, _NUMBER, 20, "text", lists=True),
        Provider("vllm-chat", _CHAT, _FLAG, 20, "continue_final_message"),
        Provider("llama-cpp-native", "/completion", _NUMBER, 5000, "text"),
        Provider("llama-cpp-completions", _COMPLETIONS, _NUMBER, 5000, "text"),
        Provider("llama-cpp-chat", _CHAT, _EITHER, 5000, "last_message"),
        Provider("ollama-native", "/api/generate", _FLAG, 20, "text"),
        Provider("ollama-v1-completions", _COMPLETIONS, _EITHER, 20, None),
        Provider("ollama-v1-chat", _CHAT, _FLAG, 20, "last_message"),
        Provider("sglang-completions", _COMPLETIONS, _NUMBER, 20, "text", lists=True),
        Provider("tgi-chat", _CHAT, _FLAG, 5, None),
        Provider("deepseek-completions", _COMPLETIONS, _NUMBER, 20, "text"),
        Provider("deepseek-chat", _CHAT, _FLAG, 20, "prefix"),
        Provider("xai-chat", _CHAT, _FLAG, 8, None),
        Provider("groq-chat", _CHAT, _FLAG, 0, None),
    )
}
