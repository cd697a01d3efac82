"""What another site's page needs to embed the widget: the tag, and what its policy must allow."""

from __future__ import annotations

from dataclasses import dataclass

from autocomplete import widget


@dataclass(frozen=True, slots=True)
class Embedding:
    """Ready to be copied: ``moving_tag`` follows every compatible release, ``pinned_tag`` none.

    ``policy`` is what a strict Content-Security-Policy has to name besides what it has.
    """

    moving_tag: str
    pinned_tag: str
    policy: str


def embedding(address: str, key: str) -> Embedding:
    """For the pages of the site with the public ``key``; ``address``, this server's, is as in
    https://HOST.
    """
    return Embedding(
        moving_tag=widget.moving_tag(address, key),
        pinned_tag=widget.pinned_tag(address, key),
        policy=f"script-src {address}; connect-src {address.replace('http', 'ws', 1)}",
    )
