"""A profile that operators work on: nobody's typing changes before it is published."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from autocomplete.models.language_model import check_route
from autocomplete.publishing.profile_values import Values, built_in_values, profile_of
from autocomplete.ranking.profile import Profile


class ProfileDraft(models.Model):
    """One draft a profile; its published versions are rows of their own."""

    slug = models.SlugField(
        max_length=64,
        unique=True,
        help_text="What sites and clients call the profile: letters, digits, hyphens and"
        " underscores. It cannot be changed after the first publishing. The slug default takes"
        " the place of the built-in profile.",
    )
    values: models.JSONField[Values, Values] = models.JSONField(
        default=built_in_values, editable=False
    )
    note = models.CharField(
        max_length=500, blank=True, editable=False, help_text="Where the first values came from."
    )
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL
    )

    class Meta:
        ordering = ("slug",)
        verbose_name = "profile"
        permissions = [("publish_profiledraft", "Can publish profile")]

    def __str__(self) -> str:
        return self.slug

    def clean(self) -> None:
        try:
            check_route(self.profile.route)
        except ValueError as error:
            raise ValidationError(str(error)) from error

    @property
    def profile(self) -> Profile:
        """The profile as drafted. Raises ValueError where it cannot be used."""
        return profile_of(self.slug, self.values)
