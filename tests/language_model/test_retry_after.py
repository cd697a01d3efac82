"""Retry-After is read as seconds or as a date, and never for longer than an hour."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocomplete.language_model.retry_after import LONGEST_MS, retry_after_ms

NOW = datetime(2026, 10, 21, 7, 28, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("0", 0),
        ("7", 7000),
        (" 120 ", 120_000),
        ("Wed, 21 Oct 2026 07:28:30 GMT", 30_000),
        ("Wed, 21 Oct 2026 09:28:30 +0200", 30_000),
        ("Wed, 21 Oct 2026 07:28:30 -0000", 30_000),
        ("Wed, 21 Oct 2026 07:27:00 GMT", 0),
        ("86400", LONGEST_MS),
        ("9" * 5000, LONGEST_MS),
        ("Wed, 21 Oct 2099 07:28:30 GMT", LONGEST_MS),
        ("", None),
        ("soon", None),
        ("-3", None),
        ("1.5", None),
        ("٧", None),
    ],
)
def test_each_way_to_say_it(header: str, told: int | None) -> None:
    assert retry_after_ms(header, NOW) == told


@given(st.text(max_size=40))
def test_no_header_whatever_is_an_error(header: str) -> None:
    told = retry_after_ms(header, NOW)
    assert told is None or 0 <= told <= LONGEST_MS
