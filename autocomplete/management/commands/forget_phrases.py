"""Enforces for how long histories are kept."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from autocomplete.phrases.forgetting import forget_old_phrases


class Command(BaseCommand):
    help = "Delete the phrases of histories that were kept for their days. Run it daily."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Phrases forgotten: {forget_old_phrases()}.")
