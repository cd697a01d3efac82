"""What operators enter to start an evaluation or a tuning run."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

import msgspec
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from autocomplete.admin.upload_form import UploadForm
from autocomplete.evaluation.items import (
    MOST_CHARACTERS,
    MOST_TEXTS,
    Item,
    UnreadableItems,
    chosen,
    read_pasted,
)
from autocomplete.jobs.orders import ChosenProfile, EvaluationOrder, TuningOrder, texts_digest
from autocomplete.publishing.named_profiles import named_profiles

MOST_PROFILES = 6
# Each candidate types them all, and what the model said about them is kept in memory.
MOST_TUNED_TEXTS = 200
LEAST_TUNED_TEXTS = 4


class TextsForm(UploadForm):
    """The texts that are typed, and what they are called."""

    unreadable = UnreadableItems
    most_texts = MOST_TEXTS

    name = forms.CharField(
        required=False,
        max_length=100,
        help_text="What the texts are; it stands over the figures. Empty: the file's name.",
    )
    field_order = ("name", "file", "pasted")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "file"
        ].help_text = (
            'UTF-8, to 1 MB: a text on each line, or lines such as {"text": "…", "context": "…"}.'
        )
        self.fields["pasted"].help_text = (
            f"The same, to {self.most_texts:,} texts of {MOST_CHARACTERS:,} characters. They are"
            " kept with the run and deleted with it."
        )

    def read(self, text: str) -> list[Item]:
        return read_pasted(text)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        file = cleaned.get("file")
        if not cleaned.get("name"):
            cleaned["name"] = PurePath(file.name).stem[:100] if file else "pasted texts"
        return cleaned

    @property
    def texts(self) -> list[Item]:
        """The texts as they were given."""
        found: list[Item] = self.cleaned_data["found"]
        return found


def _choices() -> list[tuple[str, str]]:
    return [(one.name, one.label) for one in named_profiles()]


def _chosen_profile(name: str) -> ChosenProfile:
    """As it is now. Raises ValidationError where this release cannot use it."""
    named = next(one for one in named_profiles() if one.name == name)
    found = ChosenProfile(named.label, named.values)
    try:
        found.profile  # noqa: B018
    except ValueError as error:
        raise forms.ValidationError(f"{named.label} cannot be used: {error}") from error
    return found


class EvaluationForm(TextsForm):
    """An evaluation; ``order`` is what was chosen."""

    profiles = forms.MultipleChoiceField(
        choices=_choices,
        initial=["default"],
        widget=forms.CheckboxSelectMultiple,
        help_text=f"Side by side, to {MOST_PROFILES}, as they are now. Models that a profile's"
        " route goes on to are not asked.",
    )
    suggestions = forms.IntegerField(
        required=False,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
        help_text="How many are shown, from 1 to 20. Empty: as each profile says.",
    )
    half = forms.ChoiceField(
        required=False,
        choices=[("", "all texts"), ("first", "first half"), ("second", "second half")],
        help_text="Every other text: tune on one half, quote the other.",
    )
    items = forms.IntegerField(
        required=False,
        validators=[MinValueValidator(1)],
        label="Texts at most",
        help_text="Only so many of the first ones. Empty: all.",
    )
    contexts = forms.BooleanField(
        required=False, help_text="Give the model what each text replies to."
    )
    greedy = forms.BooleanField(
        required=False,
        label="Baseline",
        help_text="The model's most likely continuation, as other products show it, beside them. It"
        " takes as long as another profile.",
    )

    def clean_profiles(self) -> tuple[ChosenProfile, ...]:
        names = self.cleaned_data["profiles"]
        if len(names) > MOST_PROFILES:
            raise forms.ValidationError(f"Choose {MOST_PROFILES} profiles at most.")
        return tuple(_chosen_profile(name) for name in names)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        half = cleaned.get("half") or None
        if not chosen(self.texts, half, cleaned.get("items")):
            raise forms.ValidationError("There are too few texts to be halved: take all.")
        return cleaned

    @property
    def kept_texts(self) -> list[dict[str, str]]:
        """Those that are measured, of the half that is chosen."""
        cleaned = self.cleaned_data
        items = chosen(self.texts, cleaned["half"] or None, cleaned["items"])
        found: list[dict[str, str]] = msgspec.to_builtins(items)
        return found

    @property
    def order(self) -> EvaluationOrder:
        cleaned = self.cleaned_data
        return EvaluationOrder(
            profiles=cleaned["profiles"],
            texts_digest=texts_digest(self.kept_texts),
            suggestions=cleaned["suggestions"],
            half=cleaned["half"] or None,
            contexts=cleaned["contexts"],
            greedy=cleaned["greedy"],
        )


class TuningForm(TextsForm):
    """A search for better numbers; ``order`` is what was chosen."""

    most_texts = MOST_TUNED_TEXTS

    start = forms.ChoiceField(
        choices=_choices, help_text="The profile whose numbers are tuned; it stays as it is."
    )
    tokens_per_keystroke = forms.FloatField(
        initial=2.0,
        validators=[MinValueValidator(0.1), MaxValueValidator(1000)],
        help_text="The most tokens that a keystroke may have the model evaluate, in the mean; from"
        " 0.1 to 1,000. The built-in profile needs about 2.",
    )
    trials = forms.IntegerField(
        initial=36,
        validators=[MinValueValidator(3), MaxValueValidator(500)],
        help_text="Candidates, from 3 to 500. More find more and take longer.",
    )
    seed = forms.IntegerField(
        initial=0,
        validators=[MinValueValidator(0), MaxValueValidator(2**32 - 1)],
        help_text="Of the candidates drawn: the same seed finds the same.",
    )

    def clean_start(self) -> ChosenProfile:
        return _chosen_profile(self.cleaned_data["start"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        count = len(self.texts)
        if not LEAST_TUNED_TEXTS <= count <= MOST_TUNED_TEXTS:
            raise forms.ValidationError(
                f"There are {count} texts: give {LEAST_TUNED_TEXTS} to {MOST_TUNED_TEXTS}, of which"
                " every other one confirms what was found on the others."
            )
        return cleaned

    @property
    def kept_texts(self) -> list[dict[str, str]]:
        found: list[dict[str, str]] = msgspec.to_builtins(self.texts)
        return found

    @property
    def order(self) -> TuningOrder:
        cleaned = self.cleaned_data
        return TuningOrder(
            cleaned["start"], cleaned["tokens_per_keystroke"], cleaned["trials"], cleaned["seed"]
        )
