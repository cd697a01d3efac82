"""Runs the jobs that operators start in the admin: evaluations and tuning."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from autocomplete.jobs.worker import Worker

# What people type for comes first, also on the processor.
NICENESS = 10


class Command(BaseCommand):
    help = (
        "Work on evaluations and tuning runs, one after the other, until it is ended. `manage.py"
        " serve` runs one beside the site; run others where AUTOCOMPLETE_WORKER is 0. The model is"
        " the one of AUTOCOMPLETE_MODEL_URL, else an embedded one that starts with each job. A job"
        " whose worker ends is taken up again where it stood."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--beside-site",
            action="store_true",
            help="read the model to ask from standard input, and end with it; for `serve`",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["beside_site"]:
            self._take_model()
        os.nice(NICENESS)
        asyncio.run(_work(beside_site=options["beside_site"]))

    def _take_model(self) -> None:
        # The port and the key of an embedded server are drawn when the site starts. The key stands
        # neither on the command line nor in the environment, where others could read it.
        try:
            told = json.loads(sys.stdin.readline())
            settings.MODEL_URL = told["url"]
            settings.MODEL_API_KEY = told["api_key"]
            settings.MODEL_NAME = told["name"]
            settings.WORKER_LANE = told["lane"]
        except (ValueError, KeyError, TypeError) as error:
            raise CommandError(
                "--beside-site is for `manage.py serve`, which tells the model on standard input:"
                " run `manage.py work` without it."
            ) from error


async def _work(*, beside_site: bool) -> None:
    loop = asyncio.get_running_loop()
    working = asyncio.create_task(Worker().run())
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, working.cancel)
    if beside_site:
        # Standard input closes when the site is gone, however it ended.
        await loop.connect_read_pipe(lambda: _EndsWith(working), sys.stdin)
    with contextlib.suppress(asyncio.CancelledError):
        await working


class _EndsWith(asyncio.Protocol):
    def __init__(self, working: asyncio.Task[None]) -> None:
        self._working = working

    def eof_received(self) -> None:
        self._working.cancel()
