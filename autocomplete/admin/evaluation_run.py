"""Evaluations: ordered, watched, reported, and compared over time."""

from __future__ import annotations

from typing import Any

import msgspec
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.http import urlencode

from autocomplete.admin.evaluation_comparing import Comparison, compare
from autocomplete.admin.job_admin import JobAdmin
from autocomplete.admin.job_forms import EvaluationForm
from autocomplete.evaluation.items import Item
from autocomplete.evaluation.report_html import as_html, savings_plot
from autocomplete.evaluation.report_style import SHEETS
from autocomplete.evaluation.run import Result
from autocomplete.evaluation.table import FIGURES, figure_rows, percent
from autocomplete.jobs import queue
from autocomplete.jobs.evaluating import results
from autocomplete.jobs.orders import EvaluationOrder, MeasuredRow
from autocomplete.models import EvaluationRun, JobKind, JobState

MOST_COMPARED = 50


@admin.register(EvaluationRun)
class EvaluationRunAdmin(JobAdmin):
    kind = JobKind.EVALUATION
    order_form = EvaluationForm
    order_help = (
        "Types the texts as a person would who takes every suggestion that fits, and tells what"
        " that saved and cost. It runs in the background, more slowly while people type."
    )
    run_template = "admin/autocomplete/job/evaluation.html"
    list_display = (
        "__str__", "profiles", "savings", "state_now", "model", "made_by", "made_at",
    )  # fmt: skip
    actions = ("compare_selected",)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("compare/", view(self.compare_view), name="autocomplete_evaluationrun_compare"),
            path(
                "<path:object_id>/report/",
                view(self.report_view),
                name="autocomplete_evaluationrun_report",
            ),
            *super().get_urls(),
        ]

    def facts(self, run: EvaluationRun) -> list[tuple[str, object]]:
        order = _order(run)
        return [
            ("profiles", ", ".join(one.name for one in order.profiles)),
            ("suggestions", order.suggestions or "as in the profiles"),
            ("half", order.half or "both"),
            ("contexts", "given" if order.contexts else "left out"),
            ("texts", f"{len(run.texts)} ({order.texts_digest})"),
        ]

    def found(self, request: HttpRequest, run: EvaluationRun) -> dict[str, Any]:
        measured = [
            Result(run.name, row.suggester, row.suggester, row.figures, ()) for row in _rows(run)
        ]
        return {
            "headings": FIGURES,
            "figures": figure_rows(measured),
            "plot": savings_plot(measured),
            "report_address": reverse("admin:autocomplete_evaluationrun_report", args=(run.pk,)),
        }

    def report_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The report of `manage.py evaluate`, as a page of its own."""
        run = self.run(request, object_id)
        back = reverse("admin:autocomplete_evaluationrun_change", args=(run.pk,))
        if run.state != JobState.DONE:
            messages.warning(request, "There is no report before the run is done.")
            return redirect(back)
        kept = queue.kept_steps(run)
        texts = msgspec.convert(run.texts, tuple[Item, ...])
        settings = {"model": run.model, "data sets": run.name, **dict(self.facts(run))}
        sheets = [static(sheet) for sheet in SHEETS]
        measured = results(_order(run), run.name, texts, kept.get)
        return HttpResponse(as_html(settings, measured, [], sheets=sheets, back=back))

    @admin.action(description="Compare the selected evaluations", permissions=["view"])
    def compare_selected(self, request: HttpRequest, runs: QuerySet[EvaluationRun]) -> HttpResponse:
        query = urlencode([("run", run.pk) for run in runs.order_by("pk")])
        return redirect(f"{reverse('admin:autocomplete_evaluationrun_compare')}?{query}")

    def compare_view(self, request: HttpRequest) -> HttpResponse:
        """Figures of several runs side by side, and over time; without a choice, the latest."""
        runs = self.get_queryset(request).filter(state=JobState.DONE)
        wanted = [int(one) for one in request.GET.getlist("run") if one.isdecimal()]
        if wanted:
            runs = runs.filter(pk__in=wanted)
        latest = list(reversed(runs.order_by("-pk")[:MOST_COMPARED]))
        comparison: Comparison | None = (
            compare([(run, _order(run), _rows(run)) for run in latest]) if latest else None
        )
        context = {
            **self.admin_site.each_context(request),
            "title": "Compare evaluations",
            "opts": self.opts,
            "comparison": comparison,
        }
        return TemplateResponse(request, "admin/autocomplete/job/compare.html", context)

    @admin.display(description="profiles")
    def profiles(self, run: EvaluationRun) -> str:
        return ", ".join(one.name for one in _order(run).profiles)

    @admin.display(description="savings %")
    def savings(self, run: EvaluationRun) -> str:
        return ", ".join(
            percent(row.figures.keystroke_savings)
            for row in _rows(run)
            if row.suggester != "greedy"
        )


def _order(run: EvaluationRun) -> EvaluationOrder:
    return msgspec.convert(run.order, EvaluationOrder)


def _rows(run: EvaluationRun) -> list[MeasuredRow]:
    return msgspec.convert(run.outcome or [], list[MeasuredRow])
