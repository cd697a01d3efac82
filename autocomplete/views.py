"""The pages of the site."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from autocomplete.access.served_site import own_site
from autocomplete.embedding import embedding
from autocomplete.examples import EXAMPLES
from autocomplete.inspection import DEGREES, UnusableFrame, inspect
from autocomplete.keyboard import SITUATIONS
from autocomplete.models import PublicKey
from autocomplete.publishing.published import published

# Stands in the tag until an operator has made a key.
KEY_TO_COME = "pk_…"


@require_GET
def typing_page(request: HttpRequest) -> HttpResponse:
    """The page to type on."""
    return render(
        request,
        "typing.html",
        {
            "examples": EXAMPLES,
            "situations": SITUATIONS,
            "profiles": sorted(published.profiles),
            "usual_profile": own_site().profile,
        },
    )


@require_GET
def keyboard_page(request: HttpRequest) -> HttpResponse:
    """The help on keys as a page of its own, for those without JavaScript and for links."""
    return render(request, "keyboard.html", {"situations": SITUATIONS})


@require_GET
def embed_page(request: HttpRequest) -> HttpResponse:
    """The tag for other sites' pages, with the key ``?key=pk_…`` where one is named.

    Only staff are offered a choice of keys: which sites there are is nobody else's business.
    """
    address = f"{request.scheme}://{request.get_host()}"
    usable = PublicKey.objects.filter(revoked_at=None, site__active=True).select_related("site")
    wanted = request.GET.get("key")
    key = usable.filter(key=wanted).first() if wanted else None
    return render(
        request,
        "embed.html",
        {
            "address": address,
            "key": key,
            "unknown": wanted and key is None,
            "choice": usable if request.user.is_staff else (),
            "embedding": embedding(address, key.key if key else KEY_TO_COME),
        },
        status=404 if wanted and key is None else 200,
    )


@require_POST
def inspector(request: HttpRequest) -> HttpResponse:
    """The panel for one ``suggestions`` frame, posted as JSON in ``frame``; 400 for anything else.

    Nothing is kept: the frame comes from the browser, is shown to it and is forgotten.
    """
    try:
        inspection = inspect(request.POST.get("frame", ""))
    except UnusableFrame as error:
        return HttpResponseBadRequest(str(error), content_type="text/plain; charset=utf-8")
    return render(request, "inspection.html", {"inspection": inspection, "degrees": DEGREES})
