"""The frames of wire contract version 1, as types: decoded strictly, encoded exactly."""

from __future__ import annotations

import re
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from autocomplete.live.limits import Limits
from autocomplete.logs.request_id import current_request_id
from autocomplete.ranking.suggestions import Stats, Suggestion, SuggestionList

PROTOCOL_VERSION = 1

# JavaScript's numbers are exact up to here.
Id = Annotated[int, Meta(ge=0, le=2**53 - 1)]
Count = Annotated[int, Meta(ge=0, le=2**31 - 1)]
Slug = Annotated[str, Meta(max_length=64)]

ErrorCode = Literal[
    "bad_frame",
    "too_long",
    "rate_limited",
    "quota_exhausted",
    "model_unavailable",
    "model_timeout",
    "unknown_profile",
]


DismissReason = Literal["escape", "typed_past", "blur"]


class Input(Struct, tag_field="type", tag="input", frozen=True):
    """What stands in the field now; ``id`` rises from one to the next."""

    id: Id
    text: str
    after: str = ""
    context: str = ""
    profile: Slug | None = None
    force: bool = False


# A client's number of one report, which it sends again until it is acknowledged.
Number = Annotated[int, Meta(ge=0, le=2**53 - 1)]
SessionName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,32}$")]


class Accept(Struct, tag_field="type", tag="accept", frozen=True):
    """A person took ``length`` characters of item ``rank`` (0 is the best one).

    What had been typed through before is not counted, so ``length`` is what the key press inserted.
    A report with an ``event`` is acknowledged, and counted once however often it comes; ``session``
    is that of the socket on which it was sent first.
    """

    id: Id
    rank: Count
    length: Annotated[int, Meta(ge=1, le=2**31 - 1)]
    ms_shown: Annotated[float, Meta(ge=0)]
    event: Number | None = None
    session: SessionName | None = None


class Dismiss(Struct, tag_field="type", tag="dismiss", frozen=True):
    """A person turned down what was shown for ``id``."""

    id: Id
    reason: DismissReason
    event: Number | None = None
    session: SessionName | None = None


class Ping(Struct, tag_field="type", tag="ping", frozen=True):
    """Asks for a ``pong``; also keeps an idle socket open."""


ClientFrame = Input | Accept | Dismiss | Ping


class ReadyLimits(Struct, frozen=True):
    max_text: int
    max_context: int
    max_frame_bytes: int
    inputs_per_second: int


class Ready(Struct, tag_field="type", tag="ready", frozen=True):
    """The first frame on every socket."""

    protocol: int
    session: str
    profile: str
    limits: ReadyLimits
    acks: bool = True


class Suggestions(Struct, tag_field="type", tag="suggestions", frozen=True):
    """One ranked list for the input ``id``; ``seq`` counts an id's lists from 0."""

    id: int
    seq: int
    final: bool
    items: tuple[Suggestion, ...]
    stats: Stats


class Error(Struct, tag_field="type", tag="error", frozen=True):
    """What went wrong with the input ``id``, or null where the frame had no usable one.

    ``request_id`` is what the log calls the socket or the request.
    """

    id: int | None
    code: ErrorCode
    message: str
    retry_after_ms: int | None = None
    request_id: str | None = msgspec.field(default_factory=current_request_id)


class Pong(Struct, tag_field="type", tag="pong", frozen=True):
    """The answer to ``ping``."""


class Ack(Struct, tag_field="type", tag="ack", frozen=True):
    """The reports with these numbers are stored for good."""

    events: tuple[int, ...]


ServerFrame = Ready | Suggestions | Error | Pong | Ack


class BadFrame(Exception):
    """A frame outside the contract; the message is one sentence that says what to change."""

    def __init__(self, message: str, *, id: int | None = None) -> None:
        super().__init__(message)
        self.id = id


class _Numbered(Struct, frozen=True):
    id: Id


_decoder: msgspec.json.Decoder[ClientFrame] = msgspec.json.Decoder(ClientFrame)
_id_decoder = msgspec.json.Decoder(_Numbered)
_encoder = msgspec.json.Encoder()

# Every escape of a JSON string, a surrogate pair as one, so that what is left over is half a pair.
_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|(?P<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)


def decode(text: str, *, max_bytes: int) -> ClientFrame:
    """Return the frame that ``text`` spells.

    Half a surrogate pair in an escape becomes U+FFFD: scripts that cut a text by UTF-16 units
    send such halves, and the rest of the text is as good as ever. Unknown fields are ignored.
    Raises BadFrame for all that is not a frame of at most ``max_bytes`` bytes of UTF-8.
    """
    if len(text) > max_bytes or len(text.encode()) > max_bytes:
        raise BadFrame(
            f"The frame is larger than {max_bytes} bytes:"
            " send only the end of the text, as many characters as limits.max_text says."
        )
    whole = without_half_pairs(text)
    try:
        try:
            return _decoder.decode(whole)
        except msgspec.ValidationError:
            return _with_whole_numbers(whole)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadFrame(_reason(error), id=_usable_id(whole)) from None


def encode(frame: Struct) -> str:
    return _encoder.encode(frame).decode()


def ready(session: str, profile: str, limits: Limits) -> Ready:
    return Ready(
        protocol=PROTOCOL_VERSION,
        session=session,
        profile=profile,
        limits=ReadyLimits(
            max_text=limits.max_text,
            max_context=limits.max_context,
            max_frame_bytes=limits.max_frame_bytes,
            inputs_per_second=limits.inputs_per_second,
        ),
    )


def suggestions(id: int, seq: int, found: SuggestionList) -> Suggestions:
    return Suggestions(id=id, seq=seq, final=found.final, items=found.items, stats=found.stats)


def without_half_pairs(text: str) -> str:
    """The JSON ``text`` with U+FFFD in place of every escaped half of a surrogate pair."""
    if "\\ud" not in text and "\\uD" not in text:
        return text
    return _ESCAPE.sub(lambda found: "\\ufffd" if found["half"] else found[0], text)


def _with_whole_numbers(text: str) -> ClientFrame:
    """Decode once more with 7.0 read as 7: to JSON they are the same, to the decoder they are not.

    Some languages write every number so. Raises msgspec.ValidationError.
    """
    fields = msgspec.json.decode(text)
    if isinstance(fields, dict):
        fields = {
            name: int(value) if isinstance(value, float) and value.is_integer() else value
            for name, value in fields.items()
        }
    frame: ClientFrame = msgspec.convert(fields, ClientFrame)
    return frame


def _reason(error: Exception) -> str:
    if isinstance(error, msgspec.ValidationError):
        # The detail may repeat the client's own bytes, as many as a frame holds.
        return f"The frame does not follow the protocol: {str(error)[:200]}."
    return "The frame is not JSON: send one JSON object a frame, in UTF-8."


def _usable_id(text: str) -> int | None:
    try:
        return _id_decoder.decode(text).id
    except (msgspec.DecodeError, RecursionError):
        return None
