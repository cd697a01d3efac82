"""Models that were asked about one text decide together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocomplete.judging.categories import verdict
from autocomplete.judging.pooling import pooled


def test_one_verdict_stays_as_it_is() -> None:
    only = verdict("m", {"a": 0.3, "b": 0.7})
    assert pooled([only]) is only


def test_the_surer_model_has_its_way_under_the_last_ones_name() -> None:
    found = pooled(
        [verdict("cheap", {"a": 0.9, "b": 0.1}), verdict("larger", {"b": 0.6, "a": 0.4})]
    )
    assert (found.model, found.category) == ("larger", "a")


@given(st.lists(st.floats(0, 1), min_size=1, max_size=4))
def test_a_pool_is_shares_again_whatever_the_order(values: list[float]) -> None:
    verdicts = [verdict("m", {"a": value, "b": 1 - value}) for value in values]
    found, turned = pooled(verdicts), pooled(verdicts[::-1])
    assert sum(share.probability for share in found.shares) == pytest.approx(1)
    assert found.probability == pytest.approx(turned.probability)
    assert all(0 <= share.probability <= 1 for share in found.shares)
