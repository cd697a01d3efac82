"""For those who watch over the site: is it alive, and is it ready to answer?"""

from __future__ import annotations

import asyncio

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from autocomplete.language_model.errors import ModelError, ModelTimeout, UnusableAnswer
from autocomplete.model_pool.shared_model import SharedModel, shared_models
from autocomplete.publishing.reading import in_thread

OK = "ok"
# A database that hangs must not hold up whoever asks, who would take the site for dead.
DATABASE_SECONDS = 3.0


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer as long as the process does, whatever else is down: restart it when this fails."""
    return JsonResponse({"alive": True})


@require_safe
@never_cache
async def readyz(request: HttpRequest) -> JsonResponse:
    """Tell whether the database is reached and a model answers; 503 where not.

    ``database`` and each of ``models`` is "ok" or says what is wrong; the details are in the log.
    One model of several is enough.
    """
    database, models = await asyncio.gather(_database(), _models())
    ready = database == OK and OK in models.values()
    state = {"ready": ready, "database": database, "models": models}
    return JsonResponse(state, status=200 if ready else 503)


async def _database() -> str:
    try:
        async with asyncio.timeout(DATABASE_SECONDS):
            await in_thread(_ask_database)
    except TimeoutError:
        return "does not answer in time"
    except DatabaseError:
        return "cannot be reached"
    return OK


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


async def _models() -> dict[str, str]:
    try:
        models = list(shared_models())
    except ImproperlyConfigured:
        return {}
    states = await asyncio.gather(*map(state_of, models))
    return {shared.endpoint.name: state for shared, state in zip(models, states, strict=True)}


async def state_of(shared: SharedModel) -> str:
    """Say whether a model answers, by its latest request or by one token asked for now."""
    try:
        await shared.check()
    except ModelError as error:
        shared.note_failure(error)
        if isinstance(error, ModelTimeout):
            return "does not answer in time"
        if isinstance(error, UnusableAnswer):
            return "sends no log-probabilities that can be ranked"
        return "does not answer"
    shared.note_answer()
    return OK
