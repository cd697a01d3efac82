"""Profiles: drafts that editors tune, and their publishing by publishers."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.safestring import SafeString

from autocomplete.admin.bench import bench
from autocomplete.admin.operator import operator
from autocomplete.admin.profile_fields import fieldsets
from autocomplete.admin.profile_form import ProfileForm
from autocomplete.admin.publish_form import PublishForm
from autocomplete.admin.values_table import differences_table, values_table
from autocomplete.models import ProfileDraft
from autocomplete.publishing.profile_values import built_in_values, differences
from autocomplete.publishing.publish import publish


@admin.register(ProfileDraft)
class ProfileDraftAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    form = ProfileForm
    list_display = ("slug", "state", "changed_at", "changed_by")
    search_fields = ("slug",)
    change_form_template = "admin/autocomplete/profiledraft/change_form.html"
    add_form_template = change_form_template

    def get_fieldsets(self, request: HttpRequest, obj: ProfileDraft | None = None) -> Any:
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets(("slug",))
        return [(None, {"fields": ("slug", "values_as_table")})]

    def get_readonly_fields(
        self, request: HttpRequest, obj: ProfileDraft | None = None
    ) -> tuple[str, ...]:
        slug = ("slug",) if obj is not None and obj.versions.exists() else ()
        return (*slug, "values_as_table")

    def has_delete_permission(self, request: HttpRequest, obj: ProfileDraft | None = None) -> bool:
        # Versions are kept, and sites may use the newest.
        published = obj is not None and obj.versions.exists()
        return not published and super().has_delete_permission(request, obj)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("autocomplete.publish_profiledraft"))

    def save_model(self, request: HttpRequest, obj: ProfileDraft, form: Any, change: bool) -> None:
        obj.changed_by = operator(request)
        super().save_model(request, obj, form, change)

    def get_urls(self) -> list[Any]:
        publishing = path(
            "<path:object_id>/publish/",
            self.admin_site.admin_view(self.publish_view),
            name="autocomplete_profiledraft_publish",
        )
        return [publishing, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        draft = kwargs.get("obj")
        context["bench"] = bench(request, draft)
        # The form and the bench stand side by side.
        context["is_nav_sidebar_enabled"] = False
        if draft is not None:
            context["versions"] = draft.versions.all()[:2]
            context["may_publish"] = self.has_publish_permission(request)
        return super().render_change_form(request, context, *args, **kwargs)

    def publish_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what would change for whoever types; on POST, publish it."""
        if not self.has_publish_permission(request):
            raise PermissionDenied
        draft = self.get_object(request, unquote(object_id))
        if draft is None:
            raise Http404
        form = PublishForm(request.POST if request.method == "POST" else None, draft=draft)
        if form.is_valid():
            try:
                version = publish(draft, by=operator(request), why=form.cleaned_data["why"])
            except ValidationError as error:
                form.add_error(None, ValidationError(error.messages))
            else:
                self.log_change(request, draft, f"Published {version}: {version.why}")
                messages.success(request, f"{version} is published: it is in use from now on.")
                return redirect("admin:autocomplete_profiledraft_change", draft.pk)
        newest = draft.versions.first()
        in_use = newest.values if newest else built_in_values()
        context = {
            **self.admin_site.each_context(request),
            "title": f"Publish {draft}",
            "opts": self.opts,
            "original": draft,
            "newest": newest,
            "differences": differences_table(differences(in_use, draft.values)),
            "differs": in_use != draft.values,
            "form": form,
        }
        return TemplateResponse(request, "admin/autocomplete/profiledraft/publish.html", context)

    @admin.display(description="values")
    def values_as_table(self, draft: ProfileDraft) -> SafeString:
        return values_table(draft.values)

    @admin.display(description="state")
    def state(self, draft: ProfileDraft) -> str:
        newest = draft.versions.first()
        if newest is None:
            return "not published"
        if newest.values == draft.values:
            return f"version {newest.number} is in use"
        return f"differs from version {newest.number}, which is in use"
