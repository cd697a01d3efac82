"""The dashboard shows what happened, to whoever may look, and as a file that runs nothing."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from autocomplete.events.recorded import Recorded
from autocomplete.events.storing import store
from autocomplete.groups import EDITORS, PUBLISHERS, VIEWERS
from autocomplete.models import AcceptedText, Event, EventKind, Site
from tests.admin.operators import member, page, signed_in

pytestmark = pytest.mark.django_db

DASHBOARD = "eventcounts_changelist"
DAY = date(2026, 3, 10)
SPAN = {"since": "2026-03-09", "until": "2026-03-11", "period": "day"}


def happened(kind: EventKind, hour: int = 12, **fields: object) -> Recorded:
    at = datetime.combine(DAY, datetime.min.time(), UTC) + timedelta(hours=hour)
    values = {"site": 0, "profile": "default", "model": "small", **fields}
    return Recorded(Event(at=at, kind=kind, **values))


@pytest.fixture
def shop() -> Site:
    return Site.objects.create(name="=HYPERLINK(shop)")


@pytest.fixture
def some(shop: Site) -> None:
    """Ten lists shown on the own pages, 2,000 of the shop's by a larger model, and more."""
    answer: dict[str, Any] = {"first_ms": 10.0, "final_ms": 100.0, "amount": 3}
    store(
        [happened(EventKind.ANSWER, **answer) for _ in range(10)]
        + [
            happened(
                EventKind.ANSWER, 20, site=shop.pk, profile="support", model="large",
                escalated=True, **answer,
            )
            for _ in range(2_000)
        ]
        + [happened(EventKind.ANSWER, reason="mid_word", final_ms=1.0)]
        + [happened(EventKind.ACCEPT, amount=7, rank=0, source="model") for _ in range(4)]
        + [happened(EventKind.DISMISS, reason="escape")]
        + [happened(EventKind.ERROR, reason="model_timeout", amount=12)]
        + [happened(EventKind.TOKENS, amount=1_234_567)]
        + [happened(EventKind.OUTCOME, outcomes=[[0.95, 2], [0.85, 1], [0.15, 0]])]
    )  # fmt: skip


def shown(client: Client, **query: Any) -> str:
    response = client.get(page(DASHBOARD), {**SPAN, **query})
    assert response.status_code == 200
    return str(response.content.decode())


def figure(html: str, name: str) -> str:
    return html.split(f"<dt>{name}</dt><dd>")[1].split("</dd>")[0]


def test_everything_is_added_up(administrator: Client, some: None) -> None:
    html = shown(administrator)
    assert figure(html, "Lists shown") == "2,010"
    assert figure(html, "Accepted") == "4"
    assert figure(html, "Acceptance rate") == "0.2 %"
    assert figure(html, "Keystrokes saved") == "24"
    assert figure(html, "Asked a larger model") == "99.5 %"
    assert figure(html, "Tokens") == "1,234,567"
    median, most = figure(html, "Final list, median / 95 %").removesuffix(" ms").split(" / ")
    assert 91 < float(median) < 109
    assert 91 < float(most) < 109
    for row in ("mid_word</th><td>1", "escape</th><td>1", "model_timeout</th><td>12"):
        assert row in html
    assert "3 shown suggestions are known" in html
    assert html.count('<figure class="plot">') == 5
    assert "time (UTC)" in html
    assert "latency (ms)" in html


@pytest.mark.parametrize("period", ["hour", "day"])
def test_filters_leave_what_they_name(
    administrator: Client, some: None, shop: Site, period: str
) -> None:
    assert figure(shown(administrator, period=period, site=0), "Lists shown") == "10"
    for chosen in ({"site": shop.pk}, {"profile": "support"}, {"model": "large"}):
        assert figure(shown(administrator, period=period, **chosen), "Lists shown") == "2,000"


def test_a_day_begins_at_midnight_utc(administrator: Client, some: None) -> None:
    assert figure(shown(administrator, since=DAY, until=DAY), "Lists shown") == "2,010"
    for day in ("2026-03-09", "2026-03-11"):
        assert "Nothing happened" in shown(administrator, since=day, until=day)


def test_htmx_gets_the_part_below_the_filters_only(administrator: Client, some: None) -> None:
    response = administrator.get(page(DASHBOARD), SPAN, headers={"HX-Request": "true"})
    html = response.content.decode()
    assert figure(html, "Lists shown") == "2,010"
    assert "<html" not in html
    assert "<form" not in html


def test_an_empty_dashboard_says_so(administrator: Client) -> None:
    html = administrator.get(page(DASHBOARD)).content.decode()
    assert "Nothing happened in this time." in html
    assert timezone.now().date().isoformat() in html


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ({"since": "2026-03-12"}, "The last day lies before the first one."),
        ({"since": "2026-01-01", "period": "hour"}, "Choose 14 days at most by hour."),
        ({"since": "2020-01-01"}, "Choose 731 days at most by day."),
        ({"since": "yesterday"}, "Enter a valid date."),
        ({"period": "minute"}, "Select a valid choice."),
        ({"site": "shop"}, "Enter a whole number."),
    ],
)
def test_what_cannot_be_shown_is_said(
    administrator: Client, query: dict[str, str], reason: str
) -> None:
    assert reason in shown(administrator, **query)
    response = administrator.get(page("eventcounts_csv"), {**SPAN, **query})
    assert response.status_code == 400
    assert reason in response.content.decode()


def test_lost_events_are_said(administrator: Client) -> None:
    store([happened(EventKind.LOST, amount=1_500)])
    assert "1,500 events were lost" in shown(administrator)


def test_the_csv_holds_the_same_and_no_formula(
    administrator: Client, some: None, shop: Site
) -> None:
    store([happened(EventKind.ANSWER, site=shop.pk, profile="-1+1", model="@SUM(A1)", amount=1)])
    response = administrator.get(page("eventcounts_csv"), {**SPAN, "period": "hour"})
    assert response["Content-Disposition"] == (
        'attachment; filename="suggestions-2026-03-09-2026-03-11-hour.csv"'
    )
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    own = next(row for row in rows if row["site"] == "own pages")
    assert own["begins_utc"] == "2026-03-10T12:00Z"
    assert (own["shown"], own["accepted"], own["acceptance_rate"]) == ("10", "4", "0.4")
    assert (own["tokens"], own["gate_mid_word"], own["error_model_timeout"]) == (
        "1234567", "1", "12",
    )  # fmt: skip
    names = {(row["site"], row["profile"], row["model"]) for row in rows}
    assert ("'=HYPERLINK(shop)", "'-1+1", "'@SUM(A1)") in names


def test_names_are_text_and_never_html(administrator: Client) -> None:
    Site.objects.create(pk=7, name="<img src=x onerror=alert(1)>")
    store([happened(EventKind.ANSWER, site=7, model="<script>", amount=1)])
    html = shown(administrator)
    assert "<img" not in html
    assert "&lt;img" in html
    assert "&lt;script&gt;" in html


def test_a_deleted_site_keeps_its_figures(administrator: Client, some: None, shop: Site) -> None:
    number = shop.pk
    shop.delete()
    html = shown(administrator, site=number)
    assert f"deleted site {number}" in html
    assert figure(html, "Lists shown") == "2,000"


@pytest.mark.parametrize("group", [VIEWERS, EDITORS, PUBLISHERS])
def test_everybody_in_a_group_may_look_and_nobody_may_change(group: str, some: None) -> None:
    client = signed_in(member(group))
    assert client.get(page(DASHBOARD), SPAN).status_code == 200
    assert client.get(page("eventcounts_csv"), SPAN).status_code == 200
    assert "Dashboard" in client.get("/admin/").content.decode()
    assert client.get("/admin/autocomplete/eventcounts/add/").status_code == 404
    assert "acceptedtext" not in client.get("/admin/").content.decode()


def test_whoever_is_in_no_group_may_not_look(django_user_model: type) -> None:
    staff = django_user_model.objects.create_user("nobody", is_staff=True)  # type: ignore[attr-defined]
    for name in (DASHBOARD, "eventcounts_csv"):
        assert signed_in(staff).get(page(name), SPAN).status_code == 403
        assert Client().get(page(name), SPAN).status_code == 302


def test_kept_texts_are_for_administrators_only(administrator: Client, shop: Site) -> None:
    AcceptedText.objects.create(
        site=shop, at=timezone.now(), profile="default", typed="<b>Dear", taken=" Ann"
    )
    html = administrator.get(page("acceptedtext_changelist")).content.decode()
    assert "&lt;b&gt;Dear" in html
    for group in (VIEWERS, EDITORS, PUBLISHERS):
        client = signed_in(member(group))
        assert client.get(page("acceptedtext_changelist")).status_code == 403
