"""A prompt that llama.cpp has read once, kept in a file, and given to each slot at its first use.

Not to all slots at the start: they share one cache, and each token's attention goes over all of it
that is in use. With 23 lines on 40 slots, of which ten were used, an input cost a quarter more.
"""

from __future__ import annotations

from contextlib import aclosing

from autocomplete.language_model.errors import ModelUnavailable, UnknownAddress, UnusableAnswer
from autocomplete.language_model.transport import Transport

FILE_NAME = "autocomplete-preamble"


class SavedPrompt:
    """Knows which slots have not been given the prompt yet."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._fresh: set[int] = set()

    async def save(self, slots: int) -> bool:
        """Save what slot 0 has read for the others of ``slots``; tell whether the server can.

        The file is in the server's own folder. Raises ModelError.
        """
        try:
            await self._act(0, "save")
            if slots > 1:
                await self._act(1, "restore")
        except (UnknownAddress, UnusableAnswer):
            # It was started without --slot-save-path, or has fewer slots.
            return False
        self._fresh = set(range(2, slots))
        return True

    async def restore_on(self, slot: int) -> None:
        """Give the prompt to a slot that nobody has used yet. Raises ModelTimeout."""
        if slot not in self._fresh:
            return
        self._fresh.discard(slot)
        try:
            await self._act(slot, "restore")
        except (ModelUnavailable, UnusableAnswer):
            # It has fewer slots than were told, or has lost its file: the prompt is read anew. That
            # it is away, the request behind this one will tell.
            self._fresh.clear()

    async def _act(self, slot: int, action: str) -> None:
        path = f"/../slots/{slot}?action={action}"
        async with aclosing(self._transport.post(path, {"filename": FILE_NAME})) as payloads:
            async for _ in payloads:
                pass
