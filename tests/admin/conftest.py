from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from autocomplete.models import ProfileDraft
from tests.admin.operators import signed_in


@pytest.fixture
def administrator(db: None) -> Client:
    """Somebody who may do everything."""
    return signed_in(User.objects.create_superuser("administrator"))


@pytest.fixture
def draft(db: None) -> ProfileDraft:
    """A draft with the built-in values."""
    return ProfileDraft.objects.create(slug="support")
