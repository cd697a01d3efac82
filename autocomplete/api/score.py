"""``POST /api/v1/score``: how sure the model is of a text, token by token."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpResponse
from msgspec import Meta, Struct

from autocomplete.access.admission import Admission
from autocomplete.api import problem
from autocomplete.api.endpoint import endpoint
from autocomplete.api.judging import decoded, judged
from autocomplete.judging.score import Score, score
from autocomplete.live.judging import Judges
from autocomplete.live.limits import DEFAULT_LIMITS
from autocomplete.live.model_part import prompt_text
from autocomplete.live.typed_characters import without_controls

# Each of its tokens, some 200 in English, costs a request.
MOST_CHARACTERS = 1_000


class ScoreInput(Struct, frozen=True):
    """A text to score, and what it replies to."""

    text: Annotated[str, Meta(min_length=1, max_length=MOST_CHARACTERS)]
    context: Annotated[str, Meta(max_length=DEFAULT_LIMITS.max_context)] = ""


@endpoint
async def score_text(body: str, admission: Admission) -> HttpResponse:
    """Answer with a ``Score``, or an ``error`` with a fitting status."""
    asked = decoded(body, ScoreInput)
    text = without_controls(asked.text)
    if not text:
        return problem.problem("bad_frame", "The text holds nothing but control characters.")
    context = without_controls(asked.context)

    async def scored(judges: Judges) -> Score:
        before = prompt_text(judges.profile, context, "")
        return await score(judges.route[0], before, text, lane=judges.lane)

    return await judged(admission, scored)
