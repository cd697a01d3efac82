"""A site with its keys, origins, signing secret and limits, on one page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode

from autocomplete import widget
from autocomplete.models import AllowedOrigin, PublicKey, Site
from autocomplete.models.profile_version import published_slugs


# Generic in their stubs only, as all admin classes. Stacked: in a table the fields of a row have no
# labels of their own.
class AllowedOriginInline(admin.StackedInline):  # type: ignore[type-arg]
    model = AllowedOrigin
    extra = 1
    verbose_name_plural = "allowed origins (none listed: nobody may ask)"


class PublicKeyForm(forms.ModelForm):  # type: ignore[type-arg]
    """Adds a key also when nothing was entered: all it needs is drawn."""

    def has_changed(self) -> bool:
        return self.instance.pk is None or super().has_changed()


class PublicKeyInline(admin.StackedInline):  # type: ignore[type-arg]
    """Keys are revoked, never removed: a removed one could not be told from one made up."""

    model = PublicKey
    form = PublicKeyForm
    extra = 0
    fields = ("key", "tag", "note", "created_at", "revoked_at")
    readonly_fields = ("key", "tag", "created_at", "revoked_at")
    can_delete = False

    @admin.display(description="for the site's pages")
    def tag(self, key: PublicKey) -> str:
        # What stands in an empty row is drawn anew when it is saved.
        if key._state.adding or key.revoked_at is not None:
            return "–"
        address = f"{reverse('embed')}?{urlencode({'key': key.key})}"
        return format_html('<a href="{}">tag with its hash, and policy</a>', address)


@admin.register(Site)
class SiteAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "active", "profile", "tokens_required", "who_may_ask")
    list_filter = ("active",)
    search_fields = ("name", "keys__key", "origins__origin")
    inlines = (AllowedOriginInline, PublicKeyInline)
    actions = ("revoke_all_keys", "rotate_secrets")
    fieldsets = (
        (None, {"fields": ("name", "profile", "active")}),
        ("Typed text", {"fields": ("keep_texts", "text_days")}),
        ("Signed tokens", {"fields": ("tokens_required", "secret")}),
        ("Widget", {"fields": ("release", "integrity")}),
        (
            "Limits",
            {
                "fields": (
                    "inputs_per_second",
                    "client_inputs_per_second",
                    "sockets",
                    "client_sockets",
                    "tokens_per_day",
                )
            },
        ),
    )
    readonly_fields = ("secret", "release", "integrity")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "profile":
            # Chosen from a list; the model says what is wrong with any other.
            kwargs["widget"] = forms.Select(choices=[(slug, slug) for slug in published_slugs()])
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Site]:
        return super().get_queryset(request).prefetch_related("origins")

    def get_fieldsets(self, request: HttpRequest, obj: Site | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if self.has_change_permission(request, obj):
            return fieldsets
        # Whoever has the secret can sign tokens for anybody.
        return [
            (title, {**options, "fields": [f for f in options["fields"] if f != "secret"]})
            for title, options in fieldsets
        ]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        site = form.instance
        if not site.origins.exists():
            messages.warning(request, "No origin is listed: nobody may ask for suggestions.")
        if not site.keys.filter(revoked_at=None).exists():
            messages.warning(request, "The site has no key that is not revoked: add one.")

    @admin.display(description="who may ask")
    def who_may_ask(self, site: Site) -> str:
        return ", ".join(str(origin) for origin in site.origins.all()) or "nobody: no origin listed"

    @admin.display(description="signing secret")
    def secret(self, site: Site) -> str:
        if site.pk is None:
            return "Save the site first."
        return site.signing_secret

    @admin.display(description="newest release")
    def release(self, site: Site) -> str:
        return reverse("widget", args=[widget.newest()])

    @admin.display(description="its SRI hash")
    def integrity(self, site: Site) -> str:
        return widget.integrity(widget.newest())

    @admin.action(description="Revoke all keys of the selected sites", permissions=["change"])
    def revoke_all_keys(self, request: HttpRequest, sites: QuerySet[Site]) -> None:
        revoked = 0
        for key in PublicKey.objects.filter(site__in=sites, revoked_at=None):
            key.revoke()
            revoked += 1
        messages.success(request, f"Keys revoked: {revoked}.")

    @admin.action(
        description="Change the signing secret of the selected sites", permissions=["change"]
    )
    def rotate_secrets(self, request: HttpRequest, sites: QuerySet[Site]) -> None:
        for site in sites:
            site.rotate_secret()
        messages.success(request, "Tokens signed with the old secrets are refused from now on.")
