"""What operators set up: sites, their keys and origins; models; profiles and their versions."""

from __future__ import annotations

from autocomplete.models.allowed_origin import AllowedOrigin
from autocomplete.models.category import Category
from autocomplete.models.classification import Classification
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
from autocomplete.models.profile_draft import ProfileDraft
from autocomplete.models.profile_version import ProfileVersion
from autocomplete.models.public_key import PublicKey
from autocomplete.models.site import Site

__all__ = [
    "AllowedOrigin",
    "Category",
    "Classification",
    "EvaluationRun",
    "Job",
    "JobKind",
    "JobState",
    "JobStep",
    "LanguageModelEntry",
    "Moderation",
    "ProfileDraft",
    "ProfileVersion",
    "PublicKey",
    "Site",
    "TuningRun",
]
