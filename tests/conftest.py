"""What all tests share: the real embedded model, the real browser, and an honest last word."""

from __future__ import annotations

import asyncio
import fcntl
import os
import threading
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import pytest_asyncio
from django.conf import settings
from hypothesis import settings as hypothesis_settings

from autocomplete.language_model import probing
from autocomplete.language_model.client import HttpLanguageModel
from autocomplete.language_model.embedded import EmbeddedServer
from autocomplete.language_model.weights import DEFAULT
from autocomplete.management.progress_bar import fetch_with_progress_bar
from autocomplete.static_files import StaticFilesMiddleware, collect_if_changed
from tests.chromium import HOW_TO_GET_IT, chromium
from tests.postgresql import PostgresqlServer, running_postgresql

# How long an example takes says more about the machine's other work than about the code.
hypothesis_settings.register_profile("project", deadline=None)
hypothesis_settings.load_profile("project")

STRICT = os.environ.get("AUTOCOMPLETE_TEST_STRICT") == "1"


@pytest.fixture(scope="session", autouse=True)
def collected_static_files() -> None:
    """Pages name static files by their hashes, as in production."""
    # `make test-fast` runs several processes, which begin together.
    settings.DATA_FOLDER.mkdir(parents=True, exist_ok=True)
    with (settings.DATA_FOLDER / "static.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        collect_if_changed()


@pytest.fixture(scope="session", autouse=True)
def static_files_looked_at_once(collected_static_files: None) -> Iterator[None]:
    """Each test client has middleware of its own, which looks at 400 files: a third of a second."""
    look = StaticFilesMiddleware.update_files_dictionary
    found: dict[tuple[str, str], dict[str, Any]] = {}

    def look_once(middleware: Any, root: str, prefix: str) -> None:
        if (root, prefix) not in found:
            look(middleware, root, prefix)
            found[root, prefix] = dict(middleware.files)
        middleware.files.update(found[root, prefix])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesMiddleware, "update_files_dictionary", look_once)
        yield


@pytest.fixture(autouse=True)
def nothing_published_outlives_its_test() -> Iterator[None]:
    """What the process has read of a test's rows is in memory, which no rolled back row empties.

    Tests run in random order: one that leaves a profile behind fails another one now and then.
    """
    # Django is set up only after the conftest files are read.
    from autocomplete.access.site_directory import directory
    from autocomplete.phrases.history_counts import history_counts
    from autocomplete.phrases.phrases_in_use import phrases_in_use
    from autocomplete.publishing.published import published

    with pytest.MonkeyPatch.context() as patch:
        for held in (published, phrases_in_use):
            patch.setattr(held, "_reading", held._reading)
        yield
    directory.forget()
    history_counts.forget()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresqlServer]:
    """A real PostgreSQL with an empty database, once for all tests."""
    # Not below pytest's own folder, which only its user may enter: the server has another one.
    with TemporaryDirectory() as folder, running_postgresql(Path(folder)) as server:
        yield server


@pytest.fixture(scope="session")
def weights_file() -> Path:
    """The real weights, fetched into the data folder if they are not there; for ``model`` tests."""
    return fetch_with_progress_bar(DEFAULT, settings.DATA_FOLDER)


@pytest.fixture(scope="session")
def embedded_model(weights_file: Path) -> Iterator[EmbeddedServer]:
    """The real model on its real server, once for all tests; for those marked ``model``."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="embedded model")
    thread.start()
    server = EmbeddedServer(weights_file, name=DEFAULT.name)
    try:
        asyncio.run_coroutine_threadsafe(server.start(), loop).result()
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(server.stop(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest_asyncio.fixture
async def real_model(embedded_model: EmbeddedServer) -> AsyncIterator[HttpLanguageModel]:
    """A client of the real model, with all of its lanes."""
    model = HttpLanguageModel(
        embedded_model.base_url,
        api_key=embedded_model.api_key,
        model=embedded_model.name,
        timeout_s=60,
        lanes=embedded_model.lanes,
    )
    yield model
    await model.aclose()


@pytest.fixture
def whole_vocabulary(monkeypatch: pytest.MonkeyPatch) -> int:
    """Have llama.cpp asked for as many alternatives as the real model has tokens."""
    tokens = 49_152
    monkeypatch.setattr(probing, "LLAMA_CPP_ALTERNATIVES", tokens)
    return tokens


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The system's Chromium; for tests marked ``browser``."""
    path = chromium()
    if path is None:
        pytest.skip(HOW_TO_GET_IT)
    return path


# What starts sites and servers in processes of its own takes seconds a test.
SERVICES = {"cluster", "redis", "postgresql"}
FOLDERS_OF_SERVICES = {"faults", "serving", "shipping"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if (
            SERVICES & set(getattr(item, "fixturenames", ()))
            or item.path.parent.name in FOLDERS_OF_SERVICES
        ):
            item.add_marker("services")
    if chromium() is None:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=HOW_TO_GET_IT))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(
        report.longrepr[2].removeprefix("Skipped: ")
        for report in skipped
        if isinstance(report.longrepr, tuple)
    )
    terminalreporter.section("not run")
    for reason, number in reasons.items():
        terminalreporter.line(f"{number} tests, because {reason}.")
    if not skipped:
        terminalreporter.line("Nothing was skipped.")
    elif STRICT:
        terminalreporter.line("AUTOCOMPLETE_TEST_STRICT is 1, so that counts as failing.")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if STRICT and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
