"""Markup, control characters and reversals that a model answers are text, or are not shown."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from autocomplete.inspection import inspect
from autocomplete.ranking.candidates import UNSUITABLE
from tests.live.site import Client, Site
from tests.live.stand_in_model import StandInModel
from tests.sites.customers import changed, customer, opened

IMAGE = " <img src=x onerror=alert(1)>"
HOSTILE = {
    IMAGE: 0.3,
    " \u202etxet desrever": 0.2,
    " \x1b[2Jcleared": 0.1,
    " tag\u2066ged": 0.1,
    " nul\x00l": 0.05,
    " line\u2028ends": 0.05,
    " plain": 0.05,
}


@pytest.mark.asyncio(loop_scope="package")
async def test_markup_comes_as_text_and_what_changes_the_page_does_not_come(
    server: Site, stand_in: StandInModel
) -> None:
    stand_in.probabilities = HOSTILE
    keys = []
    await changed(lambda: keys.append(customer()))
    async with opened(server, keys[0]) as client:
        items = await said(client)
    shown = [item["text"] for item in items]
    assert any("<img" in text for text in shown)
    assert [text for text in shown if UNSUITABLE.search(text)] == []


async def said(client: Client) -> list[dict[str, Any]]:
    await client.input(1, "I have", force=True)
    found: list[dict[str, Any]] = (await client.final(1))["items"]
    return found


def test_the_panel_escapes_what_a_frame_holds() -> None:
    item = {
        "text": IMAGE, "logprob": -1.0, "prob": 0.4, "score": -1.0, "boundary": "word",
        "tokens": [{"text": IMAGE, "logprob": -1.0}], "model": IMAGE, "source": "model",
    }  # fmt: skip
    stats = {
        "ms": 1.0, "model_ms": 1.0, "evaluated_tokens": 1, "model_requests": 1, "reused": False,
        "route": [IMAGE], "covered": 0.9, "gate": None,
    }  # fmt: skip
    frame = {
        "type": "suggestions", "id": 1, "seq": 0, "final": True, "items": [item], "stats": stats,
    }  # fmt: skip
    page = render_to_string("inspection.html", {"inspection": inspect(json.dumps(frame))})
    assert "onerror" in page
    assert "<img" not in page


# What turns text into a page, or into a program.
TURNS_INTO_MARKUP = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser"
    r"|createContextualFragment|srcdoc"
)
UNESCAPED = re.compile(r"\|\s*safe\b|autoescape\s+off|\bmark_safe\(|\bSafeString\((?!\"\"\))")
# Puts our own style sheets into reports that are one file.
STYLES = "report_style.py"


def sources(folder: str, *endings: str) -> list[Path]:
    found = [
        path for path in (settings.BASE_DIR / folder).rglob("*.*") if path.suffix in set(endings)
    ]
    assert found, folder
    return found


@pytest.mark.parametrize("folder", ["static/page", "widget/src"])
def test_no_script_of_ours_makes_markup_of_text(folder: str) -> None:
    for path in sources(folder, ".js"):
        assert TURNS_INTO_MARKUP.search(path.read_text(encoding="utf-8")) is None, path


def test_nothing_that_pages_show_is_taken_for_safe_as_it_is() -> None:
    for path in [*sources("templates", ".html", ".svg"), *sources("autocomplete", ".py")]:
        unescaped = UNESCAPED.search(path.read_text(encoding="utf-8"))
        assert unescaped is None or path.name == STYLES, path
