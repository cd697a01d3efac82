"""How a site's incoming texts are sorted into its categories."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from autocomplete.judging.categories import DEFAULT_QUESTION, Scheme
from autocomplete.models.site import Site


class Classification(models.Model):
    """The question that a model is asked about a text, and when its answer counts.

    The categories to choose from are rows of their own.
    """

    site = models.OneToOneField(Site, on_delete=models.CASCADE, related_name="classification")
    question = models.TextField(
        default=DEFAULT_QUESTION,
        max_length=2_000,
        help_text="What the model reads, with {text} where the text to classify stands. It goes on"
        " with a category's label, so end where a label fits, without a space.",
    )
    sure_from = models.FloatField(
        "sure from",
        default=0.0,
        validators=[MinValueValidator(0.0), MaxValueValidator(1.0)],
        help_text="By how much, from 0 to 1, the likeliest category must be ahead of the next one;"
        " else the next model of the route is asked. 0: the first model always decides.",
    )

    class Meta:
        ordering = ("site",)

    def __str__(self) -> str:
        return f"classification for {self.site}"

    def clean(self) -> None:
        if self.question.count("{text}") != 1 or self.question[-1:].isspace():
            raise ValidationError(
                {"question": "Write {text} once, where the text stands, and end without a space."}
            )

    @property
    def scheme(self) -> Scheme:
        """What is asked and chosen from. Raises ValueError while it cannot be used."""
        active = self.categories.filter(active=True)
        return Scheme(tuple(one.value for one in active), self.question, self.sure_from)
