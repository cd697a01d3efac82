"""Another site, of another origin, whose pages embed the widget under a strict policy."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Locator, expect

from tests.browser.desk import Desk

HOST_WATCH = Path(__file__).with_name("host_watch.js")

FORM = """
<label for="subject">Subject</label>
<input id="subject" type="text" autocomplete="off" data-autocomplete>
<label for="note">Note</label>
<textarea id="note" rows="6" data-autocomplete></textarea>
<p id="letter-name">Letter</p>
<div id="letter" contenteditable="true" aria-labelledby="letter-name" data-autocomplete></div>
<p id="draft">Draft</p>
<div id="plain" contenteditable="plaintext-only" aria-labelledby="draft" data-autocomplete></div>
<button type="button">Send</button>
"""

STYLE = """
body { font: 16px/1.5 sans-serif; margin: 2rem; color: CanvasText; background: Canvas; }
input, textarea, div[contenteditable] {
  box-sizing: border-box; display: block; font: 16px/1.5 sans-serif; width: 30rem; max-width: 100%;
  padding: 6px 10px; border: 2px solid GrayText; margin: 0 0 1rem;
}
div[contenteditable] { min-height: 5rem; }
"""


@dataclass
class HostSite:
    """An ASGI application with one page; ``markup`` and ``policy`` may be changed at any time.

    ``widget`` is the address of the site that serves the script and the socket.
    """

    widget: str = ""
    markup: str = FORM
    script: str = ""
    tag: str = ""
    style: str = STYLE
    connect: str = ""

    def reset(self) -> None:
        self.__init__(widget=self.widget)  # type: ignore[misc]

    @property
    def policy(self) -> str:
        """What docs/widget.md tells a strict site to allow, and not a word more."""
        connect = self.connect or self.widget.replace("http", "ws", 1)
        return (
            "default-src 'none'; style-src 'self'; img-src 'self';"
            f" script-src 'self' {self.widget}; connect-src {connect};"
            " base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
        )

    @property
    def page(self) -> str:
        address = f"{self.widget}/widget/1/autocomplete.js"
        tag = self.tag or f'<script src="{address}" data-key="pk_host" defer></script>'
        return (
            '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Support</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            '<link rel="icon" href="/icon.svg"><link rel="stylesheet" href="/page.css">'
            f'<script src="/page.js" defer></script>{tag}</head>'
            f"<body><main><h1>Support</h1>{self.markup}</main></body></html>"
        )

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        assert scope["type"] == "http"
        content = {
            "/": ("text/html", self.page),
            "/icon.svg": ("image/svg+xml", '<svg xmlns="http://www.w3.org/2000/svg"/>'),
            "/page.css": ("text/css", self.style),
            "/page.js": ("text/javascript", self.script),
        }.get(scope["path"])
        kind, text = content or ("text/plain", "")
        headers = [
            (b"content-type", f"{kind}; charset=utf-8".encode()),
            (b"content-security-policy", self.policy.encode()),
            (b"cache-control", b"no-store"),
        ]
        await send(
            {"type": "http.response.start", "status": 200 if content else 404, "headers": headers}
        )
        await send({"type": "http.response.body", "body": text.encode()})


@dataclass
class HostDesk(Desk):
    """A page of the host site; ``selector`` names the field that is typed into."""

    selector: str = "#note"

    async def open(self, address: str, *, ready: bool = True) -> None:
        await self.watch()
        await self.page.add_init_script(path=HOST_WATCH)
        await self.page.goto(address)
        if ready:
            await self.field.click()
            await self.connected()

    async def connected(self) -> None:
        # Playwright's own waiting evaluates strings in the page, which the policy refuses.
        deadline = time.monotonic() + 10
        while await self.page.evaluate("window.connection") != "open":
            assert time.monotonic() < deadline, "the widget did not connect within 10 s"
            await self.page.wait_for_timeout(10)

    @property
    def field(self) -> Locator:
        return self.page.locator(self.selector)

    @property
    def ghost(self) -> Locator:
        return self.page.locator(".autocomplete-mirror:not([hidden]) .autocomplete-ghost")

    @property
    def listbox(self) -> Locator:
        return self.page.locator(".autocomplete-list:not([hidden])")

    async def text(self) -> str:
        """The field's text; a contenteditable keeps a space at its end as one that holds."""
        found: str = await self.field.evaluate(
            "field => (field.value ?? field.innerText).replaceAll('\\u00a0', ' ')"
        )
        return found

    async def expect_text(self, text: str) -> None:
        assert await self.text() == text

    async def expect_nothing(self) -> None:
        await expect(self.listbox).to_have_count(0)
        await expect(self.ghost).to_have_count(0)

    async def events(self, name: str) -> list[dict[str, Any]]:
        """The details of every ``autocomplete:name`` event that reached the document."""
        found: list[dict[str, Any]] = await self.page.evaluate(
            "name => window.heard.filter((each) => each.name === name).map((each) => each.detail)",
            name,
        )
        return found
