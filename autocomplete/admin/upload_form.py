"""A form for lines of text that are uploaded as a file or pasted."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

LARGEST_FILE = 1_000_000


class UploadForm(forms.Form):
    """What was read of them stands in ``cleaned_data["found"]``."""

    unreadable: ClassVar[type[Exception]]

    file = forms.FileField(required=False)
    pasted = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 10, "cols": 80}),
        max_length=LARGEST_FILE,
        label="Or paste them",
    )

    def read(self, text: str) -> Any:
        """Raises ``unreadable``, with a sentence that names the line, for what cannot be read."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        file = cleaned.get("file")
        if file is not None and file.size > LARGEST_FILE:
            raise forms.ValidationError("The file is larger than 1 MB: send fewer lines.")
        try:
            text = file.read().decode("utf-8-sig") if file else cleaned.get("pasted", "")
            cleaned["found"] = self.read(text)
        except UnicodeDecodeError as error:
            raise forms.ValidationError("The file is not UTF-8: save it as such.") from error
        except self.unreadable as error:
            raise forms.ValidationError(str(error)) from error
        return cleaned
