"""Probing talks to the model, and tells its dialect, alternatives, speed and whether it is sane."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest
from django.test import Client

from autocomplete.models import LanguageModelEntry
from tests.admin.operators import page
from tests.language_model.providers import PROVIDERS
from tests.language_model.scripted_server import (
    Reply,
    Request,
    ScriptedServer,
    flat_answer,
    json_of,
    openai_like,
)
from tests.serving.served import free_port

pytestmark = pytest.mark.django_db


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    """A scripted server in a thread of its own: admin pages are asked for from this one."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    server = ScriptedServer()
    asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result()
    yield server
    asyncio.run_coroutine_threadsafe(server.__aexit__(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def probed(client: Client, **fields: object) -> tuple[LanguageModelEntry, str]:
    entry = LanguageModelEntry.objects.create(**{"name": "large", **fields})
    response = client.post(page("languagemodelentry_probe", entry.pk), follow=True)
    assert response.status_code == 200
    entry.refresh_from_db()
    return entry, response.content.decode()


def test_a_sane_model_is_told_with_dialect_alternatives_and_speed(
    administrator: Client, server: ScriptedServer
) -> None:
    server.answer = PROVIDERS["vllm-completions"].answer
    entry, html = probed(administrator, base_url=server.url, model="mine")
    assert (
        "The model large answers as mine: /completions with logprobs, text prompts, up to 20"
        in html
    )
    assert "Its numbers are sane." in html
    assert "ms for one token" in html
    assert "Only the 20 likeliest tokens can be seen" in html
    assert "sum: not fitted" in html
    assert entry.probed_at is not None


def test_the_cap_on_alternatives_is_kept(administrator: Client, server: ScriptedServer) -> None:
    server.answer = PROVIDERS["vllm-completions"].answer
    _, html = probed(administrator, base_url=server.url, most_alternatives=7)
    assert "up to 7 alternatives, of which 7 were shown" in html


@pytest.mark.parametrize(
    ("shares", "complaint"),
    [
        ({" one": 0.9, " two": 0.9}, "add up to 1.800. They cannot be ranked"),
        ({" one": 0.5, " two": 0.5e-9, " three": 1.5}, "positive numbers as log-probabilities"),
        ({" one": 0.25, " two": 0.25}, "the same probability for every alternative"),
    ],
)
def test_numbers_that_are_not_sane_are_complained_about(
    administrator: Client,
    server: ScriptedServer,
    shares: dict[str, float],
    complaint: str,
) -> None:
    def mostly_sane(request: Request) -> Reply:
        # Only what comes behind words is wrong, which the probing of dialects does not look at.
        if str(request.body["prompt"]).endswith("Monday"):
            return Reply(json_of(flat_answer(shares)))
        return openai_like(request)

    server.answer = mostly_sane
    _, html = probed(administrator, base_url=server.url)
    assert complaint in html
    assert "Its numbers are sane." not in html


def test_a_server_that_is_away_is_said_to_be(administrator: Client) -> None:
    entry, html = probed(administrator, base_url=f"http://127.0.0.1:{free_port()}/v1")
    assert "The model large cannot be used: The model server cannot be reached." in html
    assert entry.probed_at is None


def test_the_key_comes_from_the_environment_and_is_shown_nowhere(
    administrator: Client, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answer = openai_like
    seen: list[str] = []

    def answer(request: Request) -> Reply:
        seen.append(request.headers["authorization"])
        return openai_like(request)

    server.answer = answer
    monkeypatch.setenv("LARGE_API_KEY", "sk-very-secret")
    entry, html = probed(administrator, base_url=server.url, api_key_variable="LARGE_API_KEY")
    assert set(seen) == {"Bearer sk-very-secret"}
    assert "sk-very-secret" not in html
    assert "sk-very-secret" not in str(vars(entry))


def test_a_variable_that_is_not_set_is_named(
    administrator: Client, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answer = openai_like
    monkeypatch.delenv("LARGE_API_KEY", raising=False)
    _, html = probed(administrator, base_url=server.url, api_key_variable="LARGE_API_KEY")
    assert "LARGE_API_KEY is not set in the environment of the site" in html


def test_another_address_forgets_what_was_probed(
    administrator: Client, server: ScriptedServer
) -> None:
    server.answer = openai_like
    entry, _ = probed(administrator, base_url=server.url)
    entry.lanes = 2
    entry.save()
    entry.refresh_from_db()
    assert entry.probe is None
