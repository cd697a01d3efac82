"""A browser, the site with a scripted socket, and a desk to type at."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager
from typing import Any, Protocol

import pytest
import pytest_asyncio
from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application
from django.test import override_settings
from playwright.async_api import Browser, async_playwright

from autocomplete.language_model.embedded import EmbeddedServer
from tests.browser.desk import Desk
from tests.browser.host_site import HostDesk, HostSite
from tests.browser.scripted import ScriptedSocket
from tests.browser.serving import served


# One event loop for all tests of this folder: a browser belongs to the loop it was started in, and
# starting one for each test would take longer than the tests.
@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium_path: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        # Chromium refuses to run as root inside its sandbox, and build machines are root.
        browser = await playwright.chromium.launch(
            executable_path=chromium_path, args=["--no-sandbox"]
        )
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
def site_address(embedded_model: EmbeddedServer, collected_static_files: None) -> Iterator[str]:
    """The whole site with the real embedded model; for tests marked ``model``."""
    from autocomplete.asgi import application

    with ExitStack() as stack:
        with override_settings(
            MODEL_URL=embedded_model.base_url,
            MODEL_API_KEY=embedded_model.api_key,
            MODEL_NAME=embedded_model.name,
            MODEL_LANES=embedded_model.lanes,
        ):
            address = stack.enter_context(served(application, lifespan="on"))
        yield address


@pytest.fixture(scope="session")
def _scripted(collected_static_files: None) -> Iterator[tuple[str, ScriptedSocket]]:
    pages = get_asgi_application()
    socket = ScriptedSocket()
    with served(ProtocolTypeRouter({"http": pages, "websocket": socket})) as address:
        yield address, socket


@pytest.fixture
def socket(_scripted: tuple[str, ScriptedSocket]) -> ScriptedSocket:
    """The stand-in behind ``desk``, as new."""
    _, socket = _scripted
    socket.reset()
    return socket


@pytest.fixture
def scripted_address(_scripted: tuple[str, ScriptedSocket], socket: ScriptedSocket) -> str:
    """The typing page with the stand-in for its socket."""
    return _scripted[0]


class OpenDesk(Protocol):
    def __call__(
        self, address: str, *, ready: bool = True, **context: Any
    ) -> AbstractAsyncContextManager[Desk]: ...


@pytest.fixture
def open_desk(browser: Browser) -> OpenDesk:
    """Open pages in contexts of chosen properties; a complaint of the browser's is a failure."""

    @asynccontextmanager
    async def opened(address: str, *, ready: bool = True, **context: Any) -> AsyncIterator[Desk]:
        async with await browser.new_context(**context) as fresh:
            desk = Desk(await fresh.new_page())
            await desk.open(address, ready=ready)
            yield desk
            # Closing the page aborts what is still under way, of which htmx would complain.
            complaints = list(desk.complaints)
        assert complaints == []

    return opened


@pytest_asyncio.fixture(loop_scope="session")
async def desk(open_desk: OpenDesk, scripted_address: str) -> AsyncIterator[Desk]:
    """The typing page, connected to the scripted socket."""
    async with open_desk(scripted_address) as desk:
        yield desk


@pytest.fixture(scope="session")
def _host(_scripted: tuple[str, ScriptedSocket]) -> Iterator[tuple[str, HostSite]]:
    site = HostSite(widget=_scripted[0])
    with served(site) as address:
        yield address, site


@pytest.fixture
def host(_host: tuple[str, HostSite]) -> HostSite:
    """The other site, as new."""
    _, site = _host
    site.reset()
    return site


class OpenHost(Protocol):
    def __call__(
        self, selector: str = "#note", *, ready: bool = True, **context: Any
    ) -> AbstractAsyncContextManager[HostDesk]: ...


@pytest.fixture
def open_host(
    browser: Browser, _host: tuple[str, HostSite], host: HostSite, socket: ScriptedSocket
) -> OpenHost:
    """Open the other site's page and click into a field; a complaint is a failure here too."""

    @asynccontextmanager
    async def opened(
        selector: str = "#note", *, ready: bool = True, **context: Any
    ) -> AsyncIterator[HostDesk]:
        async with await browser.new_context(**context) as fresh:
            desk = HostDesk(await fresh.new_page(), selector=selector)
            await desk.open(_host[0], ready=ready)
            yield desk
            complaints = list(desk.complaints)
        assert complaints == []

    return opened
