"""A bench is for those who may look at profiles; unsaved values are for those who may save them."""

from __future__ import annotations

import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from websockets.exceptions import InvalidStatus

from autocomplete import models
from autocomplete.bench import conversation
from autocomplete.groups import EDITORS, PUBLISHERS, VIEWERS
from autocomplete.models import ProfileDraft
from tests.admin.operators import member
from tests.bench.benches import bench_of, form, texts
from tests.live.site import Site

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.django_db(transaction=True)]


@pytest_asyncio.fixture(loop_scope="package")
async def draft(server: Site) -> ProfileDraft:
    return await ProfileDraft.objects.acreate(slug="support")


async def status(site: Site, user: User | None, origin: str | None) -> int:
    """How the opening of a bench is answered where it is refused."""
    with pytest.raises(InvalidStatus) as refused:
        async with bench_of(site, user, origin=origin):
            pass
    return refused.value.response.status_code


async def test_nobody_sits_down_without_signing_in(server: Site) -> None:
    assert await status(server, None, server.origin) == 403


async def test_staff_without_the_permission_and_people_who_are_no_staff_are_refused(
    server: Site,
) -> None:
    def made() -> tuple[User, User]:
        viewer = member(VIEWERS)
        viewer.is_staff = False
        viewer.save()
        return User.objects.create_user("accountant", is_staff=True), viewer

    for user in await sync_to_async(made)():
        assert await status(server, user, server.origin) == 403


@pytest.mark.parametrize("origin", ["https://elsewhere.example", None])
async def test_a_page_of_another_origin_is_refused_though_the_browser_sends_the_cookie(
    server: Site, origin: str | None
) -> None:
    viewer = await sync_to_async(member)(VIEWERS)
    assert await status(server, viewer, origin) == 403


async def test_a_viewer_types_with_what_is_saved_and_with_nothing_else(
    server: Site, draft: ProfileDraft
) -> None:
    viewer = await sync_to_async(member)(VIEWERS)
    async with bench_of(server, viewer) as bench:
        saved = await bench.type("I", draft=draft.pk)
        crafted = await bench.type("I", draft=draft.pk, form=form(draft, suggestions="1"))
    assert len(texts(saved)) > 1
    assert crafted["errors"] == {"__all__": ["Only editors type with values that are not saved."]}
    assert texts(crafted) == texts(saved)


@pytest.mark.parametrize("group", [EDITORS, PUBLISHERS])
async def test_who_may_save_values_may_type_with_them_before(
    server: Site, draft: ProfileDraft, group: str
) -> None:
    user = await sync_to_async(member)(group)
    async with bench_of(server, user) as bench:
        changed = await bench.type("I", draft=draft.pk, form=form(draft, suggestions="1"))
        new = await bench.type("I", form=form(draft, suggestions="2"))
    assert (len(texts(changed)), len(texts(new))) == (1, 2)


async def test_who_may_not_look_at_sites_does_not_type_as_on_one(
    server: Site, draft: ProfileDraft
) -> None:
    def made() -> tuple[User, int]:
        viewer = member(VIEWERS)
        group = viewer.groups.get()
        group.permissions.remove(group.permissions.get(codename="view_site"))
        return viewer, models.Site.objects.create(name="shop").pk

    viewer, site = await sync_to_async(made)()
    async with bench_of(server, viewer) as bench:
        refused = await bench.type("I", draft=draft.pk, site=str(site))
    assert refused["errors"]["site"] == ["Only those who may look at sites type as on one."]
    assert texts(refused) == []


@pytest.mark.parametrize("event", ["deactivated", "signed out", "permission lost"])
async def test_whoever_may_not_look_any_more_is_sent_away(
    server: Site, draft: ProfileDraft, event: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation, "SETUP_SECONDS", 0.0)
    user = await sync_to_async(member)(VIEWERS)

    def happen() -> None:
        from django.contrib.sessions.models import Session

        if event == "deactivated":
            User.objects.filter(pk=user.pk).update(is_active=False)
        elif event == "signed out":
            Session.objects.all().delete()
        else:
            user.groups.clear()

    async with bench_of(server, user) as bench:
        await bench.type("I", draft=draft.pk)
        await sync_to_async(happen)()
        await bench.send(type="input", id=2, text="I", draft=draft.pk)
        assert await bench.close_code() == 4403
