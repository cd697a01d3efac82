"""Operators set up sites in the admin, and are told what a setting does to whom."""

from __future__ import annotations

import html
import re

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from autocomplete import widget
from autocomplete.models import AllowedOrigin, PublicKey, Site
from tests.sites.customers import customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(client: Client) -> Client:
    """Somebody who may do everything; without a password, which takes long to make."""
    client.force_login(User.objects.create_superuser("operator"))
    return client


def form(keys: int, fields: dict[str, str]) -> dict[str, str]:
    """A posted site page with one origin."""
    inlines = {
        f"{prefix}-{name}": value
        for prefix, total in (("origins", "1"), ("keys", str(keys)))
        for name, value in (("TOTAL_FORMS", total), ("INITIAL_FORMS", "0"))
    }
    return {
        "name": "shop",
        "profile": "default",
        "text_days": "30",
        "active": "on",
        **inlines,
        **fields,
    }


def add(operator: Client, fields: dict[str, str] | None = None, *, keys: int = 0) -> str:
    """Post a new site and return the page that follows."""
    response = operator.post(
        reverse("admin:autocomplete_site_add"), form(keys, fields or {}), follow=True
    )
    assert response.status_code == 200
    return response.content.decode()


def test_a_site_is_added_with_its_origin_and_a_key(operator: Client) -> None:
    page = add(operator, {"origins-0-origin": "https://Shop.example/"}, keys=1)
    site = Site.objects.get()
    assert [str(origin) for origin in site.origins.all()] == ["https://shop.example"]
    assert re.fullmatch("pk_[0-9a-f]{32}", site.keys.get().key)
    assert "nobody may ask" not in page


def test_a_site_without_origins_is_said_to_let_nobody_in(operator: Client) -> None:
    page = add(operator)
    assert "nobody may ask" in page
    assert "no key that is not revoked" in page
    page = operator.get(reverse("admin:autocomplete_site_changelist")).content.decode()
    assert "nobody: no origin listed" in page


def test_an_unusable_origin_is_named_with_the_rule(operator: Client) -> None:
    page = add(operator, {"origins-0-origin": "https://*.shop.example"})
    assert "Origins are compared exactly" in page
    assert not Site.objects.exists()


@pytest.mark.parametrize("name", ["inputs_per_second", "client_sockets", "tokens_per_day"])
@pytest.mark.parametrize("value", ["0", "-1", "many"])
def test_a_limit_out_of_range_is_refused(operator: Client, name: str, value: str) -> None:
    assert "errorlist" in add(operator, {name: value})
    assert not Site.objects.exists()


def test_an_unknown_profile_is_refused_with_those_there_are(operator: Client) -> None:
    assert "There is no such profile; there are: default" in add(operator, {"profile": "fast"})


def test_every_field_says_what_it_does(operator: Client) -> None:
    page = operator.get(reverse("admin:autocomplete_site_add")).content.decode()
    for name in ("name", "profile", "active", "tokens_required", "sockets", "tokens_per_day"):
        assert re.search(rf'id="id_{name}_helptext"', page), name


def test_a_limit_left_empty_is_the_common_one() -> None:
    from django.conf import settings

    site = customer(sockets=7).site
    assert site.limits.sockets == 7
    assert site.limits.client_sockets == settings.SITE_LIMITS.client_sockets


def test_a_site_shows_the_widgets_hash_and_the_way_to_the_tag_of_each_key(
    operator: Client,
) -> None:
    key = customer()
    revoked = PublicKey.objects.create(site=key.site)
    revoked.revoke()
    address = reverse("admin:autocomplete_site_change", args=[key.site.pk])
    page = operator.get(address).content.decode()
    assert widget.integrity(widget.newest()) in page
    assert f"/embed/?key={revoked.key}" not in page
    [link] = re.findall(r'href="(/embed/\?key=pk_[0-9a-f]+)"', page)
    tag = widget.pinned_tag("http://testserver", key.key)
    assert html.escape(tag) in operator.get(link).content.decode()


def test_keys_are_revoked_by_an_action_and_not_twice(operator: Client) -> None:
    key, kept = customer(), customer()
    page = reverse("admin:autocomplete_publickey_changelist")
    moments = []
    for _ in range(2):
        operator.post(page, {"action": "revoke", "_selected_action": [str(key.pk)]})
        key.refresh_from_db()
        moments.append(key.revoked_at)
    assert moments[0] is not None
    assert moments[0] == moments[1]
    kept.refresh_from_db()
    assert kept.revoked_at is None


def test_another_secret_is_one_action_away(operator: Client) -> None:
    site = customer().site
    before = site.signing_secret
    page = reverse("admin:autocomplete_site_changelist")
    operator.post(page, {"action": "rotate_secrets", "_selected_action": [str(site.pk)]})
    site.refresh_from_db()
    assert site.signing_secret != before
    assert (
        before
        not in operator.get(
            reverse("admin:autocomplete_site_change", args=[site.pk])
        ).content.decode()
    )


def reader(client: Client, *permissions: str) -> Client:
    user = User.objects.create_user("reader", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("permissions", "shown"),
    [(["view_site"], False), (["view_site", "change_site"], True)],
)
def test_the_signing_secret_is_for_those_who_may_change_the_site(
    client: Client, permissions: list[str], shown: bool
) -> None:
    site = customer().site
    page = reverse("admin:autocomplete_site_change", args=[site.pk])
    response = reader(client, *permissions).get(page)
    assert response.status_code == 200
    assert (site.signing_secret in response.content.decode()) is shown


def test_no_secret_stands_in_the_database() -> None:
    from django.core import serializers

    key = customer()
    rows = [*Site.objects.all(), *PublicKey.objects.all(), *AllowedOrigin.objects.all()]
    assert key.site.signing_secret not in serializers.serialize("json", rows)
