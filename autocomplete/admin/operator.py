"""Who does what is done on an admin page."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.http import HttpRequest


def operator(request: HttpRequest) -> User:
    """The one who is signed in; admin pages are shown to nobody else."""
    assert isinstance(request.user, User)
    return request.user
