"""The site starts with one command: first suggestion, then the address."""

from __future__ import annotations

import json
import os
import signal
import socket
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.sync.client import ClientConnection, connect

from autocomplete.language_model.embedded import EmbeddedServer
from autocomplete.language_model.weights import DEFAULT, GEMMA_3_270M
from tests.embedded_processes import alive, embedded_models
from tests.serving.served import Served, free_port, serving


def open_socket(site: Served) -> ClientConnection:
    return connect(
        f"{site.url.replace('http', 'ws')}/ws/autocomplete/v1/",
        additional_headers={"Origin": site.url},
        proxy=None,
    )


def last_answer(socket: ClientConnection, number: int, text: str) -> dict[str, Any]:
    socket.send(json.dumps({"type": "input", "id": number, "text": text}))
    while True:
        frame: dict[str, Any] = json.loads(socket.recv(timeout=60))
        if frame["type"] == "error" or frame.get("final"):
            return frame


@pytest.mark.model
def test_the_address_is_said_when_the_page_and_its_static_files_are_there(
    data_with_weights: Path,
) -> None:
    with serving(data_with_weights) as site:
        said = site.wait_until_ready()
        assert said.endswith(f"Autocomplete is ready at {site.url}/ (Ctrl-C ends it)\n")
        page = httpx.get(f"{site.url}/", trust_env=False)
        assert page.status_code == 200
        style = next(part for part in page.text.split('"') if part.endswith(".css"))
        served = httpx.get(f"{site.url}{style}", trust_env=False)
        assert served.status_code == 200
        assert "immutable" in served.headers["cache-control"]
        part = httpx.get(
            f"{site.url}{style}",
            headers={"Range": "bytes=2-4", "Accept-Encoding": "identity"},
            trust_env=False,
        )
        assert (part.status_code, len(part.content)) == (206, 3)
        site.process.send_signal(signal.SIGINT)
        assert site.rest() == "Stopped.\n"


@pytest.mark.model
def test_clients_hear_that_the_model_is_away_and_then_get_suggestions_again(
    data_with_weights: Path,
) -> None:
    with serving(data_with_weights) as site:
        site.wait_until_ready()
        with open_socket(site) as socket:
            assert last_answer(socket, 1, "Thank you for your ")["items"]
            (model,) = embedded_models(site.process.pid)
            os.kill(model, signal.SIGKILL)
            number = 2
            answer = last_answer(socket, number, "Where is the nearest ")
            assert answer["code"] == "model_unavailable"
            while answer["type"] == "error":
                assert answer["code"] == "model_unavailable"
                time.sleep(0.1)
                number += 1
                answer = last_answer(socket, number, "Where is the nearest ")
            assert answer["items"]


@pytest.mark.model
def test_with_a_model_server_of_ones_own_nothing_embedded_is_started(
    data: Path, embedded_model: EmbeddedServer
) -> None:
    with serving(
        data,
        AUTOCOMPLETE_MODEL_URL=embedded_model.base_url,
        AUTOCOMPLETE_MODEL_API_KEY=embedded_model.api_key,
    ) as site:
        site.wait_until_ready()
        assert embedded_models(site.process.pid) == []
        assert not (data / "weights").exists()


@pytest.mark.model
def test_a_larger_model_runs_beside_the_first_and_both_end_with_the_site(
    data_with_weights: Path,
) -> None:
    with serving(data_with_weights, AUTOCOMPLETE_LARGER_MODEL=DEFAULT.name) as site:
        site.wait_until_ready()
        models = embedded_models(site.process.pid)
        assert len(models) == 2
        state = httpx.get(f"{site.url}/readyz", trust_env=False).json()
        assert state["models"] == {"default": "ok", "larger": "ok"}
        site.process.send_signal(signal.SIGINT)
        assert site.rest() == "Stopped.\n"
        assert not any(alive(model) for model in models)


def test_a_larger_model_whose_terms_were_not_accepted_is_said_in_one_sentence(data: Path) -> None:
    address = f"http://127.0.0.1:{free_port()}/v1"
    with serving(
        data, AUTOCOMPLETE_MODEL_URL=address, AUTOCOMPLETE_LARGER_MODEL=GEMMA_3_270M.name
    ) as site:
        said = site.rest()
    assert site.process.returncode == 1
    assert said.strip().count("\n") == 0
    assert GEMMA_3_270M.terms in said
    assert "--accept-terms" in said


def test_a_model_server_that_is_not_there_yet_is_named_and_waited_for(data: Path) -> None:
    address = f"http://127.0.0.1:{free_port()}/v1"
    with serving(data, AUTOCOMPLETE_MODEL_URL=address) as site:
        said = site.line_with("No suggestion yet")
        assert said.startswith(f"No suggestion yet from {address}: ")
        assert said.endswith(" Still trying.\n")
        assert httpx.get(f"{site.url}/", trust_env=False).status_code == 200
        site.process.send_signal(signal.SIGINT)
        assert "Traceback" not in site.rest()
        assert site.process.returncode == 0


def test_a_port_in_use_is_said_in_one_sentence(data: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with serving(data, PORT=str(port)) as site:
            said = site.rest()
        assert site.process.returncode == 1
        assert said.strip().count("\n") == 0
        assert f"Port {port} on 127.0.0.1 is in use" in said
        assert "PORT=" in said


def test_a_host_of_another_machine_is_said_in_one_sentence(data: Path) -> None:
    with serving(data, HOST="192.0.2.1") as site:
        said = site.rest()
    assert site.process.returncode == 1
    assert said.strip().count("\n") == 0
    assert "on 192.0.2.1 cannot be taken" in said


def test_damaged_weights_are_said_in_one_sentence(data: Path) -> None:
    weights = data / "weights" / "SmolLM2-135M-Instruct.Q4_1.gguf"
    weights.parent.mkdir(parents=True)
    weights.write_bytes(b"GGUF, or what is left of it")
    with serving(data) as site:
        said = site.rest()
    assert site.process.returncode == 1
    assert said.strip().count("\n") == 0
    assert "is damaged: run `python manage.py fetch_model smollm2-135m`" in said
