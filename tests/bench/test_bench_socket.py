"""The bench types with values that nobody has saved, one input after the other, and says why."""

from __future__ import annotations

from typing import Any

import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.db import transaction

from autocomplete.groups import EDITORS
from autocomplete.models import Moderation, PhraseList, ProfileDraft, Site
from autocomplete.phrases.phrases_in_use import phrases_in_use
from autocomplete.publishing.publish import publish
from tests.admin.operators import member
from tests.bench.benches import bench_of, form, reasons, texts
from tests.live import site as live
from tests.live.stand_in_model import StandInModel

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.django_db(transaction=True)]


@pytest_asyncio.fixture(loop_scope="package")
async def editor(server: live.Site) -> User:
    return await sync_to_async(member)(EDITORS)


@pytest_asyncio.fixture(loop_scope="package")
async def draft(server: live.Site) -> ProfileDraft:
    return await ProfileDraft.objects.acreate(slug="support")


async def test_a_value_that_is_not_saved_counts_from_the_next_input_on(
    server: live.Site, editor: User, draft: ProfileDraft
) -> None:
    async with bench_of(server, editor) as bench:
        five = await bench.type("I", draft=draft.pk, form=form(draft, diversity="0"))
        two = await bench.type("I", draft=draft.pk, form=form(draft, suggestions="2"))
    assert len(texts(five)) > 2 == len(texts(two))
    await draft.arefresh_from_db()
    assert draft.profile.suggestions == 5


async def test_a_wrong_value_is_named_at_its_field_and_the_last_good_ones_stay(
    server: live.Site, editor: User, draft: ProfileDraft
) -> None:
    async with bench_of(server, editor) as bench:
        good = await bench.type("I", draft=draft.pk, form=form(draft, suggestions="2"))
        wrong = await bench.type("I ", draft=draft.pk, form=form(draft, suggestions="99"))
    assert good["errors"] == {}
    assert wrong["errors"] == {
        "suggestions": ["suggestions is 99: set it to a whole number from 1 to 20."]
    }
    assert len(texts(wrong)) == 2


async def test_a_first_form_with_a_mistake_in_it_shows_no_list(
    server: live.Site, editor: User, draft: ProfileDraft
) -> None:
    async with bench_of(server, editor) as bench:
        answer = await bench.type("I", draft=draft.pk, form=form(draft, route="nowhere"))
    assert answer["errors"]["route"] == ["route names 'nowhere': choose from default."]
    [side] = answer["sides"]
    assert (side["texts"], side["failure"]) == ([], "Nothing to type with yet.")


async def test_each_list_comes_with_its_tokens_costs_tree_and_what_was_left_out(
    server: live.Site, editor: User, draft: ProfileDraft
) -> None:
    async with bench_of(server, editor) as bench:
        answer = await bench.type("I t", draft=draft.pk, form=form(draft))
    [side] = answer["sides"]
    inspection = side["inspection"]
    assert inspection["evaluated_tokens"] > 0 < inspection["model_requests"]
    assert inspection["items"][0]["tokens"]
    root, *nodes = side["tree"]
    assert (root["parent"], root["state"]) == (None, "asked")
    assert {node["spelled"] for node in nodes} >= {"␣two", "␣three", "␣tower"}
    ranks = {node["spelled"]: node["rank"] for node in nodes if node["state"] != "others"}
    assert ranks["␣two"] == texts(answer).index("wo")


async def test_every_text_that_is_not_shown_has_a_reason(
    server: live.Site, editor: User, draft: ProfileDraft
) -> None:
    changed = form(draft, suggestions="1", least_probability="0.2", diversity="0")
    async with bench_of(server, editor) as bench:
        found = reasons(await bench.type("I", draft=draft.pk, form=changed))
    assert found["␣two"] == "the list is full: see suggestions"
    assert found["␣tower"] == "less probable than least_probability"


async def test_the_tree_is_kept_from_key_to_key_and_thrown_away_with_the_profile(
    server: live.Site, editor: User, draft: ProfileDraft, stand_in: StandInModel
) -> None:
    plain: dict[str, Any] = {"draft": draft.pk, "form": form(draft, idle_tokens="0")}
    async with bench_of(server, editor) as bench:
        await bench.type("I", **plain)
        asked = stand_in.finished
        kept = await bench.type("I", **plain)
        assert stand_in.finished == asked
        assert kept["sides"][0]["inspection"]["reused"]
        await bench.type("I", **{**plain, "form": form(draft, idle_tokens="0", preamble="A\n")})
    assert stand_in.prompts[-1].startswith("A\nI")


async def test_another_profile_answers_the_same_text_beside_it(
    server: live.Site, editor: User, draft: ProfileDraft
) -> None:
    def publish_one() -> None:
        draft.values = {**draft.values, "suggestions": 1}
        draft.save()
        publish(draft, by=editor, why="One is enough.")

    await sync_to_async(publish_one)()
    async with bench_of(server, editor) as bench:
        fields: dict[str, Any] = {"draft": draft.pk, "form": form(draft, suggestions="3")}
        answer = await bench.type("I", compare="support@1", **fields)
        built_in = await bench.type("I", compare="default", **fields)
        saved = await bench.type("I", compare="support@draft", **fields)
        alone = await bench.type("I", **fields)
    assert [side["name"] for side in answer["sides"]] == [
        "this page",
        "support version 1, in use",
    ]
    assert (len(texts(answer)), len(texts(answer, 1))) == (3, 1)
    assert built_in["sides"][1]["name"] == "default (built in)"
    assert saved["sides"][1]["name"].startswith("support (draft of ")
    assert len(texts(saved, 1)) == 1
    assert len(alone["sides"]) == 1


async def test_both_sides_know_the_same_of_what_was_typed_past(
    server: live.Site, editor: User, draft: ProfileDraft
) -> None:
    def fields(**changes: Any) -> dict[str, Any]:
        changes = {"reading_ms": "0", "idle_tokens": "0"} | changes
        return {"draft": draft.pk, "form": form(draft, **changes)}

    async with bench_of(server, editor) as bench:
        await bench.type("I ", **fields())
        past = reasons(await bench.type("I t", **fields()))
        assert past["wo"] == "was shown and typed past"
        compared = await bench.type("I t", compare="support@draft", **fields())
        assert texts(compared) == texts(compared, 1)
        again = await bench.type("I t", compare="support@draft", **fields(reading_cost="0.31"))
        assert texts(again) == texts(again, 1)


@pytest.mark.parametrize("gone", ["support@99", "sales", "sales@draft", "@", 99 * "9"])
async def test_what_is_not_there_any_more_is_said_in_its_place(
    server: live.Site, editor: User, draft: ProfileDraft, gone: str
) -> None:
    async with bench_of(server, editor) as bench:
        answer = await bench.type("I", draft=draft.pk, form=form(draft), compare=gone)
    assert texts(answer)
    assert answer["sides"][1]["failure"] == (
        "This profile is not there any more: choose another one."
    )


async def test_the_moderation_of_a_site_is_applied_where_it_is_chosen(
    server: live.Site, editor: User, draft: ProfileDraft
) -> None:
    owner = await Site.objects.acreate(name="shop")
    await Moderation.objects.acreate(site=owner, blocked_terms="one")
    async with bench_of(server, editor) as bench:
        fields: dict[str, Any] = {"draft": draft.pk, "form": form(draft)}
        unmoderated = await bench.type("I", **fields)
        answer = await bench.type("I", site=str(owner.pk), **fields)
        unknown = await bench.type("I", site="77", **fields)
    assert " one" in texts(unmoderated)
    assert " one" not in texts(answer)
    assert reasons(answer)["␣one"] == "holds the blocked term “one”"
    assert (unknown["sides"][0]["texts"], list(unknown["errors"])) == ([], ["site"])


async def test_the_phrases_of_a_site_take_part_where_it_is_chosen(
    server: live.Site, editor: User, draft: ProfileDraft
) -> None:
    # At once: the site itself looks now and then, and must not see the list without its phrases.
    @transaction.atomic
    def make() -> Site:
        owner = Site.objects.create(name="shop")
        kept = PhraseList.objects.create(name="products", share=0.5)
        kept.sites.add(owner)
        kept.phrases.create(text="tonka beans")
        return owner

    owner = await sync_to_async(make)()
    await phrases_in_use.refresh()
    async with bench_of(server, editor) as bench:
        fields: dict[str, Any] = {"draft": draft.pk, "form": form(draft)}
        without = await bench.type("I to", **fields)
        answer = await bench.type("I to", site=str(owner.pk), **fields)
    await PhraseList.objects.all().adelete()
    await phrases_in_use.refresh()
    assert "nka beans" not in texts(without)
    assert "nka beans" in texts(answer)


async def test_a_model_that_fails_is_named_and_the_next_key_asks_again(
    server: live.Site, editor: User, draft: ProfileDraft, stand_in: StandInModel
) -> None:
    stand_in.status = 500
    async with bench_of(server, editor) as bench:
        failed = await bench.type("I", draft=draft.pk, form=form(draft))
    assert "cannot answer right now" in failed["sides"][0]["failure"]


async def test_a_frame_outside_the_protocol_ends_the_bench_without_repeating_it(
    server: live.Site, editor: User
) -> None:
    async with bench_of(server, editor) as bench:
        await bench.send(type="input", id="secret words", text="I")
        error = await bench.receive()
        assert (error["code"], "secret" in error["message"]) == ("bad_frame", False)
        assert await bench.close_code() == 4400


async def test_a_ping_keeps_the_bench_open(server: live.Site, editor: User) -> None:
    async with bench_of(server, editor) as bench:
        await bench.send(type="ping")
        assert await bench.receive() == {"type": "pong"}
