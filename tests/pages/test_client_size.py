from __future__ import annotations

import gzip

from autocomplete import widget

BUDGET_BYTES = 12_000


def test_the_script_with_its_styles_stays_small_enough_to_be_embedded() -> None:
    script = widget.source(widget.newest())

    assert b".autocomplete-ghost" in script
    assert len(gzip.compress(script)) <= BUDGET_BYTES
