"""What was typed and taken on sites that keep it: read and deleted, never changed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from autocomplete.models import AcceptedText


@admin.register(AcceptedText)
class AcceptedTextAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("at", "site", "profile", "typed", "taken")
    list_filter = ("site", "profile")
    list_select_related = ("site",)
    date_hierarchy = "at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
