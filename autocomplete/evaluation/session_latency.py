"""Latency of one session while texts are typed: one person, one keystroke after the other.

Without the socket; `manage.py benchmark` measures with it, and with a person's pauses.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from autocomplete.evaluation.items import Item
from autocomplete.evaluation.latency import Keystroke
from autocomplete.evaluation.simulation import Shown, type_text
from autocomplete.evaluation.suggesters import Suggester
from autocomplete.evaluation.typing_people import Progress


async def keystroke_times(
    suggester: Suggester,
    items: Sequence[Item],
    bare: Callable[[str], Awaitable[float]],
    progress: Progress,
) -> list[Keystroke]:
    """Type the texts and time every keystroke and, after it, a bare completion of the same text.

    Keystrokes before the first letter have no text to compare with and are left out. Raises
    ModelError.
    """
    found: list[Keystroke] = []
    await suggester.prepare(0)
    for item in items:
        suggest = suggester.begin(item, 0)

        async def timed(text: str, suggest: Callable[[str], Awaitable[Shown]] = suggest) -> Shown:
            shown = await suggest(text)
            if text:
                found.append(
                    Keystroke(
                        first_ms=shown.first_ms,
                        final_ms=shown.final_ms,
                        bare_ms=await bare(text),
                        evaluated_tokens=shown.evaluated_tokens,
                        model_requests=shown.model_requests,
                    )
                )
            return shown

        await type_text(item, timed)
        progress(len(item.text))
    return found
