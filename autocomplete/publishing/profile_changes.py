"""Has every process know what was published, and the models that operators add, within a second."""

from __future__ import annotations

from autocomplete.model_pool.shared_model import shared_models
from autocomplete.publishing.announcements import Announcements
from autocomplete.publishing.published import published


async def _refresh(_: int | None) -> None:
    await published.refresh()
    shared_models().replace_added(published.models)


profile_changes = Announcements("profiles", _refresh)
