"""Fetches the weights of an embedded model into the data folder."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from autocomplete.language_model import terms
from autocomplete.language_model.weights import CATALOGUE, DEFAULT, Weights, WeightsError
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
            accepted = options["accept_terms"] or _asked_to_accept(weights)
            path = fetch_with_progress_bar(weights, settings.DATA_FOLDER, terms_accepted=accepted)
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


def _asked_to_accept(weights: Weights) -> bool:
    """Ask whoever sits at a terminal; without one, terms are accepted by the option only."""
    known = not weights.terms or terms.accepted(weights.path(settings.DATA_FOLDER), weights.terms)
    if known or not sys.stdin.isatty():
        return False
    print(f"{weights.name} may be used only under the {weights.licence}: {weights.terms}")
    return input("Have you read these terms, and do you accept them? [yes/no] ").strip() == "yes"
