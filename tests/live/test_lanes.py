"""Sessions are spread evenly over the model server's prompt caches."""

from __future__ import annotations

from autocomplete.model_pool.lanes import Lanes


def test_sessions_go_where_fewest_are() -> None:
    lanes = Lanes(3)
    assert [lanes.take() for _ in range(7)] == [0, 1, 2, 0, 1, 2, 0]


def test_a_lane_that_is_given_back_is_taken_next() -> None:
    lanes = Lanes(3)
    for _ in range(3):
        lanes.take()
    lanes.give_back(1)
    assert lanes.take() == 1
