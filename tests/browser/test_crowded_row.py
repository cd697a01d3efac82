"""Text without spaces: all that is typed looks like one word, and has no room in a row."""

from __future__ import annotations

import pytest

from tests.browser.conftest import OpenHost
from tests.browser.scripted import ScriptedSocket, completing

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest.mark.parametrize(
    ("typed", "rest"),
    [
        ("お問い合わせありがとうございますご注文", "の商品"),
        ("https://example.org/path/to/a/pa", "ge"),
        ("שלוםשלוםשלוםשלוםשלוםשלום", "תחנה"),
    ],
    ids=["Japanese", "address", "right to left"],
)
async def test_the_suggestion_is_seen_whole_and_the_typed_part_gives_way_from_its_start(
    open_host: OpenHost, socket: ScriptedSocket, typed: str, rest: str
) -> None:
    socket.answer = completing(typed + rest)
    async with open_host() as desk:
        await desk.page.keyboard.insert_text(typed)
        await desk.expect_ghost(rest)

        found = await desk.rows.first.evaluate(
            """(row) => {
              const [text, typed, rest, letters] = ["text", "typed", "rest", "typed > span"].map(
                (name) => row.querySelector(`.autocomplete-${name}`));
              const range = new Range();
              const { firstChild } = letters;
              range.setStart(firstChild, firstChild.data.length - 1);
              range.setEnd(firstChild, firstChild.data.length);
              const inside = (box, outer) =>
                box.left > outer.left - 1 && box.right < outer.right + 1;
              const frame = typed.getBoundingClientRect();
              const last = range.getBoundingClientRect();
              range.setStart(firstChild, 0);
              range.setEnd(firstChild, 1);
              return [
                rest.scrollWidth <= rest.clientWidth &&
                  inside(rest.getBoundingClientRect(), text.getBoundingClientRect()),
                inside(last, frame),
                inside(range.getBoundingClientRect(), frame),
              ];
            }"""
        )

        rest_is_whole, last_letter_seen, first_letter_seen = found
        assert rest_is_whole
        assert last_letter_seen
        assert not first_letter_seen
