"""The queue of jobs in the database: ordered, claimed by one worker at a time, ended.

A claim is one UPDATE whose condition still has to hold when it is made, which SQLite and PostgreSQL
both promise; so no job has two workers while leases are renewed in time.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from autocomplete.models import Job, JobState, JobStep

# A worker that died, or whose machine sleeps, loses its job after this; it renews every second.
LEASE_SECONDS = 10.0
# A job that ends its worker again and again, as by using up the memory, is given up.
MOST_LAPSES = 3


class LeaseLost(Exception):
    """The job is another worker's by now, or was deleted: nothing more may be kept for it."""


def claim(worker: str) -> Job | None:
    """Take the oldest job that nobody works on; None where there is none."""
    while True:
        now = timezone.now()
        lapsed = Q(state=JobState.RUNNING, leased_until__lt=now)
        claimable = Q(state=JobState.WAITING) | lapsed
        job = Job.objects.filter(claimable).order_by("pk").first()
        if job is None:
            return None
        found = Job.objects.filter(claimable, pk=job.pk, worker=job.worker)
        if job.cancel_asked:
            found.update(state=JobState.CANCELLED, ended_at=now)
            continue
        lost = job.lapses + (job.state == JobState.RUNNING)
        if lost >= MOST_LAPSES:
            found.update(
                state=JobState.FAILED,
                ended_at=now,
                failure=f"The worker ended {lost} times at the same place, without a word: there"
                " may be too little memory for these texts.",
            )
            continue
        if found.update(
            state=JobState.RUNNING,
            worker=worker,
            leased_until=now + timedelta(seconds=LEASE_SECONDS),
            lapses=lost,
            started_at=job.started_at or now,
        ):
            return Job.objects.get(pk=job.pk)


def renew(job: Job, *, done: int, total: int, now: str) -> bool:
    """Keep the lease for longer and tell how far the job is; return whether to go on.

    Raises LeaseLost.
    """
    mine = _mine(job)
    if not mine.update(
        leased_until=timezone.now() + timedelta(seconds=LEASE_SECONDS),
        done=done,
        total=total,
        now=now[:200],
    ):
        raise LeaseLost
    return not mine.filter(cancel_asked=True).exists()


def keep_step(job: Job, key: str, result: bytes) -> None:
    """Keep the result of one step, once and for all. Raises LeaseLost."""
    with transaction.atomic():
        # The row stays locked until the step is kept: no other worker claims it in between.
        if not _mine(job).update(lapses=0):
            raise LeaseLost
        try:
            JobStep.objects.create(job=job, key=key, result=result)
        except IntegrityError as error:
            raise LeaseLost from error


def kept_steps(job: Job) -> dict[str, bytes]:
    """The results that are there already, by their keys."""
    return {key: bytes(result) for key, result in job.steps.values_list("key", "result")}


def finish(job: Job, outcome: object, *, model: str, total: int) -> None:
    """The job is done, all ``total`` of its units. Raises LeaseLost."""
    _end(job, state=JobState.DONE, outcome=outcome, model=model, done=total, total=total)


def fail(job: Job, sentence: str) -> None:
    """The job cannot be done, for this reason. Raises LeaseLost."""
    _end(job, state=JobState.FAILED, failure=sentence)


def end_cancelled(job: Job) -> None:
    """Its worker has stopped, as was asked. Raises LeaseLost."""
    _end(job, state=JobState.CANCELLED)


def release(job: Job) -> None:
    """Give the job back in order, for the next worker to go on with at once."""
    _mine(job).update(state=JobState.WAITING, worker="", leased_until=None, now="")


def cancel(job: Job) -> None:
    """Have the job end: at once where nobody works on it, else as soon as its worker hears of it.

    That takes a second. A job that has ended stays as it is.
    """
    now = timezone.now()
    idle = Q(state=JobState.WAITING) | Q(state=JobState.RUNNING, leased_until__lt=now)
    if not Job.objects.filter(idle, pk=job.pk).update(state=JobState.CANCELLED, ended_at=now):
        Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(cancel_asked=True)


def _mine(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, worker=job.worker, state=JobState.RUNNING)


def _end(job: Job, **fields: object) -> None:
    if not _mine(job).update(ended_at=timezone.now(), leased_until=None, now="", **fields):
        raise LeaseLost
