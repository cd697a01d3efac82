from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from django.test import Client

from autocomplete.publishing.published import Published
from autocomplete.ranking.profile import DEFAULT_PROFILE


class Inline(HTMLParser):
    """Finds what a Content-Security-Policy without 'unsafe-inline' would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.elsewhere: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in given):
            self.found.append(tag)
        self.found += [name for name in given if name == "style" or name.startswith("on")]
        for name in ("src", "href"):
            if not (given.get(name) or "/").startswith("/"):
                self.elsewhere.append(given[name] or "")


@pytest.fixture
def page(client: Client) -> str:
    response = client.get("/")
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_allows_nothing_inline_and_nothing_from_elsewhere(client: Client) -> None:
    policy = client.get("/")["Content-Security-Policy"].split("; ")

    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "connect-src 'self'" in policy
    assert not any("unsafe" in rule for rule in policy)


def test_the_page_keeps_to_its_own_policy(page: str) -> None:
    inline = Inline()
    inline.feed(page)

    assert inline.found == []
    assert inline.elsewhere == []


def test_htmx_is_the_one_bundled_with_django_htmx_and_evaluates_nothing(page: str) -> None:
    assert "django_htmx/htmx-2.min" in page
    assert '"allowEval": false' in page


def test_a_post_to_the_page_is_refused(client: Client) -> None:
    assert client.post("/").status_code == 405


def test_profiles_are_offered_only_where_there_is_a_choice(
    client: Client, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    assert 'id="profile"' not in page

    several = {"brief": replace(DEFAULT_PROFILE, slug="brief"), "default": DEFAULT_PROFILE}
    monkeypatch.setattr(Published, "profiles", several)
    offered = client.get("/").content.decode()

    assert "<option>brief</option><option selected>default</option>" in offered


def test_without_javascript_the_page_says_so_before_anything_else_under_the_field(
    page: str,
) -> None:
    foot = page.partition('class="sheet-foot"')[2]

    assert foot.index("Suggestions need JavaScript") < foot.index('id="status"')


@pytest.mark.django_db
def test_pages_link_to_each_other(client: Client, page: str) -> None:
    for address in ("/keys/", "/embed/"):
        assert f'href="{address}"' in page
        assert 'href="/"' in client.get(address).content.decode()
