"""The dashboard: what happens on every site, with every profile and model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.http import urlencode

from autocomplete.admin.dashboard_csv import as_csv
from autocomplete.admin.dashboard_form import DashboardForm
from autocomplete.admin.dashboard_plots import plots, reliability_plot
from autocomplete.events.figures import Figures
from autocomplete.events.made_up import is_made_up
from autocomplete.events.reading import added_up, choices, grouped, read
from autocomplete.models import EventCounts, Site
from autocomplete.models.event import OWN_SITE
from autocomplete.models.event_counts import Period

SPANS = ((1, "today"), (7, "7 days"), (30, "30 days"), (90, "90 days"), (365, "a year"))


@admin.register(EventCounts)
class DashboardAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Its list is the dashboard; no row of it is changed by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("", view(self.page), name="autocomplete_eventcounts_changelist"),
            path("csv/", view(self.csv_view), name="autocomplete_eventcounts_csv"),
        ]

    def page(self, request: HttpRequest) -> HttpResponse:
        """The whole page, or the part below the filters where htmx asks for it."""
        form = self._form(request)
        context = {
            **self.admin_site.each_context(request),
            "title": "Dashboard",
            "opts": self.opts,
            "form": form,
            "spans": _spans(form),
            "query": request.GET.urlencode(),
            **(figures_context(form) if form.is_valid() else {}),
        }
        template = "part" if getattr(request, "htmx", False) else "page"
        return TemplateResponse(request, f"admin/dashboard/{template}.html", context)

    def csv_view(self, request: HttpRequest) -> HttpResponse:
        """The same selection as a file."""
        form = self._form(request)
        if not form.is_valid():
            return HttpResponseBadRequest(
                " ".join(str(message) for each in form.errors.values() for message in each),
                content_type="text/plain; charset=utf-8",
            )
        rows = read(form.selection)
        span = form.selection
        name = f"suggestions-{span.since}-{span.until}-{span.period}.csv"
        return HttpResponse(
            as_csv(rows, site_names({row.site for row in rows})),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    def _form(self, request: HttpRequest) -> DashboardForm:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return DashboardForm(request.GET, timezone.now().date())


@dataclass(frozen=True, slots=True)
class Group:
    """One line of the table: a site and a profile."""

    site: str
    profile: str
    figures: Figures


def figures_context(form: DashboardForm) -> dict[str, Any]:
    """All that the page says of a valid form's selection."""
    selection = form.selection
    rows, offered = read(selection), choices()
    names = site_names(offered.sites)
    form.offer("site", sorted(names.items(), key=lambda each: each[1].lower()))
    form.offer("profile", [(slug, slug) for slug in offered.profiles])
    form.offer("model", [(name, name) for name in offered.models])
    groups = grouped(rows, lambda row: (row.site, row.profile))
    total = added_up(groups.values())
    return {
        "selection": selection,
        "total": total,
        "latencies": _latencies(total),
        "groups": [
            Group(names[site], profile, figures)
            for (site, profile), figures in sorted(
                groups.items(), key=lambda each: (names[each[0][0]].lower(), each[0][1])
            )
        ],
        "reasons": [
            ("Gates: why nothing was shown", "gate", total.by_name("gate")),
            ("Dismissals", "reason", total.by_name("dismiss")),
            ("Errors", "code", total.by_name("error")),
            ("Accepted, by source", "source", total.by_name("source")),
        ],
        "plots": plots(selection, grouped(rows, lambda row: row.begins)) if rows else [],
        "reliability": reliability_plot(total) if total.outcomes else None,
    }


def site_names(sites: Iterable[int]) -> dict[int, str]:
    """What operators call these sites, the built-in one and deleted ones too."""
    known = dict(Site.objects.values_list("pk", "name"))
    return {site: known.get(site) or _nameless(site) for site in sites}


def _nameless(site: int) -> str:
    if site == OWN_SITE:
        return "own pages"
    return f"made up {site}" if is_made_up(site) else f"deleted site {site}"


def _latencies(total: Figures) -> list[tuple[str, float | None, float | None]]:
    return [
        (which, total.latency(which, 0.5), total.latency(which, 0.95))
        for which in ("first", "final")
    ]


def _spans(form: DashboardForm) -> list[tuple[str, str]]:
    """Links to spans that end today, with the filters as they are."""
    today = timezone.now().date()
    kept = {name: form.data[name] for name in ("site", "profile", "model") if form.data.get(name)}
    found = []
    for days, name in SPANS:
        period = Period.HOUR if days == 1 else Period.DAY
        since = today - timedelta(days=days - 1)
        query = {"since": since, "until": today, "period": period.value, **kept}
        found.append((name, f"?{urlencode(query)}"))
    return found
