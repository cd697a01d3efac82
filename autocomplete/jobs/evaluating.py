"""An evaluation as a job: text by text, each kept as soon as it is typed."""

from __future__ import annotations

import dataclasses
import zlib
from collections.abc import Callable

import msgspec

from autocomplete.evaluation.figures import figures
from autocomplete.evaluation.items import Item
from autocomplete.evaluation.planning import Choice, plan
from autocomplete.evaluation.run import DataSet, Plan, Result
from autocomplete.evaluation.simulation import Typed, type_text
from autocomplete.jobs.orders import EvaluationOrder, MeasuredRow
from autocomplete.jobs.work import CannotWork, Work
from autocomplete.language_model.sampling import SamplingModel


async def evaluate(order: EvaluationOrder, work: Work) -> list[MeasuredRow]:
    """Type all texts with every profile. Raises ModelError and CannotWork.

    Progress is in characters typed.
    """
    planned = _plan(order, "texts", work.texts, work.model)
    items = planned.data_sets[0].items
    progress = work.progress
    progress.total = planned.characters
    rows = []
    for row, entry in enumerate(planned.entries):
        suggester = entry.suggester
        progress.now = f"Typing with {suggester.name}"
        prepared = False
        records = []
        for number, item in enumerate(items):
            packed = work.steps.get(key := _key(row, number))
            if packed is None:
                if not prepared:
                    await suggester.prepare(0)
                    prepared = True
                typed = _lean(await type_text(item, suggester.begin(item, 0)))
                await work.steps.keep(key, _packed(typed))
            else:
                typed = _unpacked(packed)
            records.append(typed)
            progress.done += len(item.text)
        rows.append(MeasuredRow(suggester.name, figures(records)))
    return rows


def results(
    order: EvaluationOrder,
    name: str,
    texts: tuple[Item, ...],
    kept: Callable[[str], bytes | None],
) -> list[Result]:
    """What a finished job measured, as `manage.py evaluate` reports it."""
    found = []
    for row, suggester in enumerate(_names(order)):
        packed = [kept(_key(row, number)) for number in range(len(texts))]
        records = tuple(_unpacked(one) for one in packed if one is not None)
        found.append(Result(name, suggester, suggester, figures(records), records))
    return found


def _names(order: EvaluationOrder) -> list[str]:
    return [*(one.name for one in order.profiles), *(("greedy",) if order.greedy else ())]


def _plan(order: EvaluationOrder, name: str, texts: tuple[Item, ...], model: SamplingModel) -> Plan:
    profiles = []
    for one in order.profiles:
        try:
            profile = one.profile
        except ValueError as error:
            raise CannotWork(f"{one.name} cannot be used: {error}") from error
        if order.suggestions is not None:
            profile = dataclasses.replace(profile, suggestions=order.suggestions)
        profiles.append(profile)
    choice = Choice(
        tuple(profiles),
        baselines=("greedy",) if order.greedy else (),
        contexts=order.contexts,
    )
    return plan(choice, (DataSet(name, texts),), model)


def _key(row: int, number: int) -> str:
    return f"{row}/{number}"


def _lean(typed: Typed) -> Typed:
    """Without what no report shows, which is the larger part of a record."""
    positions = tuple(
        dataclasses.replace(position, shown=dataclasses.replace(position.shown, claims=()))
        for position in typed.positions
    )
    return dataclasses.replace(typed, positions=positions)


def _packed(typed: Typed) -> bytes:
    return zlib.compress(msgspec.msgpack.encode(typed))


def _unpacked(packed: bytes) -> Typed:
    return msgspec.msgpack.decode(zlib.decompress(packed), type=Typed)
