"""A public key: names a site in its pages, where everybody can read it."""

from __future__ import annotations

import secrets

from django.db import models
from django.utils import timezone

from autocomplete.models.site import Site


def _fresh_key() -> str:
    return f"pk_{secrets.token_hex(16)}"


class PublicKey(models.Model):
    """Can do nothing but ask for suggestions, from the site's origins only.

    A site may have several at once, so that one can be replaced without a gap: add the new key,
    put it into the pages, revoke the old one.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="keys")
    key = models.CharField(
        max_length=64, unique=True, default=_fresh_key, editable=False, help_text="For data-key."
    )
    note = models.CharField(
        max_length=200, blank=True, help_text="Where it is used, for operators only."
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    revoked_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="Since when the key is refused. Revoking cannot be undone: add another key.",
    )

    class Meta:
        ordering = ("created_at", "pk")

    def __str__(self) -> str:
        return self.key

    def revoke(self) -> None:
        """Refuse the key from now on and close its sockets; revoking again changes nothing."""
        if self.revoked_at is None:
            self.revoked_at = timezone.now()
            self.save(update_fields=["revoked_at"])
