from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from autocomplete.demo.demo_site import demo_key
from autocomplete.demo.host import DemoHost
from autocomplete.models import Site


@pytest.fixture
def demo() -> Iterator[DemoHost]:
    with DemoHost("127.0.0.1", 0) as host:
        host.embed("http://127.0.0.1:8000", "pk_demo")
        with host.running():
            yield host


@pytest.mark.parametrize("path", ["/", "/frame.html"])
def test_pages_carry_the_pinned_tag_with_the_key(demo: DemoHost, path: str) -> None:
    page = httpx.get(f"{demo.address}{path}", trust_env=False)

    assert page.status_code == 200
    assert 'data-key="pk_demo"' in page.text
    assert 'integrity="sha384-' in page.text


def test_by_another_name_the_pages_are_fetched_from_the_one_origin(demo: DemoHost) -> None:
    other = demo.address.replace("127.0.0.1", "localhost")

    answer = httpx.get(f"{demo.address}/", headers={"Host": other[7:]}, trust_env=False)

    assert answer.status_code == 307
    assert answer.headers["Location"] == f"{demo.address}/"


@pytest.mark.parametrize("path", ["/../manage.py", "/%2e%2e/manage.py", "/demo_site.py"])
def test_nothing_but_the_pages_is_served(demo: DemoHost, path: str) -> None:
    assert httpx.get(f"{demo.address}{path}", trust_env=False).status_code == 404


@pytest.mark.django_db
def test_the_demos_site_is_made_once_with_exactly_its_origin() -> None:
    first = demo_key("http://127.0.0.1:8001")
    again = demo_key("http://127.0.0.1:8001")
    moved = demo_key("http://127.0.0.1:9001")

    site = Site.objects.get()
    assert first == again == moved == site.keys.get().key
    assert [origin.origin for origin in site.origins.all()] == ["http://127.0.0.1:9001"]


@pytest.mark.django_db
def test_a_revoked_key_of_the_demo_is_replaced() -> None:
    first = demo_key("http://127.0.0.1:8001")
    Site.objects.get().keys.get().revoke()

    assert demo_key("http://127.0.0.1:8001") != first
