"""What a person sees who meets an error: what happened, what to do, and a way on."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from autocomplete.urls import urlpatterns as urls_of_the_site


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a fault of ours")


urlpatterns = [*urls_of_the_site, path("broken/", broken)]


def assert_helps(page: str, heading: str, what_to_do: str) -> None:
    assert f"<h1>{heading}</h1>" in page
    assert what_to_do in page
    assert 'href="/"' in page


def test_an_unknown_address_is_told_and_leads_back(client: Client) -> None:
    response = client.get("/nonesuch/")

    assert response.status_code == 404
    assert_helps(response.content.decode(), "There is no such page", "Check the address.")


@pytest.mark.django_db
def test_what_somebody_may_not_do_is_told(client: Client) -> None:
    client.force_login(User.objects.create_user("one of the staff", is_staff=True))

    response = client.get("/admin/autocomplete/site/")

    assert response.status_code == 403
    assert_helps(response.content.decode(), "You may not do this", "lacks the permission")


def test_a_form_without_its_token_is_told_to_be_sent_anew() -> None:
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {})

    assert response.status_code == 403
    assert_helps(response.content.decode(), "This page had been open for too long", "load the page")


@pytest.mark.urls("tests.pages.test_error_pages")
def test_a_fault_of_the_site_is_told_without_its_details(client: Client) -> None:
    client.raise_request_exception = False

    response = client.get("/broken/")

    assert response.status_code == 500
    page = response.content.decode()
    assert_helps(page, "Something went wrong here", "server’s log")
    assert "a fault of ours" not in page


@pytest.mark.parametrize("address", ["/nonesuch/"])
def test_an_error_page_keeps_the_sites_policy(client: Client, address: str) -> None:
    response = client.get(address)

    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
