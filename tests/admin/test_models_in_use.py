"""The admin shows how each model is that the site asks: health, breaker, what was found out."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.test import Client, override_settings

from autocomplete.groups import VIEWERS
from autocomplete.language_model.breaker import FAILURES_TO_OPEN
from tests.admin.operators import member, page, signed_in
from tests.live.stand_in_model import StandInModel
from tests.sites.whole_site import forget_all, whole_site


def _session() -> str:
    client = Client()
    client.force_login(User.objects.create_superuser("operator"))
    return client.cookies["sessionid"].value


@pytest_asyncio.fixture
async def operator(transactional_db: None) -> AsyncIterator[tuple[httpx.AsyncClient, StandInModel]]:
    """Somebody at the running site, whose fallback model is never there."""
    session = await sync_to_async(_session)()
    with override_settings(FALLBACK_MODEL_URL="http://somebody:secret@127.0.0.1:9/v1"):
        async with (
            whole_site() as (site, model),
            httpx.AsyncClient(base_url=site.origin, cookies={"sessionid": session}) as client,
        ):
            yield client, model
            await forget_all()


async def shown(client: httpx.AsyncClient) -> tuple[str, str]:
    """What the page says of the first model and of the fallback."""
    response = await client.get(page("languagemodelentry_in_use"))
    assert response.status_code == 200
    _, first, fallback = response.text.split("<section>")
    return first, fallback


async def test_models_of_the_settings_are_shown_with_dialect_and_health(
    operator: tuple[httpx.AsyncClient, StandInModel],
) -> None:
    client, model = operator
    first, fallback = await shown(client)
    for told in ("answers", "stand-in", "/completions with logprobs, text prompts", model.url):
        assert f"<dd>{told}" in first
    assert "asked as usual" in first
    assert "<strong>does not answer</strong>" in fallback
    assert "not found out yet" in fallback
    assert "secret" not in fallback
    listed = await client.get(page("languagemodelentry_changelist"))
    assert page("languagemodelentry_in_use") in listed.text


async def test_a_model_that_is_left_alone_is_said_to_be(
    operator: tuple[httpx.AsyncClient, StandInModel],
) -> None:
    client, _ = operator
    assert "asked as usual" in (await shown(client))[1]
    for _ in range(FAILURES_TO_OPEN):
        first, fallback = await shown(client)
    assert "left alone for a while, after failures in a row" in fallback
    assert "asked as usual" in first


@pytest.mark.django_db
def test_those_who_look_at_models_see_it_and_nobody_else() -> None:
    address = page("languagemodelentry_in_use")
    with override_settings(MODEL_URL=""):
        response = signed_in(member(VIEWERS)).get(address)
        assert "No language model is set" in response.content.decode()
        nobody = User.objects.create_user("without a group", is_staff=True)
        assert signed_in(nobody).get(address).status_code == 403
