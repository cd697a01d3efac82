"""A form field for every field of a profile, made from the profile's own types and ranges."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from types import NoneType, UnionType
from typing import Any, get_args, get_type_hints

from django import forms

from autocomplete.admin.route_field import RouteField
from autocomplete.admin.typing_cost_field import TypingCostField
from autocomplete.publishing.profile_values import built_in_values
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.ranges import RANGES
from autocomplete.ranking.typing_cost import TypingCost


@dataclass(frozen=True, slots=True)
class Told:
    """What operators read of a field: its effect, its unit ("In tokens"), what empty means."""

    effect: str
    unit: str = ""
    empty: str = ""


SECTIONS: dict[str, tuple[str, ...]] = {
    "Tone": ("preamble",),
    "What is shown": (
        "suggestions",
        "most_words",
        "least_characters",
        "least_probability",
        "letter_case",
    ),
    "Order": ("strategy", "diversity", "typing_cost"),
    "When it is shown": ("list_gate", "ghost_gate", "reading_cost", "least_typed"),
    "What was typed past": ("typed_past_strength", "reading_ms"),
    "What a keystroke may cost": (
        "token_budget",
        "time_budget_ms",
        "expand_share",
        "alternatives",
        "wide_alternatives",
        "least_agreeing",
    ),
    "Models": ("route", "escalate_below", "escalation_margin"),
    "Phrases and history": ("phrase_weight", "most_phrases", "phrase_context", "phrase_tokens"),
    "In pauses": ("idle_tokens", "idle_after_ms"),
}

TOLD: dict[str, Told] = {
    "preamble": Told(
        "Sentences that every text is read behind, one a line: typical ones of the site work best."
        " It is the first thing to tune. Read once a start of the model, so that it costs nothing"
        " per keystroke; it takes room from what people type in a model's context, so keep it"
        " under a page."
    ),
    "suggestions": Told("How many are shown at most.", "In suggestions"),
    "most_words": Told("The longest suggestion.", "In words"),
    "least_characters": Told(
        "Shorter suggestions are not shown, since taking one saves no key.", "In characters"
    ),
    "least_probability": Told("Less probable suggestions are not shown.", "A probability"),
    "letter_case": Told(
        "typist: a word is shown once, whatever its capitals, and without any to those who write"
        " none. model: all is shown as the model has it."
    ),
    "strategy": Told(
        "sum: by probability, so that a word stands before its own extensions; a single one is that"
        " which would be waited for longest. mean: by the"
        " probability per token, which prefers long texts. expected_savings: the list that is"
        " expected to save the most keystrokes."
    ),
    "diversity": Told(
        "How much of its worth a suggestion loses that extends another one in the list, or that"
        " another one extends.",
        "A share",
    ),
    "typing_cost": Told(
        "What typing a text costs with help: a start, and more for each character. The gates and"
        " expected_savings count with it.",
        "In keystrokes",
        "what was learned for the model",
    ),
    "list_gate": Told(
        "What a list must be expected to save, reading it already paid, to be shown. Higher shows"
        " fewer lists.",
        "In keystrokes",
        "every list is shown",
    ),
    "ghost_gate": Told(
        "The same for the ghost text behind the caret.",
        "In keystrokes",
        "the first suggestion is always shown as ghost text",
    ),
    "reading_cost": Told("What reading a list costs the person.", "In keystrokes"),
    "least_typed": Told(
        "How much must stand before the caret before anything is shown.", "In characters"
    ),
    "typed_past_strength": Told(
        "How surely a suggestion that was read and typed past is taken for unwanted.", "A share"
    ),
    "reading_ms": Told(
        "The mean time it takes to read a list; what fast typists had no time to read is not held"
        " against it.",
        "In milliseconds",
    ),
    "token_budget": Told(
        "The most that one keystroke may have the model evaluate behind the first answer. More"
        " finds more, and takes longer.",
        "In tokens",
    ),
    "time_budget_ms": Told(
        "No refinement starts later than this after the keystroke.", "In milliseconds"
    ),
    "expand_share": Told(
        "A path is followed only while it holds at least this much of the probability in view."
        " Lower follows more paths, at more tokens.",
        "A share",
    ),
    "alternatives": Told(
        "How many next tokens one request asks for. More finds rarer words and makes answers"
        " larger.",
        "In tokens",
    ),
    "wide_alternatives": Told(
        "How many where a half-typed word is hardly found. llama.cpp is asked for those that agree"
        " with it instead.",
        "In tokens",
    ),
    "least_agreeing": Told(
        "A half-typed word is hardly found where fewer next tokens than this agree with it.",
        "In tokens",
    ),
    "route": Told(
        "The models that are asked, by name, the cheap one first, separated by commas.",
        "",
        "the site's default model alone",
    ),
    "escalate_below": Told(
        "The next model of the route is asked where it is less probable that the list holds what"
        " the person goes on to type. Before a word's first letter half of this counts.",
        "0 to 1; 1 asks about every word",
    ),
    "escalation_margin": Told(
        "How much more the better list must be expected to save to replace the shown one. Higher"
        " flickers less.",
        "In keystrokes",
    ),
    "phrase_weight": Told(
        "By how much a site's phrases, and what its people typed often, are expected more often"
        " than their lists say. Higher shows them earlier, also where they do not fit. 0: none is"
        " shown.",
        "A factor",
    ),
    "most_phrases": Told("How many of them one list shows at most.", "In suggestions"),
    "phrase_context": Told(
        "How much the model's word counts in the choice among phrases that begin alike. 0: only"
        " how frequent they are.",
        "A share",
    ),
    "phrase_tokens": Told(
        "The most that one keystroke may have the model evaluate to hear that word, within"
        " token_budget.",
        "In tokens",
    ),
    "idle_tokens": Told(
        "The most that is evaluated in one pause, for the lists behind the likely next keys. 0:"
        " nothing is.",
        "In tokens",
    ),
    "idle_after_ms": Told("How long after the last list that begins.", "In milliseconds"),
}


def names() -> list[str]:
    """The fields of a profile but its slug, in the order in which they are shown."""
    return [name for section in SECTIONS.values() for name in section]


def help_text(name: str) -> str:
    """Effect, unit, range and built-in value of a field."""
    told = TOLD[name]
    parts = [told.effect]
    if name in RANGES:
        parts.append(f"{told.unit}: {RANGES[name]}.")
    elif told.unit:
        parts.append(f"{told.unit}.")
    if told.empty:
        parts.append(f"Empty: {told.empty}.")
    if name != "preamble":
        parts.append(f"Built in: {shown(built_in_values()[name])}.")
    return " ".join(parts)


def shown(value: Any) -> str:
    """A field's value, as it is kept in a row, as operators read it."""
    if value is None or value in ("", []):
        return "empty"
    if isinstance(value, (list, tuple)):
        return ", ".join(value)
    if isinstance(value, dict):
        return f"{value['start']:g} and {value['per_character']:g} a character"
    return f"{value:g}" if isinstance(value, float) else str(value)


def form_fields() -> dict[str, forms.Field]:
    """A form field for each of ``names()``."""
    return {name: _form_field(name, hint) for name, hint in _hints().items()}


def _hints() -> dict[str, Any]:
    hints = get_type_hints(Profile)
    return {
        field.name: hints[field.name]
        for field in dataclasses.fields(Profile)
        if field.name != "slug"
    }


def _form_field(name: str, hint: Any) -> forms.Field:
    told: dict[str, Any] = {
        "label": name.replace("_", " ").capitalize(),
        "help_text": help_text(name),
    }
    optional = isinstance(hint, UnionType)
    if optional:
        [hint] = [one for one in get_args(hint) if one is not NoneType]
    if hint is TypingCost:
        return TypingCostField(**told)
    if hint is str:
        return forms.CharField(required=False, strip=False, widget=forms.Textarea, **told)
    if hint == tuple[str, ...]:
        return RouteField(**told)
    if choices := get_args(hint):
        return forms.ChoiceField(choices=[(one, one) for one in choices], **told)
    return _number_field(
        name, forms.IntegerField if hint is int else forms.FloatField, optional, told
    )


def _number_field(
    name: str, kind: type[forms.IntegerField], optional: bool, told: dict[str, Any]
) -> forms.Field:
    allowed = RANGES[name]
    field = kind(
        required=not optional,
        validators=[partial(_check, name)],
        error_messages={
            "invalid": f"{name} is no such number: set it to {allowed}.",
            "required": f"{name} is missing: set it to {allowed}.",
        },
        **told,
    )
    field.widget.attrs["step"] = "1" if allowed.whole else "any"
    return field


def _check(name: str, value: float) -> None:
    try:
        RANGES[name].check(name, value)
    except ValueError as error:
        raise forms.ValidationError(str(error)) from error


def fieldsets(first: Sequence[str]) -> list[tuple[str | None, dict[str, Any]]]:
    """The sections of a profile's page, with the fields of the row itself on top."""
    sections = [(title, {"fields": fields}) for title, fields in SECTIONS.items()]
    return [(None, {"fields": tuple(first)}), *sections]
