"""Every signal ends the site and the model's process, and a person sees no traceback."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.embedded_processes import embedded_models, ended_within
from tests.serving.served import serving

pytestmark = pytest.mark.model


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_both_processes_in_order(
    data_with_weights: Path, number: signal.Signals
) -> None:
    with serving(data_with_weights) as site:
        site.wait_until_ready()
        (model,) = embedded_models(site.process.pid)
        sent = time.monotonic()
        site.process.send_signal(number)
        assert site.rest() == "Stopped.\n"
        assert site.process.returncode == 0
        assert time.monotonic() - sent < 6
        assert ended_within(model, 0)


def test_an_open_websocket_is_told_of_the_restart_and_does_not_hold_up_the_end(
    data_with_weights: Path,
) -> None:
    with serving(data_with_weights) as site:
        site.wait_until_ready()
        with connect(
            f"{site.url.replace('http', 'ws')}/ws/autocomplete/v1/",
            additional_headers={"Origin": site.url},
            proxy=None,
        ) as socket:
            socket.recv()
            site.process.send_signal(signal.SIGINT)
            with pytest.raises(ConnectionClosed) as closed:
                socket.recv(timeout=5)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code in (1001, 1012)
        assert site.rest() == "Stopped.\n"
        assert site.process.returncode == 0


def test_two_signals_in_a_row_end_both_processes_too(data_with_weights: Path) -> None:
    with serving(data_with_weights) as site:
        site.wait_until_ready()
        (model,) = embedded_models(site.process.pid)
        site.process.send_signal(signal.SIGINT)
        time.sleep(0.05)
        site.process.send_signal(signal.SIGINT)
        assert site.rest() == "Stopped.\n"
        assert site.process.returncode == 0
        assert ended_within(model, 0)


def test_three_signals_in_a_row_leave_nothing_running(data_with_weights: Path) -> None:
    with serving(data_with_weights) as site:
        site.wait_until_ready()
        (model,) = embedded_models(site.process.pid)
        for _ in range(3):
            site.process.send_signal(signal.SIGINT)
            time.sleep(0.02)
        assert "Traceback" not in site.rest()
        assert ended_within(model, 2)


def test_a_signal_while_the_model_loads_ends_both_processes(data_with_weights: Path) -> None:
    with serving(data_with_weights) as site:
        while not (models := embedded_models(site.process.pid)):
            time.sleep(0.005)
        site.process.send_signal(signal.SIGINT)
        # At the first start the administrator's password may have been said by then.
        assert site.rest().endswith("Stopped.\n")
        assert site.process.returncode == 0
        assert ended_within(models[0], 2)


def test_the_model_does_not_outlive_a_site_that_is_killed(data_with_weights: Path) -> None:
    with serving(data_with_weights) as site:
        site.wait_until_ready()
        (model,) = embedded_models(site.process.pid)
        site.process.kill()
        assert ended_within(model, 2)
