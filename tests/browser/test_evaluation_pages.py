"""Evaluations and tuning runs are ordered, watched and cancelled with the keyboard alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from asgiref.sync import async_to_sync
from django.contrib.auth.models import User
from django.test import Client
from playwright.async_api import Browser, ConsoleMessage, Page, expect

from autocomplete.jobs import queue
from autocomplete.jobs.worker import Worker
from autocomplete.models import EvaluationRun, Job, JobState, ProfileDraft, TuningRun
from tests.admin.operators import page
from tests.browser.axe import findings
from tests.browser.operating import in_thread, press_until
from tests.browser.serving import served
from tests.evaluation.word_model import WordModel
from tests.jobs.ordering import asking, evaluation, tuning

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


def signed_in_session() -> str:
    client = Client()
    client.force_login(User.objects.create_superuser("operator"))
    return client.cookies["sessionid"].value


def complain(said: ConsoleMessage, complaints: list[str]) -> None:
    if said.type == "error":
        complaints.append(said.text)


@pytest_asyncio.fixture(loop_scope="session")
async def tab(browser: Browser, transactional_db: None) -> AsyncIterator[Page]:
    """A browser tab of an operator; what the browser complains of fails the test."""
    from django.core.asgi import get_asgi_application

    session = await in_thread(signed_in_session)
    with served(get_asgi_application()) as address:
        async with await browser.new_context(base_url=address) as context:
            await context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
            tab = await context.new_page()
            complaints: list[str] = []
            tab.on("console", lambda said: complain(said, complaints))
            tab.on("pageerror", lambda error: complaints.append(str(error)))
            yield tab
            assert complaints == []


def work() -> None:
    """Work on what waits, with a made-up model."""
    assert async_to_sync(Worker(asking(WordModel())).work_once)()


async def test_an_evaluation_is_started_watched_and_reported_with_the_keyboard(tab: Page) -> None:
    await tab.goto(page("evaluationrun_add"))
    await press_until(tab, "Tab", "#id_pasted")
    await tab.keyboard.type("The cat sat on the mat.\nThe dog ran.")
    await press_until(tab, "Tab", "input[value=Start]")
    await tab.keyboard.press("Enter")
    await expect(tab.locator("#progress")).to_contain_text("it starts in a moment")
    claimed: Any = await in_thread(lambda: queue.claim("a worker"))
    await in_thread(lambda: queue.renew(claimed, done=25, total=100, now="Typing with default"))
    await expect(tab.locator("progress")).to_have_attribute("value", "25")
    await expect(tab.locator("#progress")).to_contain_text("25 % · Typing with default")
    await expect(tab.locator("#said")).to_have_text("20 % done")
    assert await tab.locator("#said").get_attribute("aria-live") == "polite"
    await in_thread(lambda: queue.release(claimed))
    await in_thread(work)
    await expect(tab.locator("table.figures caption")).to_have_text(
        "pasted texts: 2 items, 35 characters"
    )
    await press_until(tab, "Tab", "a.button")
    await tab.keyboard.press("Enter")
    await expect(tab.locator("h1")).to_have_text("Evaluation of suggestions")
    await press_until(tab, "Tab", "a")
    await tab.keyboard.press("Enter")
    await expect(tab.locator("#progress")).to_contain_text("Done in")


async def test_a_run_is_cancelled_with_the_keyboard_and_the_page_says_so(tab: Page) -> None:
    run = await in_thread(evaluation)
    claimed: Any = await in_thread(lambda: queue.claim("a worker"))
    await tab.goto(page("evaluationrun_change", run.pk))
    await press_until(tab, "Tab", "input[value='Cancel the run']")
    await tab.keyboard.press("Enter")
    await expect(tab.locator("#progress")).to_contain_text("it ends in a moment")
    assert not await in_thread(lambda: queue.renew(claimed, done=1, total=4, now=""))
    await in_thread(lambda: queue.end_cancelled(claimed))
    await expect(tab.locator("#progress")).to_have_text("Cancelled at 25 %.")
    assert (await in_thread(Job.objects.get)).state == JobState.CANCELLED


async def test_the_best_of_a_tuning_run_becomes_a_draft_with_the_keyboard(tab: Page) -> None:
    run = await in_thread(lambda: tuning(trials=12))
    await in_thread(work)
    await tab.goto(page("tuningrun_change", run.pk))
    await expect(tab.locator("svg[role=img]")).to_be_visible()
    await press_until(tab, "Tab", "input[value='Keep the best as a draft']")
    await tab.keyboard.press("Enter")
    await expect(tab.locator(".messagelist .success")).to_contain_text(
        "The draft default-tuned is made"
    )
    draft = await in_thread(ProfileDraft.objects.get)
    assert draft.note.startswith("Tuned from default: ")
    await expect(tab.locator("#content")).to_contain_text("Tuned from default: ")


async def test_axe_finds_nothing_on_the_pages_of_runs(tab: Page) -> None:
    def made() -> list[str]:
        evaluation()
        work()
        evaluation()
        queue.claim("a worker")
        evaluation()
        tuning()
        done, running, waiting = EvaluationRun.objects.order_by("pk")
        return [
            page("evaluationrun_changelist"),
            page("evaluationrun_add"),
            page("evaluationrun_change", done.pk),
            page("evaluationrun_report", done.pk),
            page("evaluationrun_change", running.pk),
            page("evaluationrun_change", waiting.pk),
            page("evaluationrun_delete", done.pk),
            page("evaluationrun_compare"),
            page("tuningrun_changelist"),
            page("tuningrun_add"),
            page("tuningrun_change", TuningRun.objects.get().pk),
        ]

    addresses = await in_thread(made)
    broken = {}
    for scheme in ("light", "dark"):
        await tab.emulate_media(color_scheme=scheme)
        for address in addresses:
            await tab.goto(address)
            broken[f"{address} {scheme}"] = await findings(tab)

    def finish() -> None:
        Job.objects.filter(kind="evaluation").delete()
        work()

    await in_thread(finish)
    await tab.goto(addresses[-1])
    broken["tuned"] = await findings(tab)
    assert [(address, found) for address, found in broken.items() if found] == []
