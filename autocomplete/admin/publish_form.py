"""What a publisher enters: why, about the draft as it was shown."""

from __future__ import annotations

from django import forms
from django.http import QueryDict

from autocomplete.models import ProfileDraft, ProfileVersion


class PublishForm(forms.Form):
    """Refuses a draft that somebody has changed since the publisher looked at it."""

    why = forms.CharField(
        max_length=ProfileVersion._meta.get_field("why").max_length,
        widget=forms.TextInput({"size": 80}),
        help_text="What it is for, in a sentence: it is kept with the version.",
        error_messages={"required": "why is missing: say in a sentence what the change is for."},
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, draft: ProfileDraft) -> None:
        self._now = draft.changed_at.isoformat()
        super().__init__(None if data is None else data.dict(), initial={"seen": self._now})

    def clean_seen(self) -> str:
        if self.cleaned_data["seen"] != self._now:
            # What is shown beside the message is the draft as it is now.
            self.data = {**self.data, "seen": self._now}
            raise forms.ValidationError(
                "Somebody has changed the draft since you looked at it: look at it again."
            )
        return self._now
