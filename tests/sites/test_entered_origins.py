"""Origins are kept in the form browsers send, and what is none is refused with the rule."""

from __future__ import annotations

import re

import pytest

from autocomplete.access.origin import UnusableOrigin, entered_origin
from autocomplete.models import AllowedOrigin
from tests.sites.customers import customer


@pytest.mark.parametrize(
    ("entered", "kept"),
    [
        ("https://Shop.Example", "https://shop.example"),
        (" https://shop.example/ ", "https://shop.example"),
        ("https://shop.example:443", "https://shop.example"),
        ("http://shop.example:80", "http://shop.example"),
        ("http://shop.example:443", "http://shop.example:443"),
        ("HTTPS://BÜCHER.example", "https://xn--bcher-kva.example"),
        ("https://straße.example", "https://xn--strae-oqa.example"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[0:0:0:0:0:0:0:1]:8000", "http://[::1]:8000"),
        ("http://my_machine:3000", "http://my_machine:3000"),
    ],
)
def test_an_entered_origin_is_kept_as_browsers_send_it(entered: str, kept: str) -> None:
    assert str(entered_origin(entered)) == kept


@pytest.mark.parametrize(
    ("entered", "rule"),
    [
        ("null", "origin of a real site"),
        ("https://*.shop.example", "without “*”"),
        ("shop.example", "Enter the scheme"),
        ("ftp://shop.example", "Enter the scheme"),
        ("https://", "Enter the scheme"),
        ("", "Enter the scheme"),
        ("https://shop.example/checkout", "https://shop.example may be meant"),
        ("https://shop.example?a=b", "https://shop.example may be meant"),
        ("https://me@shop.example", "https://shop.example may be meant"),
        ("https://shop.example.", "dot at the end"),
        ("https://shop..example", "no name that a host can have"),
        ("https://shop example", "no name that a host can have"),
        ("https://-shop.example", "no name that a host can have"),
        ("https://127.0.1", "four numbers"),
        ("https://256.0.0.1", "four numbers"),
        ("https://shop.example:0", "port from 1"),
        ("https://shop.example:65536", "port from 1"),
        ("https://shop.example:x", "port from 1"),
        ("https://[::1", "port from 1"),
    ],
)
def test_what_is_no_origin_is_refused_with_the_rule(entered: str, rule: str) -> None:
    with pytest.raises(UnusableOrigin, match=re.escape(rule)):
        entered_origin(entered)


def test_the_database_never_holds_an_origin_in_another_form(db: None) -> None:
    key = customer(())
    origin = AllowedOrigin.objects.create(site=key.site, origin="HTTPS://Shop.Example/")
    assert origin.origin == "https://shop.example"
    with pytest.raises(UnusableOrigin):
        AllowedOrigin.objects.create(site=key.site, origin="null")
