"""What the pages of evaluations and of tuning runs share: ordering, watching, cancelling."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

import msgspec
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.views.decorators.http import require_POST

from autocomplete.admin.job_forms import EvaluationForm, TuningForm
from autocomplete.admin.operator import operator
from autocomplete.jobs import queue
from autocomplete.models import Job, JobKind, JobState

# An idle worker looks for a job every second.
UNTAKEN_SECONDS = 5
# So often, in per cent, a screen reader hears how far the run is.
SAID_STEP = 20


class JobAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Adding orders a run, changing is cancelling it, and deleting deletes its texts too."""

    kind: ClassVar[JobKind]
    order_form: ClassVar[type[EvaluationForm] | type[TuningForm]]
    order_help: ClassVar[str]
    run_template: ClassVar[str]
    list_filter = ("state", "made_by")
    list_select_related = ("made_by",)
    search_fields = ("name", "model")
    date_hierarchy = "made_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("texts")

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        name = f"autocomplete_{self.opts.model_name}"
        return [
            path("<path:object_id>/progress/", view(self.progress_view), name=f"{name}_progress"),
            path("<path:object_id>/cancel/", view(self.cancel_view), name=f"{name}_cancel"),
            *super().get_urls(),
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Order a run."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        posted = request.method == "POST"
        form = self.order_form(request.POST, request.FILES) if posted else self.order_form()
        if posted and form.is_valid():
            run = self.model.objects.create(
                kind=self.kind,
                name=form.cleaned_data["name"],
                order=msgspec.to_builtins(form.order),
                texts=form.kept_texts,
                made_by=operator(request),
            )
            self.log_addition(request, run, "Ordered.")
            return redirect(self._address("change", run))
        context = {
            **self.admin_site.each_context(request),
            "title": f"New {self.opts.verbose_name}",
            "opts": self.opts,
            "form": form,
            "about": self.order_help,
        }
        return TemplateResponse(request, "admin/autocomplete/job/order.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The run: how far it is, and what came of it."""
        run = self.run(request, object_id)
        context = {
            **self.admin_site.each_context(request),
            **self._progress(run),
            "title": capfirst(str(run)),
            "opts": self.opts,
            "original": run,
            "facts": [("model", run.model or "–"), *self.facts(run)],
            "texts": len(run.texts),
            "may_change": self.has_change_permission(request, run),
            "may_delete": self.has_delete_permission(request, run),
        }
        if run.state == JobState.DONE:
            context |= self.found(request, run)
        return TemplateResponse(request, self.run_template, context)

    def facts(self, run: Any) -> list[tuple[str, object]]:
        """What was ordered, as names and values."""
        raise NotImplementedError

    def found(self, request: HttpRequest, run: Any) -> dict[str, Any]:
        """What the page of a finished run shows."""
        raise NotImplementedError

    def progress_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """How far the run is, as a fragment that asks for itself; ``said`` is what was read out."""
        run = self.run(request, object_id)
        context = self._progress(run)
        context["said_anew"] = request.GET.get("said") != str(context["said"])
        response = render(request, "admin/autocomplete/job/progress.html", context)
        if not run.active:
            response["HX-Refresh"] = "true"
        return response

    @method_decorator(require_POST)
    def cancel_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        run = self.run(request, object_id)
        if not self.has_change_permission(request, run):
            raise PermissionDenied
        queue.cancel(run)
        self.log_change(request, run, "Cancelled.")
        messages.success(request, "The run ends within a second or two.")
        return redirect(self._address("change", run))

    def run(self, request: HttpRequest, object_id: str) -> Any:
        """The run that may be looked at. Raises Http404 and PermissionDenied."""
        run = self.get_object(request, unquote(object_id))
        if run is None:
            raise Http404
        if not self.has_view_permission(request, run):
            raise PermissionDenied
        return run

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[Any, Any], set[Any], list[Any]]:
        # Its steps are too many to be listed.
        runs = list(objs)
        named = [f"{run}, with its {len(run.texts)} texts and all figures" for run in runs]
        return named, {self.opts.verbose_name_plural: len(runs)}, set(), []

    def _progress(self, run: Job) -> dict[str, Any]:
        now = timezone.now()
        waiting = run.state == JobState.WAITING
        old = run.made_at < now - timedelta(seconds=UNTAKEN_SECONDS)
        others = Job.objects.filter(state=JobState.RUNNING, leased_until__gte=now)
        lost = run.state == JobState.RUNNING and run.leased_until and run.leased_until < now
        return {
            "run": run,
            "said": run.percent // SAID_STEP * SAID_STEP,
            "queued": waiting and others.exists(),
            "untaken": waiting and old and not others.exists(),
            "lost": lost,
            "progress_address": self._address("progress", run),
            "cancel_address": self._address("cancel", run),
            "delete_address": self._address("delete", run),
        }

    def _address(self, page: str, run: Job) -> str:
        return reverse(f"admin:autocomplete_{self.opts.model_name}_{page}", args=(run.pk,))

    @admin.display(description="state", ordering="state")
    def state_now(self, run: Job) -> str:
        state = run.get_state_display()
        return f"{state}, {run.percent} %" if run.state == JobState.RUNNING else state
