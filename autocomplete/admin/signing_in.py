"""Signing in to the admin: whoever guesses passwords must wait longer and longer."""

from __future__ import annotations

import math
from typing import Any

from asgiref.sync import async_to_sync
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError

from autocomplete.forwarding import network_of
from autocomplete.limits.limits_in_use import limit_store
from autocomplete.limits.token_bucket import Use

# Attempts at once, and the seconds until one more. A person mistypes a password a few times; at one
# a minute even a poor one takes years to guess. An office shares an address.
ACCOUNT_ATTEMPTS, ACCOUNT_SECONDS = 5, 60
ADDRESS_ATTEMPTS, ADDRESS_SECONDS = 20, 15


class SigningInForm(AdminAuthenticationForm):
    """Counts attempts by account and address together, and by address.

    Right and wrong passwords count alike, or many attempts at once would all be looked at before
    the first was known to be wrong. An account is not counted by itself: anybody could lock its
    owner out.
    """

    def clean(self) -> dict[str, Any]:
        # The network of IPv6 that one person has, as for the limits of those who type.
        address = network_of(self.request.META["REMOTE_ADDR"]) if self.request else ""
        wait = async_to_sync(_take_attempt)(self.cleaned_data.get("username", ""), address)
        if wait:
            raise ValidationError(
                f"Too many attempts to sign in: try again in {_spoken(wait)}.", code="too_many"
            )
        cleaned: dict[str, Any] = super().clean()
        return cleaned


async def _take_attempt(account: str, address: str) -> float:
    return await limit_store().take_attempt(
        Use(f"sign in {address} {account}", 1 / ACCOUNT_SECONDS, ACCOUNT_ATTEMPTS),
        Use(f"sign in {address}", 1 / ADDRESS_SECONDS, ADDRESS_ATTEMPTS),
    )


def _spoken(seconds: float) -> str:
    whole = math.ceil(seconds)
    return f"{whole} second{'s' if whole > 1 else ''}"
