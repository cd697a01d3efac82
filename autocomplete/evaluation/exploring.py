"""What typing costs on the model, keystroke by keystroke, and what exploring ahead changes in it.

A person types with pauses and takes every suggestion that fits. In the pauses the session explores
ahead as the websocket has it do; the next keystroke ends that.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from autocomplete.evaluation.items import Item
from autocomplete.evaluation.latency import pause_seconds
from autocomplete.evaluation.simulation import Shown, type_text
from autocomplete.language_model.interface import LanguageModel, Prompt
from autocomplete.live.session import TypedText, TypingSession
from autocomplete.ranking.profile import Profile


@dataclass(frozen=True, slots=True)
class ModelCost:
    """What one way of typing cost: ``requests`` and ``tokens`` are those of the lists shown.

    ``without_request`` is the share (0 to 1) of the keystrokes that needed none. What was spent
    ahead of keystrokes is counted apart, as ``explored_…``; requests that ended before anybody had
    the answer are ``untaken``, and what they evaluated is not known. All but ``keystrokes`` and
    the share are means per keystroke.
    """

    keystrokes: int
    without_request: float
    requests: float
    tokens: float
    explored_requests: float
    explored_tokens: float
    untaken_requests: float


async def model_cost(
    model: LanguageModel,
    profile: Profile,
    texts: Sequence[str],
    typed: Callable[[int], object],
    *,
    lane: int = 0,
    seed: int = 0,
) -> ModelCost:
    """Type the texts, each into a session of its own; ``typed`` hears of each one's characters.

    Raises ModelError.
    """
    async for _ in model.walk(Prompt(profile.preamble), alternatives=1, lane=lane):
        pass
    pauses = random.Random(seed)
    shown: list[Shown] = []
    explored_requests = explored_tokens = untaken = 0
    for text in texts:
        session = TypingSession(model, profile, lane=lane)
        person = _Person(session, pauses)
        try:
            record = await type_text(Item(text), person.suggest)
        finally:
            await session.aclose()
        shown += [position.shown for position in record.positions]
        explored_requests += session.explored.requests
        explored_tokens += session.explored.evaluated_tokens
        untaken += session.untaken_requests
        typed(len(text))
    keystrokes = len(shown)
    return ModelCost(
        keystrokes=keystrokes,
        without_request=sum(one.model_requests == 0 for one in shown) / keystrokes,
        requests=sum(one.model_requests for one in shown) / keystrokes,
        tokens=sum(one.evaluated_tokens for one in shown) / keystrokes,
        explored_requests=explored_requests / keystrokes,
        explored_tokens=explored_tokens / keystrokes,
        untaken_requests=untaken / keystrokes,
    )


class _Person:
    """Reads the final list of each keystroke and presses the next key after a pause."""

    def __init__(self, session: TypingSession, pauses: random.Random) -> None:
        self._session = session
        self._pauses = pauses

    async def suggest(self, text: str) -> Shown:
        pressed = time.perf_counter()
        async for found in self._session.suggest(TypedText(text)):
            final = found
        exploring = asyncio.create_task(self._session.explore_ahead())
        next_press = pressed + pause_seconds(self._pauses)
        await asyncio.sleep(max(0.0, next_press - time.perf_counter()))
        exploring.cancel()
        await asyncio.wait({exploring})
        if not exploring.cancelled():
            exploring.result()
        return Shown(
            texts=tuple(item.text for item in final.items),
            probs=tuple(item.prob for item in final.items),
            evaluated_tokens=final.stats.evaluated_tokens,
            model_requests=final.stats.model_requests,
        )
