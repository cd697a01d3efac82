from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenHost
from tests.browser.host_site import HostDesk
from tests.browser.scripted import ScriptedSocket, completing

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SENTENCES = ("Could you tell me where it is?", "Could you tell me when it starts?")
ACTIONS = {
    "take": "Tab",
    "word": "Alt+ArrowRight",
    "next": "Alt+BracketRight",
    "previous": "Alt+BracketLeft",
    "pick": "Alt+Digit2",
    "enter": "Alt+ArrowDown",
    "hide": "Escape",
    "ask": "Control+Space",
}


@asynccontextmanager
async def with_keys(
    open_host: OpenHost, socket: ScriptedSocket, keys: object
) -> AsyncIterator[HostDesk]:
    """The note with these keys and a ghost in it."""
    socket.answer = completing(*SENTENCES)
    async with open_host(ready=False) as desk:
        await desk.page.evaluate(
            "keys => void Autocomplete.attach(document.querySelector('#note'), { keys })", keys
        )
        await desk.field.click()
        await desk.connected()
        await desk.type("Could you tell me wh")
        await desk.expect_ghost("ere")
        yield desk


async def state(desk: HostDesk) -> Any:
    return [
        await desk.text(),
        await desk.ghost.all_text_contents(),
        await desk.field.get_attribute("aria-activedescendant"),
    ]


@pytest.mark.parametrize("action", [name for name in ACTIONS if name != "ask"])
async def test_each_key_can_be_switched_off(
    open_host: OpenHost, socket: ScriptedSocket, action: str
) -> None:
    async with with_keys(open_host, socket, {action: False}) as desk:
        before = await state(desk)
        # Tab would leave the field, which hides everything: here it is the page's own again.
        await desk.page.evaluate(
            "document.addEventListener('keydown', (event) => event.preventDefault())"
        )

        await desk.press(ACTIONS[action])
        await desk.settle(60)

        assert await state(desk) == before


async def test_all_keys_can_be_switched_off_at_once_and_the_mouse_still_takes(
    open_host: OpenHost, socket: ScriptedSocket
) -> None:
    async with with_keys(open_host, socket, False) as desk:
        before = await state(desk)
        asked = len(socket.of_type("input"))
        await desk.page.evaluate(
            "document.addEventListener('keydown', (event) => event.preventDefault())"
        )

        await desk.press(*ACTIONS.values())
        await desk.settle(60)

        assert await state(desk) == before
        assert len(socket.of_type("input")) == asked
        await desk.rows.nth(1).click()
        assert await desk.text() == "Could you tell me when"


@pytest.mark.parametrize(
    ("keys", "press", "text"),
    [
        ({"take": "Ctrl+Enter"}, ["Control+Enter"], "Could you tell me where"),
        ({"take": ["F2", "Alt+KeyK"]}, ["Alt+k"], "Could you tell me where"),
        ({"pick": "Ctrl+Alt+Digit"}, ["Control+Alt+Digit2"], "Could you tell me when"),
        (
            {"next": "F4", "choose": "F5", "take": False},
            ["F4", "Alt+ArrowDown", "F5"],
            "Could you tell me when",
        ),
        ({"enter": "F6", "down": "KeyJ"}, ["F6", "j", "Enter"], "Could you tell me when"),
    ],
)
async def test_keys_can_be_others(
    open_host: OpenHost, socket: ScriptedSocket, keys: object, press: list[str], text: str
) -> None:
    async with with_keys(open_host, socket, keys) as desk:
        await desk.press(*press)

        assert await desk.text() == text


async def test_the_key_that_was_replaced_is_free(
    open_host: OpenHost, socket: ScriptedSocket
) -> None:
    async with with_keys(open_host, socket, {"take": "Ctrl+Enter"}) as desk:
        await desk.press("Tab")

        await expect(desk.field).not_to_be_focused()
        assert await desk.text() == "Could you tell me wh"


async def test_the_spoken_hint_names_the_key_in_use(
    open_host: OpenHost, socket: ScriptedSocket
) -> None:
    async with with_keys(open_host, socket, {"take": "Ctrl+Enter"}) as desk:
        await expect(desk.page.locator(".autocomplete-announcer:not(:empty)")).to_have_text(
            "2 suggestions. First: ere, 60 %. Ctrl and Enter takes it."
        )


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        ({"take": "Shift+Tab"}, "Autocomplete leaves Shift+Tab to the browser."),
        ({"accept": "Tab"}, 'Autocomplete has no key for "accept", only take, word, next,'),
    ],
)
async def test_unusable_keys_are_refused_with_a_reason(
    open_host: OpenHost, keys: object, reason: str
) -> None:
    async with open_host(ready=False) as desk:
        message = await desk.page.evaluate(
            """keys => {
              try {
                Autocomplete.attach(document.querySelector("#note"), { keys });
              } catch (error) {
                return error.message;
              }
            }""",
            keys,
        )

        assert message.startswith(reason)


@pytest.mark.parametrize("key", ["Control+Tab", "Alt+Tab", "Meta+Tab"])
async def test_tab_with_a_modifier_takes_nothing(
    open_host: OpenHost, socket: ScriptedSocket, key: str
) -> None:
    async with with_keys(open_host, socket, {}) as desk:
        await desk.press(key)

        assert await desk.text() == "Could you tell me wh"
        assert socket.of_type("accept") == []


async def test_tab_leaves_the_field_while_text_is_selected(
    open_host: OpenHost, socket: ScriptedSocket
) -> None:
    async with with_keys(open_host, socket, {}) as desk:
        await desk.press("Shift+ArrowLeft", "Tab")

        await expect(desk.field).not_to_be_focused()
        assert await desk.text() == "Could you tell me wh"
