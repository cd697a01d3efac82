"""Where this site's language models answer, as the settings say."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One model on one server, under the ``name`` that this site gives it.

    ``api_key_variable`` is the environment variable that the key came from, which is all that may
    be shown of it. ``lanes`` is how many prompt caches of its server the people who type share.
    """

    name: str
    base_url: str
    model: str
    api_key: str = field(repr=False)
    api_key_variable: str
    lanes: int


def endpoints() -> tuple[Endpoint, ...]:
    """The model to ask, and the one to ask while that one fails, if there is one.

    Raises ImproperlyConfigured where no model server is set.
    """
    if not settings.MODEL_URL:
        raise ImproperlyConfigured(
            "No language model is set: start the site with `make serve`,"
            " or set AUTOCOMPLETE_MODEL_URL to the address of an OpenAI-compatible server."
        )
    first = Endpoint(
        "default",
        settings.MODEL_URL,
        settings.MODEL_NAME,
        settings.MODEL_API_KEY,
        "AUTOCOMPLETE_MODEL_API_KEY",
        settings.MODEL_LANES,
    )
    if not settings.FALLBACK_MODEL_URL:
        return (first,)
    fallback = Endpoint(
        "fallback",
        settings.FALLBACK_MODEL_URL,
        settings.FALLBACK_MODEL_NAME,
        settings.FALLBACK_MODEL_API_KEY,
        "AUTOCOMPLETE_FALLBACK_MODEL_API_KEY",
        settings.FALLBACK_MODEL_LANES,
    )
    return (first, fallback)
