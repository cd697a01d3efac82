"""What operators set up: sites, their keys and origins; models; profiles and their versions."""

from __future__ import annotations

from autocomplete.models.allowed_origin import AllowedOrigin
from autocomplete.models.language_model import LanguageModelEntry
from autocomplete.models.profile_draft import ProfileDraft
from autocomplete.models.profile_version import ProfileVersion
from autocomplete.models.public_key import PublicKey
from autocomplete.models.site import Site

__all__ = [
    "AllowedOrigin",
    "LanguageModelEntry",
    "ProfileDraft",
    "ProfileVersion",
    "PublicKey",
    "Site",
]
