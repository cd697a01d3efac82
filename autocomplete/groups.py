"""The groups that operators are put into; migrations say what each may do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

VIEWERS = "Viewers"
EDITORS = "Editors"
PUBLISHERS = "Publishers"


def grant(apps: Any, groups: Mapping[str, Iterable[str]]) -> None:
    """Give each group the permissions with these code names, such as ``view_site``.

    For migrations, which run before Django makes the permissions' rows; it finds those made here.
    ``apps`` is what a migration is given.
    """
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    for name, codenames in groups.items():
        group, _ = Group.objects.get_or_create(name=name)
        for codename in codenames:
            verb, _, model = codename.partition("_")
            kind, _ = ContentType.objects.get_or_create(app_label="autocomplete", model=model)
            title = apps.get_model("autocomplete", model)._meta.verbose_name
            permission, _ = Permission.objects.get_or_create(
                content_type=kind, codename=codename, defaults={"name": f"Can {verb} {title}"}
            )
            group.permissions.add(permission)
