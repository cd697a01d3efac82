from __future__ import annotations

import base64
import hashlib
import re

import pytest
from django.test import Client

from autocomplete import widget

PINNED = f"/widget/{widget.newest()}/autocomplete.js"
MOVING = f"/widget/{widget.newest().major}/autocomplete.js"


@pytest.mark.parametrize("address", [PINNED, MOVING])
def test_every_site_may_embed_the_script(client: Client, address: str) -> None:
    response = client.get(address, headers={"Origin": "https://shop.example"})

    assert response.status_code == 200
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not response.cookies
    assert response.content == widget.source(widget.newest())


def test_a_pinned_release_is_kept_for_a_year_and_never_asked_for_again(client: Client) -> None:
    assert client.get(PINNED)["Cache-Control"] == "public, max-age=31536000, immutable"


def test_the_moving_address_is_asked_for_again_soon_and_answered_briefly(client: Client) -> None:
    first = client.get(MOVING)
    again = client.get(MOVING, headers={"If-None-Match": first["ETag"]})

    assert first["Cache-Control"] == "public, max-age=600"
    assert again.status_code == 304
    assert again.content == b""
    assert again["Access-Control-Allow-Origin"] == "*"


def test_the_script_travels_compressed(client: Client) -> None:
    response = client.get(PINNED, headers={"Accept-Encoding": "gzip"})

    assert response["Content-Encoding"] == "gzip"
    assert len(response.content) <= 12_000
    etag = {"If-None-Match": response["ETag"], "Accept-Encoding": "gzip"}
    assert client.get(PINNED, headers=etag).status_code == 304


@pytest.mark.parametrize("version", ["0.0.1", "99", "1.0", "newest", "..", "1.0.0.js"])
def test_an_unknown_version_is_told_which_there_are(client: Client, version: str) -> None:
    response = client.get(f"/widget/{version}/autocomplete.js")

    assert response.status_code == 404
    assert f"There is no version {version} of the widget" in response.content.decode()
    assert str(widget.newest()) in response.content.decode()


def test_a_post_is_refused(client: Client) -> None:
    assert client.post(PINNED).status_code == 405


def test_the_hash_in_the_pinned_tag_is_that_of_what_is_served(client: Client) -> None:
    tag = widget.pinned_tag("https://suggest.example", "pk_1")

    found = re.search(r'src="https://suggest\.example(\S+)" integrity="sha384-([^"]+)"', tag)
    assert found
    served = client.get(found[1]).content
    assert base64.b64encode(hashlib.sha384(served).digest()).decode() == found[2]
    assert 'crossorigin="anonymous"' in tag
    assert 'data-key="pk_1"' in tag


def test_the_moving_tag_names_the_key_and_the_major_version() -> None:
    assert widget.moving_tag("https://suggest.example", "pk_1") == (
        f'<script src="https://suggest.example{MOVING}" data-key="pk_1" defer></script>'
    )
