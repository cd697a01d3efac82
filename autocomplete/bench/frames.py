"""What the bench's page and its socket say to each other, in JSON."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from autocomplete.inspection import Inspection
from autocomplete.live.frames import BadFrame, Id, Ping, without_half_pairs
from autocomplete.readable import Pieces

Choice = Annotated[str, Meta(max_length=100)]

# A profile's form is mostly its preamble; text behind the caret and before it come on top.
MAX_FRAME_BYTES = 512 * 1024


class Typed(Struct, tag_field="type", tag="input", frozen=True):
    """What stands in the bench's field, and which profiles it is typed with.

    ``form`` is the profile's form as it stands on the page, encoded as a browser would post it;
    None asks for the draft as it is saved. ``draft`` is the number of its row, None for a new one.
    ``compare`` names another profile, empty for none, and ``site`` the one whose moderation and
    phrases count, empty for the server's own: both by the values of choices.py.
    """

    id: Id
    text: str
    after: str = ""
    context: str = ""
    force: bool = False
    form: str | None = None
    draft: Id | None = None
    compare: Choice = ""
    site: Choice = ""


ClientFrame = Typed | Ping


class NotShown(Struct, frozen=True):
    """A text that is not shown, ready to print."""

    pieces: Pieces
    prob: str
    why: str


class TreeNode(Struct, frozen=True):
    """A node of the picture (see ranking/tree_picture.py), its texts and numbers ready to print.

    ``rank`` counts the suggestion that the node ends from 0.
    """

    parent: int | None
    label: str
    spelled: str
    logprob: str
    percent: str
    share: float
    state: str
    hidden: int
    rank: int | None


class Side(Struct, frozen=True):
    """What one profile makes of the typed text.

    ``texts`` are what its suggestions insert. ``ghost`` is the rank of the ghost text. ``failure``
    says why there is no list. The last three are there once it is ``final``; ``left_out`` is then
    the most probable part of ``all_left_out`` texts.
    """

    name: str
    final: bool = False
    failure: str = ""
    inspection: Inspection | None = None
    texts: tuple[str, ...] = ()
    ghost: int | None = None
    left_out: tuple[NotShown, ...] = ()
    all_left_out: int = 0
    tree: tuple[TreeNode, ...] = ()


class Lists(Struct, tag_field="type", tag="lists", frozen=True):
    """The newest lists for the input ``id``: the page's profile, then the one it is compared with.

    ``errors`` are the complaints about the form, by field; while there are any, the first list is
    that of the last form without.
    """

    id: int
    sides: tuple[Side, ...]
    errors: dict[str, list[str]]


_decoder: msgspec.json.Decoder[ClientFrame] = msgspec.json.Decoder(ClientFrame)


def decode(text: str) -> ClientFrame:
    """The frame that ``text`` spells. Raises BadFrame."""
    if len(text) > MAX_FRAME_BYTES:
        raise BadFrame(f"The frame is larger than {MAX_FRAME_BYTES} bytes: shorten the preamble.")
    try:
        return _decoder.decode(without_half_pairs(text))
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError) as error:
        # What was typed must not be repeated, and the detail may hold it.
        reason = str(error)[:200] if isinstance(error, msgspec.ValidationError) else "no JSON"
        raise BadFrame(f"The frame does not follow the bench's protocol: {reason}.") from None
