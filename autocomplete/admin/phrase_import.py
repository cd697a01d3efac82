"""The form that takes a file of phrases."""

from __future__ import annotations

from typing import Any

from django import forms

from autocomplete.phrases.phrase_file import LARGEST_FILE, UnusablePhrases, read_csv


class ImportForm(forms.Form):
    """What was read stands in ``cleaned_data["found"]``."""

    file = forms.FileField(
        required=False,
        help_text="CSV in UTF-8: one phrase a line, text,weight or text alone; up to"
        f" {LARGEST_FILE // 1024 // 1024} MB.",
    )
    pasted = forms.CharField(
        required=False,
        strip=False,
        label="or paste the lines",
        widget=forms.Textarea(attrs={"rows": 8, "cols": 80}),
    )
    replace = forms.BooleanField(
        required=False,
        label="Replace the whole list",
        help_text="Phrases that the file does not have are deleted. Off: they stay.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        file = cleaned.get("file")
        if file is not None and file.size > LARGEST_FILE:
            raise forms.ValidationError("The file is too large: split it.")
        content = file.read() if file is not None else cleaned.get("pasted", "").encode()
        try:
            cleaned["found"] = read_csv(content)
        except UnusablePhrases as error:
            raise forms.ValidationError(str(error)) from error
        return cleaned
