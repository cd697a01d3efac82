"""Makes the draft of a new profile from what tuning found."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from autocomplete.evaluation.tuning import Tuned
from autocomplete.evaluation.tuning_report import changes, verdict
from autocomplete.models import ProfileDraft
from autocomplete.publishing.profile_values import values_of

MOST_NOTE = ProfileDraft._meta.get_field("note").max_length


def check_new_slug(slug: str) -> None:
    """Raise ValidationError for what cannot be a new profile's name."""
    ProfileDraft._meta.get_field("slug").run_validators(slug)
    if ProfileDraft.objects.filter(slug=slug).exists():
        raise ValidationError(f"There is a profile {slug} already: choose another name.")


def draft_of(tuned: Tuned, slug: str, *, by: User | None) -> ProfileDraft | None:
    """Keep the best as the draft ``slug``, with a note; None where nothing beats the start.

    Raises ValidationError for a name that cannot be used.
    """
    start = tuned.trials[0]
    if tuned.best is None or tuned.best == start:
        return None
    check_new_slug(slug)
    note = f"Tuned from {start.profile.slug}: {changes(start, tuned.best)}. {verdict(tuned)}"
    draft = ProfileDraft(
        slug=slug, values=values_of(tuned.best.profile), note=note[:MOST_NOTE], changed_by=by
    )
    draft.full_clean()
    draft.save()
    return draft
