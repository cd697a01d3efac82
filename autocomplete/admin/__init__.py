"""The pages on which operators set the site up."""

from __future__ import annotations

from django.contrib import admin

from autocomplete.admin.accepted_text import AcceptedTextAdmin
from autocomplete.admin.classification import ClassificationAdmin
from autocomplete.admin.dashboard import DashboardAdmin
from autocomplete.admin.evaluation_run import EvaluationRunAdmin
from autocomplete.admin.language_model import LanguageModelAdmin
from autocomplete.admin.moderation import ModerationAdmin
from autocomplete.admin.people import PeopleAdmin, PeoplesGroupAdmin
from autocomplete.admin.phrase_history import HistoryEntryAdmin, PhraseHistoryAdmin
from autocomplete.admin.phrase_list import PhraseAdmin, PhraseListAdmin
from autocomplete.admin.phrase_token import PhraseTokenAdmin
from autocomplete.admin.profile_draft import ProfileDraftAdmin
from autocomplete.admin.profile_version import ProfileVersionAdmin
from autocomplete.admin.public_key import PublicKeyAdmin
from autocomplete.admin.signing_in import SigningInForm
from autocomplete.admin.site import SiteAdmin
from autocomplete.admin.tuning_run import TuningRunAdmin

admin.site.login_form = SigningInForm

__all__ = [
    "AcceptedTextAdmin",
    "ClassificationAdmin",
    "DashboardAdmin",
    "EvaluationRunAdmin",
    "HistoryEntryAdmin",
    "LanguageModelAdmin",
    "ModerationAdmin",
    "PeopleAdmin",
    "PeoplesGroupAdmin",
    "PhraseAdmin",
    "PhraseHistoryAdmin",
    "PhraseListAdmin",
    "PhraseTokenAdmin",
    "ProfileDraftAdmin",
    "ProfileVersionAdmin",
    "PublicKeyAdmin",
    "SigningInForm",
    "SiteAdmin",
    "TuningRunAdmin",
]
