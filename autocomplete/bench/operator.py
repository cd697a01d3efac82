"""Who sits at a bench: signed in to the admin, and allowed to look at profiles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.contrib.sessions.backends.base import SessionBase


class NotAllowed(Exception):
    """Nobody is signed in who may look: signed out, deactivated, or without the permission."""


@dataclass(frozen=True, slots=True)
class Operator:
    """A user by the number of the row, and the session that a page of the admin was opened in."""

    number: int
    session: SessionBase

    @classmethod
    def of(cls, scope: Mapping[str, Any]) -> Operator:
        """Whoever opens a socket with this scope, behind AuthMiddleware. Raises NotAllowed."""
        if not scope["user"].is_authenticated:
            raise NotAllowed
        return cls(scope["user"].pk, scope["session"])

    def present(self) -> User:
        """The user as the database has it now. Raises NotAllowed."""
        user = User.objects.filter(pk=self.number, is_active=True, is_staff=True).first()
        if user is None or not user.has_perm("autocomplete.view_profiledraft"):
            raise NotAllowed
        if not self.session.exists(self.session.session_key or ""):
            raise NotAllowed
        return user
