"""A secret by which a site's own server manages its phrases over HTTP."""

from __future__ import annotations

import hashlib
import secrets

from django.db import models
from django.utils import timezone

from autocomplete.models.site import Site

PREFIX = "sk_"


class PhraseToken(models.Model):
    """Only the hash is kept, so that whoever reads the database cannot use it.

    The token itself has 192 random bits: it needs no salt and no slow hash.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="phrase_tokens")
    note = models.CharField(
        max_length=200, blank=True, help_text="Where it is used, for operators only."
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    revoked_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="Since when it is refused. Revoking cannot be undone: add another one.",
    )

    class Meta:
        ordering = ("created_at", "pk")

    def __str__(self) -> str:
        return self.note or f"phrase token {self.pk}"

    @classmethod
    def create(cls, site: Site, note: str = "") -> tuple[PhraseToken, str]:
        """A new row, and the token itself, which can be read this once."""
        token = f"{PREFIX}{secrets.token_hex(24)}"
        return cls.objects.create(site=site, note=note, digest=digest(token)), token

    def revoke(self) -> None:
        """Refuse it from now on; revoking again changes nothing."""
        if self.revoked_at is None:
            self.revoked_at = timezone.now()
            self.save(update_fields=["revoked_at"])


def digest(token: str) -> str:
    """The hash under which a token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()
