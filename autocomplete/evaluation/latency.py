"""Latency as a person meets it: from a keystroke to its first and to its final list."""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

WEBSOCKET_PATH = "/ws/autocomplete/v1/"
ANSWER_SECONDS = 60.0
# Keystroke intervals of people who write prose are log-normal around 0.2 s with a spread of about
# this factor; Dhakal et al., Observations on typing from 136 million keystrokes, CHI 2018.
MEDIAN_PAUSE_SECONDS = 0.2
PAUSE_SIGMA = 0.4
# Beside one other busy program on two cores, a factor of 10 to 20 was seen.
DISTURBED_FACTOR = 4

SENTENCES = (
    "Thank you for your help with the report yesterday.",
    "I would like to change the address on my account, please.",
    "Can we move the meeting to Thursday afternoon?",
    "The train was late again, so I will be home around eight.",
    "Do you know how long the delivery usually takes?",
    "She said that the results are better than we expected.",
)


class CannotMeasure(Exception):
    """The site does not answer as it should; the message says how."""


@dataclass(frozen=True, slots=True)
class Keystroke:
    """One keystroke's times in ms and its cost; ``bare_ms`` is the yardstick on the same text."""

    first_ms: float
    final_ms: float
    bare_ms: float
    evaluated_tokens: int
    model_requests: int


@dataclass(frozen=True, slots=True)
class Quantiles:
    """Median and 95th percentile in ms, and both as ratios to the bare completion's."""

    median_ms: float
    p95_ms: float
    median_ratio: float
    p95_ratio: float


@dataclass(frozen=True, slots=True)
class Report:
    """``first`` and ``final`` are over all keystrokes, those named ``asked_…`` over the ones that
    needed the model, None if none did; ``reused`` is the share (0 to 1) that did not.
    """

    keystrokes: int
    bare: Quantiles
    first: Quantiles
    final: Quantiles
    asked_first: Quantiles | None
    asked_final: Quantiles | None
    tokens_per_keystroke: float
    reused: float

    @property
    def disturbed(self) -> bool:
        """Whether the yardstick itself varied so much that its ratios tell little."""
        return self.bare.p95_ms > DISTURBED_FACTOR * self.bare.median_ms


async def measure(
    site: str,
    sentences: tuple[str, ...],
    bare: Callable[[str], Awaitable[float]],
    typed: Callable[[], None],
    *,
    seed: int = 0,
) -> list[Keystroke]:
    """Type ``sentences`` at the site ``http(s)://HOST[:PORT]`` with a person's pauses.

    Each keystroke's bare completion runs in the pause behind it. ``typed`` is called after each
    keystroke. Raises CannotMeasure.
    """
    pauses = random.Random(seed)
    found: list[Keystroke] = []
    site = site.rstrip("/")
    address = "ws" + site.removeprefix("http") + WEBSOCKET_PATH
    try:
        async with connect(address, origin=site, proxy=None) as socket:  # type: ignore[arg-type]
            await _answer(socket)
            for id, text in enumerate(_keystrokes(sentences)):
                pressed = time.perf_counter()
                first_ms, final_ms, stats = await _times(socket, id, text)
                bare_ms = await bare(text)
                # The first keystroke makes the model read its preamble, once per start.
                if id:
                    found.append(
                        Keystroke(
                            first_ms,
                            final_ms,
                            bare_ms,
                            stats["evaluated_tokens"],
                            stats["model_requests"],
                        )
                    )
                    typed()
                next_press = pressed + pause_seconds(pauses)
                await asyncio.sleep(max(0.0, next_press - time.perf_counter()))
    except (OSError, TimeoutError) as error:
        raise CannotMeasure(
            f"The site at {site} does not answer in time: is it running?"
        ) from error
    return found


def pause_seconds(pauses: random.Random) -> float:
    """A person's time from one key to the next."""
    return MEDIAN_PAUSE_SECONDS * pauses.lognormvariate(0, PAUSE_SIGMA)


def keystroke_count(sentences: tuple[str, ...]) -> int:
    """How many keystrokes ``measure`` returns."""
    return sum(map(len, sentences)) - 1


def report(keystrokes: list[Keystroke]) -> Report:
    """Sum up at least one keystroke."""
    bare = [each.bare_ms for each in keystrokes]
    yardstick = statistics.median(bare), _p95(bare)
    asked = [each for each in keystrokes if each.model_requests]
    return Report(
        keystrokes=len(keystrokes),
        bare=_quantiles(bare, yardstick),
        first=_quantiles([each.first_ms for each in keystrokes], yardstick),
        final=_quantiles([each.final_ms for each in keystrokes], yardstick),
        asked_first=_quantiles([each.first_ms for each in asked], yardstick) if asked else None,
        asked_final=_quantiles([each.final_ms for each in asked], yardstick) if asked else None,
        tokens_per_keystroke=statistics.mean(each.evaluated_tokens for each in keystrokes),
        reused=statistics.mean(each.model_requests == 0 for each in keystrokes),
    )


def _keystrokes(sentences: tuple[str, ...]) -> Iterator[str]:
    for sentence in sentences:
        for length in range(1, len(sentence) + 1):
            yield sentence[:length]


async def _times(
    socket: ClientConnection, id: int, text: str
) -> tuple[float, float, dict[str, Any]]:
    sent = time.perf_counter()
    await socket.send(json.dumps({"type": "input", "id": id, "text": text}))
    frame = await _answer(socket)
    first_ms = (time.perf_counter() - sent) * 1000
    while not frame["final"]:
        frame = await _answer(socket)
    return first_ms, (time.perf_counter() - sent) * 1000, frame["stats"]


async def _answer(socket: ClientConnection) -> dict[str, Any]:
    async with asyncio.timeout(ANSWER_SECONDS):
        frame: dict[str, Any] = json.loads(await socket.recv())
    if frame["type"] == "error":
        raise CannotMeasure(f"The site answered with an error: {frame['message']}")
    return frame


def _quantiles(values: list[float], yardstick: tuple[float, float]) -> Quantiles:
    median, p95 = statistics.median(values), _p95(values)
    return Quantiles(median, p95, median / yardstick[0], p95 / yardstick[1])


def _p95(values: list[float]) -> float:
    if len(values) == 1:
        return values[0]
    return statistics.quantiles(values, n=20, method="inclusive")[-1]
