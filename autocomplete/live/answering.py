"""Turns searches into frames and their failures into ``error`` frames; looks ahead in silence."""

from __future__ import annotations

import logging
import traceback
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Protocol

from autocomplete.language_model.errors import ModelError, ModelTimeout
from autocomplete.live import frames
from autocomplete.live.session import TypingSession
from autocomplete.model_pool.shared_model import SharedModel
from autocomplete.ranking.suggestions import SuggestionList

logger = logging.getLogger(__name__)

RETRY_AFTER_MS = 1_000


class Sink(Protocol):
    """Where frames go."""

    def put(self, frame: frames.ServerFrame) -> None: ...


async def answer(
    id: int, lists: AsyncGenerator[SuggestionList], sink: Sink, shared: SharedModel
) -> None:
    """Send every list of the search for the input ``id``.

    What clients read about a failure is the same for all causes: the details name the operator's
    settings and belong in the log.
    """
    try:
        async with aclosing(lists):
            seq = 0
            async for found in lists:
                sink.put(frames.suggestions(id, seq, found))
                seq += 1
                # Behind the first one, requests may have gone to larger models alone.
                if found.stats.model_requests and len(found.stats.route) == 1:
                    shared.note_answer()
    except ModelError as error:
        shared.note_failure(error)
        sink.put(model_failure(id, error))
    except Exception as error:
        _log_fault("A search", error)
        sink.put(_unavailable(id, None))


async def explore_ahead(session: TypingSession, shared: SharedModel) -> None:
    """Have the session look ahead of its last final list; no client is told how that went."""
    try:
        await session.explore_ahead()
    except ModelError as error:
        shared.note_failure(error)
    except Exception as error:
        _log_fault("Exploring ahead", error)


def _log_fault(work: str, error: Exception) -> None:
    """Log where an unexpected error happened: its message and locals may hold what was typed."""
    where = "".join(traceback.format_tb(error.__traceback__))
    logger.error("%s failed with %s at\n%s", work, type(error).__qualname__, where)


def model_failure(id: int | None, error: ModelError) -> frames.Error:
    """What a client reads of a model that failed: nothing of the cause."""
    if not isinstance(error, ModelTimeout):
        return _unavailable(id, error.retry_after_ms)
    return frames.Error(
        id=id,
        code="model_timeout",
        message="The language model took too long; go on typing to ask it again.",
        retry_after_ms=RETRY_AFTER_MS if error.retry_after_ms is None else error.retry_after_ms,
    )


def _unavailable(id: int | None, retry_after_ms: int | None) -> frames.Error:
    return frames.Error(
        id=id,
        code="model_unavailable",
        message="The language model cannot answer right now; ask again after the pause.",
        retry_after_ms=RETRY_AFTER_MS if retry_after_ms is None else retry_after_ms,
    )
