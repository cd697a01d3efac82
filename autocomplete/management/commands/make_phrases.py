"""Makes up a list of phrases, and texts that use it, for measuring."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from autocomplete.management.argument_types import file_to_write, whole
from autocomplete.phrases.made_up import made_up
from autocomplete.phrases.phrase_file import as_csv


class Command(BaseCommand):
    help = (
        "Make up a shop's products and stock sentences, as a CSV file of phrases, and texts that"
        " use them, for `manage.py evaluate TEXTS --phrases PHRASES`. The same numbers give the"
        " same files."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("phrases", type=file_to_write, metavar="PHRASES.csv")
        parser.add_argument("texts", type=file_to_write, metavar="TEXTS.jsonl")
        parser.add_argument("--entries", type=whole(20, 100_000), default=10_000, metavar="N")
        parser.add_argument("--texts", dest="count", type=whole(1), default=20, metavar="N")
        parser.add_argument("--seed", type=whole(0, 2**32 - 1), default=0)

    def handle(self, *args: Any, **options: Any) -> None:
        made = made_up(options["entries"], options["count"], options["seed"])
        lines = "".join(json.dumps({"text": text}) + "\n" for text in made.texts)
        try:
            options["phrases"].write_text(as_csv(made.phrases), encoding="utf-8")
            options["texts"].write_text(lines, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be written ({error.strerror}).") from error
        self.stdout.write(f"{len(made.phrases)} phrases and {len(made.texts)} texts were written.")
