"""Which sites remember what their people type, and what was remembered."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from autocomplete.models import HistoryEntry, PhraseHistory
from autocomplete.phrases import phrase_changes


@admin.register(PhraseHistory)
class PhraseHistoryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("site", "active", "least_people", "days", "phrases_kept")
    list_select_related = ("site",)
    actions = ("clear",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[PhraseHistory]:
        kept = Count("entries", filter=~Q(entries__text=""))
        histories: QuerySet[PhraseHistory] = super().get_queryset(request).annotate(kept=kept)
        return histories

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("site",) if obj else ()

    @admin.display(description="phrases kept", ordering="kept")
    def phrases_kept(self, history: Any) -> int:
        return int(history.kept)

    @admin.action(description="Forget all of the selected histories", permissions=["change"])
    def clear(self, request: HttpRequest, histories: QuerySet[PhraseHistory]) -> None:
        for history in histories:
            with transaction.atomic():
                history.clear()
                phrase_changes.history_changed(history.pk)
        messages.success(request, f"Forgotten: {', '.join(map(str, histories))}.")


@admin.register(HistoryEntry)
class HistoryEntryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Only what enough people typed can be read; each phrase can be deleted, none changed."""

    list_display = ("text", "uses", "last_used", "history")
    list_filter = ("history__site",)
    list_select_related = ("history__site",)
    search_fields = ("text",)
    fields = ("history", "text", "uses", "last_used")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[HistoryEntry]:
        return super().get_queryset(request).exclude(text="")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def delete_model(self, request: HttpRequest, obj: HistoryEntry) -> None:
        with transaction.atomic():
            super().delete_model(request, obj)
            phrase_changes.history_changed(obj.history_id)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[HistoryEntry]) -> None:
        with transaction.atomic():
            changed = set(queryset.values_list("history_id", flat=True))
            super().delete_queryset(request, queryset)
            for history in changed:
                phrase_changes.history_changed(history)
