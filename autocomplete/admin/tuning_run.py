"""Tuning runs: ordered, watched, and their best kept as a draft with one click."""

from __future__ import annotations

from typing import Any

import msgspec
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from autocomplete.admin.job_admin import JobAdmin
from autocomplete.admin.job_forms import TuningForm
from autocomplete.admin.operator import operator
from autocomplete.evaluation.tuning import Tuned
from autocomplete.evaluation.tuning_report import (
    HEADINGS,
    frontier_plot,
    frontier_rows,
    verdict,
)
from autocomplete.jobs.orders import TuningOrder
from autocomplete.models import JobKind, JobState, ProfileDraft, TuningRun
from autocomplete.publishing.tuned_draft import draft_of


class SlugForm(forms.Form):
    """The name of the draft that is made of the best candidate."""

    slug = forms.SlugField(
        max_length=64, label="name", help_text="Letters, digits, hyphens and underscores."
    )


@admin.register(TuningRun)
class TuningRunAdmin(JobAdmin):
    kind = JobKind.TUNING
    order_form = TuningForm
    order_help = (
        "Searches for numbers of a profile that save more keystrokes within a limit of tokens. Half"
        " of the texts are tuned on, the others confirm what was found, or do not. It runs in the"
        " background, more slowly while people type."
    )
    run_template = "admin/autocomplete/job/tuning.html"
    list_display = ("__str__", "start", "state_now", "model", "made_by", "made_at")

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.draft_view)
        own = path("<path:object_id>/draft/", view, name="autocomplete_tuningrun_draft")
        return [own, *super().get_urls()]

    def facts(self, run: TuningRun) -> list[tuple[str, object]]:
        order = msgspec.convert(run.order, TuningOrder)
        return [
            ("start", order.start.name),
            ("limit", f"{order.tokens_per_keystroke:g} tokens per keystroke"),
            ("trials", order.trials),
            ("seed", order.seed),
            ("texts", len(run.texts)),
        ]

    def found(self, request: HttpRequest, run: TuningRun) -> dict[str, Any]:
        tuned = _tuned(run)
        better = tuned.best is not None and tuned.best != tuned.trials[0]
        slug = _free_slug(tuned.trials[0].profile.slug.split(" ")[0])
        return {
            "verdict": verdict(tuned),
            "plot": frontier_plot(tuned),
            "headings": HEADINGS,
            "rows": frontier_rows(tuned),
            "form": SlugForm(initial={"slug": slug}) if better and _may_draft(request) else None,
            "draft_address": reverse("admin:autocomplete_tuningrun_draft", args=(run.pk,)),
        }

    @method_decorator(require_POST)
    def draft_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Keep the best candidate as the draft of a new profile."""
        run = self.run(request, object_id)
        if not _may_draft(request):
            raise PermissionDenied
        back = redirect("admin:autocomplete_tuningrun_change", run.pk)
        form = SlugForm(request.POST)
        if run.state != JobState.DONE:
            messages.error(request, "There is nothing to keep before the run is done.")
            return back
        if not form.is_valid():
            messages.error(request, f"No draft was made: {form.errors['slug'][0]}")
            return back
        try:
            draft = draft_of(_tuned(run), form.cleaned_data["slug"], by=operator(request))
        except ValidationError as error:
            messages.error(request, f"No draft was made: {error.messages[0]}")
            return back
        if draft is None:
            messages.error(request, "No draft was made: nothing was better than the start.")
            return back
        self.log_change(request, run, f"Kept as the draft {draft}.")
        messages.success(
            request, f"The draft {draft} is made: nobody types with it before publishing."
        )
        return redirect("admin:autocomplete_profiledraft_change", draft.pk)

    @admin.display(description="start")
    def start(self, run: TuningRun) -> str:
        return msgspec.convert(run.order, TuningOrder).start.name


def _tuned(run: TuningRun) -> Tuned:
    return msgspec.convert(run.outcome, Tuned)


def _may_draft(request: HttpRequest) -> bool:
    return request.user.has_perm("autocomplete.add_profiledraft")


def _free_slug(start: str) -> str:
    """A name for the draft that no profile has yet."""
    taken = set(ProfileDraft.objects.values_list("slug", flat=True))
    name = f"{start.split('@')[0][:50]}-tuned"
    number = 2
    found = name
    while found in taken:
        found, number = f"{name}-{number}", number + 1
    return found
