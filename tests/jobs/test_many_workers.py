"""However many workers look for jobs at once, each job is taken by one of them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from autocomplete.jobs import queue
from tests.jobs.ordering import evaluation

WORKERS = 6
JOBS = 12


def taken(worker: str) -> list[int]:
    """All that one worker gets before there is nothing left."""
    try:
        found = []
        while (job := queue.claim(worker)) is not None:
            found.append(job.pk)
        return found
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_each_job_is_taken_once() -> None:
    jobs = [evaluation().pk for _ in range(JOBS)]
    with ThreadPoolExecutor(WORKERS) as threads:
        found = list(threads.map(taken, [f"worker {number}" for number in range(WORKERS)]))
    assert sorted(pk for one in found for pk in one) == jobs
