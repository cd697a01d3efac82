"""What operators have published, in memory, as every keystroke needs it."""

from __future__ import annotations

import logging
from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass

from autocomplete.model_pool.endpoints import Endpoint
from autocomplete.models import LanguageModelEntry, ProfileVersion
from autocomplete.publishing.reading import in_thread
from autocomplete.ranking.profile import PROFILES, Profile

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Reading:
    profiles: dict[str, Profile]
    models: tuple[Endpoint, ...]


class Published:
    """The profiles that may be typed with, by slug, and the models that operators have added.

    The built-in profiles need no row; a published one of the same slug takes their place.
    """

    def __init__(self) -> None:
        self._reading = _Reading({}, ())

    @property
    def profiles(self) -> Mapping[str, Profile]:
        return ChainMap(self._reading.profiles, PROFILES)

    @property
    def models(self) -> tuple[Endpoint, ...]:
        return self._reading.models

    async def refresh(self) -> None:
        """Have what the database has now. Raises DatabaseError."""
        self._reading = await in_thread(_read)


def _read() -> _Reading:
    profiles = {}
    for version in ProfileVersion.in_use():
        try:
            profiles[version.draft.slug] = version.profile
        except ValueError as error:
            logger.error("%s cannot be used: %s Publish another one.", version, error)
    return _Reading(profiles, tuple(entry.endpoint for entry in LanguageModelEntry.objects.all()))


published = Published()
