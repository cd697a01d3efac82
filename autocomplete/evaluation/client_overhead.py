"""What the model client costs: its questions beside bare HTTP calls with the same request."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass

from autocomplete.language_model.bare import BareCompletion
from autocomplete.language_model.interface import LanguageModel, Prompt

ALTERNATIVES = 200
WARM_UP = 5
REPEATS = 100


@dataclass(frozen=True, slots=True)
class ClientOverhead:
    """Medians in ms over the same requests, made in turn."""

    bare_ms: float
    client_ms: float

    @property
    def ms(self) -> float:
        return self.client_ms - self.bare_ms

    @property
    def share(self) -> float:
        """The overhead as a share of the bare call: 0.1 is a tenth."""
        return self.ms / self.bare_ms


async def client_overhead(
    model: LanguageModel,
    bare: BareCompletion,
    text: str,
    *,
    lane: int = 0,
    repeats: int = REPEATS,
) -> ClientOverhead:
    """Ask for the distribution behind ``text`` again and again, by the client and bare in turn.

    Each reads the text into its own lane's prompt cache before it counts. Raises ModelError.
    """
    bare_times: list[float] = []
    client_times: list[float] = []
    for turn in range(WARM_UP + repeats):
        bare_ms = await bare.milliseconds(text, alternatives=ALTERNATIVES)
        started = time.perf_counter()
        async for _ in model.walk(Prompt(text), alternatives=ALTERNATIVES, lane=lane):
            pass
        client_ms = (time.perf_counter() - started) * 1000
        if turn >= WARM_UP:
            bare_times.append(bare_ms)
            client_times.append(client_ms)
    return ClientOverhead(statistics.median(bare_times), statistics.median(client_times))
