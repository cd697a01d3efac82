"""Hypothesis strategies: made-up token models, what is typed, and what was typed past."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hypothesis import strategies as st

from autocomplete.ranking.boundaries import ends_word, split_character
from autocomplete.ranking.typed_past import Belief
from tests.ranking.token_models import TokenModel

# Prefixes of each other, several spellings of one text, inner spaces and breaks, a three-byte
# character and a two-byte one split over tokens, an apostrophe on its own.
AWKWARD = (
    b" ", b"a", b"b", b"ab", b" a", b" ab", b" a b", b"b ", b"ab.", b". a", b"'", b"'b", b"\n",
    b"\xe3", b"\x81\x82", b"\xe3\x81", b"\x82", b"\xc3", b"\xa9", b"\xc3\xa9a",
)  # fmt: skip
REMAINDERS = (b"", b" ", b"a", b"ab", b" a", b" ab", b"\xe3\x81\x82", b"\xc3\xa9", b"a'", b". ")


@st.composite
def token_models(draw: st.DrawFn) -> TokenModel:
    vocabulary = tuple(
        draw(st.lists(st.sampled_from(AWKWARD), min_size=2, max_size=4, unique=True))
    )
    row = st.tuples(*[st.integers(0, 5)] * len(vocabulary), st.integers(1, 3))
    return TokenModel(vocabulary, tuple(draw(st.lists(row, min_size=1, max_size=3))))


DOUBTS = st.dictionaries(
    st.sampled_from((b"a", b"b", b"ab", b" a", b"a b", b" ab", b" a b")), st.floats(0, 1)
)


def beliefs(doubts: Mapping[bytes, float]) -> Callable[[bytes], Belief]:
    """What ``TypedPast`` believes, read off the definition: slow, and plain to see."""

    def belief(continuation: bytes) -> Belief:
        inherited = ahead = 1.0
        for at in range(1, len(continuation)):
            if ends_word(continuation[at:]):
                inherited *= doubts.get(continuation[:at], 1.0)
        known = continuation.removesuffix(split_character(continuation))
        for text, wanted in doubts.items():
            if text.startswith(known):
                ahead *= wanted
        return Belief(doubts.get(continuation, 1.0), inherited, ahead)

    return belief
