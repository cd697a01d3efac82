"""Where language models answer: those that the settings name, and those that operators add."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from autocomplete.language_model.client import DEFAULT_TIMEOUT_S, DEFAULT_TOTAL_S

FIRST_NAME = "default"
FALLBACK_NAME = "fallback"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One model on one server, under the ``name`` that this site gives it.

    ``api_key_variable`` is the environment variable that the key came from, which is all that may
    be shown of it. ``lanes`` is how many prompt caches of its server the people who type share.
    ``most_alternatives`` caps what one request asks for; None leaves that to the server.
    ``timeout_s`` bounds a silence of the server, ``total_s`` a whole answer, in seconds.
    """

    name: str
    base_url: str
    model: str
    api_key: str = field(repr=False)
    api_key_variable: str
    lanes: int
    most_alternatives: int | None = None
    timeout_s: float = DEFAULT_TIMEOUT_S
    total_s: float = DEFAULT_TOTAL_S


def settings_names() -> list[str]:
    """What routes call the models that the settings name, the preferred one first."""
    return [FIRST_NAME, FALLBACK_NAME] if settings.FALLBACK_MODEL_URL else [FIRST_NAME]


def endpoints() -> tuple[Endpoint, ...]:
    """The settings' model to ask, and the one to ask while that one fails, if there is one.

    Raises ImproperlyConfigured where no model server is set.
    """
    if not settings.MODEL_URL:
        raise ImproperlyConfigured(
            "No language model is set: start the site with `make serve`,"
            " or set AUTOCOMPLETE_MODEL_URL to the address of an OpenAI-compatible server."
        )
    first = Endpoint(
        FIRST_NAME,
        settings.MODEL_URL,
        settings.MODEL_NAME,
        settings.MODEL_API_KEY,
        "AUTOCOMPLETE_MODEL_API_KEY",
        settings.MODEL_LANES,
    )
    if not settings.FALLBACK_MODEL_URL:
        return (first,)
    fallback = Endpoint(
        FALLBACK_NAME,
        settings.FALLBACK_MODEL_URL,
        settings.FALLBACK_MODEL_NAME,
        settings.FALLBACK_MODEL_API_KEY,
        "AUTOCOMPLETE_FALLBACK_MODEL_API_KEY",
        settings.FALLBACK_MODEL_LANES,
    )
    return (first, fallback)
