"""Beginnings to try on the typing page, of different kinds; some suit the small model badly."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Example:
    """``text`` ends where a person would look up: behind a word, or in the middle of one."""

    name: str
    text: str


EXAMPLES = (
    Example("Everyday request", "Could you please help me with "),
    Example(
        "Reply to a customer",
        "Thank you for your message. I am sorry to hear that your order has not arr",
    ),
    Example("Question to a bank", "I would like to know why my card was decl"),
    Example("An unknown name", "Please give my regards to Mrs. "),
    Example("French", "Bonjour, je voudrais réserver une "),
)
