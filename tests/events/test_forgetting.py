"""Texts and events go when their time is over; what they add up to stays."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from autocomplete.events.recorded import KeptText, Recorded
from autocomplete.events.storing import store
from autocomplete.models import AcceptedText, Event, EventCounts, EventKind, Period, Site

pytestmark = pytest.mark.django_db


def accepted(site: int, days_ago: int, number: int) -> Recorded:
    event = Event(
        at=timezone.now() - timedelta(days=days_ago), kind=EventKind.ACCEPT, site=site,
        profile="default", model="one", session="s", number=number, amount=4,
    )  # fmt: skip
    return Recorded(event, KeptText(f"typed {number}", " on"))


@pytest.fixture
def site() -> Site:
    return Site.objects.create(name="Shop", keep_texts=True, text_days=7)


def forget(*options: str) -> str:
    said = io.StringIO()
    call_command("forget", *options, stdout=said)
    return said.getvalue()


def test_no_text_is_kept_unless_the_site_has_switched_it_on() -> None:
    site = Site.objects.create(name="Quiet")
    assert not site.keep_texts
    store([accepted(site.pk, 0, 1), accepted(0, 0, 2)])
    assert Event.objects.count() == 2
    assert not AcceptedText.objects.exists()


def test_switched_off_means_at_once_also_for_what_waits(site: Site) -> None:
    waiting = [accepted(site.pk, 0, 1)]
    site.keep_texts = False
    site.save()
    store(waiting)
    assert not AcceptedText.objects.exists()


def test_texts_go_after_the_days_of_their_site(site: Site) -> None:
    other = Site.objects.create(name="Other", keep_texts=True, text_days=60)
    store([accepted(s.pk, days, s.pk * 100 + days) for s in (site, other) for days in (6, 8, 59)])
    assert "Deleted: 2 texts" in forget()
    kept = {(text.site_id, text.typed) for text in AcceptedText.objects.all()}
    assert kept == {
        (site.pk, f"typed {site.pk * 100 + 6}"),
        *((other.pk, f"typed {other.pk * 100 + days}") for days in (6, 8, 59)),
    }


def test_texts_of_a_site_that_keeps_none_any_more_go_at_once(site: Site) -> None:
    store([accepted(site.pk, 0, 1)])
    assert AcceptedText.objects.exists()
    site.keep_texts = False
    site.save()
    forget()
    assert not AcceptedText.objects.exists()


def test_a_deleted_site_takes_its_texts_along(site: Site) -> None:
    store([accepted(site.pk, 0, 1)])
    site.delete()
    assert not AcceptedText.objects.exists()


def test_events_go_and_their_counts_stay() -> None:
    store([accepted(0, days, days) for days in (5, 29, 31, 400)])
    assert "2 events" in forget()
    assert set(Event.objects.values_list("number", flat=True)) == {5, 29}
    days = EventCounts.objects.filter(period=Period.DAY)
    assert sum(row.counts["accepted"] for row in days) == 4
    assert EventCounts.objects.filter(period=Period.HOUR).count() == 3


def test_other_times_may_be_given() -> None:
    store([accepted(0, days, days) for days in (1, 3)])
    forget("--event-days", "2", "--hour-days", "2")
    assert Event.objects.count() == 1
    assert EventCounts.objects.filter(period=Period.HOUR).count() == 1
    assert EventCounts.objects.filter(period=Period.DAY).count() == 2


def test_a_time_that_is_none_is_refused() -> None:
    with pytest.raises(CommandError, match="is not a whole number, 1 or more"):
        forget("--event-days", "0")
