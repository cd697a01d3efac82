"""Django settings: everything that differs between machines comes from the environment.

A value that cannot be used stops the start with one sentence that names the variable.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from autocomplete.database import database
from autocomplete.forwarding import TrustedProxies
from autocomplete.language_model.weights import CATALOGUE
from autocomplete.limits.site_limits import SiteLimits
from autocomplete.logs.configuration import logging_configuration

PACKAGE = Path(__file__).resolve().parent
BASE_DIR = PACKAGE.parent
# Where templates, static files, the widget's releases and the demo's pages stand: beside manage.py,
# or inside of the package where that was installed from a wheel (setup.py puts them there).
INSTALLED = (PACKAGE / "site_files").is_dir()
SITE_FILES = PACKAGE / "site_files" if INSTALLED else BASE_DIR


def _text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def _flag(name: str, default: str = "0") -> bool:
    value = _text(name, default).lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}: set it to 1 or 0.")


def _number(name: str, default: int, most: int) -> int:
    value = _text(name, str(default))
    if not value.isdecimal() or not 1 <= int(value) <= most:
        raise ImproperlyConfigured(f"{name} is {value!r}: set it to a number from 1 to {most}.")
    return int(value)


def _names(name: str) -> list[str]:
    return [part.strip() for part in _text(name).split(",") if part.strip()]


def _http_address(name: str) -> str:
    value = _text(name).rstrip("/")
    if value and not value.startswith(("http://", "https://")):
        raise ImproperlyConfigured(
            f"{name} is {value!r}: give an address such as http://127.0.0.1:8080/v1."
        )
    return value


def _embedded_model(name: str) -> str:
    value = _text(name)
    if value and value not in CATALOGUE:
        raise ImproperlyConfigured(
            f"{name} is {value!r}: choose from {', '.join(sorted(CATALOGUE))}."
        )
    return value


def _redis_address(name: str) -> str:
    value = _text(name)
    if value and not value.startswith(("redis://", "rediss://", "unix://")):
        raise ImproperlyConfigured(
            f"{name} is {value!r}: give an address such as redis://127.0.0.1:6379/0."
        )
    return value


def _database(name: str, folder: Path) -> dict[str, Any]:
    try:
        return database(_text(name), folder)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{name} cannot be used, {error}: give an address such as"
            " postgres://user:password@127.0.0.1:5432/autocomplete, or none for SQLite."
        ) from error


def _trusted_proxies(name: str) -> TrustedProxies:
    value = _text(name)
    try:
        return TrustedProxies.parse(value)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{name} is {value!r}: set it to the number of proxies that every request comes"
            " through, or to their networks, such as 10.0.0.0/8, separated by commas."
        ) from error


def _metrics_token(name: str) -> str:
    value = _text(name)
    if value and (len(value) < LEAST_TOKEN_CHARACTERS or not value.isascii() or " " in value):
        raise ImproperlyConfigured(
            f"{name} cannot be used: set it to at least {LEAST_TOKEN_CHARACTERS} ASCII characters"
            " without spaces. Draw one with"
            " `python3 -c 'import secrets; print(secrets.token_urlsafe(32))'`."
        )
    return value


def _log_format(name: str) -> str:
    value = _text(name, "text")
    if value not in {"text", "json"}:
        raise ImproperlyConfigured(f"{name} is {value!r}: set it to text or json.")
    return value


def _usual_data_folder() -> Path:
    if not INSTALLED:
        return BASE_DIR / "data"
    # An upgrade replaces the package's folder with all that is in it.
    return Path(_text("XDG_DATA_HOME", "~/.local/share")) / "autocomplete"


def _data_folder() -> Path:
    folder = Path(_text("AUTOCOMPLETE_DATA", str(_usual_data_folder()))).expanduser().resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"The data folder {folder} cannot be made ({error.strerror}):"
            " set AUTOCOMPLETE_DATA to a folder that may be written to."
        ) from error
    return folder


def _secret_key(folder: Path) -> str:
    """SECRET_KEY from the environment, else one drawn once and kept, readable by its owner only."""
    given = _text("SECRET_KEY")
    if PRODUCTION and (len(given) < LEAST_SECRET_CHARACTERS or len(set(given)) < 5):
        raise ImproperlyConfigured(
            f"SECRET_KEY is {'too short' if given else 'not set'}: in production it comes from the"
            f" environment and has at least {LEAST_SECRET_CHARACTERS} characters. Draw one with"
            " `python3 -c 'import secrets; print(secrets.token_urlsafe(50))'`."
        )
    if given:
        return given
    path = folder / "secret_key"
    fresh = path.with_name(f"secret_key.{os.getpid()}")
    try:
        if not path.exists():
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with open(descriptor, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(50))
            # Unlike a rename, a link never replaces the key that another process kept meanwhile.
            with contextlib.suppress(FileExistsError):
                os.link(fresh, path)
            fresh.unlink()
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"The secret key {path} cannot be kept ({error.strerror}):"
            " make the data folder writable, or set SECRET_KEY."
        ) from error


# Reached from elsewhere, over TLS: nothing is drawn, guessed or shown that makes trying out easy.
PRODUCTION = _flag("PRODUCTION")
LEAST_SECRET_CHARACTERS = 50
LEAST_TOKEN_CHARACTERS = 32
DATA_FOLDER = _data_folder()
SECRET_KEY = _secret_key(DATA_FOLDER)
DEBUG = _flag("DEBUG")
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured(
        "DEBUG is 1 and PRODUCTION is 1: set DEBUG to 0, because its pages show settings and what"
        " people typed."
    )

HOST = _text("HOST", "127.0.0.1")
PORT = _number("PORT", 8000, most=65_535)
ALLOWED_HOSTS = _names("ALLOWED_HOSTS")
if PRODUCTION and (not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS):
    raise ImproperlyConfigured(
        f"ALLOWED_HOSTS is {','.join(ALLOWED_HOSTS)!r}: in production set it to the names the site"
        " is called by, separated by commas, such as autocomplete.example.com."
    )
if not ALLOWED_HOSTS:
    if HOST in {"0.0.0.0", "::"}:
        raise ImproperlyConfigured(
            f"HOST is {HOST}, which every network can reach: set ALLOWED_HOSTS to the names the"
            " site is called by, separated by commas."
        )
    ALLOWED_HOSTS = sorted(
        {"localhost", "127.0.0.1", "[::1]", f"[{HOST}]" if ":" in HOST else HOST}
    )

# An OpenAI-compatible server to ask. Empty: `manage.py serve` starts the embedded model and puts
# its address here before the site is loaded.
MODEL_URL = _http_address("AUTOCOMPLETE_MODEL_URL")
MODEL_API_KEY = _text("AUTOCOMPLETE_MODEL_API_KEY")
MODEL_NAME = _text("AUTOCOMPLETE_MODEL_NAME")
# How many prompt caches (slots of llama.cpp's server) the people who type share. On the embedded
# model they take memory together, so there are many.
MODEL_LANES = _number("AUTOCOMPLETE_MODEL_LANES", 4 if MODEL_URL else 40, most=64)
# How many requests are on the model at a time; who comes after them waits for a turn. On some cores
# more only take time from each other.
MODEL_AT_ONCE = _number("AUTOCOMPLETE_MODEL_AT_ONCE", 64 if MODEL_URL else 2, most=10_000)
# Whether `manage.py serve` runs a worker for evaluations and tuning beside the site. Off: run
# `manage.py work` elsewhere.
WORKER = _flag("AUTOCOMPLETE_WORKER", "1")
# The lane of the model's server that the worker asks on, counted from 1. One more than people use
# leaves their caches alone, which is what the embedded model has; by default it is their last one.
WORKER_LANE = _number("AUTOCOMPLETE_WORKER_LANE", MODEL_LANES, most=65)
# The model that routes go on to where the first one's list is unlikely to help: one of the weights
# that `manage.py fetch_model` knows, which `manage.py serve` then runs beside the first, or the
# address of a server. Empty: there is none.
LARGER_MODEL = _embedded_model("AUTOCOMPLETE_LARGER_MODEL")
LARGER_MODEL_URL = _http_address("AUTOCOMPLETE_LARGER_MODEL_URL")
if LARGER_MODEL and LARGER_MODEL_URL:
    raise ImproperlyConfigured(
        f"AUTOCOMPLETE_LARGER_MODEL is {LARGER_MODEL} and AUTOCOMPLETE_LARGER_MODEL_URL is"
        f" {LARGER_MODEL_URL}: set one of them."
    )
LARGER_MODEL_API_KEY = _text("AUTOCOMPLETE_LARGER_MODEL_API_KEY")
LARGER_MODEL_NAME = _text("AUTOCOMPLETE_LARGER_MODEL_NAME")
LARGER_MODEL_LANES = _number("AUTOCOMPLETE_LARGER_MODEL_LANES", 40 if LARGER_MODEL else 4, most=64)
LARGER_MODEL_AT_ONCE = _number(
    "AUTOCOMPLETE_LARGER_MODEL_AT_ONCE", 2 if LARGER_MODEL else 64, most=10_000
)
# The model that answers while the first one fails. Empty: none does.
FALLBACK_MODEL_URL = _http_address("AUTOCOMPLETE_FALLBACK_MODEL_URL")
FALLBACK_MODEL_API_KEY = _text("AUTOCOMPLETE_FALLBACK_MODEL_API_KEY")
FALLBACK_MODEL_NAME = _text("AUTOCOMPLETE_FALLBACK_MODEL_NAME")
FALLBACK_MODEL_LANES = _number("AUTOCOMPLETE_FALLBACK_MODEL_LANES", 1, most=64)

# Open websockets that one process serves; the next one is closed with 4409.
MAX_CONNECTIONS = _number("AUTOCOMPLETE_MAX_CONNECTIONS", 1000, most=1_000_000)

# What a site may use unless its own row says otherwise, and what the built-in site may use.
SITE_LIMITS = SiteLimits(
    # A hundred held keys, each of which repeats 30 times a second.
    inputs_per_second=_number("AUTOCOMPLETE_SITE_INPUTS_PER_SECOND", 3_000, most=1_000_000),
    # Ten of them: an office may share one address.
    client_inputs_per_second=_number("AUTOCOMPLETE_CLIENT_INPUTS_PER_SECOND", 300, most=1_000_000),
    sockets=_number("AUTOCOMPLETE_SITE_SOCKETS", 10_000, most=10_000_000),
    client_sockets=_number("AUTOCOMPLETE_CLIENT_SOCKETS", 100, most=10_000_000),
    # More than the embedded model evaluates in a day on a small machine; what is paid for by the
    # token is bounded by it all the same.
    tokens_per_day=_number("AUTOCOMPLETE_SITE_TOKENS_PER_DAY", 10_000_000, most=10**15),
)

# Whose word is taken for a client's address and scheme. Empty: nobody's.
TRUSTED_PROXIES = _trusted_proxies("TRUSTED_PROXIES")

# What Prometheus shows to be told the metrics. Empty: there is no such address.
METRICS_TOKEN = _metrics_token("METRICS_TOKEN")
# How log lines are written: text for people, or json for what collects them.
LOG_FORMAT = _log_format("LOG_FORMAT")
# Whether every request and socket has a log line of its own.
ACCESS_LOG = _flag("ACCESS_LOG")

# Shares limits and notices between processes. Empty: there is one process only.
REDIS_URL = _redis_address("REDIS_URL")

INSTALLED_APPS = [
    "autocomplete.admin_app.OperatorsAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "django_htmx",
    "autocomplete",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "autocomplete.content_security.content_security_policy",
    "autocomplete.static_files.StaticFilesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "autocomplete.urls"
ASGI_APPLICATION = "autocomplete.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SITE_FILES / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": _database("DATABASE_URL", DATA_FOLDER)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {
            "hosts": [
                {
                    "address": REDIS_URL,
                    "socket_connect_timeout": 1.0,
                    # The layer waits 5 s for a message before it asks again.
                    "socket_timeout": 6.0,
                    # Once more at once: a connection kept since before a restart is a dead one.
                    "retry": Retry(NoBackoff(), 1),
                }
            ],
            "prefix": "autocomplete",
        },
    }
    if REDIS_URL
    else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{validator}"}
    for validator in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_FOLDER / "static"
STATICFILES_DIRS = [SITE_FILES / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "autocomplete.static_files.HashedStaticFiles"},
}

X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION
# Container engines and load balancers ask for these by plain HTTP.
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$", "^metrics$"]
# For how long browsers keep to TLS. Whether that holds for names below this one, and may stand in
# browsers' own lists, is the operator's to say, who knows what else is served there.
SECURE_HSTS_SECONDS = _number("HSTS_SECONDS", 31_536_000, most=10**9) if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION and _flag("HSTS_INCLUDE_SUBDOMAINS")
SECURE_HSTS_PRELOAD = PRODUCTION and _flag("HSTS_PRELOAD")

LOGGING = logging_configuration(LOG_FORMAT)
