"""The first administrator: made once, with a password that is said once and kept nowhere."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

FIRST_NAME = "admin"


@dataclass(frozen=True, slots=True)
class Administrator:
    """Who may do everything, and the password as it was drawn."""

    name: str
    password: str = field(repr=False)


def first_administrator() -> Administrator | None:
    """Make an administrator if nobody has an account yet; None if somebody has."""
    if User.objects.exists():
        return None
    # 128 bits.
    drawn = Administrator(FIRST_NAME, secrets.token_urlsafe(16))
    try:
        with transaction.atomic():
            User.objects.create_superuser(drawn.name, password=drawn.password)
    except IntegrityError:
        # Another process that starts at the same moment made it, and says its password.
        return None
    return drawn
