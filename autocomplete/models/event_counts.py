"""Events added up: by hour and by day, for each site, profile and model."""

from __future__ import annotations

from typing import Any

from django.db import models


class Period(models.TextChoices):
    HOUR = "hour", "by hour"
    DAY = "day", "by day"


class EventCounts(models.Model):
    """All that happened in one hour or day, which ``begins`` in UTC.

    ``counts`` are named as in events/counting.py. They are kept longer than the events themselves.
    """

    period = models.CharField(max_length=4, choices=Period)
    begins = models.DateTimeField()
    site = models.PositiveBigIntegerField()
    profile = models.CharField(max_length=64)
    model = models.CharField(max_length=200, blank=True)
    counts: models.JSONField[Any, Any] = models.JSONField(default=dict)

    class Meta:
        default_permissions = ("view",)
        verbose_name = "dashboard"
        verbose_name_plural = "dashboard"
        constraints = [
            # Its index also finds a span of time, which is all that is ever looked for.
            models.UniqueConstraint(
                fields=["period", "begins", "site", "profile", "model"], name="counts_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.period} of {self.begins:%Y-%m-%d %H:%M} UTC, site {self.site}"
