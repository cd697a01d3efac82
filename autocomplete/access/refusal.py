"""Why a client is not let in: one value for each reason, the same for socket and HTTP."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """The protocol's close code, an HTTP status and a sentence that says what to do."""

    code: int
    status: int
    sentence: str


class Refused(Exception):
    """A client is not let in."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.sentence)
        self.refusal = refusal


UNKNOWN_KEY = Refusal(4401, 401, "This key is unknown or revoked: check it, or ask for another.")
TOKEN_MISSING = Refusal(
    4401, 401, "This site lets in only clients with a token that its own server has signed."
)
FOREIGN_ORIGIN = Refusal(
    4403,
    403,
    "This origin is refused: the Origin header has to name an origin of this key's site exactly,"
    " by scheme, host and port.",
)
NOT_OWN_ORIGIN = Refusal(
    4403,
    403,
    "This origin is refused: without a key, only this server's own pages may ask,"
    " and the Origin header has to say so.",
)
NOT_AN_OPERATOR = Refusal(
    4403, 403, "The bench is for operators: sign in to the admin as one who may look at profiles."
)
TOO_MANY_ATTEMPTS = Refusal(
    4409, 429, "Too many attempts come from this address: try again in a few seconds."
)
NOT_NOW = Refusal(1013, 503, "Keys cannot be looked up right now: try again in a few seconds.")
NO_SUCH_ADDRESS = Refusal(
    4400, 404, "There is no websocket at this address: use /ws/autocomplete/v1/."
)


def bad_token(sentence: str) -> Refusal:
    return Refusal(4401, 401, sentence)
