"""The keys that the widget listens to, as the help lists them; the widget's own map is keys.js."""

from __future__ import annotations

from dataclasses import dataclass

_NAMES = {
    "ArrowRight": "→",
    "ArrowDown": "↓",
    "ArrowUp": "↑",
    "BracketRight": "]",
    "BracketLeft": "[",
    "Digit": "1–9",
    "Escape": "Esc",
}


@dataclass(frozen=True, slots=True)
class Binding:
    """What the keys for ``action`` do; ``chords`` are as in keys.js, such as "Alt+BracketRight"."""

    action: str
    chords: tuple[str, ...]
    effect: str

    @property
    def labels(self) -> tuple[tuple[str, ...], ...]:
        """Each chord's keys as people know them; what reads the same stands there once."""
        labels = (tuple(_NAMES.get(key, key) for key in chord.split("+")) for chord in self.chords)
        return tuple(dict.fromkeys(labels))


@dataclass(frozen=True, slots=True)
class Situation:
    """When the ``bindings`` hold."""

    title: str
    bindings: tuple[Binding, ...]


SITUATIONS = (
    Situation(
        "While grey text stands at the caret",
        (
            Binding("take", ("Tab",), "Take all of it."),
            Binding(
                "word",
                ("Ctrl+ArrowRight", "Alt+ArrowRight"),
                "Take its next word only. In right-to-left text the other arrow does.",
            ),
        ),
    ),
    Situation(
        "While the list is open",
        (
            Binding("pick", ("Alt+Digit",), "Take the suggestion with this number."),
            Binding("next", ("Alt+BracketRight", "Alt+]"), "Show the next one as grey text."),
            Binding("previous", ("Alt+BracketLeft", "Alt+["), "Show the one before."),
            Binding("enter", ("Alt+ArrowDown",), "Go into the list."),
            Binding("hide", ("Escape",), "Hide everything. Tab then leaves the field as always."),
        ),
    ),
    Situation(
        "In the list",
        (
            Binding("down", ("ArrowDown",), "Go to the next suggestion."),
            Binding("up", ("ArrowUp",), "Go to the one before."),
            Binding("choose", ("Enter",), "Take it."),
        ),
    ),
    Situation(
        "At any time",
        (
            Binding(
                "ask",
                ("Ctrl+Space",),
                "Ask now, also where nothing was likely enough to be shown.",
            ),
        ),
    ),
)
