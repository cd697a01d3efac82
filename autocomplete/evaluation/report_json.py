"""The report as JSON, for other programs; the figures alone are the same in every run."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from typing import Any

from autocomplete.evaluation import latency
from autocomplete.evaluation.context_gain import ContextGain
from autocomplete.evaluation.figures import item_savings
from autocomplete.evaluation.run import Result


def as_json(
    settings: dict[str, object], results: Sequence[Result], gains: Sequence[ContextGain]
) -> str:
    """Everything that was measured. Latency, which no two runs share, stands apart."""
    report = {
        "settings": settings,
        "results": [_result(result) for result in results],
        "latency": [_latency(result) for result in results if len(result.times) > 1],
        "context": [_gain(gain) for gain in gains if gain.items],
    }
    return json.dumps(report, indent=1, ensure_ascii=False) + "\n"


def _result(result: Result) -> dict[str, Any]:
    return {
        "data_set": result.data_set,
        "suggester": result.suggester,
        **dataclasses.asdict(result.figures),
        "tes_mod": result.first_only,
        "texts": [
            {
                "id": typed.item.id,
                "characters": len(typed.item.text),
                "keystrokes": typed.keystrokes,
                "keystroke_savings": round(item_savings(typed), 4),
            }
            for typed in result.records
        ],
    }


def _latency(result: Result) -> dict[str, Any]:
    return {
        "data_set": result.data_set,
        "suggester": result.suggester,
        **dataclasses.asdict(latency.report(list(result.times))),
    }


def _gain(gain: ContextGain) -> dict[str, Any]:
    return {
        "data_set": gain.data_set,
        "items": gain.items,
        "characters": gain.without.characters,
        "bits_per_character": gain.without.per_character,
        "bits_per_character_in_context": gain.given.per_character,
        "guessed_characters": gain.without.guessed,
        "guessed_characters_in_context": gain.given.guessed,
    }
