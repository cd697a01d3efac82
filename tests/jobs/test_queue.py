"""A job has one worker at a time, whatever becomes of workers, and ends in one state."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from autocomplete.jobs import queue
from autocomplete.models import Job, JobState
from tests.jobs.ordering import evaluation

pytestmark = pytest.mark.django_db


def lapse(job: Job) -> None:
    """As if its worker had kept silent for long."""
    past = timezone.now() - timedelta(seconds=1)
    Job.objects.filter(pk=job.pk).update(leased_until=past)


def claimed(worker: str) -> Job:
    job = queue.claim(worker)
    assert job is not None
    return job


def test_the_oldest_job_is_taken_first_and_by_one_worker_only() -> None:
    jobs = [evaluation(), evaluation()]
    assert [claimed("a").pk, claimed("b").pk] == [job.pk for job in jobs]
    assert queue.claim("c") is None


def test_the_job_of_a_lost_worker_is_taken_up_by_the_next_with_its_steps() -> None:
    evaluation()
    first = claimed("a")
    queue.keep_step(first, "0/0", b"kept")
    assert queue.claim("b") is None
    lapse(first)
    second = claimed("b")
    assert second.pk == first.pk
    assert queue.kept_steps(second) == {"0/0": b"kept"}


def test_a_worker_that_lost_its_job_can_keep_and_end_nothing_of_it() -> None:
    evaluation()
    first = claimed("a")
    lapse(first)
    claimed("b")
    for act in (
        lambda: queue.keep_step(first, "0/0", b"late"),
        lambda: queue.renew(first, done=1, total=2, now=""),
        lambda: queue.finish(first, [], model="m", total=1),
        lambda: queue.fail(first, "late"),
        lambda: queue.end_cancelled(first),
    ):
        with pytest.raises(queue.LeaseLost):
            act()
    assert Job.objects.get().state == JobState.RUNNING
    assert queue.kept_steps(first) == {}


def test_no_step_is_kept_twice() -> None:
    evaluation()
    job = claimed("a")
    queue.keep_step(job, "0/0", b"once")
    with pytest.raises(queue.LeaseLost):
        queue.keep_step(job, "0/0", b"twice")
    assert queue.kept_steps(job) == {"0/0": b"once"}


def test_a_job_given_back_goes_on_at_once() -> None:
    evaluation()
    queue.release(claimed("a"))
    assert claimed("b").lapses == 0


def test_a_job_that_ends_its_workers_again_and_again_fails_with_the_reason() -> None:
    evaluation()
    for number in range(queue.MOST_LAPSES):
        lapse(claimed(f"worker {number}"))
    assert queue.claim("next") is None
    job = Job.objects.get()
    assert job.state == JobState.FAILED
    assert "ended 3 times at the same place" in job.failure


def test_a_job_that_gets_on_is_not_given_up() -> None:
    evaluation()
    for number in range(2 * queue.MOST_LAPSES):
        job = claimed(f"worker {number}")
        queue.keep_step(job, f"0/{number}", b"")
        lapse(job)
    assert claimed("next").lapses == 1


def test_a_waiting_job_is_cancelled_at_once_and_never_taken() -> None:
    job = evaluation()
    queue.cancel(job)
    assert queue.claim("a") is None
    assert Job.objects.get().state == JobState.CANCELLED


def test_a_running_job_hears_of_the_wish_when_it_renews_its_lease() -> None:
    evaluation()
    job = claimed("a")
    assert queue.renew(job, done=1, total=4, now="Typing")
    queue.cancel(job)
    assert not queue.renew(job, done=2, total=4, now="Typing")
    queue.end_cancelled(job)
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (JobState.CANCELLED, 2, 4)


def test_a_job_whose_worker_is_lost_is_cancelled_without_it() -> None:
    evaluation()
    job = claimed("a")
    lapse(job)
    queue.cancel(job)
    assert Job.objects.get().state == JobState.CANCELLED


def test_a_wish_to_cancel_outlives_the_worker_that_did_not_hear_it() -> None:
    evaluation()
    job = claimed("a")
    queue.cancel(job)
    lapse(job)
    assert queue.claim("b") is None
    assert Job.objects.get().state == JobState.CANCELLED


def test_what_has_ended_stays_as_it_is() -> None:
    evaluation()
    job = claimed("a")
    queue.finish(job, [1], model="m", total=7)
    queue.cancel(job)
    job.refresh_from_db()
    assert (job.state, job.outcome, job.percent) == (JobState.DONE, [1], 100)


def test_a_deleted_job_ends_its_worker() -> None:
    evaluation()
    job = claimed("a")
    Job.objects.all().delete()
    with pytest.raises(queue.LeaseLost):
        queue.renew(job, done=0, total=0, now="")
