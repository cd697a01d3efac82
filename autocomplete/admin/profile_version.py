"""Published versions: looked at, and gone back to with one click."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from autocomplete.admin.operator import operator
from autocomplete.admin.values_table import values_table
from autocomplete.models import ProfileVersion
from autocomplete.publishing.publish import publish_again


@admin.register(ProfileVersion)
class ProfileVersionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("__str__", "published_at", "published_by", "why")
    list_filter = ("draft",)
    list_select_related = ("draft", "published_by")
    search_fields = ("draft__slug", "why")
    fields = ("draft", "number", "published_at", "published_by", "why", "values_as_table")
    readonly_fields = fields
    change_form_template = "admin/autocomplete/profileversion/change_form.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: ProfileVersion | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: ProfileVersion | None = None
    ) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        again = path(
            "<path:object_id>/publish/",
            self.admin_site.admin_view(self.publish_view),
            name="autocomplete_profileversion_publish",
        )
        return [again, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["may_publish"] = request.user.has_perm("autocomplete.publish_profiledraft")
        version = kwargs.get("obj")
        context["in_use"] = version is not None and version.draft.versions.first() == version
        return super().render_change_form(request, context, *args, **kwargs)

    @method_decorator(require_POST)
    def publish_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Publish the version again, as a new one."""
        if not request.user.has_perm("autocomplete.publish_profiledraft"):
            raise PermissionDenied
        version = self.get_object(request, unquote(object_id))
        if version is None:
            raise Http404
        try:
            newest = publish_again(version, by=operator(request))
        except ValueError as error:
            messages.error(request, f"{version} cannot be used any more: {error}")
        else:
            self.log_change(request, version.draft, f"Published {newest}: {newest.why}")
            messages.success(request, f"{newest} is in use: it has the values of {version}.")
        return redirect("admin:autocomplete_profiledraft_change", version.draft_id)

    @admin.display(description="values")
    def values_as_table(self, version: ProfileVersion) -> SafeString:
        return values_table(version.values)
