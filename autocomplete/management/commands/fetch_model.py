"""Fetches the weights of an embedded model into the data folder."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from autocomplete.language_model.weights import CATALOGUE, DEFAULT, WeightsError
from autocomplete.management.progress_bar import fetch_with_progress_bar


class Command(BaseCommand):
    help = "Fetch the weights of an embedded model, or check those that are there."
    # Fetching must work before anything else does.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "name",
            nargs="?",
            default=DEFAULT.name,
            choices=sorted(CATALOGUE),
            help="which model (default: %(default)s)",
        )
        parser.add_argument(
            "--accept-terms",
            action="store_true",
            help="say that you have read and accept the terms of weights that have some",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        weights = CATALOGUE[options["name"]]
        try:
            path = fetch_with_progress_bar(
                weights, settings.DATA_FOLDER, terms_accepted=options["accept_terms"]
            )
        except WeightsError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            raise CommandError(
                "Stopped. What was fetched is kept; the next run goes on from there.",
                returncode=130,
            ) from None
        self.stdout.write(
            f"{weights.name} is at {path} (licence: {weights.licence}, from {weights.about})."
        )
