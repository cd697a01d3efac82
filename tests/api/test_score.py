"""One POST tells how sure the model is of a text, under the same rules as suggestions."""

from __future__ import annotations

import math
from typing import Any

import pytest

from autocomplete.api.score import MOST_CHARACTERS
from autocomplete.models import PublicKey
from tests.api.asking import Answer, ask
from tests.live.site import Site
from tests.live.stand_in_model import StandInModel
from tests.sites.customers import customer

pytestmark = pytest.mark.asyncio(loop_scope="package")


@pytest.fixture
def key(server: Site) -> PublicKey:
    return customer()


async def score(server: Site, key: PublicKey, body: Any) -> Answer:
    return await ask(server, body, key=key.key, path="/api/v1/score")


async def test_every_token_comes_with_its_probability(server: Site, key: PublicKey) -> None:
    answer = await score(server, key, {"text": " one two.", "context": "How many?"})
    assert answer.status == 200
    assert [(one["text"], one["start"], one["end"]) for one in answer.body["tokens"]] == [
        (" one", 0, 4),
        (" two", 4, 8),
        (".", 8, 9),
    ]
    probabilities = [one["probability"] for one in answer.body["tokens"]]
    assert probabilities == pytest.approx([0.4, 0.3, 0.05])
    assert answer.body["logprob"] == pytest.approx(math.log(0.4 * 0.3 * 0.05))
    assert answer.body["model"] == "stand-in"
    assert answer.body["weakest"][0]["token"] == 2
    assert answer.body["weakest"][0]["expected"][0]["text"] == " one"


async def test_a_token_that_was_not_shown_is_told_as_a_bound(server: Site, key: PublicKey) -> None:
    answer = await score(server, key, {"text": "z"})
    [token] = answer.body["tokens"]
    assert token["below"] is True
    assert token["probability"] == pytest.approx(0.05)
    assert answer.body["not_shown"] == 1


async def test_the_context_stands_before_the_text(
    server: Site, key: PublicKey, stand_in: StandInModel
) -> None:
    await score(server, key, {"text": " one", "context": "How many?"})
    assert stand_in.prompts[-1].endswith("How many?\n")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        {},
        {"text": ""},
        {"text": 7},
        {"text": "\x00"},
        {"text": "x" * (MOST_CHARACTERS + 1)},
        {"text": "x", "context": "x" * 2_001},
    ],
    ids=lambda body: str(body)[:20],
)
async def test_what_cannot_be_scored_is_refused(server: Site, key: PublicKey, body: Any) -> None:
    answer = await score(server, key, body)
    assert (answer.status, answer.body["code"]) == (400, "bad_frame")


async def test_keys_origins_and_methods_are_as_for_suggestions(
    server: Site, key: PublicKey
) -> None:
    body, path = {"text": "x"}, "/api/v1/score"
    for status, refused in {
        401: ask(server, body, key="pk_no", path=path),
        403: ask(server, body, key=key.key, path=path, Origin="https://evil.example"),
        415: ask(server, body, key=key.key, path=path, Content_Type="text/plain"),
        405: ask(server, body, key=key.key, path=path, method="GET"),
    }.items():
        assert (await refused).status == status


@pytest.fixture
def poor_key(server: Site) -> PublicKey:
    return customer(tokens_per_day=1)


async def test_it_is_paid_for_from_the_sites_tokens(server: Site, poor_key: PublicKey) -> None:
    assert (await score(server, poor_key, {"text": " one"})).status == 200
    answer = await score(server, poor_key, {"text": " one"})
    assert (answer.status, answer.body["code"]) == (429, "quota_exhausted")


async def test_a_model_that_fails_is_named_with_a_time_to_come_back(
    server: Site, key: PublicKey, stand_in: StandInModel
) -> None:
    stand_in.status = 500
    answer = await score(server, key, {"text": "my secret"})
    assert (answer.status, answer.body["code"]) == (503, "model_unavailable")
    assert int(answer.headers["Retry-After"]) >= 1
    assert "secret" not in str(answer.body)
