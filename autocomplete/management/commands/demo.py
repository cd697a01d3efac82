"""Runs the site and, on another port, pages of a made-up customer; `make demo` calls this."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from autocomplete.demo.demo_site import demo_key
from autocomplete.demo.host import DemoHost
from autocomplete.first_suggestion import public_name
from autocomplete.management.argument_types import whole


class Command(BaseCommand):
    help = (
        "Run the site as `serve` does and, on the next port, pages of another origin that embed"
        " the widget. The demo's site and key are made in the database. Not for production."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--demo-port",
            type=whole(1, 65_535),
            default=settings.PORT % 65_535 + 1,
            help="where the pages of the other origin are (default: the site's port and one)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        name, port = public_name(settings.HOST), options["demo_port"]
        try:
            host = DemoHost(name, port)
        except OSError as error:
            raise CommandError(
                f"Port {port} on {name} cannot be taken ({error.strerror}):"
                " choose another with --demo-port."
            ) from error
        with host:
            call_command("migrate", interactive=False, verbosity=0)
            host.embed(f"http://{name}:{settings.PORT}", demo_key(host.address))
            with host.running():
                self.stdout.write(
                    f"The demo is at {host.address}/ as soon as the site is ready, too."
                )
                self.stdout.flush()
                call_command("serve", stdout=self.stdout, stderr=self.stderr)
