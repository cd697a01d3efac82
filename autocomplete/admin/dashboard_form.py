"""What the dashboard is asked for, in the address of the page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms

from autocomplete.events.selection import MOST_DAYS, Selection
from autocomplete.models.event_counts import Period

USUAL_DAYS = 7


class DashboardForm(forms.Form):
    """Two days in UTC, the step, and what to filter by; empty fields stand for all."""

    since = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="To", widget=forms.DateInput(attrs={"type": "date"}))
    period = forms.ChoiceField(label="Step", choices=Period.choices)
    site = forms.IntegerField(label="Site", required=False, widget=forms.Select)
    profile = forms.CharField(label="Profile", required=False, widget=forms.Select)
    model = forms.CharField(label="Model", required=False, widget=forms.Select)

    def __init__(self, data: Any, today: date) -> None:
        """``data`` is the address's query; what it leaves out is the last week, day by day."""
        usual = {
            "since": (today - timedelta(days=USUAL_DAYS - 1)).isoformat(),
            "until": today.isoformat(),
            "period": Period.DAY.value,
        }
        super().__init__({**usual, **{name: value for name, value in data.items() if value}})
        for name in ("site", "profile", "model"):
            self.offer(name, [])

    def offer(self, name: str, choices: list[tuple[Any, str]]) -> None:
        """Let one of these be chosen, or all; what is chosen now stays among them."""
        chosen = self.data.get(name)
        if chosen and chosen not in {str(value) for value, _ in choices}:
            choices = [*choices, (chosen, f"{chosen} (nothing happened)")]
        widget = self.fields[name].widget
        assert isinstance(widget, forms.Select)
        widget.choices = [("", "all"), *choices]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        since, until, period = (cleaned.get(name) for name in ("since", "until", "period"))
        if since and until and since > until:
            raise forms.ValidationError({"until": "The last day lies before the first one."})
        if since and until and period and (until - since).days >= MOST_DAYS[period]:
            raise forms.ValidationError(
                {"until": f"Choose {MOST_DAYS[period]} days at most {Period(period).label}."}
            )
        return cleaned

    @property
    def selection(self) -> Selection:
        """What a valid form asks for."""
        values = self.cleaned_data
        return Selection(
            values["since"],
            values["until"],
            values["period"],
            values["site"],
            values["profile"] or None,
            values["model"] or None,
        )
