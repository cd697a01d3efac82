"""An allowed origin: where a site's pages are served from."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from autocomplete.access.origin import UnusableOrigin, entered_origin
from autocomplete.models.site import Site


class AllowedOrigin(models.Model):
    """One scheme, host and port, compared exactly; a site without any lets nobody in."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="origins")
    origin = models.CharField(
        max_length=300,
        help_text="Scheme, host and, if it is not the usual one, port, such as"
        " https://www.example.com. http and https, other ports and other subdomains are other"
        " origins: enter each by itself.",
    )

    class Meta:
        ordering = ("origin",)
        constraints = [
            models.UniqueConstraint(
                fields=["site", "origin"],
                name="origin_once_a_site",
                violation_error_message="The site has this origin already.",
            )
        ]

    def __str__(self) -> str:
        return self.origin

    def clean(self) -> None:
        try:
            self.origin = str(entered_origin(self.origin))
        except UnusableOrigin as error:
            raise ValidationError({"origin": str(error)}) from error

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the origin in the form browsers send. Raises UnusableOrigin."""
        self.origin = str(entered_origin(self.origin))
        super().save(*args, **kwargs)
