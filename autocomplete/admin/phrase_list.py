"""A site's phrase lists, the import of files, and the phrases one by one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, ManyToManyField, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from autocomplete.admin.phrase_import import ImportForm
from autocomplete.models import Phrase, PhraseList
from autocomplete.models.lines import lines
from autocomplete.phrases import phrase_changes
from autocomplete.phrases.phrase_file import UnusablePhrases
from autocomplete.phrases.storing import store


@admin.register(PhraseList)
class PhraseListAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "active", "phrases_in_it", "share", "used_by")
    list_filter = ("active", "sites")
    search_fields = ("name",)
    # Django's selector with two columns uses ARIA where it may not be.
    formfield_overrides = {ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}
    change_form_template = "admin/autocomplete/phraselist/change_form.html"

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "profiles":
            kwargs["widget"] = forms.Textarea(attrs={"rows": 3, "cols": 40})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[PhraseList]:
        kept: QuerySet[PhraseList] = (
            super()
            .get_queryset(request)
            .annotate(size=Count("phrases", distinct=True))
            .prefetch_related("sites", "categories")
        )
        return kept

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.import_page)
        own = path("<int:pk>/import/", view, name="autocomplete_phraselist_import")
        return [own, *super().get_urls()]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        kept = form.instance
        if not kept.own_pages and not kept.sites.exists():
            messages.warning(request, "No site uses the list yet: choose some.")

    @admin.display(description="phrases", ordering="size")
    def phrases_in_it(self, kept: Any) -> int:
        return int(kept.size)

    @admin.display(description="used by")
    def used_by(self, kept: PhraseList) -> str:
        sites = [*(["this server"] * kept.own_pages), *map(str, kept.sites.all())]
        only = [*lines(kept.profiles), *map(str, kept.categories.all())]
        return ", ".join(sites or ["nobody"]) + (f"; only {', '.join(only)}" if only else "")

    def import_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take a file; nothing of it is kept unless all of it is good."""
        kept = get_object_or_404(PhraseList, pk=pk)
        if not self.has_change_permission(request, kept):
            raise PermissionDenied
        posted = request.method == "POST"
        form = ImportForm(request.POST, request.FILES) if posted else ImportForm()
        if posted and form.is_valid():
            try:
                stored = store(
                    kept, form.cleaned_data["found"], replace=form.cleaned_data["replace"]
                )
            except UnusablePhrases as error:
                form.add_error(None, str(error))
            else:
                self.log_change(request, kept, "Imported phrases.")
                messages.success(
                    request,
                    f"{stored.added} added, {stored.changed} changed, {stored.deleted} deleted.",
                )
                return redirect("admin:autocomplete_phraselist_change", pk)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Import phrases into {kept}",
            "opts": self.opts,
            "original": kept,
            "form": form,
        }
        return TemplateResponse(request, "admin/autocomplete/phraselist/import.html", context)


@admin.register(Phrase)
class PhraseAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("text", "weight", "phrase_list")
    list_filter = ("phrase_list",)
    list_select_related = ("phrase_list",)
    search_fields = ("text",)
    show_full_result_count = False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("phrase_list",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Phrase, form: Any, change: bool) -> None:
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            phrase_changes.changed(obj.phrase_list_id)

    def delete_model(self, request: HttpRequest, obj: Phrase) -> None:
        with transaction.atomic():
            super().delete_model(request, obj)
            phrase_changes.changed(obj.phrase_list_id)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Phrase]) -> None:
        with transaction.atomic():
            changed = set(queryset.values_list("phrase_list_id", flat=True))
            super().delete_queryset(request, queryset)
            for kept in changed:
                phrase_changes.changed(kept)
