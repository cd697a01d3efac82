"""The pages on which operators set the site up."""

from __future__ import annotations

from autocomplete.admin.public_key import PublicKeyAdmin
from autocomplete.admin.site import SiteAdmin

__all__ = ["PublicKeyAdmin", "SiteAdmin"]
