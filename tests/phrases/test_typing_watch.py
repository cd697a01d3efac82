"""From what people type on sockets to what is suggested to others, where a site wants it."""

from __future__ import annotations

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings

from autocomplete.limits.site_limits import Share
from autocomplete.models import PhraseHistory, Site
from autocomplete.phrases.history_counts import HistoryCounts
from autocomplete.phrases.phrases_in_use import PhrasesInUse
from autocomplete.phrases.typing_watch import TypingWatch

pytestmark = pytest.mark.django_db(transaction=True)


@sync_to_async
def site(*, active: bool) -> int:
    made = Site.objects.create(name="shop")
    PhraseHistory.objects.create(site=made, active=active)
    return made.pk


async def typed_by(
    people: tuple[str, ...], text: str, number: int, in_use: PhrasesInUse
) -> set[str]:
    """Have each of them type the text; what can be suggested then."""
    counts = HistoryCounts()
    for person in people:
        watch = TypingWatch(Share(number, person, settings.SITE_LIMITS), counts, in_use)
        for end in range(len(text) + 1):
            watch.typed(text[:end])
        watch.left()
    await counts.flush()
    await in_use.refresh()
    index = in_use.of(number, "default")
    return {index.phrase(at).text for at in range(len(index))}


async def test_what_three_people_typed_is_suggested_and_what_two_did_is_not() -> None:
    number, in_use = await site(active=True), PhrasesInUse()
    await in_use.refresh()
    assert await typed_by(("one", "two", "one"), "ask the Qorvex desk", number, in_use) == set()
    found = await typed_by(("three",), "ask the Qorvex desk", number, in_use)
    assert "Qorvex desk" in found
    index = in_use.of(number, "default")
    assert {index.phrase(at).source for at in range(len(index))} == {"history"}


async def test_where_it_is_off_nothing_is_even_held_in_memory() -> None:
    number, in_use = await site(active=False), PhrasesInUse()
    await in_use.refresh()
    watch = TypingWatch(Share(number, "one", settings.SITE_LIMITS), HistoryCounts(), in_use)
    watch.typed("ask the Qorvex desk")
    assert "Qorvex" not in repr(vars(watch._sentences))
    people = ("one", "two", "three")
    assert await typed_by(people, "ask the Qorvex desk", number, in_use) == set()
