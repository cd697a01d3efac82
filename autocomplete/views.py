"""The pages of the site."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from autocomplete.content_security import own_page
from autocomplete.inspection import UnusableFrame, inspect


@require_GET
@own_page
def typing_page(request: HttpRequest) -> HttpResponse:
    """The page to type on."""
    return render(request, "typing.html")


@require_POST
@own_page
def inspector(request: HttpRequest) -> HttpResponse:
    """The panel for one ``suggestions`` frame, posted as JSON in ``frame``; 400 for anything else.

    Nothing is kept: the frame comes from the browser, is shown to it and is forgotten.
    """
    try:
        inspection = inspect(request.POST.get("frame", ""))
    except UnusableFrame as error:
        return HttpResponseBadRequest(str(error), content_type="text/plain; charset=utf-8")
    return render(request, "inspection.html", {"inspection": inspection})
