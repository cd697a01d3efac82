"""What one socket may send: sizes, rates and waiting times, told to every client in ``ready``."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one socket.

    Characters are Unicode code points. Of longer ``text`` the last ``max_text`` characters are
    kept; ``context`` longer than ``max_context`` is refused. ``max_frame_bytes`` counts a frame's
    UTF-8 bytes.
    """

    # About what 1,000 tokens of English spell, half of the embedded model's window.
    max_text: int = 4_000
    max_context: int = 2_000
    # 3 bytes for each UTF-16 unit of both texts, as browsers write them, and as much again for
    # ``after`` and for escapes.
    max_frame_bytes: int = 65_536
    # A held key repeats about 30 times a second.
    inputs_per_second: int = 30
    # How many inputs may come at once after a pause, in seconds' worth of the rate.
    burst_seconds: float = 2.0
    bad_frames_in_a_row: int = 3
    # Any frame, a ``ping`` too, says that the client is still there.
    idle_seconds: float = 600.0
    # A client that takes longer than this to read one frame is taken for gone.
    send_seconds: float = 20.0
    # Answers other than suggestions that may wait for a client that reads slowly.
    waiting_frames: int = 32


DEFAULT_LIMITS = Limits()

SERVER_MAX_FRAME_BYTES = 4 * 1024 * 1024
"""What the ASGI server must let through (uvicorn's ``ws_max_size``), in bytes.

Far above ``max_frame_bytes``, so that a text of a million characters is answered by an ``error``
frame on a socket that stays open; beyond it the server itself closes with 1009.
"""
