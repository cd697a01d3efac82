"""What was typed and taken, where a site has switched keeping it on."""

from __future__ import annotations

from django.db import models

from autocomplete.models.site import Site


class AcceptedText(models.Model):
    """The text before the caret, and what of a suggestion was taken there.

    ``manage.py forget`` deletes it after the site's ``text_days``, and at once when the site no
    longer keeps texts.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="accepted_texts")
    at = models.DateTimeField(db_index=True)
    profile = models.CharField(max_length=64)
    typed = models.TextField()
    taken = models.TextField()

    class Meta:
        ordering = ("-at",)
        # Nobody is given these by a group: they show what people wrote.
        default_permissions = ("view", "delete")

    def __str__(self) -> str:
        return f"{self.site} at {self.at:%Y-%m-%d %H:%M} UTC"
