"""A profile's values as a table, for those who may look and for what cannot be changed."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from autocomplete.admin.profile_fields import help_text, names, shown
from autocomplete.publishing.profile_values import Values


def values_table(values: Values) -> SafeString:
    """Every field with its value and what it means."""
    return _table(
        ("Field", "Value", "What it does"),
        ((name, shown(values.get(name)), help_text(name)) for name in names()),
    )


def differences_table(rows: Iterable[tuple[str, object, object]]) -> SafeString:
    """Fields that differ, with the value in use and the one that would be."""
    return _table(
        ("Field", "In use", "Draft"), ((name, shown(old), shown(new)) for name, old, new in rows)
    )


def _table(head: tuple[str, str, str], rows: Iterable[tuple[str, str, str]]) -> SafeString:
    return format_html(
        '<table class="values"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>',
        format_html_join("", '<th scope="col">{}</th>', ((title,) for title in head)),
        format_html_join(
            "",
            '<tr><th scope="row">{}</th><td>{}</td><td>{}</td></tr>',
            rows,
        ),
    )
