"""What questions about a whole text have in common: their body, their cost and their answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import msgspec
from django.http import HttpResponse

from autocomplete.access.admission import Admission
from autocomplete.api import problem
from autocomplete.language_model.errors import ModelError
from autocomplete.limits.allowance import Allowance
from autocomplete.limits.limits_in_use import limit_store
from autocomplete.live.answering import model_failure
from autocomplete.live.frames import BadFrame, without_half_pairs
from autocomplete.live.judging import Judges, judges
from autocomplete.publishing.published import published

Body = TypeVar("Body")


def decoded(body: str, type: type[Body]) -> Body:
    """Read a body as strictly as a frame. Raises BadFrame."""
    try:
        return msgspec.json.decode(without_half_pairs(body), type=type)
    except msgspec.ValidationError as error:
        raise BadFrame(f"The body does not follow the description: {str(error)[:200]}.") from None
    except (msgspec.DecodeError, RecursionError):
        raise BadFrame("The body is not JSON: send one JSON object, in UTF-8.") from None


async def judged(admission: Admission, judge: Callable[[Judges], Awaitable[Any]]) -> HttpResponse:
    """Answer with what ``judge`` finds; it counts as one input of the client."""
    profile = published.profiles.get(admission.site.profile)
    if profile is None:
        return problem.problem("unknown_profile", "The site's profile is gone: choose another.")
    allowance = Allowance(limit_store(), admission.share)
    refused = await allowance.refused(None)
    if refused is not None:
        return problem.of_error(refused)
    try:
        async with judges(profile, allowance) as asked:
            found = await judge(asked)
    except ModelError as error:
        return problem.of_error(model_failure(None, error))
    return HttpResponse(msgspec.json.encode(found), content_type="application/json")
