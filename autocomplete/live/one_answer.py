"""One input's final answer, for clients that ask once and hold no socket."""

from __future__ import annotations

from autocomplete.access.admission import Admission
from autocomplete.limits.allowance import Allowance
from autocomplete.limits.limits_in_use import limit_store
from autocomplete.live import frames
from autocomplete.live.answering import answer
from autocomplete.live.client_sessions import ClientSessions
from autocomplete.live.inputs import typed_text, unworkable
from autocomplete.live.limits import Limits
from autocomplete.live.reporting import Reporting
from autocomplete.publishing.published import published


class LastFrame:
    """Keeps the newest of the frames that an answer consists of."""

    def __init__(self) -> None:
        self.frame: frames.ServerFrame | None = None

    def put(self, frame: frames.ServerFrame) -> None:
        self.frame = frame


async def last_frame(
    frame: frames.Input, admission: Admission, limits: Limits
) -> frames.ServerFrame:
    """Return the final ``suggestions`` for an input, or the ``error``.

    Each call is a typing session of its own; cancelling it ends the work on the model.
    """
    profile = frame.profile or admission.site.profile
    last = LastFrame()
    reporting = Reporting(last, admission.site)
    refused = unworkable(frame, profile, limits)
    allowance = Allowance(limit_store(), admission.share)
    refused = refused or await allowance.refused(frame.id)
    if refused is not None:
        reporting.put(refused)
        return refused
    sessions = ClientSessions(allowance, admission.site.moderation)
    kept = sessions.of(published.profiles[profile])
    typed = typed_text(frame, limits)
    reporting.asked(frame.id, profile, typed.text)
    try:
        await answer(frame.id, kept.session.suggest(typed), reporting, kept.route[0])
    finally:
        await kept.session.aclose()
        sessions.give_back_lanes()
    assert last.frame is not None
    return last.frame
