"""Has every process know of changed phrases before the next keystroke, and of deleted ones too."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from django.db import DatabaseError, transaction
from django.db.models import F

from autocomplete.models import PhraseHistory, PhraseList
from autocomplete.phrases.phrases_in_use import phrases_in_use
from autocomplete.publishing.announcements import Announcements

logger = logging.getLogger(__name__)

# A command that runs beside a site without Redis cannot announce anything to it.
LOOK_AGAIN_SECONDS = 10.0


async def _refresh(_: int | None) -> None:
    await phrases_in_use.refresh()


phrase_changes = Announcements("phrases", _refresh)


@asynccontextmanager
async def watched() -> AsyncIterator[None]:
    """Keep this process's phrases as the database has them, for as long as the context lasts."""
    async with phrase_changes.watched():
        looking = asyncio.create_task(_look_again())
        try:
            yield
        finally:
            looking.cancel()
            await asyncio.wait({looking})


async def _look_again() -> None:
    while True:
        await asyncio.sleep(LOOK_AGAIN_SECONDS)
        try:
            await phrases_in_use.refresh()
        except DatabaseError as error:
            logger.warning("Phrases could not be read again (%s).", type(error).__name__)


def changed(phrase_list: int) -> None:
    """Phrases of a list were added, changed or deleted: tell once that is committed."""
    PhraseList.objects.filter(pk=phrase_list).update(revision=F("revision") + 1)
    transaction.on_commit(lambda: phrase_changes.announce(phrase_list))


def history_changed(history: int) -> None:
    """What a history suggests has changed: tell once that is committed."""
    PhraseHistory.objects.filter(pk=history).update(revision=F("revision") + 1)
    transaction.on_commit(lambda: phrase_changes.announce(history))
