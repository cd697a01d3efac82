"""Names of models, separated by commas, as one field of a form."""

from __future__ import annotations

from typing import Any

from django import forms

from autocomplete.models.language_model import check_route


class RouteField(forms.CharField):
    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else ", ".join(value or ())

    def to_python(self, value: Any) -> Any:
        """The names. Raises ValidationError for one that is no model's."""
        names = tuple(
            part.strip() for part in (super().to_python(value) or "").split(",") if part.strip()
        )
        try:
            check_route(names)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        return names

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)
