"""``POST /api/v1/classify``: which of the site's categories a text belongs to."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpResponse
from msgspec import Meta, Struct

from autocomplete.access.admission import Admission
from autocomplete.api import problem
from autocomplete.api.endpoint import endpoint
from autocomplete.api.judging import decoded, judged
from autocomplete.judging.categories import Share
from autocomplete.live.judging import Judges, classifier
from autocomplete.live.limits import DEFAULT_LIMITS
from autocomplete.live.typed_characters import without_controls


class ClassifyInput(Struct, frozen=True):
    """A text to classify, such as an e-mail that is to be answered."""

    text: Annotated[str, Meta(max_length=DEFAULT_LIMITS.max_context, pattern=r"\S")]


class Classification(Struct, frozen=True):
    """Where a text belongs, and how sure that is.

    ``probability`` (0 to 1) is the category's among those of the site, ``margin`` how far it is
    ahead of the next one; ``categories`` has them all, likeliest first. ``profile`` is the slug of
    the profile that ranks replies to such texts. ``route`` names the models asked; the last one
    decided.
    """

    category: str
    profile: str
    probability: float
    margin: float
    categories: tuple[Share, ...]
    route: tuple[str, ...]


@endpoint
async def classify(body: str, admission: Admission) -> HttpResponse:
    """Answer with a ``Classification``, or an ``error`` with a fitting status."""
    text = without_controls(decoded(body, ClassifyInput).text)
    scheme = admission.site.scheme
    if scheme is None:
        return problem.problem(
            "no_categories", "The site has no categories to choose from: add two or more."
        )

    async def classified(judges: Judges) -> Classification:
        found = await classifier(scheme).classify(judges.route, text, lane=judges.lane)
        decided = found.decided
        return Classification(
            category=decided.category,
            profile=scheme.profile(decided.category) or admission.site.profile,
            probability=decided.probability,
            margin=decided.margin,
            categories=decided.shares,
            route=tuple(one.model for one in found.verdicts),
        )

    return await judged(admission, classified)
