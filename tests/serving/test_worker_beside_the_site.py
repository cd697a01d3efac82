"""A worker runs beside the site, comes back when it is killed, and ends with the site."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from autocomplete.language_model.embedded import EmbeddedServer
from tests.embedded_processes import children, ended_within, started_with
from tests.serving.served import Served, serving

pytestmark = [pytest.mark.model, pytest.mark.services]


def workers(site: Served) -> list[int]:
    return [one for one in children(site.process.pid) if "--beside-site" in started_with(one)]


def worker(site: Served, *, other_than: int = 0, within: float = 30.0) -> int:
    deadline = time.monotonic() + within
    while not (found := [one for one in workers(site) if one != other_than]):
        assert time.monotonic() < deadline, "no worker was started"
        time.sleep(0.05)
    return found[0]


def test_a_killed_worker_comes_back_and_ends_with_the_site(
    data: Path, embedded_model: EmbeddedServer
) -> None:
    with serving(
        data,
        AUTOCOMPLETE_MODEL_URL=embedded_model.base_url,
        AUTOCOMPLETE_MODEL_API_KEY=embedded_model.api_key,
    ) as site:
        site.wait_until_ready()
        first = worker(site)
        os.kill(first, signal.SIGKILL)
        second = worker(site, other_than=first)
        site.process.send_signal(signal.SIGTERM)
        said = site.rest()
        assert "Stopped." in said and "The worker for evaluations and tuning ended (-9)" in said
        assert site.process.returncode == 0
        assert ended_within(second, 1)


def test_the_worker_does_not_outlive_a_site_that_is_killed(
    data: Path, embedded_model: EmbeddedServer
) -> None:
    with serving(
        data,
        AUTOCOMPLETE_MODEL_URL=embedded_model.base_url,
        AUTOCOMPLETE_MODEL_API_KEY=embedded_model.api_key,
    ) as site:
        site.wait_until_ready()
        beside = worker(site)
        site.process.kill()
        assert ended_within(beside, 10)


def test_none_runs_where_it_is_switched_off(data: Path, embedded_model: EmbeddedServer) -> None:
    with serving(
        data,
        AUTOCOMPLETE_MODEL_URL=embedded_model.base_url,
        AUTOCOMPLETE_MODEL_API_KEY=embedded_model.api_key,
        AUTOCOMPLETE_WORKER="0",
    ) as site:
        site.wait_until_ready()
        time.sleep(1)
        assert workers(site) == []
