"""The form of a profile's draft: every field of the profile, kept together as its values."""

from __future__ import annotations

from typing import Any

from django import forms

from autocomplete.admin.profile_fields import form_fields, names
from autocomplete.models import ProfileDraft
from autocomplete.publishing.profile_values import built_in_values, values_of
from autocomplete.ranking.profile import Profile


class _MakesProfile(forms.BaseForm):
    """``profile`` is what the fields describe, once they are clean."""

    profile: Profile | None = None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        # What is missing has its own complaint already.
        if all(name in cleaned for name in names()):
            try:
                self.profile = Profile(**{name: cleaned[name] for name in names()})
            except ValueError as error:
                raise forms.ValidationError(str(error)) from error
        return cleaned


class _DraftForm(_MakesProfile, forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = ProfileDraft
        fields = ("slug",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # As they are kept: also values that a newer release refuses can be seen and changed.
        for name, value in {**built_in_values(), **self.instance.values}.items():
            self.initial.setdefault(name, value)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.profile is not None:
            self.instance.values = values_of(self.profile)
        return cleaned


class _ValuesForm(_MakesProfile, forms.Form):
    """The same fields without a row: for values that nobody has saved."""


ProfileForm: type[forms.ModelForm[ProfileDraft]] = type("ProfileForm", (_DraftForm,), form_fields())
ValuesForm: type[_ValuesForm] = type("ValuesForm", (_ValuesForm,), form_fields())
