"""What operators set up: sites, their keys and origins; models; profiles and their versions."""

from __future__ import annotations

from autocomplete.models.accepted_text import AcceptedText
from autocomplete.models.allowed_origin import AllowedOrigin
from autocomplete.models.category import Category
from autocomplete.models.classification import Classification
from autocomplete.models.event import Event, EventKind
from autocomplete.models.event_counts import EventCounts, Period
from autocomplete.models.job import (
    EvaluationRun,
    Job,
    JobKind,
    JobState,
    JobStep,
    TuningRun,
)
from autocomplete.models.language_model import LanguageModelEntry
from autocomplete.models.moderation import Moderation
from autocomplete.models.phrase_history import HistoryEntry, PhraseHistory
from autocomplete.models.phrase_list import Phrase, PhraseList
from autocomplete.models.phrase_token import PhraseToken
from autocomplete.models.profile_draft import ProfileDraft
from autocomplete.models.profile_version import ProfileVersion
from autocomplete.models.public_key import PublicKey
from autocomplete.models.site import Site

__all__ = [
    "AcceptedText",
    "AllowedOrigin",
    "Category",
    "Classification",
    "EvaluationRun",
    "Event",
    "EventCounts",
    "EventKind",
    "HistoryEntry",
    "Job",
    "JobKind",
    "JobState",
    "JobStep",
    "LanguageModelEntry",
    "Moderation",
    "Period",
    "Phrase",
    "PhraseHistory",
    "PhraseList",
    "PhraseToken",
    "ProfileDraft",
    "ProfileVersion",
    "PublicKey",
    "Site",
    "TuningRun",
]
