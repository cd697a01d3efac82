"""``/api/v1/phrases``: a site's own server reads, adds and deletes the site's phrases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, cast

import msgspec
from asgiref.sync import sync_to_async
from django.core.exceptions import RequestDataTooBig
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from msgspec import Meta, Struct

from autocomplete.access.admission import counted_address
from autocomplete.access.refusal import Refused
from autocomplete.api import problem
from autocomplete.api.judging import decoded
from autocomplete.live.frames import BadFrame
from autocomplete.models import PhraseList, PhraseToken, Site
from autocomplete.models.phrase_token import digest
from autocomplete.phrases.phrase_file import UnusablePhrases, weighted_text
from autocomplete.phrases.storing import remove, store

METHODS = "GET, POST, DELETE"
# As much as Django takes by itself.
LARGEST_BODY = 2 * 1024 * 1024
MOST_AT_ONCE = 20_000
PAGE = 1_000
USUAL_LIST = "api"

ListName = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[\w .-]+$")]
Text = Annotated[str, Meta(max_length=1_000)]


class PhraseEntry(Struct, frozen=True):
    """A phrase and how often it is typed, compared with the others of its list: above 0."""

    text: Text
    weight: Annotated[float, Meta(gt=0)] = 1.0


class PhrasesToStore(Struct, frozen=True):
    """Phrases to add to a list, or to change the weights of; ``replace`` deletes its others."""

    phrases: Annotated[tuple[PhraseEntry, ...], Meta(max_length=MOST_AT_ONCE)]
    list: ListName = USUAL_LIST
    replace: bool = False


class PhrasesToDelete(Struct, frozen=True):
    """Phrases of a list to delete; ``all`` deletes the list itself."""

    list: ListName = USUAL_LIST
    texts: Annotated[tuple[Text, ...], Meta(max_length=MOST_AT_ONCE)] = ()
    all: bool = False


class PhrasesChanged(Struct, frozen=True):
    """How many phrases of the list were new, changed their weight, were deleted, and are left."""

    list: str
    added: int
    changed: int
    deleted: int
    phrases: int


class PhrasesPage(Struct, frozen=True):
    """Phrases in the order of their texts; ``next`` is the ``after`` of the next page, or null."""

    list: str
    phrases: tuple[PhraseEntry, ...]
    next: str | None


Answer = Callable[[HttpRequest, Site], HttpResponse]


# No cookie is read here, so there is none that another site's page could misuse.
@csrf_exempt
async def phrases(request: HttpRequest) -> HttpResponse:
    """Answer whoever holds a secret token of a site; never meant for pages, so without CORS."""
    response = await _answered(request)
    response["Cache-Control"] = "no-store"
    return response


async def _answered(request: HttpRequest) -> HttpResponse:
    answer = _ANSWERS.get(request.method or "")
    if answer is None:
        refused = problem.problem("method_not_allowed", f"Use one of {METHODS}.")
        refused["Allow"] = METHODS
        return refused
    try:
        counted_address(cast(ASGIRequest, request).scope)
        return await sync_to_async(_answer)(request, answer)
    except Refused as refused_attempt:
        return problem.of_refusal(refused_attempt.refusal)
    except RequestDataTooBig:
        return problem.problem(
            "too_large", f"The body is larger than {LARGEST_BODY} bytes: send fewer phrases."
        )
    except (BadFrame, UnusablePhrases) as bad:
        return problem.problem("bad_frame", str(bad))


def _answer(request: HttpRequest, answer: Answer) -> HttpResponse:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    site = _site_of(token.strip()) if scheme.lower() == "bearer" else None
    if site is None:
        return problem.problem(
            "unauthorized",
            "Send a phrase token of the site that is not revoked: Authorization: Bearer sk_…",
        )
    if request.method != "GET" and request.content_type != "application/json":
        return problem.problem("unsupported_media_type", "Send JSON as application/json.")
    return answer(request, site)


def _site_of(token: str) -> Site | None:
    kept = PhraseToken.objects.select_related("site").filter(
        digest=digest(token), revoked_at=None, site__active=True
    )
    found = kept.first()
    return found.site if found is not None else None


def _read(request: HttpRequest, site: Site) -> HttpResponse:
    name = request.GET.get("list", USUAL_LIST)
    kept = _list_of(site, name)
    if kept is None:
        return _unknown(name)
    rows = kept.phrases.filter(text__gt=request.GET.get("after", "")).order_by("text")
    entries = [PhraseEntry(*row) for row in rows.values_list("text", "weight")[: PAGE + 1]]
    more = entries[PAGE - 1].text if len(entries) > PAGE else None
    return _json(PhrasesPage(name, tuple(entries[:PAGE]), more))


def _store(request: HttpRequest, site: Site) -> HttpResponse:
    asked = decoded(_text(request), PhrasesToStore)
    good = []
    for number, entry in enumerate(asked.phrases):
        try:
            good.append(weighted_text(entry.text, entry.weight))
        except UnusablePhrases as error:
            raise BadFrame(f"phrases[{number}]: {error}.") from None
    kept = _list_of(site, asked.list)
    if kept is None:
        kept = PhraseList.objects.create(name=asked.list)
        kept.sites.add(site)
    stored = store(kept, good, replace=asked.replace)
    left = kept.phrases.count()
    return _json(PhrasesChanged(asked.list, stored.added, stored.changed, stored.deleted, left))


def _delete(request: HttpRequest, site: Site) -> HttpResponse:
    asked = decoded(_text(request), PhrasesToDelete)
    kept = _list_of(site, asked.list)
    if kept is None:
        return _unknown(asked.list)
    if asked.all == bool(asked.texts):
        # A body that was lost on its way must not delete a list.
        raise BadFrame('Name the texts to delete, or send "all": true, and not both.')
    if asked.all:
        deleted = kept.phrases.count()
        kept.delete()
        return _json(PhrasesChanged(asked.list, 0, 0, deleted, 0))
    deleted = remove(kept, asked.texts)
    return _json(PhrasesChanged(asked.list, 0, 0, deleted, kept.phrases.count()))


_ANSWERS: dict[str, Answer] = {"GET": _read, "POST": _store, "DELETE": _delete}


def _list_of(site: Site, name: str) -> PhraseList | None:
    """The site's own list; what it shares with other sites is for operators to change."""
    for kept in site.phrase_lists.filter(name=name, own_pages=False):
        if kept.sites.count() == 1:
            return kept
    return None


def _unknown(name: str) -> HttpResponse:
    return problem.problem(
        "unknown_list", f"The site alone has no list {name[:100]!r}: add phrases to make it."
    )


def _text(request: HttpRequest) -> str:
    """Return the body. Raises RequestDataTooBig or BadFrame."""
    if len(request.body) > LARGEST_BODY:
        raise RequestDataTooBig
    try:
        return request.body.decode()
    except UnicodeDecodeError:
        raise BadFrame("The body is not UTF-8.") from None


def _json(body: Any) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(body), content_type="application/json")
