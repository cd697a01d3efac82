"""What is counted of one person's frames: nobody's wait is lost when a newer key overtakes it."""

from __future__ import annotations

import math

import pytest

from autocomplete.loadtest.records import Record, jain_index, percentile


def frame(record: Record, id: int, now: float, *, final: bool, tokens: int = 1) -> None:
    record.frame(id, now, final=final, cost=(tokens, 1), reduced=None)


def test_an_input_that_a_newer_one_overtook_waits_until_the_newer_ones_frame() -> None:
    record = Record()
    record.typed(1, 10.0)
    record.typed(2, 10.25)
    frame(record, 2, 10.5, final=False)
    frame(record, 2, 10.75, final=True)
    assert record.first_ms == [500.0, 250.0]
    assert record.final_ms == [750.0, 500.0]
    assert record.overtaken == 1


def test_a_frame_for_an_older_input_behind_a_newer_ones_is_stale() -> None:
    record = Record()
    record.typed(1, 0.0)
    record.typed(2, 0.1)
    frame(record, 2, 0.2, final=False)
    frame(record, 1, 0.3, final=True)
    assert record.stale_frames == 1
    assert record.waits


def test_what_was_never_answered_counts_until_the_person_stops() -> None:
    record = Record()
    record.typed(1, 0.0)
    record.stop(3.0)
    assert record.first_ms == record.final_ms == [3000.0]
    assert record.longest_wait_ms == 3000.0


def test_an_error_is_an_answer_and_is_counted_by_its_code() -> None:
    record = Record()
    record.typed(1, 0.0)
    record.error("rate_limited", 1, 0.1)
    assert record.errors == {"rate_limited": 1}
    assert not record.waits


def test_tokens_are_those_of_each_inputs_last_frame() -> None:
    record = Record()
    record.typed(1, 0.0)
    frame(record, 1, 0.1, final=False, tokens=1)
    frame(record, 1, 0.2, final=True, tokens=3)
    record.stop(1.0)
    assert (record.evaluated_tokens, record.model_requests) == (3, 1)


def test_jains_index_is_one_for_equal_shares_and_one_nth_where_one_has_all() -> None:
    assert jain_index([5.0] * 4) == pytest.approx(1.0)
    assert jain_index([8.0, 0.0, 0.0, 0.0]) == pytest.approx(0.25)
    assert math.isnan(jain_index([]))


def test_percentiles_are_values_that_were_measured() -> None:
    values = [float(number) for number in range(1, 101)]
    assert [percentile(values, share) for share in (0.5, 0.95, 1.0)] == [50.0, 95.0, 100.0]
    assert math.isnan(percentile([], 0.5))
