"""A simulated person types whole messages, key by key, with slips that are put right."""

from __future__ import annotations

import statistics

from autocomplete.loadtest.person import SENTENCES_A_MESSAGE, Person
from autocomplete.loadtest.sentences import MESSAGES


def test_messages_are_typed_to_their_end_and_slips_are_taken_back() -> None:
    person = Person(MESSAGES, 4.0, seed=1)
    texts = [person.press("").text for _ in range(2_000)]
    ends = [before for before, after in zip(texts, texts[1:], strict=False) if len(after) <= 1]
    ends = [text for text in ends if len(text) > 2]
    assert ends
    for text in ends:
        assert sum(text.count(sentence) for sentence in MESSAGES) == SENTENCES_A_MESSAGE
    assert any(len(after) < len(before) for before, after in zip(texts, texts[1:], strict=False))


def test_keys_come_at_the_asked_speed_within_bursts() -> None:
    person = Person(["abcdefghijklmnop"], 4.0, seed=2)
    pauses = []
    for _ in range(3_000):
        pauses.append(person.pause_seconds())
        person.press("")
    assert 0.22 < statistics.mean(sorted(pauses)[: int(0.93 * len(pauses))]) < 0.28


def test_a_suggestion_that_fits_is_taken_at_times_and_one_that_does_not_never() -> None:
    person = Person(["hello world"], 4.0, seed=3)
    taken = 0
    typed = ""
    message = "hello world hello world hello world"
    for _ in range(400):
        fits = message[len(typed) :][:4]
        press = person.press(fits)
        taken += bool(press.accepted)
        if press.accepted:
            assert press.text == typed + fits
        typed = press.text if message.startswith(press.text) else typed
        typed = "" if typed == message else typed
    assert taken > 20
    assert not any(person.press("never this").accepted for _ in range(100))
