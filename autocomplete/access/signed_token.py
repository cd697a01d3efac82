"""Tokens that a site's own server signs for its users: JSON web tokens, HS256."""

from __future__ import annotations

import hashlib
import hmac
import time
from dataclasses import dataclass

import jwt

LONGEST_SECONDS = 86_400
# How far the clocks of the site's server and of this one may be apart.
CLOCK_SKEW_SECONDS = 30
_LONGEST_USER = 255


@dataclass(frozen=True, slots=True)
class SignedToken:
    """A user of the site, and until when (seconds since 1970) the token holds."""

    user: str
    expires_at: float


class BadToken(Exception):
    """The token is refused; the message is one sentence that says why."""


def signing_secret(secret_key: str, site: int, rotation: int) -> str:
    """Derive a site's secret: 64 hexadecimal digits that nobody without ``secret_key`` can tell."""
    name = f"autocomplete signed token {site} {rotation}"
    return hmac.digest(secret_key.encode(), name.encode(), hashlib.sha256).hex()


def verified(token: str, *, secret: str, key: str) -> SignedToken:
    """Check a token that came with the public key ``key``. Raises BadToken."""
    try:
        claims = jwt.decode(
            token,
            secret,
            # Named here and never taken from the token, which could say `none`.
            algorithms=["HS256"],
            leeway=CLOCK_SKEW_SECONDS,
            # The audience may be the key or the issuer may: checked below.
            options={"require": ["exp", "sub"], "verify_aud": False},
        )
    except jwt.ExpiredSignatureError:
        raise BadToken("The token has expired: have the site's server sign another.") from None
    except jwt.MissingRequiredClaimError as error:
        raise BadToken(f"The token lacks {error.claim}: it needs exp and sub.") from None
    except jwt.InvalidSignatureError:
        raise BadToken("The token is not signed with this site's secret.") from None
    except (jwt.InvalidTokenError, ValueError, TypeError):
        raise BadToken("The token is no JSON web token signed with HS256.") from None
    named = claims.get("aud", claims.get("iss"))
    if key not in (named if isinstance(named, list) else [named]):
        raise BadToken("The token is for another key: set its aud to the public key in use.")
    expires_at = float(claims["exp"])
    if expires_at > time.time() + LONGEST_SECONDS + CLOCK_SKEW_SECONDS:
        raise BadToken("The token lives too long: set its exp to at most 24 hours from now.")
    user = claims["sub"]
    if not 1 <= len(user) <= _LONGEST_USER:
        raise BadToken(f"The token's sub is empty or has more than {_LONGEST_USER} characters.")
    return SignedToken(user, expires_at)
