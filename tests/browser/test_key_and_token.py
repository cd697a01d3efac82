from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from tests.browser.conftest import OpenHost
from tests.browser.host_site import HostSite
from tests.browser.scripted import ScriptedSocket, completing

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

QUESTION = "Could you tell me where it is?"


def tag(host: HostSite, attributes: str) -> str:
    return f'<script src="{host.widget}/widget/1/autocomplete.js" {attributes} defer></script>'


async def test_the_tag_names_key_token_profile_and_context_for_all_fields(
    open_host: OpenHost, socket: ScriptedSocket, host: HostSite
) -> None:
    host.tag = tag(
        host,
        'data-key="pk_a&amp;b" data-token="ey.J.x" data-profile="support" data-context="Hello?"',
    )
    socket.answer = completing(QUESTION)
    async with open_host() as desk:
        await desk.type("Could")
        await desk.expect_ghost(" you")

        assert parse_qs(socket.queries[0]) == {"key": ["pk_a&b"], "token": ["ey.J.x"]}
        frame = socket.of_type("input")[-1]
        assert (frame["profile"], frame["context"]) == ("support", "Hello?")


async def test_a_field_has_its_own_profile_and_context_which_may_change_as_it_is_typed_into(
    open_host: OpenHost, socket: ScriptedSocket, host: HostSite
) -> None:
    host.tag = tag(host, 'data-key="pk_1" data-profile="support"')
    async with open_host() as desk:
        await desk.type("a")
        await desk.field.evaluate("field => (field.dataset.context = 'When?')")
        await desk.field.evaluate("field => (field.dataset.profile = 'replies')")
        await desk.type("b")
        await desk.until(lambda: len(socket.of_type("input")) == 2)

        first, second = socket.of_type("input")
        assert first["profile"] == "support" and "context" not in first
        assert (second["profile"], second["context"]) == ("replies", "When?")


async def test_of_a_long_context_the_end_is_sent_as_much_as_the_server_takes(
    open_host: OpenHost, socket: ScriptedSocket
) -> None:
    async with open_host() as desk:
        await desk.field.evaluate("field => (field.dataset.context = 'x'.repeat(3000) + 'end')")
        await desk.type("a")
        await desk.until(lambda: bool(socket.of_type("input")))

        assert socket.of_type("input")[0]["context"] == "x" * 1997 + "end"


async def test_a_token_is_fetched_before_each_connection(
    open_host: OpenHost, socket: ScriptedSocket
) -> None:
    async with open_host(ready=False) as desk:
        await desk.page.evaluate(
            """() => {
              let count = 0;
              const token = () => new Promise((done) => setTimeout(() => done(`t${++count}`), 50));
              Autocomplete.attach(document.querySelector("#note"), { key: "pk_2", token });
            }"""
        )
        await desk.field.click()
        await desk.connected()
        socket.hang_up()
        await desk.until(lambda: socket.handshakes == 2)

        assert [parse_qs(query) for query in socket.queries] == [
            {"key": ["pk_2"], "token": ["t1"]},
            {"key": ["pk_2"], "token": ["t2"]},
        ]


async def test_a_token_that_cannot_be_fetched_is_tried_again_and_the_field_works(
    open_host: OpenHost, socket: ScriptedSocket
) -> None:
    async with open_host(ready=False) as desk:
        await desk.page.evaluate(
            """() => {
              let count = 0;
              const token = async () => {
                if (!count++) throw new Error("the server is busy");
                return "second";
              };
              Autocomplete.attach(document.querySelector("#note"), { token });
            }"""
        )
        await desk.field.click()
        await desk.type("text")
        assert await desk.text() == "text"

        await desk.connected()
        assert parse_qs(socket.queries[0])["token"] == ["second"]
