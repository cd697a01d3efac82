"""Figures from counts: rates, percentiles, and whether stated probabilities came true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autocomplete.events.counting import BINS, PROBABILITY_UNIT
from autocomplete.events.histogram import percentile


@dataclass(frozen=True, slots=True)
class OutcomeBin:
    """Suggestions whose stated probability lies between ``low`` and ``high``.

    ``stated`` is their mean probability, ``came_true`` the share that was typed or taken, ``taken``
    the share that was taken by a key; all are 0 where ``count`` is 0.
    """

    low: float
    high: float
    count: int
    stated: float
    came_true: float
    taken: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What counts (see counting.py) say."""

    counts: Mapping[str, int]

    def of(self, name: str) -> int:
        return self.counts.get(name, 0)

    @property
    def shown(self) -> int:
        return self.of("shown")

    @property
    def accepted(self) -> int:
        return self.of("accepted")

    @property
    def saved(self) -> int:
        """Keystrokes: characters inserted, less the one key for each accept."""
        return self.of("saved")

    @property
    def tokens(self) -> int:
        return self.of("tokens")

    @property
    def lost(self) -> int:
        return self.of("lost")

    @property
    def acceptance_percent(self) -> str:
        return _percent(self.acceptance_rate)

    @property
    def escalation_percent(self) -> str:
        return _percent(self.escalation_rate)

    @property
    def acceptance_rate(self) -> float | None:
        """Accepts for each list shown; None where none was."""
        return self.accepted / self.shown if self.shown else None

    @property
    def escalation_rate(self) -> float | None:
        """The share of answers for which a larger model was asked too."""
        answered = self.of("answered")
        return self.of("escalated") / answered if answered else None

    def by_name(self, group: str) -> dict[str, int]:
        """The counts of one group, such as ``gate``, the greatest first."""
        found = {
            name.removeprefix(f"{group}."): count
            for name, count in self.counts.items()
            if name.startswith(f"{group}.")
        }
        return dict(sorted(found.items(), key=lambda each: (-each[1], each[0])))

    def latency(self, which: str, share: float) -> float | None:
        """The latency in ms of the ``first`` or ``final`` list that a share stays below."""
        buckets = {int(bucket): count for bucket, count in self.by_name(which).items()}
        return percentile(buckets, share)

    def reliability(self) -> tuple[OutcomeBin, ...]:
        return tuple(self._bin(bin) for bin in range(BINS))

    @property
    def outcomes(self) -> int:
        """How many suggestions are known to have come true or not."""
        return sum(self.by_name("outcomes").values())

    @property
    def calibration_error(self) -> float | None:
        """Expected calibration error: mean distance of stated from true shares, by bin."""
        if not self.outcomes:
            return None
        bins = self.reliability()
        return sum(b.count * abs(b.stated - b.came_true) for b in bins) / self.outcomes

    def _bin(self, bin: int) -> OutcomeBin:
        count, taken = self.of(f"outcomes.{bin}"), self.of(f"taken.{bin}")
        among = max(1, count)
        return OutcomeBin(
            low=bin / BINS,
            high=(bin + 1) / BINS,
            count=count,
            stated=self.of(f"stated.{bin}") / PROBABILITY_UNIT / among,
            came_true=(self.of(f"typed.{bin}") + taken) / among,
            taken=taken / among,
        )


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f} %"
