"""Draws plots as SVG: axes with units, lines, points; colours come from the page's style."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, HEIGHT = 640, 380
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 16, 52
COLOURS = 8  # As many as static/page/plots.css has.

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Axis:
    """A range of values with its label, which names the unit.

    ``at`` are the values to mark, where round ones would not do; ``named`` says how a value is
    written, such as a point in time.
    """

    label: str
    low: float
    high: float
    logarithmic: bool = False
    at: tuple[float, ...] = ()
    named: Callable[[float], str] | None = None

    def place(self, value: float) -> float:
        """Where a value stands between the ends, 0 to 1; values outside are put on the end."""
        value = min(max(value, self.low), self.high)
        if self.logarithmic:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def ticks(self) -> list[float]:
        """The values to mark: by default round ones within the range, about five of them."""
        if self.at:
            return list(self.at)
        if self.logarithmic:
            powers = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
            steps = [step * 10.0**power for power in powers for step in (1, 2, 5)]
            return [step for step in steps if self.low <= step <= self.high]
        rough = (self.high - self.low) / 5
        power = 10.0 ** math.floor(math.log10(rough))
        step = next(power * size for size in (1, 2, 5, 10) if power * size >= rough * 0.999)
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return [round(number * step, 10) for number in range(first, last + 1)]

    def written(self, value: float, form: str = "g") -> str:
        """How a value is written; ``form`` formats numbers."""
        return self.named(value) if self.named else f"{value:{form}}"


@dataclass(slots=True)
class Plot:
    """A plot that is filled series by series; ``title`` is read out to who cannot see it."""

    title: str
    x: Axis
    y: Axis
    _marks: list[SafeString] = field(default_factory=list)
    _names: list[str] = field(default_factory=list)

    def line(self, name: str, points: Sequence[Point], *, dots: bool = True) -> None:
        """Add a series in its own colour, named in the key; its points keep their order."""
        colour = self._colour(name)
        if len(points) > 1:
            self._path(points, colour)
        if dots:
            for x, y in points:
                left, top = self._at(x, y)
                self._marks.append(
                    format_html(
                        '<circle class="{}" cx="{}" cy="{}" r="4">'
                        "<title>{}: {}, {}</title></circle>",
                        colour, left, top, name, self.x.written(x, ".4g"), self.y.written(y, ".4g"),
                    )
                )  # fmt: skip

    def guide(self, points: Sequence[Point]) -> None:
        """Add a thin line to compare with, such as a diagonal."""
        self._path(points, "guide")

    def bar(self, low: float, high: float, top: float) -> None:
        """Add a pale bar behind all else, from the bottom up to ``top``, between two x values."""
        left, upper = self._at(low, top)
        right, lower = self._at(high, self.y.low)
        self._marks.insert(
            0,
            format_html(
                '<rect class="bar" x="{}" y="{}" width="{}" height="{}"/>',
                left + 1, upper, round(right - left - 2, 1), round(lower - upper, 1),
            )
        )  # fmt: skip

    def svg(self) -> SafeString:
        """The finished drawing, with the key below it."""
        return format_html(
            '<figure class="plot"><svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}</svg>'
            "{}</figure>",
            WIDTH, HEIGHT, self.title, self._axes(), format_html_join("", "{}", self._rows()),
            self._key(),
        )  # fmt: skip

    def _rows(self) -> list[tuple[SafeString]]:
        return [(mark,) for mark in self._marks]

    def _colour(self, name: str) -> str:
        if name not in self._names:
            self._names.append(name)
        return f"series{self._names.index(name) % COLOURS}"

    def _at(self, x: float, y: float) -> Point:
        left = LEFT + self.x.place(x) * (WIDTH - LEFT - RIGHT)
        top = HEIGHT - BOTTOM - self.y.place(y) * (HEIGHT - TOP - BOTTOM)
        return round(left, 1), round(top, 1)

    def _path(self, points: Sequence[Point], style: str) -> None:
        places = " ".join(f"{left},{top}" for left, top in (self._at(*point) for point in points))
        self._marks.append(format_html('<polyline class="{}" points="{}"/>', style, places))

    def _axes(self) -> SafeString:
        left, bottom = self._at(self.x.low, self.y.low)
        right, top = self._at(self.x.high, self.y.high)
        parts = []
        for value in self.x.ticks():
            x, _ = self._at(value, self.y.low)
            parts.append(
                _tick((x, top), (x, bottom), (x, bottom + 18), "middle", self.x.written(value))
            )
        for value in self.y.ticks():
            _, y = self._at(self.x.low, value)
            parts.append(
                _tick((left, y), (right, y), (left - 8, y + 4), "end", self.y.written(value))
            )
        middle = (left + right) / 2
        parts.append(
            format_html(
                '<text x="{}" y="{}" text-anchor="middle">{}</text>',
                middle, HEIGHT - 8, self.x.label,
            )
        )  # fmt: skip
        height = (top + bottom) / 2
        parts.append(
            format_html(
                '<text transform="translate(16 {}) rotate(-90)" text-anchor="middle">{}</text>',
                height, self.y.label,
            )
        )  # fmt: skip
        return format_html_join("", "{}", [(part,) for part in parts])

    def _key(self) -> SafeString:
        entries = [(f"series{index % COLOURS}", name) for index, name in enumerate(self._names)]
        items = format_html_join("", '<li class="{}">{}</li>', entries)
        return format_html('<ul class="key">{}</ul>', items) if entries else SafeString("")


def _tick(start: Point, end: Point, text: Point, anchor: str, value: str) -> SafeString:
    return format_html(
        '<line class="grid" x1="{}" y1="{}" x2="{}" y2="{}"/>'
        '<text x="{}" y="{}" text-anchor="{}">{}</text>',
        *start, *end, *text, anchor, value,
    )  # fmt: skip
