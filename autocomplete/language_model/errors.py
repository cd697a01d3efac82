"""The ways in which asking a language model can fail, as the rest of the product sees them."""

from __future__ import annotations


class ModelError(Exception):
    """Base of all failures; the message is one sentence that a person can act on."""

    def __init__(self, message: str, *, retry_after_ms: int | None = None) -> None:
        super().__init__(message)
        self.retry_after_ms = retry_after_ms


class ModelUnavailable(ModelError):
    """The server cannot be reached, refuses, or is restarting."""


class ModelBusy(ModelUnavailable):
    """The server itself named ``retry_after_ms``: it is to be left alone until then."""


class UnknownAddress(ModelUnavailable):
    """The server has no such address, or no such model."""


class ModelTimeout(ModelError):
    """The server did not answer in time."""


class UnusableAnswer(ModelError):
    """The server answered, but not with log-probabilities that can be ranked."""


class RequestRefused(UnusableAnswer):
    """The server does not accept the request's fields.

    ``fields`` are those of REQUEST_FIELDS that its reason names. The reason itself is not kept: it
    may quote what a person typed.
    """

    def __init__(self, message: str, *, fields: frozenset[str]) -> None:
        super().__init__(message)
        self.fields = fields


REQUEST_FIELDS = ("logprobs", "max_completion_tokens")
