"""Language models: where they answer, and what probing tells of them."""

from __future__ import annotations

from typing import Any, get_args

import msgspec
from asgiref.sync import async_to_sync
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html_join
from django.views.decorators.http import require_POST

from autocomplete.admin.dialect_words import dialect_words
from autocomplete.admin.models_in_use import models_in_use
from autocomplete.calibrations import fitted
from autocomplete.language_model.errors import ModelError
from autocomplete.language_model.examination import Examination
from autocomplete.live.model_probe import probe
from autocomplete.models import LanguageModelEntry
from autocomplete.publishing.route_use import profiles_routed_to
from autocomplete.ranking.strategies import Strategy

NOT_PROBED = "Not probed yet: save the model, then choose Probe."


@admin.register(LanguageModelEntry)
class LanguageModelAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "base_url", "model", "probed_at", "numbers")
    search_fields = ("name", "base_url", "model")
    actions = ("probe_selected",)
    change_form_template = "admin/autocomplete/languagemodelentry/change_form.html"
    fieldsets = (
        (None, {"fields": ("name", "base_url", "model", "api_key_variable")}),
        ("Requests", {"fields": ("most_alternatives", "timeout_s", "total_s", "lanes")}),
        ("As probed", {"fields": ("probed_at", "dialect", "speed", "numbers", "calibration")}),
        ("Use", {"fields": ("routes",)}),
    )
    readonly_fields = ("probed_at", "dialect", "speed", "numbers", "calibration", "routes")

    def get_readonly_fields(
        self, request: HttpRequest, obj: LanguageModelEntry | None = None
    ) -> tuple[str, ...]:
        return (*self.readonly_fields, *(("name",) if obj else ()))

    def has_delete_permission(
        self, request: HttpRequest, obj: LanguageModelEntry | None = None
    ) -> bool:
        in_use = obj is not None and profiles_routed_to(obj.name)
        return not in_use and super().has_delete_permission(request, obj)

    def has_probe_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("autocomplete.probe_languagemodelentry"))

    def get_urls(self) -> list[Any]:
        probing = path(
            "<path:object_id>/probe/",
            self.admin_site.admin_view(self.probe_view),
            name="autocomplete_languagemodelentry_probe",
        )
        in_use = path(
            "in-use/",
            self.admin_site.admin_view(self.in_use_view),
            name="autocomplete_languagemodelentry_in_use",
        )
        return [in_use, probing, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["may_probe"] = self.has_probe_permission(request)
        return super().render_change_form(request, context, *args, **kwargs)

    def in_use_view(self, request: HttpRequest) -> HttpResponse:
        """How each model is that this process asks, those of the settings too."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            # Runs on the event loop of the site, to which its connections to the models belong.
            models = async_to_sync(models_in_use)()
        except ImproperlyConfigured:
            models = []
        context = {
            **self.admin_site.each_context(request),
            "title": "Models in use",
            "opts": self.opts,
            "models": models,
        }
        return TemplateResponse(
            request, "admin/autocomplete/languagemodelentry/in_use.html", context
        )

    @method_decorator(require_POST)
    def probe_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Talk to the model and tell what was found."""
        if not self.has_probe_permission(request):
            raise PermissionDenied
        entry = self.get_object(request, unquote(object_id))
        if entry is None:
            raise Http404
        self._probe(request, entry)
        return redirect("admin:autocomplete_languagemodelentry_change", entry.pk)

    @admin.action(description="Probe the selected models", permissions=["probe"])
    def probe_selected(self, request: HttpRequest, entries: QuerySet[LanguageModelEntry]) -> None:
        for entry in entries:
            self._probe(request, entry)

    def _probe(self, request: HttpRequest, entry: LanguageModelEntry) -> None:
        if entry.api_key_variable and not entry.endpoint.api_key:
            messages.warning(
                request,
                f"The model {entry}: {entry.api_key_variable} is not set in the environment of the"
                " site, so that no key is sent.",
            )
        try:
            found = async_to_sync(probe)(entry.endpoint)
        except ModelError as error:
            messages.error(request, f"The model {entry} cannot be used: {error}")
            return
        # Not by save(), which would have every process ask the model anew.
        LanguageModelEntry.objects.filter(pk=entry.pk).update(
            probe=msgspec.to_builtins(found), probed_at=timezone.now()
        )
        told = f"The model {entry} answers as {found.model}: {_dialect(found)}; {_speed(found)}."
        if found.sane:
            messages.success(request, f"{told} Its numbers are sane.")
        else:
            messages.error(request, f"{told} {' '.join(found.complaints)}")

    @admin.display(description="dialect")
    def dialect(self, entry: LanguageModelEntry) -> str:
        found = _found(entry)
        return NOT_PROBED if found is None else _dialect(found)

    @admin.display(description="speed")
    def speed(self, entry: LanguageModelEntry) -> str:
        found = _found(entry)
        return "–" if found is None else _speed(found)

    @admin.display(description="numbers")
    def numbers(self, entry: LanguageModelEntry) -> str:
        found = _found(entry)
        if found is None:
            return "–"
        return " ".join((*(found.complaints or ("Sane.",)), *found.approximations))

    @admin.display(description="calibration")
    def calibration(self, entry: LanguageModelEntry) -> str:
        found = _found(entry)
        if found is None:
            return "–"
        states = (
            (strategy, "fitted" if fitted(found.model, strategy) else "not fitted")
            for strategy in get_args(Strategy)
        )
        return format_html_join(", ", "{}: {}", states) + (
            ". Without one, no list of this model takes the place of another model's: run"
            " manage.py calibrate."
        )

    @admin.display(description="in the routes of")
    def routes(self, entry: LanguageModelEntry) -> str:
        names = ", ".join(profiles_routed_to(entry.name)) if entry.pk else ""
        return f"{names}; it cannot be deleted" if names else "no profile"


def _found(entry: LanguageModelEntry) -> Examination | None:
    return None if entry.probe is None else msgspec.convert(entry.probe, Examination)


def _dialect(found: Examination) -> str:
    return f"{dialect_words(found.dialect)}, of which {found.shown} were shown"


def _speed(found: Examination) -> str:
    return f"{found.ms:.0f} ms for one token (median of a few)"
