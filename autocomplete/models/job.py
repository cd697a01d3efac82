"""Work that takes minutes: what was ordered, how far it is, and what came of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


class JobKind(models.TextChoices):
    EVALUATION = "evaluation"
    TUNING = "tuning"


class JobState(models.TextChoices):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ACTIVE = (JobState.WAITING, JobState.RUNNING)


class Job(models.Model):
    """One run. A worker that works on it renews its lease every second; see jobs/queue.py.

    ``done`` and ``total`` are in the job's own unit of work. ``order`` and ``outcome`` are those
    of its kind (jobs/orders.py). The texts are deleted with the row.
    """

    kind = models.CharField(max_length=20, choices=JobKind.choices, editable=False)
    name = models.CharField(
        max_length=100, help_text="What the texts are: it stands over the figures."
    )
    order = models.JSONField(editable=False)
    texts = models.JSONField(editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    state = models.CharField(
        max_length=20, choices=JobState.choices, default=JobState.WAITING, editable=False
    )
    done = models.PositiveIntegerField(default=0, editable=False)
    total = models.PositiveIntegerField(default=0, editable=False)
    now = models.CharField(max_length=200, blank=True, editable=False)
    cancel_asked = models.BooleanField(default=False, editable=False)
    worker = models.CharField(max_length=40, blank=True, editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)
    # How often a worker was lost over it since the last step was kept.
    lapses = models.PositiveSmallIntegerField(default=0, editable=False)
    started_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    failure = models.TextField(blank=True, editable=False)
    model = models.CharField(max_length=200, blank=True, editable=False)
    outcome = models.JSONField(null=True, editable=False)

    class Meta:
        ordering = ("-pk",)
        default_permissions = ()
        indexes = [models.Index(fields=("state",), name="job_state")]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}: {self.name}"

    @property
    def active(self) -> bool:
        """Whether it waits or is worked on."""
        return self.state in ACTIVE

    @property
    def lasted(self) -> str:
        """From its start to its end, pauses included; empty before."""
        if self.started_at is None or self.ended_at is None:
            return ""
        minutes, seconds = divmod(round((self.ended_at - self.started_at).total_seconds()), 60)
        return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"

    @property
    def percent(self) -> int:
        """How much of it is done."""
        return min(100, 100 * self.done // self.total) if self.total else 0


class JobStep(models.Model):
    """The result of one step of a job, kept as soon as it is there, packed by who worked on it."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="steps")
    key = models.CharField(max_length=100)
    result = models.BinaryField()

    class Meta:
        # Whatever becomes of workers, no step is counted twice.
        constraints = [models.UniqueConstraint(fields=("job", "key"), name="step_once_a_job")]
        default_permissions = ()


class _OfKind(models.Manager[Any]):
    """The jobs of one kind."""

    def __init__(self, kind: JobKind) -> None:
        super().__init__()
        self._kind = kind

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().filter(kind=self._kind)


class EvaluationRun(Job):
    """Profiles measured on texts, as `manage.py evaluate` does."""

    objects: ClassVar[_OfKind] = _OfKind(JobKind.EVALUATION)

    class Meta:
        proxy = True
        verbose_name = "evaluation"


class TuningRun(Job):
    """A search for better numbers of a profile, as `manage.py tune` does."""

    objects: ClassVar[_OfKind] = _OfKind(JobKind.TUNING)

    class Meta:
        proxy = True
        verbose_name = "tuning run"
