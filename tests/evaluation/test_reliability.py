"""Stated probabilities are sorted into ten equal bins."""

from __future__ import annotations

import pytest

from autocomplete.evaluation.reliability import brier_score, calibration_error, reliability


def test_bins_hold_their_lower_end_and_the_last_one_holds_certainty() -> None:
    bins = reliability([(0.0, False), (0.1, True), (0.99, True), (1.0, True)])
    assert [inside.count for inside in bins] == [1, 1, 0, 0, 0, 0, 0, 0, 0, 2]
    assert bins[9].stated == pytest.approx(0.995)
    assert bins[9].came_true == 1
    assert (bins[3].low, bins[3].high) == (0.3, 0.4)


def test_probabilities_that_come_true_as_often_as_they_say_have_no_error() -> None:
    assert calibration_error([(0.25, True), *[(0.25, False)] * 3]) == pytest.approx(0)


def test_the_error_is_weighted_by_how_many_items_a_bin_holds() -> None:
    outcomes = [(0.95, False), *[(0.05, False)] * 3]
    assert calibration_error(outcomes) == pytest.approx((0.95 + 3 * 0.05) / 4)
    assert brier_score(outcomes) == pytest.approx((0.95**2 + 3 * 0.05**2) / 4)
