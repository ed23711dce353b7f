"""Plots in letters: estimates with their limits along an axis, a line of a terminal each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from helpers.commands.table_text import WIDEST, table_lines, wrapped
from helpers.commands.terminal import shortened, width_of
from helpers.stats.measures import Measure

NAME_WIDTH = 24
FEWEST_LETTERS = 12  # of a name, where numbers are so long that the plot would have no room
PLOT_WIDTH = 24
Limits = tuple[float, float, float]  # estimate, low, high


class Line(NamedTuple):
    """A line of a forest: its name, its cells, and what is drawn: an estimate with its limits, or nothing."""

    name: str
    cells: Sequence[str]
    limits: Limits | None
    mark: str = "#"  # a study; "O" a pool, "." a prediction interval


def forest(head: Sequence[str], lines: Sequence[Line], measure: Measure, of: str = "study") -> list[str]:
    """Return a table with a forest plot in letters, at most `WIDEST` columns wide, its axis and its legend.

    Parameters: head, over names and cells; lines; measure, whose scale the axis has; of, what a # stands for.
    """
    columns = list(zip(head[1:], *(line.cells for line in lines), strict=True))
    room = WIDEST - sum(max(map(len, column)) for column in columns) - len(columns) - 1
    longest = max(map(width_of, (head[0], *(line.name for line in lines))))
    name_width = min(longest, NAME_WIDTH, max(FEWEST_LETTERS, room - PLOT_WIDTH))
    drawn = [line for line in lines if line.limits is not None]
    marks = [line.mark for line in drawn]
    limits = [line.limits for line in drawn if line.limits is not None]
    axis = LetterAxis.around(limits, marks, measure, room - name_width) if drawn else None
    rows = [
        [
            shortened(line.name, name_width),
            *line.cells,
            axis.draw(line.limits, line.mark) if axis and line.limits is not None else "",
        ]
        for line in lines
    ]
    found = table_lines([shortened(head[0], name_width), *head[1:], ""], rows)
    if axis:
        found += [" " * (WIDEST - axis.width) + line for line in axis.scale()]
        found += ["", *wrapped(axis.legend(marks, of), hanging="")]
    return found


class LetterAxis(NamedTuple):
    """The scale of a plot in letters: its ends, round numbers on the readers' scale, and how many columns it has."""

    low: float
    high: float
    step: float  # between ticks; 0 on a log scale
    log: bool
    no_effect: float | None
    width: int

    @classmethod
    def around(
        cls, lines: Sequence[tuple[float, float, float]], marks: Sequence[str], measure: Measure, width: int
    ) -> LetterAxis | None:
        """Return the axis for estimates with limits; None when there is no scale or no room for it.

        It holds every estimate, the pooled interval and no effect, and as much of the other intervals as leaves the
        estimates apart.
        """
        log, no_effect = measure.scale == "log", measure.no_effect
        if not all(math.isfinite(end) and (end > 0 or not log) for line in lines for end in line):
            return None
        scaled = [tuple(math.log(end) if log else end for end in line) for line in lines]
        core = [value for value, _, _ in scaled]
        if measure.kind == "number" and min(map(abs, core)) > max(core) - min(core) + max(
            high - low for _, low, high in scaled
        ):
            no_effect = None  # estimates of another kind, such as means, need not be seen beside 0
        core += [] if no_effect is None else [0.0]
        core += [end for line, mark in zip(scaled, marks, strict=True) if mark == "O" for end in line]
        reach = max(core) - min(core) + sorted(high - low for _, low, high in scaled)[len(scaled) // 2]
        low = max(min(min(line) for line in scaled), min(core) - reach)
        high = min(max(max(line) for line in scaled), max(core) + reach)
        low, high = min(low, *core), max(high, *core)
        if width < 10 or not math.isfinite(high - low) or (log and max(-low, high) > 300):
            return None
        low, high = (math.exp(low), math.exp(high)) if log else (low, high)
        if log and high / low > 4:
            low, high = _round_down(low), 1 / _round_down(1 / high)
            return cls(low, high, 0.0, True, no_effect, width)
        span = high - low or abs(low) or 1.0
        if span < 1e-300:
            return None
        step = _round_down(span / 3)
        low, high = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        high += high == low
        low, high = (float(f"{end * step:.15g}") for end in (low, high))
        return cls(low, min(high, 100.0) if measure.kind == "percentage" else high, step, log, no_effect, width)

    def place(self, value: float) -> int:
        """Return the column of a value, the nearest end for one outside."""
        if value <= self.low or value >= self.high:
            return 0 if value <= self.low else self.width - 1
        low, high, value = (math.log(end) if self.log else end for end in (self.low, self.high, value))
        return round((self.width - 1) * (value - low) / (high - low))

    def draw(self, line: tuple[float, float, float], mark: str) -> str:
        """Return an estimate with its limits as letters; mark: "#" a study, "O" a pool, "." a prediction interval."""
        value, low, high = line
        row = [" "] * self.width
        first, last = self.place(low), self.place(high)
        row[first : last + 1] = {"#": "-", "O": "=", ".": "."}[mark] * (last - first + 1)
        if self.no_effect is not None:
            row[self.place(self.no_effect)] = "|"
        opens, closes = {"#": "--", "O": "<>", ".": "[]"}[mark]
        if mark != "#" or low < self.low:
            row[first] = "<" if low < self.low else opens
        if mark != "#" or high > self.high:
            row[last] = ">" if high > self.high else closes
        if mark != ".":
            row[self.place(value)] = mark
        return "".join(row)

    def legend(self, marks: Sequence[str], of: str = "study") -> str:
        """Return what the letters of a plot mean; of, what a # stands for."""
        parts = {"O": "<=O=> pooled", ".": "[..] prediction interval"}
        said = [f"# {of}, -- its interval, < > goes on", *(words for mark, words in parts.items() if mark in marks)]
        said += [] if self.no_effect is None else ["| no effect"]
        return "; ".join([*said, *(["log axis"] if self.log else [])])

    def scale(self) -> list[str]:
        """Return the line of the axis with its ticks, and the numbers below it, as many as stand apart."""
        if self.step:
            first, last = round(self.low / self.step), round(self.high / self.step)
            inside = [float(f"{tick * self.step:.15g}") for tick in range(first, last + 1)]
        else:
            powers = range(math.floor(math.log10(self.low)) - 1, math.ceil(math.log10(self.high)) + 1)
            inside = [float(f"{digit}e{power}") for digit in (1, 2, 5) for power in powers]
        wanted = [self.low, self.high, *(tick for tick in inside if self.low < tick < self.high)]
        line, numbers = ["-"] * self.width, [" "] * self.width
        for tick in dict.fromkeys([*([] if self.no_effect is None else [self.no_effect]), *wanted]):
            shown, place = f"{tick:.10g}", self.place(tick)
            start = max(0, min(place - len(shown) // 2, self.width - len(shown)))
            if not "".join(numbers[max(0, start - 1) : start + len(shown) + 1]).strip():
                numbers[start : start + len(shown)] = shown
                line[place] = "+"
        return ["".join(part).rstrip() for part in (line, numbers)]


def _round_down(value: float) -> float:
    """Return the largest of 1, 2 and 5 times a power of ten that is not above a value."""
    power = math.floor(math.log10(value))
    return max(
        float(f"{digit}e{power + more}")
        for digit, more in ((5, -1), (1, 0), (2, 0), (5, 0))
        if float(f"{digit}e{power + more}") <= value * (1 + 1e-9)
    )
