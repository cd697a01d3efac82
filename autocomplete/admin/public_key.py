"""Public keys one by one, to be revoked."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from autocomplete.models import PublicKey


@admin.register(PublicKey)
class PublicKeyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("key", "site", "note", "created_at", "revoked_at")
    list_filter = ("site", ("revoked_at", admin.EmptyFieldListFilter))
    search_fields = ("key", "note")
    fields = ("site", "key", "note", "created_at", "revoked_at")
    actions = ("revoke",)

    def get_readonly_fields(self, request: HttpRequest, obj: PublicKey | None = None) -> list[str]:
        # A key that changed its site would go on working in pages of the old one.
        return ["key", "created_at", "revoked_at", *(["site"] if obj else [])]

    @admin.action(description="Revoke the selected keys", permissions=["change"])
    def revoke(self, request: HttpRequest, keys: QuerySet[PublicKey]) -> None:
        for key in keys:
            key.revoke()
        messages.success(request, f"{len(keys)} revoked: their sockets are being closed.")
