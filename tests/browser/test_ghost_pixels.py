"""The ghost's glyphs are drawn, to the pixel, where the field draws them once they are taken."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenHost
from tests.browser.host_site import HostDesk, HostSite
from tests.browser.scripted import ScriptedSocket, completing

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

# Of a pixel, from the window's edge: 0.64 is that of the demo, where the ghost once stood too low.
FRACTIONS = (0, 0.14, 0.36, 0.5, 0.64, 0.86)

# The box around all that is darker than half of the darkest pixel, in the device's pixels.
INK = """async (picture) => {
  const blob = await (await fetch(`data:image/png;base64,${picture}`)).blob();
  const { width, height } = await createImageBitmap(blob);
  const context = new OffscreenCanvas(width, height).getContext("2d");
  context.drawImage(await createImageBitmap(blob), 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const inks = Array.from({ length: width * height }, (_, at) => 255 - data[at * 4 + 1]);
  const half = inks.reduce((most, ink) => Math.max(most, ink)) / 2;
  const place = (at) => [at % width, Math.floor(at / width)];
  const dark = inks.flatMap((ink, at) => (ink > half ? [place(at)] : []));
  const [xs, ys] = [0, 1].map((axis) => dark.map((each) => each[axis]));
  const least = (values) => values.reduce((a, b) => Math.min(a, b));
  const most = (values) => values.reduce((a, b) => Math.max(a, b));
  return [least(xs), least(ys), most(xs), most(ys)];
}"""


@dataclass(frozen=True)
class Zoom:
    """How a person or a page has enlarged the field."""

    name: str
    device: float = 1
    style: str = ""


ZOOMS = (
    Zoom("none"),
    Zoom("browser's, 1.25", device=1.25),
    Zoom("page's, 1.25", style="main { zoom: 1.25; }"),
)


async def ink(desk: HostDesk, clip: Any) -> list[int]:
    picture = base64.b64encode(await desk.page.screenshot(clip=clip)).decode()
    # The page's own policy lets nothing be read there.
    blank = await desk.page.context.new_page()
    found: list[int] = await blank.evaluate(INK, picture)
    await blank.close()
    return found


# Not yet an editable element that its page zooms: there the ghost is now and then one pixel low.
CASES = [
    pytest.param(kind, zoom, id=f"{kind} zoom {zoom.name}")
    for kind in ("#subject", "#note", "#letter")
    for zoom in ZOOMS
    if not (kind == "#letter" and zoom.style)
]


@pytest.mark.parametrize(("kind", "zoom"), CASES)
async def test_the_ghosts_glyphs_stand_where_the_field_draws_them_once_taken(
    open_host: OpenHost, socket: ScriptedSocket, host: HostSite, kind: str, zoom: Zoom
) -> None:
    host.style += zoom.style
    socket.answer = completing("mend the roof")
    off = {}
    async with open_host(kind, device_scale_factor=zoom.device) as desk:
        for fraction in FRACTIONS:
            await desk.page.evaluate(
                "(px) => { document.querySelector('main').style.margin = `${px}px 0 0 ${px}px`; }",
                fraction,
            )
            await desk.press("Control+a", "Delete")
            await desk.type("mend th")
            await desk.expect_ghost("e")
            clip = await desk.ghost.bounding_box()
            assert clip
            # Room for a glyph that is drawn off its place, but not for the one in front of it.
            clip = {
                **clip,
                "y": clip["y"] - 3,
                "height": clip["height"] + 6,
                "width": clip["width"] + 3,
            }
            shown = await ink(desk, clip)

            await desk.press("Tab")
            await desk.expect_text("mend the")
            await desk.press("Escape")
            await desk.expect_nothing()
            taken = await ink(desk, clip)
            if shown != taken:
                off[fraction] = (shown, taken)

        await expect(desk.field).to_be_focused()
    assert off == {}
