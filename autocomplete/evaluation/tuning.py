"""Searches for numbers of a profile that save more keystrokes within a cost.

Successive halving (Jamieson and Talwalkar, AISTATS 2016) over candidates drawn at random and near
the best ones so far: all are measured on some texts, the better ones on more. What wins on these
texts is measured, beside the start, on texts that no choice was made on.
"""

from __future__ import annotations

import math
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from autocomplete.evaluation.items import Item
from autocomplete.evaluation.tuning_space import Space
from autocomplete.ranking.profile import Profile

GENERATIONS = 3
# Each rung measures on twice the texts of the one below, and lets a part of the candidates on.
RUNGS = (0.25, 0.5, 1.0)
LET_ON = 0.4
# Of those let on, the share that is best within the limit; the others have the frontier known.
BEST_SHARE = 0.6
# In later generations so many candidates come from anywhere, lest all be near one another.
ANYWHERE_SHARE = 0.2
RESAMPLES = 2_000


@dataclass(frozen=True, slots=True)
class Score:
    """What a profile achieved on texts: ``tokens`` are those the model evaluated."""

    characters: int
    keystrokes: int
    tokens: int

    @property
    def savings(self) -> float:
        """Keystroke savings, as a share."""
        return (self.characters - self.keystrokes) / self.characters

    @property
    def tokens_per_keystroke(self) -> float:
        return self.tokens / self.keystrokes


@dataclass(frozen=True, slots=True)
class Trial:
    """A candidate and its score on the texts that are tuned on; ``texts`` is their number."""

    profile: Profile
    score: Score
    texts: int


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The start and the winner on held-out texts.

    ``low`` and ``high`` bound the difference of their savings (a share) with 95 %, by resampling
    the texts.
    """

    texts: int
    start: Score
    best: Score
    low: float
    high: float

    @property
    def gain(self) -> float:
        """By how much the winner's savings are above the start's, as a share."""
        return self.best.savings - self.start.savings


@dataclass(frozen=True, slots=True)
class Tuned:
    """``trials`` are those on all texts, the start's first.

    ``best`` is None where none is within the limit, and the start's own trial where none is better;
    neither is confirmed.
    """

    limit: float
    trials: tuple[Trial, ...]
    best: Trial | None
    confirmation: Confirmation | None

    @property
    def frontier(self) -> list[Trial]:
        """The trials that no other beats in both savings and cost, the cheapest first."""
        return frontier(self.trials)


Measure = Callable[[Profile, Item], Awaitable[Score]]


def planned_measurements(trials: int, texts: int, held_out: int) -> int:
    """How many texts are typed in all, at most."""
    counts = 0
    for candidates in _generations(trials):
        done = 0
        for size in _rungs(texts):
            counts += candidates * (size - done)
            done, candidates = size, _let_on(candidates)
    return counts + texts + 2 * held_out


async def tune(
    space: Space,
    limit: float,
    items: Sequence[Item],
    held_out: Sequence[Item],
    measure: Measure,
    *,
    trials: int,
    seed: int,
) -> Tuned:
    """Search with ``trials`` candidates for the most savings within ``limit`` tokens a keystroke.

    The same seed and the same measurements give the same result. Raises what ``measure`` raises.
    """
    dice = random.Random(seed)
    items = dice.sample(items, len(items))
    start = await _trial(space.start, items, measure)
    whole = {space.start: start}
    for generation, count in enumerate(_generations(trials)):
        leaders = _leading(list(whole.values()), limit, max(4, count // 4))
        candidates = _candidates(space, leaders, count, generation, dice, set(whole))
        for size in _rungs(len(items)):
            measured = [await _trial(one, items[:size], measure) for one in candidates]
            if size == len(items):
                whole |= {trial.profile: trial for trial in measured}
            going_on = _leading(measured, limit, _let_on(len(measured)))
            candidates = [trial.profile for trial in going_on]
    found = tuple(whole.values())
    [best] = _leading(found, limit, 1)
    if best.score.tokens_per_keystroke > limit:
        return Tuned(limit, found, None, None)
    if best is start:
        return Tuned(limit, found, best, None)
    confirmation = await _confirmed(space.start, best.profile, held_out, measure, seed)
    return Tuned(limit, found, best, confirmation)


def frontier(trials: Sequence[Trial]) -> list[Trial]:
    """Those that none beats in both savings and cost, the cheapest first."""
    ordered = sorted(
        trials, key=lambda trial: (trial.score.tokens_per_keystroke, -trial.score.savings)
    )
    found: list[Trial] = []
    for trial in ordered:
        if not found or trial.score.savings > found[-1].score.savings:
            found.append(trial)
    return found


def _generations(trials: int) -> list[int]:
    """How many candidates each generation has; at least one."""
    each, left = divmod(trials, GENERATIONS)
    return [each + (number < left) for number in range(GENERATIONS) if each + (number < left)]


def _rungs(texts: int) -> list[int]:
    return sorted({max(1, math.ceil(share * texts)) for share in RUNGS})


def _let_on(candidates: int) -> int:
    return max(1, math.ceil(LET_ON * candidates))


def _candidates(
    space: Space,
    leaders: Sequence[Trial],
    count: int,
    generation: int,
    dice: random.Random,
    known: set[Profile],
) -> list[Profile]:
    """New ones, none of them known already; the first generation is half from anywhere."""
    anywhere = 0.5 if generation == 0 else ANYWHERE_SHARE
    found: list[Profile] = []
    # A small space is used up at some time.
    for _ in range(20 * count):
        if len(found) == count:
            break
        if dice.random() < anywhere:
            one = space.drawn(dice)
        else:
            one = space.near(dice.choice(leaders).profile, dice)
        if one not in known:
            known.add(one)
            found.append(one)
    return found


def _leading(trials: Sequence[Trial], limit: float, count: int) -> list[Trial]:
    """The best within the limit, and some of the frontier, which tells what more cost would buy."""

    def order(trial: Trial) -> tuple[bool, float, float]:
        cost = trial.score.tokens_per_keystroke
        over = cost > limit
        return over, cost if over else -trial.score.savings, cost

    ordered = sorted(trials, key=order)
    best = ordered[: math.ceil(BEST_SHARE * count)]
    others = [trial for trial in frontier(trials) if trial not in best]
    chosen = [*best, *sorted(others, key=lambda trial: -trial.score.savings)]
    chosen += [trial for trial in ordered if trial not in chosen]
    return chosen[:count]


async def _trial(profile: Profile, items: Sequence[Item], measure: Measure) -> Trial:
    scores = [await measure(profile, item) for item in items]
    return Trial(profile, _sum(scores), len(items))


def _sum(scores: Sequence[Score]) -> Score:
    return Score(
        sum(score.characters for score in scores),
        sum(score.keystrokes for score in scores),
        sum(score.tokens for score in scores),
    )


async def _confirmed(
    start: Profile, best: Profile, held_out: Sequence[Item], measure: Measure, seed: int
) -> Confirmation:
    of_start = [await measure(start, item) for item in held_out]
    of_best = [await measure(best, item) for item in held_out]
    dice = random.Random(seed)
    gains = []
    for _ in range(RESAMPLES):
        drawn = dice.choices(range(len(held_out)), k=len(held_out))
        before, after = (_sum([scores[at] for at in drawn]) for scores in (of_start, of_best))
        gains.append(after.savings - before.savings)
    gains.sort()
    return Confirmation(
        texts=len(held_out),
        start=_sum(of_start),
        best=_sum(of_best),
        low=gains[int(0.025 * RESAMPLES)],
        high=gains[int(0.975 * RESAMPLES)],
    )
