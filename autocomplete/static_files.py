"""Static files: served by WhiteNoise under ASGI, and collected only when they have changed."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

# The form in which this site's modules import each other. Django's own patterns for modules take in
# every script there is, and trip over imports of packages in those of other projects.
_IMPORTS = ((r"""(?P<matched>from "(?P<url>\.[^"]+)")""", '''from "%(url)s"'''),)


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # As below.
    """Names every file by its hash, and JavaScript modules by theirs in each other's imports too.

    Otherwise a page would put new modules together with old ones from the browser's cache.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("page/*.js", _IMPORTS),
    )


class StaticFilesMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]  # WhiteNoise has no types.
    """WhiteNoise whose answers are plain responses.

    Its own are synchronous streams, about which Django warns under ASGI for every file, since it
    reads them whole before it sends them. Reading them whole at once is the same without the
    warning; the largest file served here is a few hundred kB.
    """

    @staticmethod
    def serve(static_file: StaticFile, request: HttpRequest) -> HttpResponse:
        found = static_file.get_response(request.method, request.META)
        body = b""
        if found.file is not None:
            with found.file as file:
                body = file.read()
        response = HttpResponse(body, status=int(found.status))
        del response["content-type"]
        for name, value in found.headers:
            response[name] = value
        return response


def collect_if_changed() -> bool:
    """Run ``collectstatic`` if any source file has changed since the last run; tell whether it ran.

    Collected files of earlier versions stay, because pages that are still open ask for them.
    """
    now = _fingerprint()
    noted = Path(settings.STATIC_ROOT).with_name("static.fingerprint")
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if manifest.exists() and noted.exists() and noted.read_text(encoding="ascii") == now:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    noted.write_text(now, encoding="ascii")
    return True


def _fingerprint() -> str:
    digest = hashlib.sha256()
    digest.update(f"{version('django')} {version('whitenoise')}".encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list(None), key=lambda found: found[0]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{status.st_size}\0{status.st_mtime_ns}\0".encode())
    return digest.hexdigest()
