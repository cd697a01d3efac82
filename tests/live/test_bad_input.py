"""Every odd text and every broken frame has a defined answer, and the socket lives on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from autocomplete.live.limits import DEFAULT_LIMITS
from tests.live.conftest import StartSite
from tests.live.site import Client, Site
from tests.live.stand_in_model import StandInModel

pytestmark = pytest.mark.asyncio(loop_scope="session")

ODD_TEXTS = {
    "nothing": "",
    "spaces": "     ",
    "line ends": "\r\n\r\n",
    "an emoji": "I love 😀",
    "an emoji of several characters": "We are 👩‍👩‍👧‍👦 t",
    "right-to-left text": "שלום, מה t",
    "right-to-left marks": "\u202eI have\u202c t",
    "NUL": "I\x00 have t",
    "control characters": "\x1b[2J\x07I have t\x7f",
    "a combining mark alone": "\u0301",
    "the replacement character": "\ufffd",
    "a noncharacter": "\uffff t",
    "5,000 characters without a space": "x" * 5_000,
    "5,000 emoji": "😀" * 5_000,
    "60,000 characters": "I have " * 8_570 + "t",
}


async def works(client: Client, id: int) -> bool:
    await client.input(id, "I have t")
    return bool((await client.final(id))["items"])


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS.keys())
async def test_odd_text_gets_a_final_list_and_leaves_the_socket_alive(
    site: Site, text: str
) -> None:
    async with site.client() as client:
        frame = json.dumps({"type": "input", "id": 1, "text": text}, ensure_ascii=False)
        await client.send_raw(frame)
        await client.final(1)
        assert await works(client, 2)


@pytest.mark.parametrize("half", [r"\ud83d", r"I have \ud83d", r"\ude00 I have t"])
async def test_half_a_surrogate_pair_is_read_as_the_replacement_character(
    site: Site, half: str
) -> None:
    async with site.client() as client:
        await client.send_raw(f'{{"type":"input","id":1,"text":"{half}"}}')
        await client.final(1)
        assert await works(client, 2)


async def test_control_characters_do_not_reach_the_model(
    site: Site, stand_in: StandInModel
) -> None:
    async with site.client() as client:
        await client.input(1, "I\x00 have\x1b two\x07 t")
        await client.final(1)
    assert stand_in.prompts
    assert all("I have two" in prompt for prompt in stand_in.prompts)


async def test_of_a_long_text_only_the_end_is_read(site: Site, stand_in: StandInModel) -> None:
    async with site.client() as client:
        await client.input(1, "beginning " + "word " * 4_000 + "t")
        assert (await client.final(1))["items"][0]["text"] == "wo"
    assert not any("beginning" in prompt for prompt in stand_in.prompts)
    assert all(len(prompt) < 2 * DEFAULT_LIMITS.max_text for prompt in stand_in.prompts)


async def test_too_long_a_context_is_named_as_such(site: Site) -> None:
    async with site.client() as client:
        await client.input(1, "I have t", context="x" * (DEFAULT_LIMITS.max_context + 1))
        error = await client.receive()
        assert (error["id"], error["code"]) == (1, "too_long")
        assert await works(client, 2)


@pytest.mark.parametrize("letter", ["x", "x ", "😀"])
async def test_a_text_of_a_megabyte_is_a_bad_frame_and_leaves_the_socket_alive(
    site: Site, letter: str
) -> None:
    text = letter * (1_000_000 // len(letter))
    async with site.client() as client:
        frame = json.dumps({"type": "input", "id": 1, "text": text}, ensure_ascii=False)
        await client.send_raw(frame)
        error = await client.receive()
        assert error["code"] == "bad_frame"
        assert "65536 bytes" in error["message"]
        assert await works(client, 2)


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "hello",
        "{",
        "[]",
        "null",
        "{}",
        '{"type":"shout"}',
        '{"type":"input"}',
        '{"type":"input","id":"1","text":"a"}',
        '{"type":"input","id":1,"text":7}',
        '{"type":"input","id":1,"text":"\x00"}',
        '{"type":"input","id":1,"text":"a","x":' + "[" * 60_000,
        b'{"type":"ping"}',
        b"\xff\xfe",
    ],
    ids=lambda frame: repr(frame[:30]),
)
async def test_a_broken_frame_is_answered_and_leaves_the_socket_alive(
    site: Site, frame: str | bytes
) -> None:
    async with site.client() as client:
        await client.send_raw(frame)
        error = await client.receive()
        assert error["type"] == "error"
        assert error["code"] == "bad_frame"
        assert error["message"].endswith(".")
        assert await works(client, 2)


@pytest.mark.parametrize("id", [7, 3, 0])
async def test_an_id_that_does_not_rise_is_a_bad_frame(site: Site, id: int) -> None:
    async with site.client() as client:
        await client.input(7, "I have t")
        await client.final(7)
        await client.input(id, "I have t")
        error = await client.receive()
        assert error["code"] == "bad_frame"
        assert f"The id {id} does not rise" in error["message"]
        assert await works(client, 8)


async def test_no_error_carries_an_id_older_than_the_newest_input(site: Site) -> None:
    async with site.client() as client:
        await client.input(7, "I have t")
        await client.final(7)
        await client.send(type="input", id=3, text=None)
        assert (await client.receive())["id"] is None
        await client.send(type="input", id=9, text=None)
        assert (await client.receive())["id"] == 9


async def test_three_bad_frames_in_a_row_close_with_4400(site: Site) -> None:
    async with site.client() as client:
        errors: list[dict[str, Any]] = []
        for _ in range(3):
            await client.send_raw("{")
            errors.append(await client.receive())
        assert {error["code"] for error in errors} == {"bad_frame"}
        assert await client.close_code() == 4400


async def test_a_good_frame_in_between_starts_the_count_anew(site: Site) -> None:
    async with site.client() as client:
        for id in range(4):
            for _ in range(2):
                await client.send_raw("{")
                assert (await client.receive())["code"] == "bad_frame"
            assert await works(client, id)


async def test_what_the_server_cannot_take_at_all_closes_that_socket_only(
    site_with: StartSite,
) -> None:
    async with site_with() as site, site.client() as other:
        async with site.client() as client:
            await client.send_raw("x" * 5_000_000)
            assert await client.close_code() == 1009
        assert await works(other, 1)
