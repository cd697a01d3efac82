"""Which tokens say what they must, down to odd claims and texts that are no tokens."""

from __future__ import annotations

import time
from typing import Any

import jwt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autocomplete.access.signed_token import BadToken, signing_secret, verified

SECRET = signing_secret("a secret key", 1, 0)


def token(**claims: Any) -> str:
    """With claims as they should be, but for those given; None leaves one out."""
    claims = {"aud": "pk_1", "sub": "jo", "exp": int(time.time()) + 60} | claims
    return jwt.encode({name: v for name, v in claims.items() if v is not None}, SECRET)


def test_a_good_token_names_its_user_and_its_end() -> None:
    soon = int(time.time()) + 60
    found = verified(token(exp=soon), secret=SECRET, key="pk_1")
    assert (found.user, found.expires_at) == ("jo", soon)


def test_clocks_may_differ_a_little() -> None:
    now = int(time.time())
    verified(token(exp=now - 20), secret=SECRET, key="pk_1")
    verified(token(exp=now + 86_400 + 20), secret=SECRET, key="pk_1")
    verified(token(iat=now + 20, nbf=now + 20), secret=SECRET, key="pk_1")


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": None},
        {"sub": None},
        {"aud": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
        {"exp": "soon"},
        {"exp": float("inf")},
        {"exp": float("nan")},
        {"exp": 10**30},
        {"exp": 0},
        {"exp": [1]},
        {"aud": 7},
        {"aud": "pk_2"},
        {"aud": ["pk_2"]},
        {"aud": None, "iss": "pk_2"},
        {"aud": "pk_2", "iss": "pk_1"},
        {"nbf": 2**40},
        {"iat": "yesterday"},
    ],
    ids=str,
)
def test_claims_that_are_missing_or_odd_are_refused(claims: dict[str, Any]) -> None:
    with pytest.raises(BadToken):
        verified(token(**claims), secret=SECRET, key="pk_1")


@settings(max_examples=30)
@given(st.binary().map(lambda raw: raw.decode("latin-1")))
def test_what_is_no_token_is_refused(text: str) -> None:
    with pytest.raises(BadToken):
        verified(text, secret=SECRET, key="pk_1")


@settings(max_examples=30)
@given(st.tuples(*[st.text("abcABC012-_", max_size=40)] * 3).map(".".join))
def test_what_looks_like_a_token_is_refused(text: str) -> None:
    with pytest.raises(BadToken):
        verified(text, secret=SECRET, key="pk_1")


@pytest.mark.parametrize("header", [{"alg": "none"}, {"alg": "HS256", "crit": ["x"], "x": 1}])
def test_a_header_does_not_choose_how_it_is_checked(header: dict[str, Any]) -> None:
    claims = {"aud": "pk_1", "sub": "jo", "exp": int(time.time()) + 60}
    made = jwt.encode(claims, SECRET, headers={k: v for k, v in header.items() if k != "alg"})
    if header["alg"] == "none":
        made = jwt.encode(claims, "", algorithm="none")
    with pytest.raises(BadToken):
        verified(made, secret=SECRET, key="pk_1")


def test_every_site_and_every_rotation_has_a_secret_of_its_own() -> None:
    secrets = {
        signing_secret(key, site, rotation)
        for key in ("one", "other")
        for site in (1, 2, 11)
        for rotation in (0, 1, 11)
    }
    assert len(secrets) == 18
    assert all(len(secret) == 64 for secret in secrets)
