"""A log line is for people, or one JSON object, as the operator chooses."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings

from autocomplete.logs.formats import JsonLines, TextLines


def record(message: str = "%s began", **fields: object) -> logging.LogRecord:
    made = logging.LogRecord(
        "autocomplete.live", logging.WARNING, "somewhere.py", 1, message, ("It",), None
    )
    vars(made).update(fields)
    return made


def test_a_line_for_people_ends_with_the_request() -> None:
    line = TextLines().format(record(request_id="abcd1234"))
    assert line.endswith(" WARNING autocomplete.live: It began [request abcd1234]")


def test_a_line_of_no_request_names_none() -> None:
    line = TextLines().format(record(request_id=None))
    assert line.endswith(" WARNING autocomplete.live: It began")


def test_a_json_line_has_the_same_fields_always() -> None:
    line = JsonLines().format(record(request_id=None))
    fields = json.loads(line)
    assert "\n" not in line
    assert datetime.fromisoformat(fields.pop("time")).tzname() == "UTC"
    assert fields == {
        "level": "WARNING",
        "logger": "autocomplete.live",
        "message": "It began",
        "request_id": None,
    }


def test_what_a_caller_adds_is_a_field_of_its_own() -> None:
    fields = json.loads(JsonLines().format(record(request_id="abcd1234", status=404)))
    assert (fields["request_id"], fields["status"]) == ("abcd1234", 404)


def test_a_line_break_in_a_message_does_not_end_a_json_line() -> None:
    line = JsonLines().format(record("%s\n{}", request_id=None))
    assert "\n" not in line
    assert json.loads(line)["message"] == "It\n{}"


def test_a_traceback_stays_in_its_line() -> None:
    try:
        raise ValueError("no")
    except ValueError:
        failed = record(request_id=None)
        failed.exc_info = sys.exc_info()
    line = JsonLines().format(failed)
    assert "\n" not in line
    assert "ValueError: no" in json.loads(line)["exc_info"]


WARN = (
    "import django; django.setup(); import logging;"
    " logging.getLogger('autocomplete').warning('Words');"
    " [logging.getLogger(name).info('GET /?token=secret') for name in"
    " ('uvicorn.access', 'uvicorn.error')]"
)
# As `uvicorn autocomplete.asgi:application` sets its own loggers up before it loads the site.
UVICORN = (
    "import logging.config, uvicorn.config;"
    " logging.config.dictConfig(uvicorn.config.LOGGING_CONFIG);"
)


@pytest.mark.services
@pytest.mark.parametrize("log_format", ["text", "json"])
def test_a_process_writes_as_the_setting_says_and_no_query_of_uvicorns(
    tmp_path: Path, log_format: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", UVICORN + WARN],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "AUTOCOMPLETE_DATA": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "autocomplete.settings",
            "LOG_FORMAT": log_format,
        },
        capture_output=True,
        text=True,
        check=True,
    )
    [line] = done.stderr.splitlines()
    assert done.stdout == ""
    if log_format == "json":
        assert json.loads(line)["message"] == "Words"
    else:
        assert line.endswith("WARNING autocomplete: Words")
