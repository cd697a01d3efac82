"""What a site's ``/metrics`` says, as Prometheus reads it."""

from __future__ import annotations

from collections.abc import Mapping

import httpx
from prometheus_client.parser import text_string_to_metric_families

from tests.live.site import Site

TOKEN = "a-token-of-32-characters-or-more."

Scraped = Mapping[tuple[str, frozenset[tuple[str, str]]], float]


async def scrape(site: Site, token: str | None = TOKEN, method: str = "GET") -> httpx.Response:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(trust_env=False, verify=False) as client:
        return await client.request(method, f"{site.origin}/metrics", headers=headers)


async def scraped(site: Site) -> Scraped:
    """Every sample's value, by its name and labels."""
    response = await scrape(site)
    assert response.status_code == 200
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }


def value(scraped: Scraped, name: str, **labels: str) -> float:
    """A sample's value; 0 where there is no such series yet, as PromQL's ``or vector(0)``."""
    return scraped.get((name, frozenset(labels.items())), 0.0)
