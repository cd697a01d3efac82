"""The dashboard and the alerts name metrics and labels that the code has, and no others."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from prometheus_client import Histogram
from prometheus_client.metrics import MetricWrapperBase

from tests.live.site import Site
from tests.metrics.scraped import scraped

pytestmark = pytest.mark.asyncio(loop_scope="package")

DEPLOY: Path = settings.BASE_DIR / "deploy"
DASHBOARD = json.loads((DEPLOY / "grafana" / "autocomplete.json").read_text())
PANELS: list[dict[str, Any]] = [each for each in DASHBOARD["panels"] if each["type"] != "row"]
RULES: list[dict[str, Any]] = [
    rule
    for group in yaml.safe_load((DEPLOY / "prometheus-alerts.yml").read_text())["groups"]
    for rule in group["rules"]
]
# What Prometheus adds to every series itself.
ADDED_LABELS = {"instance", "job"}
NAME = re.compile(r"\b(?:autocomplete|process)_[a-z_]+")
SELECTOR = re.compile(r"\b((?:autocomplete|process)_[a-z_]+)\{([^}]*)\}")
GROUPED = re.compile(r"\bby \(([^)]*)\)")
LABEL = re.compile(r"([a-z_]+)\s*(?:=~|!~|!=|=)")


def names(expression: str) -> list[str]:
    """The metrics of a query; what stands in quotes is a label's value."""
    return NAME.findall(re.sub(r'"[^"]*"', "", expression))


def expressions() -> Iterator[str]:
    for panel in PANELS:
        yield from (target["expr"] for target in panel["targets"])
    yield from (rule["expr"] for rule in RULES)


async def labels_by_sample(site: Site) -> dict[str, set[str]]:
    """Each sample that a site can have, with its labels; also those that have no series yet."""
    from autocomplete.metrics.registry import REGISTRY

    found: dict[str, set[str]] = {}
    for metric in list(REGISTRY._collector_to_names):
        if isinstance(metric, MetricWrapperBase):
            names = REGISTRY._collector_to_names[metric]
            for name in names:
                labels = set(metric._labelnames)
                more = (
                    {"le"} if isinstance(metric, Histogram) and name.endswith("_bucket") else set()
                )
                found[name] = labels | more
    for name, labels_and_values in await scraped(site):
        found.setdefault(name, set()).update(label for label, _ in labels_and_values)
    return found


async def test_every_metric_that_is_named_is_measured(site: Site) -> None:
    known = await labels_by_sample(site)
    named = {name for expression in expressions() for name in names(expression)}
    assert len(named) > 20
    assert named <= known.keys()


async def test_every_label_that_is_named_is_one_of_its_metric(site: Site) -> None:
    known = await labels_by_sample(site)
    for expression in expressions():
        for name, selector in SELECTOR.findall(expression):
            assert set(LABEL.findall(selector)) <= known[name] | ADDED_LABELS, expression
        of_any = set().union(*(known[name] for name in names(expression)), ADDED_LABELS)
        for grouped in GROUPED.findall(expression):
            assert {label.strip() for label in grouped.split(",")} <= of_any, expression


async def test_everything_that_is_measured_of_the_site_is_shown(site: Site) -> None:
    shown = {name for expression in expressions() for name in names(expression)}
    measured = {
        name.removesuffix("_created")
        for name in await labels_by_sample(site)
        if name.startswith("autocomplete_") and not name.endswith(("_created", "_sum", "_count"))
    }
    # A counter and a histogram are registered by their bare names as well.
    bare = {re.sub(r"_(total|bucket)$", "", name) for name in shown}
    assert {name for name in measured if name not in shown and name not in bare} == set()


async def test_the_documented_metrics_are_those_that_are_measured(site: Site) -> None:
    text = (settings.BASE_DIR / "docs" / "monitoring.md").read_text()
    known = await labels_by_sample(site)
    documented = set(re.findall(r"`(autocomplete_[a-z_]+)`", text))
    bare = {re.sub(r"_(total|bucket|sum|count|created)$", "", name) for name in known}
    assert {re.sub(r"_total$", "", name) for name in documented} == {
        name for name in bare if name.startswith("autocomplete_")
    }


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel["title"])
async def test_a_panel_has_a_unit_a_description_and_a_name_for_each_line(
    panel: dict[str, Any],
) -> None:
    assert panel["fieldConfig"]["defaults"]["unit"] in {
        "s", "reqps", "percentunit", "short", "bytes",
    }  # fmt: skip
    assert panel["description"].endswith(".")
    for target in panel["targets"]:
        assert target["legendFormat"]
        assert target["expr"].count("(") == target["expr"].count(")")
        # A name in a legend stands for a label, which the query has to keep.
        for label in re.findall(r"\{\{(\w+)\}\}", target["legendFormat"]):
            grouped = GROUPED.findall(target["expr"])
            assert any(label in each for each in grouped) or (label == "instance" and not grouped)


async def test_no_two_panels_overlap() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        at = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(at["x"], at["x"] + at["w"])
            for y in range(at["y"], at["y"] + at["h"])
        }
        assert not cells & taken, panel["title"]
        taken |= cells
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])


async def test_each_alert_says_what_is_wrong_and_how_urgent_it_is() -> None:
    assert {rule["labels"]["severity"] for rule in RULES} == {"page", "ticket"}
    for rule in RULES:
        assert rule["annotations"]["summary"].endswith(".")


async def test_the_scrape_example_shows_a_token_and_asks_the_processes_of_the_balancer() -> None:
    config = yaml.safe_load((DEPLOY / "prometheus.yml").read_text())
    [job] = config["scrape_configs"]
    assert job["authorization"]["type"] == "Bearer"
    assert (DEPLOY / config["rule_files"][0]).exists()
    balanced = re.findall(r"server ([0-9.:]+) ", (DEPLOY / "nginx.conf").read_text())
    assert job["static_configs"][0]["targets"] == balanced
