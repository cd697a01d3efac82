"""Which loggers write what, as Django's settings want it."""

from __future__ import annotations

from typing import Any


def logging_configuration(log_format: str) -> dict[str, Any]:
    """Lines of this format, ``text`` or ``json``, to standard error.

    What a person typed never reaches a log: the libraries below write messages, addresses or
    queries at their lower levels, so they stay at WARNING whatever the rest is set to.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "text": {"()": "autocomplete.logs.formats.TextLines"},
            "json": {"()": "autocomplete.logs.formats.JsonLines"},
        },
        "filters": {"request_id": {"()": "autocomplete.logs.formats.RequestIdFilter"}},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": log_format,
                "filters": ["request_id"],
            }
        },
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "autocomplete": {"level": "INFO"},
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            # Anybody can send what is refused: a line for each would fill the log.
            "django.request": {"level": "ERROR"},
            "django.security.csrf": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            **{
                name: {"level": "WARNING"}
                for name in ("asyncio", "channels", "httpcore", "httpx", "uvicorn", "websockets")
            },
            # Under uvicorn's own command line these two have levels of their own, and write
            # addresses with their queries, which hold keys and tokens.
            **{
                name: {"handlers": [], "level": "WARNING", "propagate": True}
                for name in ("uvicorn.access", "uvicorn.error")
            },
        },
    }
