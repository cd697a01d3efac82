"""One POST puts a text into one of the site's categories, and says how sure that is."""

from __future__ import annotations

from typing import Any

import pytest

from autocomplete.models import Category, Classification, PublicKey
from tests.api.asking import Answer, ask
from tests.live.site import Site
from tests.live.stand_in_model import StandInModel
from tests.sites.customers import changed, customer

pytestmark = pytest.mark.asyncio(loop_scope="package")


def with_categories(key: PublicKey) -> PublicKey:
    kept = Classification.objects.create(site=key.site, question="{text}\nAbout")
    Category.objects.create(classification=kept, slug="first", labels="one\ntower")
    Category.objects.create(classification=kept, slug="second", labels="two", profile="default")
    return key


@pytest.fixture
def key(server: Site) -> PublicKey:
    return with_categories(customer())


@pytest.fixture
def bare_key(server: Site) -> PublicKey:
    return customer()


async def classify(server: Site, key: PublicKey, body: Any) -> Answer:
    return await ask(server, body, key=key.key, path="/api/v1/classify")


async def test_the_likeliest_category_comes_with_its_probability(
    server: Site, key: PublicKey
) -> None:
    answer = await classify(server, key, {"text": "Which is it?"})
    assert answer.status == 200
    shares = {one["category"]: one["probability"] for one in answer.body["categories"]}
    # The stand-in says the same to every text: all of it is its bias.
    assert shares == pytest.approx({"first": 0.5, "second": 0.5})
    assert answer.body["margin"] == pytest.approx(0, abs=1e-9)
    assert answer.body["route"] == ["stand-in"]
    assert answer.body["profile"] == "default"


async def test_what_differs_from_the_models_habit_decides(
    server: Site, key: PublicKey, stand_in: StandInModel
) -> None:
    await classify(server, key, {"text": "to learn the habit"})
    stand_in.probabilities = {" one": 0.2, " two": 0.6, " tower": 0.05, ".": 0.1}
    answer = await classify(server, key, {"text": "Two, please."})
    assert answer.body["category"] == "second"
    assert answer.body["probability"] > 0.7


async def test_the_question_holds_the_text(
    server: Site, key: PublicKey, stand_in: StandInModel
) -> None:
    await classify(server, key, {"text": "  Which is it? \n"})
    assert stand_in.prompts[-1] == "Which is it?\nAbout"


async def test_a_site_without_categories_says_so(server: Site, bare_key: PublicKey) -> None:
    answer = await classify(server, bare_key, {"text": "x"})
    assert (answer.status, answer.body["code"]) == (404, "no_categories")


async def test_a_category_that_is_switched_off_is_not_chosen(server: Site, key: PublicKey) -> None:
    def switch_off() -> None:
        Category.objects.get(slug="second").delete()
        kept = Classification.objects.get()
        Category.objects.create(classification=kept, slug="third", labels="three")
        Category.objects.create(classification=kept, slug="off", labels="four", active=False)

    await changed(switch_off)
    answer = await classify(server, key, {"text": "x"})
    assert {one["category"] for one in answer.body["categories"]} == {"first", "third"}


@pytest.mark.parametrize("body", [b"", {}, {"text": " \n"}, {"text": "x" * 2_001}], ids=str)
async def test_what_cannot_be_classified_is_refused(
    server: Site, key: PublicKey, body: Any
) -> None:
    answer = await classify(server, key, body)
    assert (answer.status, answer.body["code"]) == (400, "bad_frame")


async def test_a_model_that_fails_is_named(
    server: Site, key: PublicKey, stand_in: StandInModel
) -> None:
    stand_in.status = 500
    answer = await classify(server, key, {"text": "x"})
    assert (answer.status, answer.body["code"]) == (503, "model_unavailable")
