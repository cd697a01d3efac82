"""A published version of a profile: what it was, who published it, when and why."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models

from autocomplete.models.profile_draft import ProfileDraft
from autocomplete.publishing.profile_values import Values, profile_of
from autocomplete.ranking.profile import PROFILES, Profile


class Immutable(TypeError):
    """Somebody tried to change what was published."""


class ProfileVersion(models.Model):
    """Never changed and never removed; the newest of a profile is the one in use.

    Whoever published one cannot be removed either, only be deactivated: the row says who it was.
    """

    draft = models.ForeignKey(ProfileDraft, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(help_text="Counts the versions of the profile from 1.")
    values: models.JSONField[Values, Values] = models.JSONField()
    published_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    why = models.CharField(max_length=500, help_text="What it is for, in a sentence.")

    class Meta:
        ordering = ("draft", "-number")
        default_permissions = ("view",)
        verbose_name = "published version"
        constraints = [
            models.UniqueConstraint(fields=["draft", "number"], name="number_once_a_profile")
        ]

    def __str__(self) -> str:
        return f"{self.draft} version {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep a new version. Raises Immutable for one that is kept already."""
        if self.pk is not None:
            raise Immutable(f"{self} is published: publish another version instead.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raises Immutable."""
        raise Immutable(f"{self} is published: it is kept, so that one can go back to it.")

    @classmethod
    def in_use(cls) -> models.QuerySet[ProfileVersion]:
        """The newest version of each profile."""
        newest = cls.objects.filter(draft=models.OuterRef("draft")).order_by("-number")
        return cls.objects.filter(
            number=models.Subquery(newest.values("number")[:1])
        ).select_related("draft")

    @property
    def profile(self) -> Profile:
        """The profile as published. Raises ValueError where this release cannot use it."""
        return profile_of(self.draft.slug, self.values)


def published_slugs() -> list[str]:
    """What a site may choose from: the built-in profiles and those that were published."""
    published = ProfileVersion.objects.values_list("draft__slug", flat=True)
    return sorted({*PROFILES, *published.distinct().order_by()})
