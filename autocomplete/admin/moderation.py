"""A site's blocked terms and screening, and a page to try them on a text."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from autocomplete.admin.asking_models import ask_models
from autocomplete.judging.moderation import Judgement, Moderation, Rules
from autocomplete.language_model.errors import ModelError
from autocomplete.live.judging import Judges
from autocomplete.models import Moderation as KeptModeration


class TryForm(forms.Form):
    typed = forms.CharField(
        required=False, strip=False, max_length=1_000, help_text="What stands before the caret."
    )
    suggestion = forms.CharField(
        strip=False,
        max_length=200,
        help_text="What would be suggested behind it, with its leading space, if it has one.",
    )


@admin.register(KeptModeration)
class ModerationAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("site", "screened_from")
    change_form_template = "admin/autocomplete/moderation/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.try_page)
        own = path("<int:pk>/try/", view, name="autocomplete_moderation_try")
        return [own, *super().get_urls()]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("site",) if obj else ()

    def try_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say what becomes of one suggestion; nothing of it is kept."""
        kept = get_object_or_404(KeptModeration, pk=pk)
        if not self.has_view_permission(request, kept):
            raise PermissionDenied
        form = TryForm(request.POST or None)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Try the {kept}",
            "opts": self.opts,
            "original": kept,
            "form": form,
        }
        if request.method == "POST" and form.is_valid():
            try:
                context["judgement"] = _judged(kept, **form.cleaned_data)
            except ModelError as error:
                context["failure"] = str(error)
        return TemplateResponse(request, "admin/autocomplete/moderation/try.html", context)


def _judged(kept: KeptModeration, typed: str, suggestion: str) -> Judgement:
    """The verdict; a text that no term blocks is scored, also where the site screens nothing."""
    rules = kept.rules
    # From 1 on hardly anything is held back, but all is scored.
    asking = Rules(rules.terms, 1.0 if rules.screened_from is None else rules.screened_from)

    async def judge(judges: Judges) -> Judgement:
        return await Moderation(asking, judges.route[0], lane=judges.lane).judge(suggestion, typed)

    found = ask_models(kept.site, judge)
    if rules.screened_from is None and found.gate == "moderated":
        return Judgement(score=found.score)
    return found
