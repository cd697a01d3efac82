"""What a site's people typed often, if the site wants it remembered."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from autocomplete.models.site import Site


class PhraseHistory(models.Model):
    """Whether a site's history takes part in ranking, and what is kept of it for how long.

    ``words`` counts all that were looked at, ``revision`` rises with every change.
    """

    site = models.OneToOneField(Site, on_delete=models.CASCADE, related_name="phrase_history")
    active = models.BooleanField(
        "remember what is typed",
        default=False,
        help_text="On: short phrases, one to six words, of finished sentences that people typed or"
        " accepted on the site's sockets are counted. A phrase can be read and suggested only once"
        " enough different people typed it; before, only a keyed hash of it is stored. Words with"
        " digits, @, / or other signs inside are never counted. Off: nothing is counted, and all"
        " that was is deleted at once.",
    )
    least_people = models.PositiveSmallIntegerField(
        "different people",
        default=3,
        validators=[MinValueValidator(2), MaxValueValidator(1_000)],
        help_text="How many must have typed a phrase before it is kept and suggested, from 2 to"
        " 1,000. A person is the user that a signed token names, else an address. What was kept"
        " stays where this is raised; clear the history to begin anew.",
    )
    days = models.PositiveSmallIntegerField(
        "kept for",
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(3_650)],
        help_text="Days since a phrase was last typed, from 1 to 3,650. `manage.py forget`"
        " deletes older ones: run it daily.",
    )
    words = models.PositiveBigIntegerField(default=0, editable=False)
    revision = models.PositiveBigIntegerField(default=0, editable=False)

    class Meta:
        ordering = ("site",)
        verbose_name_plural = "phrase histories"

    def __str__(self) -> str:
        return f"history of {self.site}"

    def save(self, *args: object, **kwargs: object) -> None:
        super().save(*args, **kwargs)  # type: ignore[arg-type]
        if not self.active:
            self.clear()

    def clear(self) -> None:
        """Forget all; whoever calls this says so by ``phrase_changes.history_changed``."""
        self.entries.all().delete()
        PhraseHistory.objects.filter(pk=self.pk).update(words=0)


class HistoryEntry(models.Model):
    """A phrase by its keyed hash; ``text`` is empty until enough people typed it.

    ``people`` are keyed hashes of who typed it, kept only as long as they have to be counted.
    """

    history = models.ForeignKey(PhraseHistory, on_delete=models.CASCADE, related_name="entries")
    digest = models.CharField(max_length=64, editable=False)
    text = models.CharField("phrase", max_length=200, blank=True, editable=False)
    uses = models.PositiveBigIntegerField(default=0, editable=False)
    people = models.JSONField(default=list, editable=False)
    last_used = models.DateField(editable=False)

    class Meta:
        ordering = ("-uses", "pk")
        verbose_name = "phrase of history"
        verbose_name_plural = "phrases of history"
        constraints = [
            models.UniqueConstraint(fields=["history", "digest"], name="phrase_once_a_history")
        ]
        indexes = [models.Index(fields=["history", "last_used"], name="history_last_used")]

    def __str__(self) -> str:
        return self.text or "typed by too few people to be shown"
