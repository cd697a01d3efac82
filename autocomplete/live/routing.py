"""Which consumer answers at which websocket address."""

from __future__ import annotations

from channels.routing import URLRouter
from django.urls import path, re_path

from autocomplete.bench.consumer import bench
from autocomplete.live.consumer import AutocompleteConsumer
from autocomplete.live.handshake import UnknownAddress

# Django's stubs know views only, Channels' only patterns of their own making.
websocket = URLRouter(
    [
        path("ws/autocomplete/v1/", AutocompleteConsumer.as_asgi()),  # type: ignore[arg-type,list-item]
        path("ws/bench/", bench),  # type: ignore[arg-type,list-item]
        re_path("", UnknownAddress.as_asgi()),  # type: ignore[arg-type,list-item]
    ]
)
