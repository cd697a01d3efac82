"""How a log line looks: for people who read a terminal, or as JSON for what collects logs."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from autocomplete.logs.request_id import current_request_id


class RequestIdFilter(logging.Filter):
    """Lets every record through, with the id of the request that it is about, or None."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id()
        return True


class TextLines(logging.Formatter):
    """``2026-11-24 09:30:00,123 WARNING autocomplete.live: words [request abc]``."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name}: {message}", style="{")

    def formatMessage(self, record: logging.LogRecord) -> str:
        line = super().formatMessage(record)
        request_id = getattr(record, "request_id", None)
        return f"{line} [request {request_id}]" if request_id else line


class JsonLines(JsonFormatter):
    """One JSON object a line: ``time`` (UTC), ``level``, ``logger``, ``message``, ``request_id``.

    Fields that a caller names by ``extra`` follow, and ``exc_info`` where there is a traceback.
    """

    def __init__(self) -> None:
        super().__init__(
            "{message}{request_id}", style="{", json_ensure_ascii=False, timestamp=False
        )

    def add_fields(
        self,
        log_data: dict[str, Any],
        record: logging.LogRecord,
        message_dict: Mapping[str, Any],
    ) -> None:
        log_data["time"] = datetime.fromtimestamp(record.created, UTC).isoformat()
        log_data["level"] = record.levelname
        log_data["logger"] = record.name
        super().add_fields(log_data, record, dict(message_dict))
