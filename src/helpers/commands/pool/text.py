"""A pooled table as text: its studies, a forest plot in letters, the pool in words."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from helpers.commands.pool.table import PooledTable, StudyTable
from helpers.commands.terminal import shortened, width_of
from helpers.quantities import formatting
from helpers.stats.measures import INTERVALS, MEASURES, METHODS, Measure

if TYPE_CHECKING:
    from helpers.stats.meta_analysis import Pool

HEADS = {"ratio": "{name}", "points": "{name}, points", "percentage": "Percent", "number": "Estimate"}  # by kind
PLACES = {"ratio": 2, "points": 1, "percentage": 1}
WIDEST = 100
NAME_WIDTH = 24
FEWEST_LETTERS = 12  # of a name, where numbers are so long that the plot would have no room
PLOT_WIDTH = 24
PREDICTION = ("estimate", "pi_low", "pi_high")


def as_text(pooled: PooledTable) -> str:
    """Return a pool as a table with a forest plot in letters, at most 100 wide, and in words."""
    pool, results, table = pooled.pool, pooled.results, pooled.table
    each = _limits_of_each(pooled)
    measure = MEASURES[pool.measure]
    number = _number(measure)
    effects = [_interval(number, *limits) for limits in each]
    rows = [[_cells(table, at), effect] for at, effect in enumerate(effects)]
    marks = ["#"] * len(each)
    names = list(table.studies)
    weights = ["" if weight is None else f"{formatting.fixed(weight, 1)}%" for weight in results["weights"]]
    for name, mark, keys in (("Pooled", "O", ("estimate", "ci_low", "ci_high")), ("Prediction", ".", PREDICTION)):
        limits = [results[key] for key in keys]
        if None not in limits:
            names.append(name)
            marks.append(mark)
            each.append(tuple(limits))
            shown = formatting.interval(number(limits[1]), number(limits[2]))
            rows.append([[""] * len(_head(table)), _interval(number, *limits) if mark == "O" else shown])
    head = [
        *_head(table),
        f"{HEADS[measure.kind].format(name=measure.name)} ({_level(pool)} CI)",
        "Weight" if any(weights) else "",
    ]
    weights += [""] * len(rows)
    columns = list(zip(head, *([*cells, effect, weights[at]] for at, (cells, effect) in enumerate(rows)), strict=True))
    widths = [max(map(len, column)) for column in columns]
    room = WIDEST - sum(widths) - len(widths) - 1
    longest = max(map(width_of, ("Study", *names)))
    name_width = min(longest, NAME_WIDTH, max(FEWEST_LETTERS, room - PLOT_WIDTH))
    axis = _Axis.around(each, marks, measure, room - name_width)
    lines = []
    for at, name in enumerate(("Study", *names)):
        cells = " ".join(f"{column[at]:>{width}}" for column, width in zip(columns, widths, strict=True))
        plot = axis.draw(each[at - 1], marks[at - 1]) if axis and at else ""
        shown = shortened(name, name_width)
        lines.append(f"{shown}{' ' * (name_width - width_of(shown))} {cells} {plot}".rstrip())
    if axis:
        lines += [" " * (WIDEST - axis.width) + line for line in axis.scale()]
        lines += ["", *textwrap.wrap(axis.legend(marks), WIDEST)]
    words = []
    for line in [*_summary(pooled, number), *pooled.notes]:
        letters = WIDEST if line.isascii() else WIDEST // 2  # a wide letter takes two columns
        words += textwrap.wrap(line, letters, subsequent_indent="  ")
    return "\n".join([*lines, "", *words])


def _limits_of_each(pooled: PooledTable) -> list[tuple[float, float, float]]:
    """Return the estimate and Wald's limits of each study on the scale that readers know."""
    import numpy as np
    from scipy.special import ndtri

    pool, width = pooled.pool, -float(ndtri((1 - pooled.pool.level) / 2))
    with np.errstate(all="ignore"):
        return [(pool.back(yi), pool.back(yi - width * se), pool.back(yi + width * se)) for yi, se in pooled.each]


def _head(table: StudyTable) -> list[str]:
    return list(table.form) if "yi" in table.form else [f"{events}/N" for events in table.form[::2]]


def _cells(table: StudyTable, at: int) -> list[str]:
    """Return what the file says of a study: counts, or estimate and variance."""
    numbers = [table.numbers[column][at] for column in table.form]
    if "yi" in table.form:
        return [f"{number:.4g}" for number in numbers]
    return [f"{events:.0f}/{total:.0f}" for events, total in zip(numbers[::2], numbers[1::2], strict=True)]


def _summary(pooled: PooledTable, number: Callable[[float], str]) -> list[str]:
    """Return the pool in words: model, result, heterogeneity."""
    pool, found = pooled.pool, pooled.results
    how = METHODS[pool.method] + (f", tau2 by {pool.tau2_method}" if pool.method == "random" else "")
    studies = f"{pool.k} stud{'y' if pool.k == 1 else 'ies'}"
    level = f"{_level(pool)} CI"
    lines = [f"Model: {MEASURES[pool.measure].label}; {studies}; {how}; {level}: {INTERVALS[pool.interval]}."]
    if found["estimate"] is not None:
        p = (
            ""
            if MEASURES[pool.measure].no_effect is None or found["p"] is None
            else f"; {formatting.p_value(found['p'])}"
        )
        limits = (
            "" if None in (found["ci_low"], found["ci_high"]) else _limits(number, found["ci_low"], found["ci_high"])
        )
        lines.append(f"Pooled: {number(found['estimate'])} ({level} {limits or 'not known'}{p})")
    if None not in (found["pi_low"], found["pi_high"]):
        limits = _limits(number, found["pi_low"], found["pi_high"])
        lines.append(f"{_level(pool)} prediction interval, t with k - 1 degrees of freedom: {limits}")
    if None not in (found["q"], found["q_p"]):
        test = f"Q {_plain(found['q'], 2)}, df {pool.q_df}, {formatting.p_value(found['q_p'])}"
        source = "both from tau2" if pool.method == "random" else "both from Q"
        shares = [
            f"{name} {_plain(found[key], 1 + (key == 'h2'))}{unit}"
            for name, key, unit in (("I2", "i2", "%"), ("H2", "h2", ""))
            if found[key] is not None
        ]
        lines.append(f"Heterogeneity: {'; '.join([test, *shares])} ({source})" if shares else f"Heterogeneity: {test}")
    if found["tau2"] is not None:
        both = [found["tau2_low"], found["tau2_high"]]
        profile = (
            "" if None in both else f" ({level} {formatting.interval(*(f'{end:.4g}' for end in both))}, Q-profile)"
        )
        lines.append(f"tau2: {found['tau2']:.4g}{profile}")
    return lines


def _level(pool: Pool) -> str:
    return f"{100 * pool.level:.10g}%"


def _plain(value: float, places: int) -> str:
    return formatting.fixed(value, places) if abs(value) < 1e6 else f"{value:.2e}"


def _number(measure: Measure) -> Callable[[float], str]:
    """Return how a value of a measure becomes text: as in the book, but never a ratio or share of 0.00 that is none."""
    places = PLACES.get(measure.kind)

    def shown(value: float) -> str:
        if places is None:
            return f"{value:.4g}"
        if measure.kind != "points" and 0 < value < 0.5 / 10**places:
            return f"{value:.2g}"
        return _plain(value, places)

    return shown


def _limits(number: Callable[[float], str], low: float, high: float) -> str:
    return formatting.interval(number(low), number(high))


def _interval(number: Callable[[float], str], value: float, low: float, high: float) -> str:
    return f"{number(value)} ({_limits(number, low, high)})"


class _Axis(NamedTuple):
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
    ) -> _Axis | None:
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

    def legend(self, marks: Sequence[str]) -> str:
        """Return what the letters of a plot mean."""
        parts = {"O": "<=O=> pooled", ".": "[..] prediction interval"}
        said = ["# study, -- its interval, < > goes on", *(words for mark, words in parts.items() if mark in marks)]
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
