"""The embeddable script: which releases there are, how pages embed them, and their addresses."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import condition, require_safe

# `make widget` writes the release of the version in package.json. Earlier ones stay: pages pin them
# by their hash.
RELEASES = Path(settings.SITE_FILES) / "widget" / "releases"

# How long a page may go on with the release before the newest, in seconds.
_MOVING_SECONDS = 600
_YEAR_SECONDS = 365 * 24 * 60 * 60


class Version(NamedTuple):
    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"


class UnknownVersion(LookupError):
    """No release answers to that version; the message says which there are."""


@cache
def releases() -> tuple[Version, ...]:
    """All that are served, the newest first."""
    found = (path.stem.split(".") for path in RELEASES.glob("*.js"))
    return tuple(sorted((Version(*map(int, parts)) for parts in found), reverse=True))


def newest() -> Version:
    return releases()[0]


def release(wanted: str) -> Version:
    """Return the release called ``1.2.3``, or the newest of ``1``. Raises UnknownVersion."""
    for version in releases():
        if wanted in {str(version), str(version.major)}:
            return version
    exact = ", ".join(map(str, releases()))
    majors = ", ".join(sorted({str(version.major) for version in releases()}))
    raise UnknownVersion(
        f"There is no version {wanted} of the widget: ask for {exact},"
        f" or for the newest release of {majors}."
    )


@cache
def source(version: Version) -> bytes:
    return (RELEASES / f"{version}.js").read_bytes()


@cache
def integrity(version: Version) -> str:
    """The release's hash for a tag's ``integrity`` attribute (SRI, SHA-384)."""
    digest = hashlib.sha384(source(version)).digest()
    return f"sha384-{base64.b64encode(digest).decode()}"


def moving_tag(site_address: str, key: str) -> SafeString:
    """The tag that follows every compatible release; ``site_address`` is like https://HOST."""
    return format_html(
        '<script src="{}" data-key="{}" defer></script>',
        _address(site_address, str(newest().major)),
        key,
    )


def pinned_tag(site_address: str, key: str) -> SafeString:
    """The tag that runs today's newest release, checked by its hash, and no other."""
    return format_html(
        '<script src="{}" integrity="{}" crossorigin="anonymous" data-key="{}" defer></script>',
        _address(site_address, str(newest())),
        integrity(newest()),
        key,
    )


def _address(site_address: str, version: str) -> str:
    return f"{site_address}{reverse('widget', args=[version])}"


def _etag(request: HttpRequest, version: str) -> str | None:
    try:
        return f'"{integrity(release(version))}"'
    except UnknownVersion:
        return None


def _for_every_site(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A hash is checked only where the answer may be read; isolated pages want it said twice."""

    @wraps(view)
    def opened(request: HttpRequest, version: str) -> HttpResponse:
        response = view(request, version)
        response["Access-Control-Allow-Origin"] = "*"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return opened


@gzip_page
@_for_every_site
@require_safe
@condition(etag_func=_etag)
def script(request: HttpRequest, version: str) -> HttpResponse:
    """A release at its own address for good, or the newest of a major version for ten minutes."""
    try:
        found = release(version)
    except UnknownVersion as error:
        return HttpResponse(f"{error}\n", status=404, content_type="text/plain; charset=utf-8")
    response = HttpResponse(source(found), content_type="text/javascript; charset=utf-8")
    pinned = version == str(found)
    response["Cache-Control"] = (
        f"public, max-age={_YEAR_SECONDS}, immutable"
        if pinned
        else f"public, max-age={_MOVING_SECONDS}"
    )
    return response
