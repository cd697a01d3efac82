"""Operators set up categories in the admin, and are told what is missing."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from autocomplete.models import Category, Classification
from tests.sites.customers import customer

pytestmark = pytest.mark.django_db


def add(operator: Client, *categories: dict[str, str], **fields: str) -> str:
    """Post a new classification of a new site and return the page that follows."""
    counts = {"categories-TOTAL_FORMS": str(len(categories)), "categories-INITIAL_FORMS": "0"}
    inlines = {
        f"categories-{number}-{name}": value
        for number, category in enumerate(categories)
        for name, value in {"active": "on", **category}.items()
    }
    posted = {
        "site": str(customer().site.pk),
        "question": "{text}\nAbout the",
        "sure_from": "0.5",
        **counts,
        **inlines,
        **fields,
    }
    address = reverse("admin:autocomplete_classification_add")
    response = operator.post(address, posted, follow=True)
    assert response.status_code == 200
    return response.content.decode()


CARDS = {"slug": "cards", "labels": "card\r\ndebit card\r\n"}
CASH = {"slug": "cash", "labels": "cash", "examples": "Where is my money?"}


def test_a_scheme_is_made_of_the_active_rows(admin_client: Client) -> None:
    add(admin_client, CARDS, CASH, {"slug": "off", "labels": "other", "active": ""})
    scheme = Classification.objects.get().scheme
    assert [(one.slug, one.labels) for one in scheme.categories] == [
        ("cards", ("card", "debit card")),
        ("cash", ("cash",)),
    ]
    assert scheme.sure_from == 0.5


def test_what_keeps_a_scheme_from_use_is_said_at_once(admin_client: Client) -> None:
    assert "The site classifies nothing yet. There is nothing to choose" in add(admin_client, CARDS)
    twice = add(admin_client, CARDS, {"slug": "other", "labels": "card"})
    assert "The site classifies nothing yet. Two categories have a label in common" in twice


@pytest.mark.parametrize(
    ("category", "fields", "sentence"),
    [
        (CARDS | {"profile": "none"}, {}, "There is no such profile"),
        (CARDS | {"labels": "  "}, {}, "This field is required"),
        (CARDS, {"question": "About the"}, "Write {text} once"),
        (CARDS, {"sure_from": "1.5"}, "less than or equal to 1.0"),
    ],
)
def test_a_field_that_does_not_do_is_named_with_the_rule(
    admin_client: Client, category: dict[str, str], fields: dict[str, str], sentence: str
) -> None:
    assert sentence in add(admin_client, category, CASH, **fields)
    assert not Category.objects.exists()
