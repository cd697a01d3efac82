"""From what somebody chose on the command line to what is run."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autocomplete.calibrations import fitted
from autocomplete.evaluation.baselines import GreedyBaseline, SampledBaseline
from autocomplete.evaluation.items import Half, UnreadableItems, chosen, read_items
from autocomplete.evaluation.run import DataSet, Entry, Plan
from autocomplete.evaluation.suggesters import ProfileSuggester, Suggester, unhurried
from autocomplete.language_model.sampling import SamplingModel
from autocomplete.ranking.phrase_index import PhraseIndex
from autocomplete.ranking.profile import Profile

BASELINES = ("greedy", "sampled", "greedy+preamble", "sampled+preamble")


class UnusableChoice(Exception):
    """A choice that cannot be run; the message says why."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to be measured, see the options of ``manage.py evaluate``.

    Baselines show as many suggestions as the first profile, whose preamble those with ``+preamble``
    use. Where there are ``phrases``, each profile is measured without them and with them.
    """

    profiles: tuple[Profile, ...]
    baselines: tuple[str, ...] = ()
    budgets: tuple[int, ...] = ()
    contexts: bool = False
    seed: int = 0
    lanes: int = 1
    first_only: bool = False
    timed_items: int = 0
    phrases: PhraseIndex | None = None


def data_sets(paths: Sequence[Path], half: Half | None, most: int | None) -> tuple[DataSet, ...]:
    """Read the files. Raises UnreadableItems, and UnusableChoice for two files of one name."""
    names = [path.stem for path in paths]
    for path in paths:
        if names.count(path.stem) > 1:
            raise UnusableChoice(f"Two files are called {path.stem}: rename one of them.")
    sets = []
    for path in paths:
        items = chosen(read_items(path), half, most)
        if not items:
            raise UnreadableItems(f"{path}: holds too few texts to be halved.")
        sets.append(DataSet(path.stem, tuple(items)))
    return tuple(sets)


def plan(choice: Choice, sets: tuple[DataSet, ...], model: SamplingModel) -> Plan:
    """Lay out all rows of the report. Raises UnusableChoice."""
    entries = []
    for profile in choice.profiles:
        rows = _profile_entries(choice, profile, model)
        entries.extend(rows)
        if choice.phrases is not None:
            entries.extend(_with_phrases(row, choice.phrases) for row in rows)
    for name in choice.baselines:
        baseline = _baseline(name, choice, model)
        entries.append(Entry(baseline, curve=name))
    return Plan(
        data_sets=sets,
        entries=tuple(entries),
        lanes=choice.lanes,
        first_only=choice.first_only,
        timed_items=choice.timed_items,
    )


def _with_phrases(row: Entry, phrases: PhraseIndex) -> Entry:
    assert isinstance(row.suggester, ProfileSuggester)
    name = f"{row.suggester.name}, phrases"
    return Entry(
        dataclasses.replace(row.suggester, name=name, phrases=phrases),
        curve=f"{row.curve}, phrases",
        timed=row.timed and dataclasses.replace(row.timed, name=name, phrases=phrases),
    )


def _profile_entries(choice: Choice, profile: Profile, model: SamplingModel) -> list[Entry]:
    patient = ProfileSuggester(
        profile.slug, model, unhurried(profile), choice.contexts, calibrations=fitted
    )
    # Reading lists to their end, as the patient person does, keeps the search the same.
    hurried = dataclasses.replace(profile, reading_ms=0.0)
    timed = dataclasses.replace(patient, profile=hurried)
    entries = [Entry(patient, curve=profile.slug, timed=timed)]
    for budget in choice.budgets:
        if budget == profile.token_budget:
            continue
        limited = dataclasses.replace(patient.profile, token_budget=budget)
        name = f"{profile.slug}, budget {budget}"
        entries.append(
            Entry(dataclasses.replace(patient, name=name, profile=limited), curve=profile.slug)
        )
    return entries


def _baseline(name: str, choice: Choice, model: SamplingModel) -> Suggester:
    if name not in BASELINES:
        raise UnusableChoice(
            f"There is no baseline {name!r}: choose from {', '.join(BASELINES)}, or none."
        )
    profile = choice.profiles[0]
    method, _, with_preamble = name.partition("+")
    preamble = profile.preamble if with_preamble else ""
    if method == "greedy":
        return GreedyBaseline(name, model, profile.suggestions, preamble, choice.contexts)
    return SampledBaseline(
        name, model, profile.suggestions, preamble, choice.contexts, seed=choice.seed
    )
