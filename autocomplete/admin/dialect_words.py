"""A model server's dialect in a phrase, for operators."""

from __future__ import annotations

from autocomplete.language_model.dialect import Dialect


def dialect_words(dialect: Dialect) -> str:
    """Address, field for the number of alternatives, how a text is sent, and how many may come."""
    return (
        f"{dialect.path} with {dialect.count_field}, {dialect.prompting} prompts,"
        f" up to {dialect.most_alternatives} alternatives"
    )
