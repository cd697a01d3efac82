"""The admin's front page and the application's own page, where Django's choosers live too."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from autocomplete.admin_site import SECTIONS
from autocomplete.groups import VIEWERS
from tests.admin.operators import member, signed_in

pytestmark = pytest.mark.django_db


def captions(client: Client) -> list[str]:
    front = client.get(reverse("admin:index")).content.decode()
    content = front.partition('id="content-main"')[2].partition('id="content-related"')[0]
    return [caption.strip() for caption in re.findall(r"<caption>\s*<a[^>]*>([^<]+)", content)]


def test_the_front_page_has_a_section_for_each_task_and_no_model_is_left_over(
    administrator: Client,
) -> None:
    assert captions(administrator) == [*SECTIONS, "Authentication and Authorization"]


def test_whoever_may_only_look_finds_no_section_without_a_page(client: Client) -> None:
    assert "Authentication and Authorization" not in captions(signed_in(member(VIEWERS)))


def test_the_pages_bear_the_products_name(administrator: Client) -> None:
    front = administrator.get(reverse("admin:index")).content.decode()

    assert "<title>Administration | Autocomplete</title>" in front
    assert "Django administration" not in front


def test_the_link_in_every_breadcrumb_leads_to_the_applications_page(
    administrator: Client,
) -> None:
    response = administrator.get(reverse("admin:app_list", args=["autocomplete"]))

    assert response.status_code == 200
    assert reverse("admin:autocomplete_site_changelist") in response.content.decode()


def test_djangos_choosers_are_still_answered_at_the_same_address(administrator: Client) -> None:
    named = {"term": "x", "app_label": "autocomplete", "model_name": "nonesuch", "field_name": "x"}

    assert administrator.get(reverse("admin:autocomplete"), named).status_code == 403


def test_nobody_sees_either_without_signing_in(client: Client) -> None:
    response = client.get(reverse("admin:autocomplete"))

    assert response.status_code == 302
    assert "/admin/login/" in response.headers["location"]
