"""Which part of a long text a model reads: the end, from a start that moves only now and then."""

from __future__ import annotations

# Characters of the start that tell it again in the next text, of which the front may be missing.
ANCHOR = 48


class Window:
    """Cuts the texts of one session to at most ``most_bytes`` of UTF-8.

    A start that moved with every keystroke would make the model read the whole window anew each
    time. A text that has outgrown the window is therefore cut to two thirds of it, and that start
    is kept while the text still holds it and the window is neither too large nor less than a third
    full. It is found by what stands there, not by counting: clients send the end of a long text,
    whose front falls away by one character a keystroke.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._anchor = ""

    def end_of(self, text: str) -> str:
        """Return the end of ``text`` to read, or all of it."""
        largest = last_bytes(text, self._most_bytes)
        if len(largest) == len(text):
            return text
        smallest = last_bytes(text, self._most_bytes // 3)
        latest = len(largest) - len(smallest)
        start = largest.find(self._anchor, 0, latest + ANCHOR) if self._anchor else -1
        if start >= 0:
            return largest[start:]
        window = last_bytes(text, self._most_bytes * 2 // 3)
        self._anchor = window[:ANCHOR]
        return window


def last_bytes(text: str, count: int) -> str:
    """Return at most the last ``count`` bytes of the text, from the start of a character."""
    encoded = text.encode()
    return encoded[-count:].decode("utf-8", "ignore") if len(encoded) > count else text
