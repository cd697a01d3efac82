"""A site's own phrases: product names, stock sentences, whatever its people type often."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from autocomplete.models.category import Category
from autocomplete.models.lines import lines
from autocomplete.models.profile_version import published_slugs
from autocomplete.models.site import Site
from autocomplete.phrases.phrase_file import (
    HIGHEST_WEIGHT,
    LONGEST_PHRASE,
    UnusablePhrases,
    weighted_text,
)
from autocomplete.phrases.sources import USUAL_SHARE

LEAST_SHARE = 0.000_1
MOST_SHARE = 0.5


class PhraseList(models.Model):
    """Which phrases, for whom, and how often they are expected.

    ``revision`` rises with every change of its phrases, so that processes read again only what has
    changed.
    """

    name = models.CharField(max_length=100, help_text="What operators and the HTTP API call it.")
    active = models.BooleanField(default=True, help_text="Off: none of it is suggested.")
    share = models.FloatField(
        "expected share",
        default=USUAL_SHARE,
        validators=[MinValueValidator(LEAST_SHARE), MaxValueValidator(MOST_SHARE)],
        help_text="Of all words that are typed, those with which one of the phrases begins, from"
        f" {LEAST_SHARE:.4f} to {MOST_SHARE:g}. 0.002 is one word in five hundred. Higher shows"
        " them after fewer letters, also where they do not fit.",
    )
    sites = models.ManyToManyField(
        Site, blank=True, related_name="phrase_lists", help_text="The sites that use it."
    )
    own_pages = models.BooleanField(
        "the server's own pages",
        default=False,
        help_text="Whether the typing page of this server uses it too.",
    )
    profiles = models.TextField(
        blank=True,
        max_length=2_000,
        help_text="The profiles that use it, by their slugs, one a line. Empty, and no category"
        " chosen: all.",
    )
    categories = models.ManyToManyField(
        Category,
        blank=True,
        related_name="phrase_lists",
        help_text="Categories whose replies use it: those typed with the category's profile.",
    )
    revision = models.PositiveBigIntegerField(default=0, editable=False)

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        known = published_slugs()
        unknown = [slug for slug in lines(self.profiles) if slug not in known]
        if unknown:
            raise ValidationError(
                {"profiles": f"There is no profile {unknown[0]!r}; there are: {', '.join(known)}."}
            )


class Phrase(models.Model):
    """One phrase of a list. Whoever changes some says so by ``phrase_changes.changed``."""

    phrase_list = models.ForeignKey(
        PhraseList, on_delete=models.CASCADE, related_name="phrases", verbose_name="list"
    )
    text = models.CharField(
        max_length=LONGEST_PHRASE,
        help_text=f"What people type, 2 to {LONGEST_PHRASE} characters on one line.",
    )
    weight = models.FloatField(
        default=1.0,
        validators=[MaxValueValidator(HIGHEST_WEIGHT)],
        help_text="How often it is typed, compared with the others of its list: above 0, up to"
        f" {HIGHEST_WEIGHT:,.0f}.",
    )

    class Meta:
        ordering = ("text",)
        constraints = [
            models.UniqueConstraint(
                fields=["phrase_list", "text"],
                name="phrase_once_a_list",
                violation_error_message="The list has this phrase already.",
            )
        ]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        try:
            self.text = weighted_text(self.text, 1.0).text
        except UnusablePhrases as error:
            raise ValidationError({"text": f"{error}."}) from error
        try:
            weighted_text("ok", self.weight)
        except UnusablePhrases as error:
            raise ValidationError({"weight": f"{error}."}) from error
