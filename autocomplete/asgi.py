"""The ASGI application: pages by Django, the websocket by Channels."""

from __future__ import annotations

import os

from channels.routing import ProtocolTypeRouter
from django.conf import settings
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "autocomplete.settings")
pages = get_asgi_application()

# Only now is Django set up, which the modules below need.
from autocomplete.forwarding import BehindProxies  # noqa: E402
from autocomplete.live.lifespan import lifespan  # noqa: E402
from autocomplete.live.routing import websocket  # noqa: E402
from autocomplete.logs.access_log import AccessLog  # noqa: E402
from autocomplete.logs.request_id import WithRequestIds  # noqa: E402
from autocomplete.metrics.endpoint import MetricsEndpoint  # noqa: E402
from autocomplete.without_cookies import WithoutCookies  # noqa: E402

http = WithoutCookies(pages, prefix="/api/")
protocols = ProtocolTypeRouter(
    {
        "http": MetricsEndpoint(http, settings.METRICS_TOKEN),
        "websocket": websocket,
        "lifespan": lifespan,
    }
)
served = BehindProxies(protocols, settings.TRUSTED_PROXIES)
application = WithRequestIds(
    AccessLog(served) if settings.ACCESS_LOG else served, settings.TRUSTED_PROXIES
)
