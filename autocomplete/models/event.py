"""One thing that happened on a socket or the HTTP API: raw counts, never what was typed."""

from __future__ import annotations

from typing import Any

from django.db import models

OWN_SITE = 0
"""The number of the built-in site, which has no row."""


class EventKind(models.TextChoices):
    """What happened."""

    ANSWER = "answer", "An input was answered by a final list, shown or not"
    ACCEPT = "accept", "A suggestion, or its beginning, was taken"
    DISMISS = "dismiss", "A list was turned down"
    ERROR = "error", "Error frames were sent"
    TOKENS = "tokens", "A model evaluated tokens"
    OUTCOME = "outcome", "What was typed told which shown suggestions came true"
    LOST = "lost", "Events were lost because the database was away for too long"


class Event(models.Model):
    """``site`` is a site's number; no foreign key, for events outlive it and must not wait for it.

    Times are UTC; ``first_ms`` and ``final_ms`` are the server's own, from the arrival of the input
    to the first and the final list. ``outcomes`` holds pairs of a stated probability (0 to 1) and
    what became of the suggestion: see events/outcomes.py. ``session`` and ``number`` name a
    client's report, which may come twice.
    """

    at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=EventKind)
    site = models.PositiveBigIntegerField()
    profile = models.CharField(max_length=64)
    model = models.CharField(max_length=200, blank=True)
    session = models.CharField(max_length=32, blank=True)
    input = models.BigIntegerField(null=True)
    number = models.BigIntegerField(null=True)
    reason = models.CharField(
        max_length=20, blank=True, help_text="The gate, the reason of a dismissal, or the error."
    )
    amount = models.PositiveBigIntegerField(
        default=0,
        help_text="Items of an answer, characters taken, error frames, tokens, or events lost.",
    )
    escalated = models.BooleanField(default=False)
    first_ms = models.FloatField(null=True)
    final_ms = models.FloatField(null=True)
    rank = models.PositiveIntegerField(null=True)
    ms_shown = models.FloatField(null=True)
    source = models.CharField(max_length=10, blank=True)
    outcomes: models.JSONField[Any, Any] = models.JSONField(null=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["at"], name="event_at"),
            # Finds the list that a report from an earlier socket is about.
            models.Index(
                fields=["session", "input"],
                name="event_answered",
                condition=models.Q(kind="answer"),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "number"],
                name="report_once",
                condition=models.Q(number__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of site {self.site} at {self.at:%Y-%m-%d %H:%M:%S} UTC"
