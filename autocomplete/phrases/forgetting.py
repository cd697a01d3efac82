"""Deletes what a history has kept for longer than its site wants."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from autocomplete.models import PhraseHistory
from autocomplete.phrases import phrase_changes


def forget_old_phrases() -> int:
    """Delete the phrases that nobody typed for longer than their history's days; how many."""
    forgotten = 0
    for history in PhraseHistory.objects.all():
        oldest = timezone.now().date() - timedelta(days=history.days)
        with transaction.atomic():
            count, _ = history.entries.filter(last_used__lt=oldest).delete()
            if count:
                phrase_changes.history_changed(history.pk)
        forgotten += count
    return forgotten
