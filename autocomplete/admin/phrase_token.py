"""Secrets of the sites' own servers for managing phrases over HTTP."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from autocomplete.models import PhraseToken


@admin.register(PhraseToken)
class PhraseTokenAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Revoked, never removed. For administrators only, as all secrets of sites."""

    list_display = ("__str__", "site", "created_at", "revoked_at")
    list_filter = ("site", ("revoked_at", admin.EmptyFieldListFilter))
    fields = ("site", "note", "created_at", "revoked_at")
    actions = ("revoke",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["created_at", "revoked_at", *(["site"] if obj else [])]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: PhraseToken, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        made, token = PhraseToken.create(obj.site, obj.note)
        obj.pk, obj.digest, obj.created_at = made.pk, made.digest, made.created_at
        messages.warning(request, f"The token, which is shown this once: {token}")

    @admin.action(description="Revoke the selected tokens", permissions=["change"])
    def revoke(self, request: HttpRequest, tokens: QuerySet[PhraseToken]) -> None:
        for token in tokens:
            token.revoke()
        messages.success(request, f"{len(tokens)} revoked: they are refused from now on.")
