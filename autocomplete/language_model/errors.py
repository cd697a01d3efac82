"""The ways in which asking a language model can fail, as the rest of the product sees them."""

from __future__ import annotations


class ModelError(Exception):
    """Base of all failures; the message is one sentence that a person can act on."""

    def __init__(self, message: str, *, retry_after_ms: int | None = None) -> None:
        super().__init__(message)
        self.retry_after_ms = retry_after_ms


class ModelUnavailable(ModelError):
    """The server cannot be reached, refuses, or is restarting."""


class ModelTimeout(ModelError):
    """The server did not answer in time."""


class UnusableAnswer(ModelError):
    """The server answered, but not with log-probabilities that can be ranked."""
