"""A language model that profiles can be routed to, on a server of its own."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models

from autocomplete.model_pool.endpoints import RESERVED_NAMES, Endpoint, settings_names

# Its value is sent to the address of the row, so nothing but keys for models may be named: not
# SECRET_KEY, not DATABASE_URL.
_KEY_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*_API_KEY")


class LanguageModelEntry(models.Model):
    """Where a model answers and how patiently it is asked; its key stays in the environment.

    The models that the settings name have no row.
    """

    name = models.SlugField(
        max_length=64,
        unique=True,
        help_text="What routes call it: letters, digits, hyphens and underscores. It cannot change"
        " later, because published versions name it.",
    )
    # Django's URLField refuses names without a dot, such as those inside a cluster.
    base_url = models.CharField(
        "address",
        max_length=500,
        validators=[
            RegexValidator(
                r"^https?://[^\s/?#@]+[^\s?#@]*$",
                "That is no address of a server: give one such as http://127.0.0.1:8080/v1,"
                " without a user or a query.",
            )
        ],
        help_text="Of an OpenAI-compatible server, mostly ending in /v1; for Ollama in"
        " /api/generate. What people type is sent there.",
    )
    model = models.CharField(
        "model at the server",
        max_length=200,
        blank=True,
        help_text="The name by which the server knows it. Empty: the first that the server lists.",
    )
    api_key_variable = models.CharField(
        "environment variable of the key",
        max_length=100,
        blank=True,
        help_text="The NAME of the variable that holds the server's key, never the key: capitals,"
        " digits and underscores, ending in _API_KEY, such as TOGETHER_API_KEY. It is read from"
        " the environment of the site. Empty: no key is sent.",
    )
    most_alternatives = models.PositiveIntegerField(
        "cap on alternatives",
        null=True,
        blank=True,
        validators=[MinValueValidator(2)],
        help_text="The most next tokens that one request asks for, from 2. Fewer make answers"
        " smaller, but half-typed and rare words are then found less often. Empty: as many as the"
        " server shows.",
    )
    timeout_s = models.FloatField(
        "time-out of a silence",
        default=20.0,
        validators=[MinValueValidator(0.1), MaxValueValidator(600)],
        help_text="Seconds, from 0.1 to 600: a server that is silent for longer has failed. After"
        " failures in a row the next model of the route answers.",
    )
    total_s = models.FloatField(
        "time-out of a whole answer",
        default=60.0,
        validators=[MinValueValidator(0.1), MaxValueValidator(600)],
        help_text="Seconds, from 0.1 to 600, and at least the time-out of a silence.",
    )
    lanes = models.PositiveSmallIntegerField(
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(64)],
        help_text="Prompt caches (slots of llama.cpp's server) that the people who type share,"
        " from 1 to 64; as many as the server was started with. Of no effect on other servers.",
    )
    probe = models.JSONField(null=True, editable=False)
    probed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ("name",)
        verbose_name = "language model"
        permissions = [("probe_languagemodelentry", "Can probe language model")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        problems: dict[str, str] = {}
        if self.name in RESERVED_NAMES:
            problems["name"] = (
                f"{self.name} is what routes call the model that the settings name:"
                " choose another name."
            )
        if self.api_key_variable and not _KEY_VARIABLE.fullmatch(self.api_key_variable):
            problems["api_key_variable"] = (
                "That is no name of a variable for a key: give capitals, digits and underscores,"
                " ending in _API_KEY, and set the key itself in the environment."
            )
        # What is no number has been refused by now, and left None.
        if None not in (self.total_s, self.timeout_s) and self.total_s < self.timeout_s:
            problems["total_s"] = (
                "A whole answer takes at least as long as a silence in it:"
                f" set it to {self.timeout_s:g} or more."
            )
        if problems:
            raise ValidationError(problems)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Forget what probing found at another address, or of another model there."""
        before = LanguageModelEntry.objects.filter(pk=self.pk).first()
        if before is not None and before.endpoint != self.endpoint:
            self.probe = self.probed_at = None
        super().save(*args, **kwargs)

    @property
    def endpoint(self) -> Endpoint:
        """How it is asked, with the key as it stands in the environment now."""
        return Endpoint(
            name=self.name,
            base_url=self.base_url,
            model=self.model,
            api_key=os.environ.get(self.api_key_variable, "") if self.api_key_variable else "",
            api_key_variable=self.api_key_variable,
            lanes=self.lanes,
            most_alternatives=self.most_alternatives,
            timeout_s=self.timeout_s,
            total_s=self.total_s,
        )


def check_route(route: Sequence[str]) -> None:
    """Raise ValueError, in a sentence with those there are, for a name that is no model's."""
    known = [*settings_names(), *LanguageModelEntry.objects.values_list("name", flat=True)]
    for name in route:
        if name not in known:
            raise ValueError(f"route names {name!r}: choose from {', '.join(known)}.")
