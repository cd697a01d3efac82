"""What is counted of typed text: short phrases of finished sentences, of enough people."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from autocomplete.models import HistoryEntry, PhraseHistory, Site
from autocomplete.phrases.history_counts import _Waiting, _write
from autocomplete.phrases.short_phrases import short_phrases
from autocomplete.phrases.sources import phrases_of_history
from autocomplete.phrases.typed_sentences import TypedSentences


def typing(text: str) -> list[str]:
    return [text[:end] for end in range(1, len(text) + 1)]


def heard(*texts: str) -> list[str]:
    sentences = TypedSentences()
    return [one for text in texts for one in sentences.typed(text)]


def test_a_sentence_counts_once_it_has_an_end() -> None:
    assert heard(*typing("Hello there. How are")) == ["Hello there."]
    assert heard(*typing("one\ntwo")) == ["one"]


def test_the_last_sentence_counts_when_the_field_is_emptied_or_left() -> None:
    assert heard(*typing("see you soon"), "") == ["see you soon"]
    sentences = TypedSentences()
    for text in typing("All good. see you"):
        sentences.typed(text)
    assert sentences.left() == ["see you"]
    assert sentences.left() == []


def test_deleting_and_typing_again_counts_a_sentence_once() -> None:
    typed = [
        *typing("I will go. An"),
        "I will go. A",
        "I will go. ",
        *typing("I will go. Bye. ")[11:],
    ]
    assert heard(*typed) == ["I will go.", "Bye."]


def test_what_was_pasted_or_stood_there_before_is_not_counted() -> None:
    draft = "Dear all. " * 20
    assert heard(draft, draft + "S", draft + "So it is. ") == ["So it is."]


def test_phrases_of_one_to_six_words_do_not_reach_over_signs() -> None:
    phrases, words = short_phrases("Thank you, dear Zyban team.")
    assert "dear Zyban team" in phrases
    assert "Thank you" in phrases
    assert not any("you dear" in phrase for phrase in phrases)
    assert words == 5
    long, _ = short_phrases("alpha bravo charlie delta echo foxtrot golf")
    assert max(len(phrase.split()) for phrase in long) == 6


@pytest.mark.parametrize(
    "secret",
    ["4111", "a1b2c3", "me@home.example", "https://x.example", "pass_word", "x" * 30, "12.50"],
)
def test_numbers_addresses_and_the_like_are_in_no_phrase(secret: str) -> None:
    phrases, _ = short_phrases(f"please remember {secret} always thank you")
    assert phrases
    assert not any(secret in phrase for phrase in phrases)
    assert not any("remember" in phrase and "always" in phrase for phrase in phrases)


def test_what_a_longer_phrase_accounts_for_is_expected_once() -> None:
    phrases = phrases_of_history([("thank you", 10), ("thank you for", 7)], 1_000)
    assert {one.text: one.prior for one in phrases} == {
        "thank you": pytest.approx(3 / 2_000),
        "thank you for": pytest.approx(7 / 2_000),
    }
    assert {one.source for one in phrases} == {"history"}


@pytest.fixture
def history(db: None) -> PhraseHistory:
    return PhraseHistory.objects.create(site=Site.objects.create(name="shop"), active=True)


def typed_by(history: PhraseHistory, *people: str, phrase: str = "Zyban patch") -> None:
    for person in people:
        waiting = _Waiting()
        waiting.uses[phrase, person] += 1
        waiting.words = 2
        _write(history.site_id, waiting)


def test_what_too_few_people_typed_can_be_read_nowhere(history: PhraseHistory) -> None:
    typed_by(history, "203.0.113.1", "203.0.113.2", "203.0.113.1", "203.0.113.1")
    [entry] = HistoryEntry.objects.all()
    assert (entry.text, entry.uses) == ("", 4)
    assert len(entry.people) == 2
    assert not any("203.0.113" in person for person in entry.people)
    assert "yban" not in repr(entry.__dict__)


def test_what_enough_people_typed_is_kept_without_them(history: PhraseHistory) -> None:
    typed_by(history, "one", "two", "three")
    [entry] = HistoryEntry.objects.all()
    assert (entry.text, entry.uses, entry.people) == ("Zyban patch", 3, [])
    history.refresh_from_db()
    assert history.words == 6
    assert history.revision == 1


def test_capitals_make_no_other_phrase(history: PhraseHistory) -> None:
    typed_by(history, "one", phrase="ZYBAN PATCH")
    typed_by(history, "two", "three", phrase="Zyban patch")
    assert [entry.text for entry in HistoryEntry.objects.all()] == ["Zyban patch"]


def test_a_site_that_did_not_switch_it_on_has_nothing_counted(history: PhraseHistory) -> None:
    history.active = False
    history.save()
    typed_by(history, "one", "two", "three")
    assert not HistoryEntry.objects.exists()


def test_switching_it_off_deletes_all_at_once(history: PhraseHistory) -> None:
    typed_by(history, "one", "two", "three")
    history.active = False
    history.save()
    assert not HistoryEntry.objects.exists()
    history.refresh_from_db()
    assert history.words == 0


def test_the_command_deletes_what_was_not_typed_for_the_histories_days(
    history: PhraseHistory, capsys: pytest.CaptureFixture[str]
) -> None:
    typed_by(history, "one", "two", "three")
    typed_by(history, "one", phrase="something else")
    typed_by(history, "one", "two", "three", phrase="fresh phrase")
    old = timezone.now().date() - timedelta(days=history.days + 1)
    HistoryEntry.objects.exclude(text="fresh phrase").update(last_used=old)
    call_command("forget")
    assert "2 phrases of histories." in capsys.readouterr().out
    assert [entry.text for entry in HistoryEntry.objects.all()] == ["fresh phrase"]
