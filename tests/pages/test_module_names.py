from __future__ import annotations

import re

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client

IMPORT = re.compile(r'from "(\.[^"]+)"')
HASHED = re.compile(r"\.[0-9a-f]{12}\.js$")


@pytest.mark.parametrize("script", ["page/typing.js", "page/bench.js"])
def test_every_module_that_a_page_loads_is_named_by_its_hash_and_cached_for_good(
    script: str,
) -> None:
    client = Client()
    waiting = [staticfiles_storage.url(script)]
    seen: set[str] = set()
    while waiting:
        address = waiting.pop()
        seen.add(address)
        response = client.get(address)
        assert response.status_code == 200
        assert HASHED.search(address)
        assert "immutable" in response["Cache-Control"]
        folder, _, _ = address.rpartition("/")
        for name in IMPORT.findall(response.content.decode()):
            at = f"{folder}/{name}".replace("/./", "/")
            at = re.sub(r"/[^/]+/\.\./", "/", at)
            if at not in seen:
                waiting.append(at)
    assert len(seen) > 3
