from __future__ import annotations

import gzip

from django.conf import settings

BUDGET_BYTES = 12_000


def test_the_client_stays_small_enough_to_be_embedded() -> None:
    """All modules with their comments, and the style sheet: no build step makes them smaller."""
    folder = settings.BASE_DIR / "static" / "autocomplete"
    files = [path.read_bytes() for path in sorted(folder.iterdir())]

    assert len(files) > 5
    assert len(gzip.compress(b"".join(files))) <= BUDGET_BYTES
