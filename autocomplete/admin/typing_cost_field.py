"""Two numbers, or neither: what typing a text costs with help."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from autocomplete.ranking.ranges import AMOUNT
from autocomplete.ranking.typing_cost import TypingCost

_START, _PER_CHARACTER = "start", "for each character"


class TypingCostWidget(forms.MultiWidget):
    def __init__(self) -> None:
        super().__init__(
            [
                forms.NumberInput(
                    {
                        "step": "any",
                        "aria-label": f"typing cost, {part}",
                        "aria-describedby": "id_typing_cost_0_helptext",
                    }
                )
                for part in (_START, _PER_CHARACTER)
            ]
        )

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        # The label and the help text are those of the first part.
        return f"{id_}_0"

    def decompress(self, value: Mapping[str, float] | None) -> list[float | None]:
        """The parts of a typing cost as it is kept."""
        return [None, None] if value is None else [value["start"], value["per_character"]]


class TypingCostField(forms.MultiValueField):
    """Both numbers, or none of them."""

    def __init__(self, **options: Any) -> None:
        invalid = {"invalid": f"typing_cost is no number: set both parts to {AMOUNT}, or neither."}
        super().__init__(
            fields=[forms.FloatField(required=False, error_messages=invalid) for _ in range(2)],
            widget=TypingCostWidget,
            required=False,
            require_all_fields=False,
            **options,
        )

    def compress(self, values: Sequence[float | None]) -> TypingCost | None:
        start, per_character = values or (None, None)
        if start is None and per_character is None:
            return None
        if start is None or per_character is None:
            raise forms.ValidationError("typing_cost has one part only: set both, or neither.")
        return TypingCost(start, per_character)
