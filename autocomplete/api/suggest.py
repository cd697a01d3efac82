"""``POST /api/v1/suggest``: an input in, the last frame for it out."""

from __future__ import annotations

from django.http import HttpResponse

from autocomplete.access.admission import Admission
from autocomplete.api import problem
from autocomplete.api.endpoint import endpoint
from autocomplete.live import frames
from autocomplete.live.limits import DEFAULT_LIMITS
from autocomplete.live.one_answer import last_frame


@endpoint
async def suggest(body: str, admission: Admission) -> HttpResponse:
    """Answer with the final ``suggestions`` frame, or an ``error`` with a fitting status."""
    frame = frames.decode(body, max_bytes=DEFAULT_LIMITS.max_frame_bytes)
    if not isinstance(frame, frames.Input):
        return problem.problem("bad_frame", "Only frames of type input are answered here.")
    answer = await last_frame(frame, admission, DEFAULT_LIMITS)
    if isinstance(answer, frames.Error):
        return problem.of_error(answer)
    return HttpResponse(frames.encode(answer), content_type="application/json")
