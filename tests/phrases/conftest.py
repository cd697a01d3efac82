from __future__ import annotations

from collections.abc import Iterator

import pytest

from autocomplete.phrases.history_counts import history_counts
from autocomplete.phrases.phrases_in_use import PhrasesInUse, phrases_in_use


@pytest.fixture
def forgotten_phrases() -> Iterator[None]:
    """What a test has had this process keep is nothing to the next one."""
    yield
    phrases_in_use._reading = PhrasesInUse()._reading
    history_counts.forget()
