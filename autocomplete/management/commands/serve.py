"""Runs the site with everything it needs; `make serve` calls this."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from autocomplete import serving
from autocomplete.administrator import first_administrator
from autocomplete.first_suggestion import public_name
from autocomplete.language_model.embedded import EmbeddedServer
from autocomplete.language_model.errors import ModelUnavailable
from autocomplete.language_model.weights import CATALOGUE, DEFAULT, Weights, WeightsError, checked
from autocomplete.management.progress_bar import fetch_with_progress_bar
from autocomplete.static_files import collect_if_changed


class Command(BaseCommand):
    help = "Run the site: fetch the weights if they are missing, migrate, start the model, serve."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._serve()
        except (WeightsError, ModelUnavailable, serving.CannotServe) as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            self._say("Stopped.")
        finally:
            # Only threads are left to wait for; one more Ctrl-C need not be polite, or show where.
            signal.signal(signal.SIGINT, signal.SIG_DFL)

    def _serve(self) -> None:
        with serving.listening_socket(settings.HOST, settings.PORT) as taken:
            embedded = serving.EmbeddedServers(
                None if settings.MODEL_URL else self._first(), self._larger()
            )
            call_command("migrate", interactive=False, verbosity=0)
            self._say_first_administrator()
            collect_if_changed()
            asyncio.run(serving.serve(taken, embedded, self._say))

    def _first(self) -> EmbeddedServer:
        # The worker has a lane of its own: it would read people's texts out of theirs.
        lanes = settings.MODEL_LANES + settings.WORKER
        return EmbeddedServer(self._file(DEFAULT), name=DEFAULT.name, lanes=lanes)

    def _larger(self) -> EmbeddedServer | None:
        if not settings.LARGER_MODEL:
            return None
        weights = CATALOGUE[settings.LARGER_MODEL]
        return EmbeddedServer(
            self._file(weights), name=weights.name, lanes=settings.LARGER_MODEL_LANES
        )

    def _file(self, weights: Weights) -> Path:
        # Weights with terms are not used before these are accepted, which fetching looks at first.
        if not weights.terms:
            if weights.path(settings.DATA_FOLDER).exists():
                return checked(weights, settings.DATA_FOLDER)
            self._say(
                f"Fetching {weights.name}: {weights.download_size / 1e6:.0f} MB,"
                f" licence {weights.licence}, from {weights.about}"
            )
        return fetch_with_progress_bar(weights, settings.DATA_FOLDER)

    def _say_first_administrator(self) -> None:
        if settings.PRODUCTION:
            # What is said there is kept in a journal, which others read.
            if not User.objects.exists():
                self._say("Nobody can sign in yet: run the command `createsuperuser`.")
            return
        made = first_administrator()
        if made is not None:
            # To the terminal and not by a logger, whose lines are kept and passed on.
            self._say(
                f"The admin is at http://{public_name(settings.HOST)}:{settings.PORT}/admin/:"
                f" sign in as {made.name} with the password {made.password}\n"
                "It is shown this once. Change it on that page, or with"
                f" `{sys.executable} manage.py changepassword {made.name}`."
            )

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()
