"""The websocket consumer: opens, listens and ends; what frames mean stands in conversation.py."""

from __future__ import annotations

import asyncio
from typing import Any

from channels.consumer import get_handler_name
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

from autocomplete.live.connections import Connections
from autocomplete.live.conversation import Conversation
from autocomplete.live.handshake import refusal, refuse
from autocomplete.live.idle import IdleTimer
from autocomplete.live.limits import DEFAULT_LIMITS, Limits
from autocomplete.live.outbox import Outbox

IDLE = 4408
TOO_MANY_CONNECTIONS = 4409

connections = Connections()


class AutocompleteConsumer(AsyncWebsocketConsumer):
    """One client's socket."""

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        super().__init__()
        self._limits = limits
        self._outbox = Outbox(
            self._send_text,
            self._close_socket,
            most_waiting=limits.waiting_frames,
            send_seconds=limits.send_seconds,
        )
        self._counted = False
        self._conversation: Conversation | None = None
        self._idle: IdleTimer | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve the socket until either side ends it; nothing started for it outlives this call."""
        listening = asyncio.create_task(super().__call__(scope, receive, send))
        sending = asyncio.create_task(self._outbox.run())
        try:
            ended, _ = await asyncio.wait({listening, sending}, return_when=asyncio.FIRST_COMPLETED)
            for task in ended:
                task.result()
        finally:
            listening.cancel()
            sending.cancel()
            await asyncio.wait({listening, sending})
            await self._end()

    async def dispatch(self, message: Any) -> None:
        """Hand a message to its method.

        Channels' own dispatch first closes old database connections, in the one thread that all
        synchronous views share: a slow page would hold up every keystroke. This route uses no
        database.
        """
        await getattr(self, get_handler_name(message))(message)

    async def connect(self) -> None:
        reason = refusal(self.scope)
        if reason is not None:
            await refuse(self, reason)
            return
        await self.accept()
        self._counted = connections.enter(settings.MAX_CONNECTIONS)
        if not self._counted:
            self._outbox.close(TOO_MANY_CONNECTIONS)
            return
        self._conversation = Conversation(self._outbox, self._limits)
        self._idle = IdleTimer(self._limits.idle_seconds, lambda: self._outbox.close(IDLE))

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self._conversation is not None and self._idle is not None:
            self._idle.touch()
            self._conversation.receive(text_data)

    async def websocket_disconnect(self, message: Any) -> None:
        # Without Channels' database clean-up, for the reason given at dispatch.
        raise StopConsumer

    async def _end(self) -> None:
        if self._idle is not None:
            self._idle.stop()
        if self._conversation is not None:
            await self._conversation.aclose()
        if self._counted:
            connections.leave()

    async def _send_text(self, text: str) -> None:
        await self.send(text_data=text)

    async def _close_socket(self, code: int) -> None:
        await self.close(code=code)
