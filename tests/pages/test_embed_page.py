from __future__ import annotations

from html import escape

import pytest
from django.contrib.auth.models import User
from django.test import Client

from autocomplete import widget
from autocomplete.models import AllowedOrigin, PublicKey, Site

pytestmark = pytest.mark.django_db

HERE = "http://testserver"


@pytest.fixture
def key() -> PublicKey:
    site = Site.objects.create(name="The shop")
    AllowedOrigin.objects.create(site=site, origin="https://shop.example")
    return PublicKey.objects.create(site=site)


def test_without_a_key_the_tag_shows_where_it_goes(client: Client) -> None:
    response = client.get("/embed/")
    page = response.content.decode()

    assert response.status_code == 200
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert escape(widget.pinned_tag(HERE, "pk_…")) in page


def test_a_key_stands_in_both_tags_with_the_hash_and_the_policy(
    client: Client, key: PublicKey
) -> None:
    page = client.get("/embed/", {"key": key.key}).content.decode()

    assert escape(widget.pinned_tag(HERE, key.key)) in page
    assert escape(widget.moving_tag(HERE, key.key)) in page
    assert f"integrity={escape(chr(34))}{widget.integrity(widget.newest())}" in page
    assert f"script-src {HERE}; connect-src ws://testserver" in page


def test_behind_tls_the_socket_is_encrypted_too(client: Client) -> None:
    page = client.get("/embed/", secure=True).content.decode()

    assert "script-src https://testserver; connect-src wss://testserver" in page


def test_what_is_named_in_the_address_reaches_the_page_only_if_it_is_a_key(
    client: Client,
) -> None:
    response = client.get("/embed/", {"key": "<script>alert(1)</script>"})

    assert response.status_code == 404
    assert b"alert(1)" not in response.content
    assert "No site in use has that key." in response.content.decode()


def test_a_revoked_key_and_one_of_a_site_that_is_off_are_not_offered(
    client: Client, key: PublicKey
) -> None:
    other = PublicKey.objects.create(site=Site.objects.create(name="Closed", active=False))
    key.revoke()

    for gone in (key, other):
        assert client.get("/embed/", {"key": gone.key}).status_code == 404


def test_only_staff_see_which_sites_there_are(client: Client, key: PublicKey) -> None:
    page = client.get("/embed/", {"key": key.key}).content.decode()
    assert "The shop" not in page
    assert "shop.example" not in page
    assert key.key not in client.get("/embed/").content.decode()

    client.force_login(User.objects.create_user("ada", is_staff=True))
    page = client.get("/embed/", {"key": key.key}).content.decode()
    assert "The shop" in page
    assert "https://shop.example" in page
    assert key.key in client.get("/embed/").content.decode()
