"""Where language models answer: those that the settings name, and those that operators add."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from autocomplete.language_model.client import DEFAULT_TIMEOUT_S, DEFAULT_TOTAL_S

# A server with a graphics card reads the prompts of so many people together; llama.cpp on some
# cores does not, and has a setting.
DEFAULT_AT_ONCE = 64

FIRST_NAME = "default"
LARGER_NAME = "larger"
FALLBACK_NAME = "fallback"
RESERVED_NAMES = (FIRST_NAME, LARGER_NAME, FALLBACK_NAME)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One model on one server, under the ``name`` that this site gives it.

    ``api_key_variable`` is the environment variable that the key came from, which is all that may
    be shown of it. ``lanes`` is how many prompt caches of its server the people who type share.
    ``at_once`` is how many requests may be on it at a time; more wait for their turn.
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
    at_once: int = DEFAULT_AT_ONCE


def settings_names() -> list[str]:
    """What routes call the models that the settings name, the preferred one first."""
    named = [FIRST_NAME]
    if settings.LARGER_MODEL or settings.LARGER_MODEL_URL:
        named.append(LARGER_NAME)
    if settings.FALLBACK_MODEL_URL:
        named.append(FALLBACK_NAME)
    return named


def endpoints() -> tuple[Endpoint, ...]:
    """The settings' models: the one to ask, a larger one for routes, one for while others fail.

    Raises ImproperlyConfigured where no model server is set.
    """
    if not settings.MODEL_URL:
        raise ImproperlyConfigured(
            "No language model is set: start the site with `make serve`,"
            " or set AUTOCOMPLETE_MODEL_URL to the address of an OpenAI-compatible server."
        )
    found = [
        Endpoint(
            FIRST_NAME,
            settings.MODEL_URL,
            settings.MODEL_NAME,
            settings.MODEL_API_KEY,
            "AUTOCOMPLETE_MODEL_API_KEY",
            settings.MODEL_LANES,
            at_once=settings.MODEL_AT_ONCE,
        )
    ]
    if settings.LARGER_MODEL_URL:
        found.append(
            Endpoint(
                LARGER_NAME,
                settings.LARGER_MODEL_URL,
                settings.LARGER_MODEL_NAME,
                settings.LARGER_MODEL_API_KEY,
                "AUTOCOMPLETE_LARGER_MODEL_API_KEY",
                settings.LARGER_MODEL_LANES,
                at_once=settings.LARGER_MODEL_AT_ONCE,
            )
        )
    if settings.FALLBACK_MODEL_URL:
        found.append(
            Endpoint(
                FALLBACK_NAME,
                settings.FALLBACK_MODEL_URL,
                settings.FALLBACK_MODEL_NAME,
                settings.FALLBACK_MODEL_API_KEY,
                "AUTOCOMPLETE_FALLBACK_MODEL_API_KEY",
                settings.FALLBACK_MODEL_LANES,
            )
        )
    return tuple(found)
