"""The reports say what was measured, and let no text break them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from autocomplete.evaluation.bits import Bits
from autocomplete.evaluation.context_gain import ContextGain
from autocomplete.evaluation.figures import figures
from autocomplete.evaluation.latency import Keystroke
from autocomplete.evaluation.plots import Axis, Plot
from autocomplete.evaluation.report_html import as_html, worst_texts
from autocomplete.evaluation.report_json import as_json
from autocomplete.evaluation.run import Result
from autocomplete.evaluation.table import tables
from tests.evaluation.records import shown, typed

HOSTILE = '<script>alert(1)</script> & "quotes"'
TIMES = tuple(
    Keystroke(first_ms=first, final_ms=2 * first, bare_ms=10, evaluated_tokens=1, model_requests=1)
    for first in (10.0, 20.0, 30.0)
)
GAINS = [
    ContextGain("chat", 2, without=Bits(30, 20, 1), given=Bits(20, 20, 0)),
    ContextGain("lone", 0, without=Bits(0, 0, 0), given=Bits(0, 0, 0)),
]


async def result(**more: object) -> Result:
    lists = {"": shown(("ab", 0.25), (HOSTILE, 0.125), tokens=2, requests=1)}
    records = (await typed("ab cd", lists, id="1"), await typed(HOSTILE, {}, id="2"))
    return Result("chat", "default", "default", figures(records), records, **more)  # type: ignore[arg-type]


async def test_the_table_holds_the_figures_with_the_number_of_items() -> None:
    text = tables([await result(first_only=0.123)], [])
    title, headings, row = text.splitlines()
    assert title == f"chat: 2 items, {5 + len(HOSTILE)} characters"
    cells = dict(zip(re.split(r"  +", headings.strip()), row.split()[1:], strict=True))
    assert cells["savings %"] == f"{100 * 2 / (5 + len(HOSTILE)):.1f}"
    assert cells["TES_mod %"] == "12.3"
    assert len(headings) == len(row)


async def test_what_was_not_measured_is_a_dash_and_no_number() -> None:
    _, headings, row = tables([await result()], []).splitlines()
    cells = dict(zip(re.split(r"  +", headings.strip()), row.split()[1:], strict=True))
    assert cells["TES_mod %"] == "–"


async def test_several_files_are_summed_up_by_their_means_each_file_counting_once() -> None:
    chat = await result()
    nothing_saved = (await typed("abcdef", {}),)
    mail = replace(chat, data_set="mail", figures=figures(nothing_saved), records=nothing_saved)
    lines = tables([chat, mail], []).splitlines()
    title, headings, row = lines[-3:]
    assert title == "Means of the 2 files"
    cells = dict(zip(re.split(r"  +", headings.strip()), row.split()[1:], strict=True))
    assert cells["savings %"] == f"{100 * chat.figures.keystroke_savings / 2:.1f}"
    # Where nothing was shown there is no probability to be wrong, so one file counts alone.
    assert cells["ECE"] == f"{chat.figures.calibration_error:.3f}"


async def test_latency_is_told_in_ms_and_as_ratios_to_the_bare_completion() -> None:
    lines = tables([await result(times=TIMES)], []).splitlines()
    assert re.search(r"default: 3 keys +10\.0 +10\.0 +20\.0 +29\.0 +40\.0 +58\.0", lines[-1])
    assert re.search(r" 2\.00 +2\.90 +4\.00 +5\.80$", lines[-1])


async def test_contexts_are_told_in_bits_per_character() -> None:
    lines = tables([await result()], GAINS).splitlines()
    assert re.search(r"^chat +2 +1\.500 +1\.000 +1 / 0$", lines[-2])
    assert re.search(r"^lone +0 +–", lines[-1])


async def test_json_keeps_latency_apart_from_the_figures_that_repeat() -> None:
    report = json.loads(as_json({"seed": 0}, [await result(times=TIMES)], GAINS))
    [found] = report["results"]
    assert found["keystroke_savings"] == pytest.approx(2 / (5 + len(HOSTILE)))
    assert not any(name.endswith("_ms") for name in found)
    assert [text["id"] for text in found["texts"]] == ["1", "2"]
    assert report["latency"][0]["first"]["median_ms"] == 20.0
    assert [gain["bits_per_character_in_context"] for gain in report["context"]] == [1.0]


async def test_the_page_is_whole_and_needs_no_other_file() -> None:
    page = as_html({"model": HOSTILE}, [await result(times=TIMES)], GAINS)
    seen: list[tuple[str, dict[str, str | None]]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            seen.append((tag, dict(attrs)))

    Reader().feed(page)
    tags = [tag for tag, _ in seen]
    assert tags.count("svg") == 3
    assert not {"script", "link", "img", "iframe"} & set(tags)
    assert not any({"src", "href"} & set(attributes) for _, attributes in seen)
    assert "url(" not in page
    assert "prefers-color-scheme: dark" in page
    for svg in re.findall(r"<svg.*?</svg>", page, re.DOTALL):
        ElementTree.fromstring(svg)


async def test_without_timed_keystrokes_the_page_has_no_latency_plot() -> None:
    page = as_html({}, [await result()], [])
    assert page.count("<svg") == 2
    assert "Latency" not in page


async def test_the_worst_texts_come_first_with_what_was_shown_and_typed() -> None:
    worst = worst_texts([await result()])
    assert [text.text for text in worst] == [HOSTILE, "ab cd"]
    first, *_, last = worst[1].steps
    assert (first.keyed, first.accepted) == ("ab ", True)
    assert first.items == (("ab", "0.25", True), (HOSTILE, "0.12", False))
    assert (last.before, last.keyed, last.accepted) == ("ab c", "d", False)


def test_an_axis_has_round_ticks_within_its_range() -> None:
    assert Axis("", 0, 63).ticks() == [0, 20, 40, 60]
    assert Axis("", 0, 1).ticks() == [0, 0.2, 0.4, 0.6, 0.8, 1]
    assert Axis("", 0, 1.05).ticks() == [0, 0.5, 1]
    assert Axis("", 3, 150, logarithmic=True).ticks() == [5, 10, 20, 50, 100]


def test_a_logarithmic_axis_gives_equal_room_to_equal_ratios() -> None:
    axis = Axis("", 1, 100, logarithmic=True)
    assert [axis.place(value) for value in (1, 10, 100, 1000)] == pytest.approx([0, 0.5, 1, 1])


def test_points_stand_where_the_axes_say() -> None:
    plot = Plot("Title", Axis("x (ms)", 0, 10), Axis("y (%)", 0, 100))
    plot.line("row", [(0, 0), (10, 100)])
    svg = ElementTree.fromstring(re.sub(r"^<figure[^>]*>|<ul.*$", "", plot.svg()))
    low, high = svg.findall("circle")
    grid = svg.findall("line")
    left = min(float(line.attrib["x1"]) for line in grid)
    right = max(float(line.attrib["x2"]) for line in grid)
    top = min(float(line.attrib["y1"]) for line in grid)
    bottom = max(float(line.attrib["y2"]) for line in grid)
    assert (float(low.attrib["cx"]), float(low.attrib["cy"])) == (left, bottom)
    assert (float(high.attrib["cx"]), float(high.attrib["cy"])) == (right, top)
    assert {"x (ms)", "y (%)"} <= {text.text for text in svg.findall("text")}
