"""What operators set up: sites, their keys and their origins."""

from __future__ import annotations

from autocomplete.models.allowed_origin import AllowedOrigin
from autocomplete.models.public_key import PublicKey
from autocomplete.models.site import Site

__all__ = ["AllowedOrigin", "PublicKey", "Site"]
