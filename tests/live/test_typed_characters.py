"""Control characters never reach a model; line ends are line feeds; all else stays as typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocomplete.live.typed_characters import without_controls


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b", "ab"),
        ("\x1b[31mred\x07", "[31mred"),
        ("a\x7f\x85b", "ab"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("a\tb\n", "a\tb\n"),
        ("שלום 👩‍👩‍👧 é", "שלום 👩‍👩‍👧 é"),
    ],
)
def test_only_control_characters_go(typed: str, kept: str) -> None:
    assert without_controls(typed) == kept


@given(st.text())
def test_what_is_kept_holds_no_control_but_tab_and_line_feed(text: str) -> None:
    kept = without_controls(text)
    assert all(ord(c) >= 32 or c in "\t\n" for c in kept)
    assert without_controls(kept) == kept
