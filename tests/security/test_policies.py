"""Every answer forbids foreign scripts and frames; unknown hosts and forged posts are refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from autocomplete.content_security import POLICY

pytestmark = pytest.mark.django_db

PAGES = ["/", "/keys/", "/embed/", "/healthz", "/nowhere", "/admin/", "/admin/login/"]


@pytest.fixture
def operator() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("operator"))
    return client


def is_guarded(answer: Any) -> bool:
    return bool(
        answer["Content-Security-Policy"] == POLICY
        and answer["X-Frame-Options"] == "DENY"
        and answer["X-Content-Type-Options"] == "nosniff"
    )


@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_guarded(address: str) -> None:
    assert is_guarded(Client().get(address))
    assert "unsafe" not in POLICY


def test_so_is_every_list_and_form_of_the_admin(operator: Client) -> None:
    for model, options in admin.site._registry.items():
        stem = f"{model._meta.app_label}_{model._meta.model_name}"
        named = {pattern.name for pattern in options.get_urls()}
        for page in {f"{stem}_changelist", f"{stem}_add"} & named:
            answer = operator.get(reverse(f"admin:{page}"))
            assert is_guarded(answer), (model, page)
            # 403 where nobody adds any.
            assert answer.status_code in {200, 403}, (model, page, options)
            text = answer.content.decode()
            assert "<style" not in text, (model, page)
            assert ' style="' not in text, (model, page)
            assert "<script>" not in text, (model, page)
            assert " onclick=" not in text, (model, page)


@pytest.mark.parametrize("address", PAGES)
def test_a_host_that_is_not_ours_is_refused(address: str) -> None:
    assert Client(headers={"host": "evil.example"}).get(address).status_code == 400


def exempt(resolver: URLResolver, at: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from exempt(pattern, at + str(pattern.pattern))
        elif getattr(pattern.callback, "csrf_exempt", False):
            yield at + str(pattern.pattern)


def test_only_the_api_takes_posts_without_a_csrf_token() -> None:
    # It reads no cookie (without_cookies.py), so that there is none to misuse.
    found = list(exempt(get_resolver()))
    assert "api/v1/suggest" in found
    assert all(address.startswith("api/v1/") for address in found)


def test_a_post_of_another_page_is_refused(operator: Client) -> None:
    forged = Client(enforce_csrf_checks=True)
    forged.cookies = operator.cookies
    assert forged.post(reverse("inspector"), {"frame": "{}"}).status_code == 403
    assert forged.post(reverse("admin:autocomplete_site_add"), {"name": "x"}).status_code == 403
    assert forged.post(reverse("admin:logout")).status_code == 403
