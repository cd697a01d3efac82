"""A key works from its site's origins only: scheme, host and port, exactly."""

from __future__ import annotations

import pytest
from django.conf import settings

from autocomplete.access.admission import Credentials, examine
from autocomplete.access.origin import entered_origin
from autocomplete.access.refusal import FOREIGN_ORIGIN, Refused
from autocomplete.access.served_site import ServedSite

SITE = ServedSite(
    id=1,
    profile="default",
    keys=frozenset({"pk_1"}),
    origins=frozenset(
        map(
            entered_origin,
            ("https://shop.example", "http://localhost:3000", "https://bücher.example"),
        )
    ),
    tokens_required=False,
    signing_secret="",
    limits=settings.SITE_LIMITS,
)


def welcome(origin: str | None) -> bool:
    try:
        examine(SITE, Credentials("pk_1", origin, token=None))
    except Refused as refused:
        assert refused.refusal == FOREIGN_ORIGIN
        return False
    return True


@pytest.mark.parametrize(
    "origin",
    [
        "https://shop.example",
        "https://shop.example:443",
        "https://SHOP.example",
        "http://localhost:3000",
        "https://xn--bcher-kva.example",
    ],
)
def test_a_listed_origin_is_welcome(origin: str) -> None:
    assert welcome(origin)


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "",
        "null",
        "https://other.example",
        "http://shop.example",
        "http://shop.example:443",
        "https://shop.example:8443",
        "https://shop.example:x",
        "http://localhost",
        "https://localhost:3000",
        "https://www.shop.example",
        "https://shop.example.evil.example",
        "https://evilshop.example",
        "https://shop.example@evil.example",
        "https://evil.example@shop.example",
        "https://shop.example.",
        "https://shop.examp1e",
        "https://sh\u043ep.example",
        "https://xn--shp-1na.example",
        "https://bücher.example",
        "https://shop.example/",
        "https://shop.example?",
        "https://shop.example#",
        " https://shop.example",
        "https://shop\t.example",
        "https://shop.example\\.evil.example",
        "ws://shop.example",
        "https:shop.example",
    ],
)
def test_every_other_origin_is_refused(origin: str | None) -> None:
    assert not welcome(origin)
