from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from django.test import Client

from autocomplete.keyboard import SITUATIONS, Binding

KEYS = Path(settings.BASE_DIR) / "widget" / "src" / "keys.js"


def real_map() -> dict[str, tuple[str, ...]]:
    """The widget's own keys, action by action."""
    source = re.search(r"const DEFAULTS = \{(.*?)\n\};", KEYS.read_text(encoding="utf-8"), re.S)
    assert source
    rows = re.findall(r"^  (\w+): \[(.*)\],$", source[1], re.M)
    return {action: tuple(re.findall(r'"([^"]+)"', chords)) for action, chords in rows}


def test_the_help_lists_every_key_of_the_widget_and_no_other() -> None:
    listed = {
        binding.action: binding.chords for situation in SITUATIONS for binding in situation.bindings
    }

    assert listed == real_map()
    assert len(listed) > 10


def test_keys_are_called_as_on_the_keyboard_and_each_chord_once() -> None:
    assert Binding("next", ("Alt+BracketRight", "Alt+]"), "").labels == (("Alt", "]"),)
    assert Binding("pick", ("Alt+Digit",), "").labels == (("Alt", "1–9"),)


def test_the_page_shows_each_effect(client: Client) -> None:
    response = client.get("/keys/")
    page = response.content.decode()

    assert response.status_code == 200
    assert "default-src 'none'" in response["Content-Security-Policy"]
    for situation in SITUATIONS:
        assert situation.title in page
        for binding in situation.bindings:
            assert binding.effect in page
