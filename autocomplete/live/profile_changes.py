"""Has every process know what was published, and the models that operators add, within a second."""

from __future__ import annotations

from autocomplete.live.announcements import Announcements
from autocomplete.live.published import published
from autocomplete.live.shared_model import shared_models


async def _refresh(_: int | None) -> None:
    await published.refresh()
    shared_models().replace_added(published.models)


profile_changes = Announcements("profiles", _refresh)
