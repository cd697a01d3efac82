"""Which texts are frames of the client, and what becomes of odd characters in them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocomplete.live.frames import Accept, BadFrame, Dismiss, Input, Ping, decode

MAX_BYTES = 65_536


def decoded(text: str) -> object:
    return decode(text, max_bytes=MAX_BYTES)


def an_input(inside_the_quotes: str) -> str:
    return f'{{"type":"input","id":1,"text":"{inside_the_quotes}"}}'


def test_an_input_needs_only_an_id_and_a_text() -> None:
    assert decoded('{"type":"input","id":1,"text":"I have"}') == Input(id=1, text="I have")


def test_an_input_may_carry_every_field_of_the_contract() -> None:
    frame = decoded(
        '{"type":"input","id":2,"text":"a","after":"b","context":"c","profile":"p","force":true}'
    )
    assert frame == Input(id=2, text="a", after="b", context="c", profile="p", force=True)


def test_the_other_frames_of_a_client_are_known() -> None:
    assert decoded('{"type":"accept","id":1,"rank":0,"length":3,"ms_shown":812.5}') == Accept(
        id=1, rank=0, length=3, ms_shown=812.5
    )
    assert decoded('{"type":"dismiss","id":1,"reason":"typed_past"}') == Dismiss(
        id=1, reason="typed_past"
    )
    assert decoded('{"type":"ping"}') == Ping()


def test_fields_that_version_1_does_not_know_are_ignored() -> None:
    assert decoded('{"type":"input","id":1,"text":"a","later":[1]}') == Input(id=1, text="a")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "{",
        '{"type":"ping"} {"type":"ping"}',
        "NaN",
        '{"type":"input","id":1,"text":"\x00"}',
        '{"type":"input","id":1,"text":"\\x"}',
        '{"type":"ping","x":' + "[" * 50_000,
    ],
)
def test_what_is_not_json_is_refused(text: str) -> None:
    with pytest.raises(BadFrame, match="not JSON") as refused:
        decoded(text)
    assert refused.value.id is None


@pytest.mark.parametrize(
    "text",
    [
        "null",
        "1",
        "[]",
        '"input"',
        "{}",
        '{"id":1,"text":"a"}',
        '{"type":"shout","id":1,"text":"a"}',
        '{"type":["input"],"id":1,"text":"a"}',
        '{"type":"input","text":"a"}',
        '{"type":"input","id":1}',
        '{"type":"input","id":"1","text":"a"}',
        '{"type":"input","id":1.5,"text":"a"}',
        '{"type":"input","id":true,"text":"a"}',
        '{"type":"input","id":-1,"text":"a"}',
        '{"type":"input","id":9007199254740992,"text":"a"}',
        '{"type":"input","id":1e999,"text":"a"}',
        '{"type":"input","id":1,"text":null}',
        '{"type":"input","id":1,"text":["a"]}',
        '{"type":"input","id":1,"text":"a","after":1}',
        '{"type":"input","id":1,"text":"a","context":false}',
        '{"type":"input","id":1,"text":"a","force":"yes"}',
        '{"type":"input","id":1,"text":"a","profile":7}',
        '{"type":"accept","id":1,"rank":-1,"length":3,"ms_shown":1}',
        '{"type":"accept","id":1,"rank":0,"length":0,"ms_shown":1}',
        '{"type":"accept","id":1,"rank":0,"length":3,"ms_shown":-1}',
        '{"type":"accept","id":1,"rank":0,"length":3}',
        '{"type":"dismiss","id":1,"reason":"bored"}',
        '{"type":"ready"}',
    ],
)
def test_json_that_is_no_frame_is_refused(text: str) -> None:
    with pytest.raises(BadFrame, match="does not follow the protocol"):
        decoded(text)


def test_a_refused_frame_names_its_id_where_it_has_a_usable_one() -> None:
    with pytest.raises(BadFrame) as refused:
        decoded('{"type":"input","id":17,"text":5}')
    assert refused.value.id == 17


def test_the_reason_for_a_refusal_stays_short_however_long_the_frame_is() -> None:
    with pytest.raises(BadFrame) as refused:
        decoded(json.dumps({"type": "x" * 60_000}))
    assert len(str(refused.value)) < 300


def test_a_frame_of_just_the_largest_size_is_read_and_one_byte_more_is_not() -> None:
    room = MAX_BYTES - len(an_input(""))
    assert decoded(an_input("a" * room)) == Input(id=1, text="a" * room)
    with pytest.raises(BadFrame, match="larger than 65536 bytes"):
        decoded(an_input("a" * (room + 1)))


def test_the_size_of_a_frame_is_counted_in_bytes_of_utf_8() -> None:
    with pytest.raises(BadFrame, match="larger than"):
        decoded(an_input("é" * 33_000))


@pytest.mark.parametrize(
    ("escaped", "text"),
    [
        (r"\ud83d", "\ufffd"),
        (r"\ude00", "\ufffd"),
        (r"hi \ud83d", "hi \ufffd"),
        (r"\uDE00 there", "\ufffd there"),
        (r"\ud83d\ud83d\ude00", "\ufffd😀"),
        (r"\ude00\ud83d", "\ufffd\ufffd"),
        (r"\ud83d\u0041", "\ufffdA"),
        (r"\ud83d\ude00", "😀"),
        (r"\\ud83d", r"\ud83d"),
        (r"\\\ud83d", "\\\ufffd"),
    ],
)
def test_half_a_surrogate_pair_becomes_the_replacement_character(escaped: str, text: str) -> None:
    assert decoded(an_input(escaped)) == Input(id=1, text=text)


@given(st.text(st.characters(codec=None), max_size=40))
def test_any_javascript_string_arrives_with_only_its_half_pairs_replaced(text: str) -> None:
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    # As JSON.stringify does it, half pairs included.
    assert decoded(json.dumps({"type": "input", "id": 1, "text": text})) == Input(id=1, text=whole)


@given(st.text(max_size=200))
def test_no_text_at_all_makes_decoding_fail_otherwise_than_as_a_bad_frame(text: str) -> None:
    try:
        decoded(text)
    except BadFrame as refused:
        assert str(refused).endswith(".")


def test_a_whole_number_may_be_written_with_a_fraction_of_zero() -> None:
    frame = decode('{"type":"input","id":7.0,"text":""}', max_bytes=100)
    assert isinstance(frame, Input)
    assert frame.id == 7
    with pytest.raises(BadFrame):
        decode('{"type":"input","id":7.5,"text":""}', max_bytes=100)
