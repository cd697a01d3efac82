"""What the page of a profile needs for its bench."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from autocomplete.admin.operator import operator
from autocomplete.bench.choices import Choice, profile_choices, site_choices
from autocomplete.bench.setup import may_tune
from autocomplete.inspection import DEGREES, Degree
from autocomplete.models import ProfileDraft


@dataclass(frozen=True, slots=True)
class Bench:
    """``draft`` is the number of the row, None on the page of a new one. ``tunes``: whether the
    form on the page is what is typed with; else that is what is saved."""

    draft: int | None
    tunes: bool
    profiles: list[Choice]
    sites: list[Choice]
    degrees: tuple[Degree, ...] = DEGREES


def bench(request: HttpRequest, draft: ProfileDraft | None) -> Bench:
    user = operator(request)
    number = draft.pk if draft is not None else None
    sees_sites = user.has_perm("autocomplete.view_site")
    return Bench(
        number, may_tune(user, number), profile_choices(), site_choices() if sees_sites else []
    )
