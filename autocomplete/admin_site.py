"""The admin's front page: what operators look for, by what they are about to do."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse

APP = "autocomplete"
# Models by their object names; one that is named nowhere comes behind the last section.
SECTIONS = {
    "What is happening": ("EventCounts", "AcceptedText"),
    "Tuning": (
        "ProfileDraft",
        "ProfileVersion",
        "LanguageModelEntry",
        "EvaluationRun",
        "TuningRun",
    ),
    "Sites": ("Site", "PublicKey", "Classification", "Moderation"),
    "Phrases": ("PhraseList", "Phrase", "PhraseToken", "PhraseHistory", "HistoryEntry"),
}


class OperatorsSite(AdminSite):
    """Django's admin under this product's name, its models in sections."""

    site_header = "Autocomplete"
    site_title = "Autocomplete"
    index_title = "Administration"

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """Answer Django's own choosers, which live where our application's page should be.

        Both are at `autocomplete/` below the admin; a chooser always names a model.
        """
        if "model_name" in request.GET:
            return super().autocomplete_view(request)
        return self.app_index(request, APP)

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, Any]]:
        apps: list[dict[str, Any]] = super().get_app_list(request, app_label)
        ours = next((app for app in apps if app["app_label"] == APP), None)
        if ours is None or app_label is not None:
            return apps
        apps.remove(ours)
        return [*_sections(ours), *apps]


def _sections(app: dict[str, Any]) -> list[dict[str, Any]]:
    models = {model["object_name"]: model for model in app["models"]}
    sections = []
    for name, wanted in SECTIONS.items():
        found = [models.pop(each) for each in wanted if each in models]
        if found:
            sections.append({**app, "name": name, "models": found})
    if models:
        sections.append({**app, "models": list(models.values())})
    return sections
