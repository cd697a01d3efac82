"""What of an ``input`` is worked on: the same for the socket and the HTTP API."""

from __future__ import annotations

from autocomplete.live import frames
from autocomplete.live.limits import Limits
from autocomplete.live.session import TypedText
from autocomplete.live.typed_characters import without_controls
from autocomplete.publishing.published import published


def unworkable(frame: frames.Input, profile: str, limits: Limits) -> frames.Error | None:
    """Say why an input, though a good frame, cannot be worked on.

    ``profile`` is the slug it asks for, or its site's where it names none.
    """
    if len(frame.context) > limits.max_context:
        return frames.Error(
            id=frame.id,
            code="too_long",
            message=f"The context has more than {limits.max_context} characters:"
            " send the part that matters most.",
        )
    if profile not in published.profiles:
        return frames.Error(
            id=frame.id,
            code="unknown_profile",
            message="There is no such profile: name one of this site's, or none.",
        )
    return None


def typed_text(frame: frames.Input, limits: Limits) -> TypedText:
    """The texts of an input, as much of them as is read."""
    return TypedText(
        text=without_controls(frame.text[-limits.max_text :]),
        context=without_controls(frame.context),
        after=without_controls(frame.after[: limits.max_text]),
        force=frame.force,
    )
