"""Users and groups as Django has them, with fields that everybody can use."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest

admin.site.unregister([User, Group])


# Django's selector with two columns uses ARIA where it may not be, and its fields for a time have
# no labels: what is chosen is a plain list, and what nobody enters is only shown.
@admin.register(User)
class PeopleAdmin(UserAdmin):  # type: ignore[type-arg]
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")

    def formfield_for_manytomany(
        self, db_field: Any, request: HttpRequest | None, **kwargs: Any
    ) -> Any:
        if db_field.name == "groups":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[arg-type]


@admin.register(Group)
class PeoplesGroupAdmin(GroupAdmin):
    filter_horizontal = ()
