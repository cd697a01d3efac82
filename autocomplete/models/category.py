"""A category: one kind of text that a site's people answer."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models

from autocomplete.judging import categories
from autocomplete.models.classification import Classification
from autocomplete.models.lines import lines
from autocomplete.models.profile_version import published_slugs


class Category(models.Model):
    """What a model may answer for it, and which profile ranks the suggestions of a reply."""

    classification = models.ForeignKey(
        Classification, on_delete=models.CASCADE, related_name="categories"
    )
    slug = models.SlugField(max_length=64, help_text="What API answers call it.")
    labels = models.TextField(
        max_length=1_000,
        help_text="The words that answer the question, one label a line. Name all that a model may"
        " say: their probabilities are added up. No label may stand in two categories.",
    )
    description = models.CharField(
        max_length=200, blank=True, help_text="What belongs here, for operators only."
    )
    examples = models.TextField(
        blank=True,
        max_length=4_000,
        help_text="Two to five typical texts, one a line. The model's bias for some labels is"
        " learned from them, once every category has some.",
    )
    profile = models.SlugField(
        max_length=64,
        blank=True,
        help_text="The profile that ranks replies to such texts. Empty: the site's own.",
    )
    active = models.BooleanField(default=True, help_text="Off: no text is put into it.")

    class Meta:
        ordering = ("slug",)
        verbose_name_plural = "categories"
        constraints = [
            models.UniqueConstraint(
                fields=["classification", "slug"],
                name="category_once_a_site",
                violation_error_message="The site has a category with this slug already.",
            )
        ]

    def __str__(self) -> str:
        return self.slug

    def clean(self) -> None:
        if not lines(self.labels):
            raise ValidationError({"labels": "Name one label or more."})
        published = published_slugs()
        if self.profile and self.profile not in published:
            known = ", ".join(published)
            raise ValidationError({"profile": f"There is no such profile; there are: {known}."})

    @property
    def site_id(self) -> int:
        return self.classification.site_id

    @property
    def value(self) -> categories.Category:
        return categories.Category(
            self.slug, lines(self.labels), self.profile, lines(self.examples)
        )
