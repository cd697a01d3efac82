"""The site that the demo's pages belong to: made once, with exactly one origin."""

from __future__ import annotations

from django.db import transaction

from autocomplete.models import AllowedOrigin, PublicKey, Site

# Nobody else's site has this name by accident: its origins are replaced.
NAME = "Demo pages of manage.py demo"


@transaction.atomic
def demo_key(origin: str) -> str:
    """Return the public key for pages at ``origin``, and for no others.

    Whatever is missing of the site is made; doing it again changes nothing.
    """
    site, _ = Site.objects.get_or_create(name=NAME)
    site.origins.exclude(origin=origin).delete()
    AllowedOrigin.objects.get_or_create(site=site, origin=origin)
    key = site.keys.filter(revoked_at=None).first()
    return (key or PublicKey.objects.create(site=site)).key
