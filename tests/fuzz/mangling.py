"""Makes of sound JSON what nobody would send: other values, missing parts, changed bytes, depth."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from random import Random
from typing import Any

LEAVES: tuple[Any, ...] = (
    None, True, False, 0, -1, 7.0, 1e308, -1e308, 2**53, 2**63, -(2**70), 1e-320, "", " ", "\x00",
    "\ud83d", "\u202etxet", "\ufffd", "<img src=x onerror=alert(1)>", "%s{0}", "input", "default",
    "</s>", "<0xFF>", "<0xGG>", "token_id:5", "stop", "e\u0301" * 9, "👩‍👩‍👧‍👦", float("inf"),
    float("nan"), [], {}, [[]], {"": {}},
)  # fmt: skip
ODD_BYTES = (b'"', b"{", b"[", b"\\u", b"\\ud83d", b"\xff", b"\x00")
LARGE = 100_000


class Mangler:
    """Draws from ``random``, so that a seed names every payload. ``sound`` is what it begins with.

    ``names`` are field names that it puts where they do not belong.
    """

    def __init__(self, random: Random, sound: Sequence[Any], names: Sequence[str]) -> None:
        self._random = random
        self._sound = sound
        self._names = (*names, "", "__proto__", "\u0000")

    def payload(self) -> bytes:
        """One payload: mostly a sound one with a few changes, seldom pure noise or a huge one."""
        random = self._random
        kind = random.random()
        if kind < 0.03:
            return random.randbytes(random.randrange(200))
        if kind < 0.031:
            return self._huge()
        value = copy.deepcopy(random.choice(self._sound))
        for _ in range(random.choice((0, 0, 0, 1, 1, 2, 4))):
            value = self._changed(value)
        # Half a surrogate pair is written as an escape, as scripts write it.
        text = json.dumps(value, ensure_ascii=random.random() < 0.5)
        payload = bytearray(text.encode("utf-8", "surrogatepass"))
        if kind > 0.85:
            self._change_bytes(payload)
        return bytes(payload)

    def anything(self, depth: int = 3) -> Any:
        random = self._random
        kind = random.random()
        if depth == 0 or kind < 0.6:
            # Some hold others, and are changed in their turn.
            return copy.deepcopy(random.choice(LEAVES))
        if kind < 0.8:
            return [self.anything(depth - 1) for _ in range(random.randrange(4))]
        return {self._name(): self.anything(depth - 1) for _ in range(random.randrange(4))}

    def _name(self) -> str:
        return self._random.choice(self._names)

    def _changed(self, value: Any) -> Any:
        """The value with one place changed, added or removed, at any depth."""
        random = self._random
        inside = value
        while isinstance(inside, dict | list) and inside:
            keys = list(inside) if isinstance(inside, dict) else range(len(inside))
            key: Any = random.choice(keys)
            if isinstance(inside[key], dict | list) and random.random() < 0.7:
                inside = inside[key]
                continue
            if random.random() < 0.15:
                del inside[key]
            elif isinstance(inside, dict) and random.random() < 0.2:
                inside[self._name()] = self.anything()
            else:
                inside[key] = self.anything()
            return value
        return self.anything()

    def _change_bytes(self, payload: bytearray) -> None:
        random = self._random
        for _ in range(random.randrange(1, 4)):
            at = random.randrange(len(payload) + 1)
            kind = random.random()
            if kind < 0.4 and at < len(payload):
                payload[at] = random.randrange(256)
            elif kind < 0.6:
                payload[at:at] = random.choice(ODD_BYTES)
            elif kind < 0.8:
                del payload[at : at + random.randrange(9)]
            else:
                del payload[at:]

    def _huge(self) -> bytes:
        random = self._random
        kind = random.randrange(4)
        if kind == 0:
            return b"[" * LARGE + b"]" * random.choice((0, LARGE))
        if kind == 1:
            return b'{"a":' * LARGE
        if kind == 2:
            return b'{"type":"input","id":1,"text":"' + b"x " * random.randrange(LARGE) + b'"}'
        return b"9" * random.randrange(1, LARGE)
