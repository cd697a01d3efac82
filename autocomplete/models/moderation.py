"""What a site does not want suggested."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from autocomplete.judging.moderation import Rules
from autocomplete.models.lines import lines
from autocomplete.models.site import Site


class Moderation(models.Model):
    """A site's blocked terms, and whether a model screens its suggestions."""

    site = models.OneToOneField(Site, on_delete=models.CASCADE, related_name="moderation")
    blocked_terms = models.TextField(
        blank=True,
        max_length=20_000,
        help_text="One term a line, of one or more words. A suggestion that holds one as a whole"
        " word is not shown; upper and lower case, and signs between the letters, make no"
        " difference. Needs no model.",
    )
    screened_from = models.FloatField(
        "held back from",
        null=True,
        blank=True,
        validators=[MinValueValidator(0.01), MaxValueValidator(1.0)],
        help_text="The score, from 0.01 to 1, from which a suggestion of several words is held"
        " back: how surely the model answers yes when it is asked whether that is rude. Costs one"
        " request for each such suggestion. Empty: nothing is screened. Try some texts before you"
        " choose: models differ.",
    )

    class Meta:
        ordering = ("site",)
        verbose_name_plural = "moderation"

    def __str__(self) -> str:
        return f"moderation of {self.site}"

    @property
    def rules(self) -> Rules:
        return Rules(lines(self.blocked_terms), self.screened_from)
