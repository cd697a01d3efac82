"""How many sockets this process holds open."""

from __future__ import annotations


class Connections:
    """Counts open sockets."""

    def __init__(self) -> None:
        self.open = 0

    def enter(self, most: int) -> bool:
        """Count one more, or tell that ``most`` are open already."""
        if self.open >= most:
            return False
        self.open += 1
        return True

    def leave(self) -> None:
        self.open -= 1
