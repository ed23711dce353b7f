"""Anyone's table of studies, pooled: read from CSV, answered as JSON or as text with a forest plot."""

from __future__ import annotations

import csv
import io
import math
import re
import textwrap
import unicodedata
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from helpers import formatting
from helpers.problems import EvidenceError, Problem, quote
from helpers.table_files import MOST_FAULTS, Row, read_table, read_text

if TYPE_CHECKING:
    from helpers.meta_analysis import Pool

FORMS = {  # what a row may hold beside the study's name, and which measures that allows, first the default
    ("events_1", "total_1", "events_2", "total_2"): ("RR", "OR", "RD"),
    ("events", "total"): ("PLO",),
    ("yi", "vi"): ("GEN",),
}
METHODS = {"RR": ("mh",), "OR": ("mh", "peto", "glmm"), "RD": ("mh",), "PLO": ("glmm",), "GEN": ()}
BY_VARIANCE = ("random", "common")
LARGEST = 1e50  # number, and its inverse the smallest variance: their products must not leave the range of doubles
MOST_STUDIES = 5000  # the likelihoods are looked at over a grid: memory grows with it
MOST_PATIENTS = 10**9
WHOLE = re.compile(r"[0-9]{1,20}\Z")
NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?\Z")
PRINTED = {"RR": "RR", "OR": "OR", "RD": "RD, points", "PLO": "Percent", "GEN": "Estimate"}
WIDEST = 100
NAME_WIDTH = 24
FEWEST_LETTERS = 12  # of a name, where numbers are so long that the plot would have no room
PLOT_WIDTH = 24
PREDICTION = ("estimate", "pi_low", "pi_high")


class StudyTable(NamedTuple):
    """Studies to pool: file, names and spreadsheet rows, the columns used with their numbers, the columns not used."""

    file: str
    studies: list[str]
    rows: list[int]
    form: tuple[str, ...]
    numbers: dict[str, list[float]]
    ignored: list[str]


class PooledTable(NamedTuple):
    """A table with its pool, the estimate and standard error of each study, all results by name, and notes."""

    table: StudyTable
    pool: Pool
    each: list[tuple[float, float]]
    results: dict[str, Any]
    notes: list[str]


def read_studies(path: Path) -> tuple[StudyTable | None, list[Problem]]:
    """Read a CSV file of studies.

    Parameters: path; its header names `study` and one of the groups of columns in FORMS, in any order; further
    columns are not looked at. Returns: the table, None at fault, and every fault.
    """
    name = _visible(str(path))
    text, problems = read_text(path, name, foreign=True)
    if problems:
        return None, problems
    try:
        header = next(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        return None, [Problem(name, 1, "the file is CSV", f"the header is not: {error}", "Close the quote.")]
    form, problems = _form_of(name, header)
    rows, more = read_table(path, name, header, foreign=True) if form else ([], [])
    if form is None or problems or more:
        return None, problems + more
    seen: dict[str, int] = {}
    for row in rows:
        problems += _row_problems(name, row, form)
        first = seen.setdefault(row["study"].strip(), row.number)
        if first != row.number and row["study"].strip():
            found = f"{quote(row['study'])} also stands in row {first}"
            problems.append(Problem(name, row.number, "a study has one row", found, "Join the rows, or rename one."))
        if len(problems) >= MOST_FAULTS:
            break
    if not 1 <= len(rows) <= MOST_STUDIES:
        rule, remedy = f"the file has 1 to {MOST_STUDIES} studies", "Give each study a row below the header."
        problems.append(Problem(name, 0, rule, f"it has {len(rows)}", remedy))
    if problems:
        return None, sorted(problems)
    numbers = {column: [float(row[column]) for row in rows] for column in form}
    ignored = [column for column in header if column not in ("study", *form)]
    return StudyTable(name, [row["study"] for row in rows], [row.number for row in rows], form, numbers, ignored), []


def _form_of(name: str, header: list[str]) -> tuple[tuple[str, ...] | None, list[Problem]]:
    """Return the columns that a header offers for pooling, None when there is no telling, and its faults."""
    problems = []
    twice = [column for column in dict.fromkeys(header) if header.count(column) > 1]
    if twice:
        found = f"more than once: {quote(', '.join(twice), 200)}"
        problems.append(Problem(name, 1, "a column has a name of its own", found, "Rename or remove the others."))
    forms = [form for form in FORMS if set(form) <= set(header)]
    if len(forms) != 1 or "study" not in header:
        rule = "the header names study and one of: " + "; or ".join(", ".join(form) for form in FORMS)
        nearest = max(FORMS, key=lambda form: len(set(form) & set(header)))
        missing = [column for column in ("study", *(() if forms else nearest)) if column not in header]
        found = f"missing: {', '.join(missing)}; " if missing else "it names more than one of these; "
        found += f"got {quote(', '.join(header), 200)}"
        problems.append(Problem(name, 1, rule, found, "Name the columns so, with commas between."))
    return (None if problems else forms[0]), problems


def _row_problems(name: str, row: Row, form: tuple[str, ...]) -> list[Problem]:
    """Return what is wrong with the numbers of one row."""
    found: list[tuple[str, str, str]] = []
    if not row["study"].strip():
        found.append(("a study has a name", "the cell is empty", "Name it."))
    remedy = "Write digits, or leave the study out."
    sound = set()
    for column in form:
        cell = row[column]
        if column in ("yi", "vi"):
            if not NUMBER.match(cell):
                found.append((f"{column} is a number", f"got {quote(cell)}", remedy))
            elif abs(float(cell)) > LARGEST:
                found.append((f"{column} is at most {LARGEST:g}", f"got {quote(cell)}", "Choose another unit."))
            elif column == "vi" and float(cell) < 1 / LARGEST:
                found.append(("vi is above 0", f"got {quote(cell)}", "Pool counts, or leave the study out."))
        elif not WHOLE.match(cell):
            found.append((f"{column} is a whole number", f"got {quote(cell)}", remedy))
        elif int(cell) > MOST_PATIENTS:
            found.append((f"{column} is at most {MOST_PATIENTS}", f"got {quote(cell)}", "Correct it."))
        else:
            sound.add(column)
    for events, total in zip(form[::2], form[1::2], strict=True):
        if {events, total} <= sound and not 0 < int(row[total]) >= int(row[events]):
            rule = f"{events} is at most {total}, and {total} above 0"
            found.append((rule, f"got {row[events]} of {row[total]}", "Correct one of them."))
    return [Problem(name, row.number, *parts, subject=row["study"]) for parts in found]


def pool_studies(
    table: StudyTable, measure: str | None, method: str, tau2: str, interval: str, level: float
) -> PooledTable:
    """Return a table with its pool; what would be a warning stands among the notes.

    Parameters: table; measure, None for the default of its columns; method, tau2, interval and level as for
    `helpers.meta_analysis.pool`, with "mh", "peto" and "glmm". Raises: ValueError for what does not go together;
    EvidenceError for studies without a sampling variance, where the method needs one.
    """
    from helpers import meta_analysis as ma

    measures = FORMS[table.form]
    measure = measure or measures[0]
    if measure not in measures:
        raise ValueError(f"--measure for the columns {', '.join(table.form)} is {' or '.join(measures)}; got {measure}")
    allowed = (*BY_VARIANCE, *METHODS[measure])
    if method not in allowed:
        raise ValueError(f"--method for {measure} is {', '.join(allowed)}; got {method}")
    columns = [table.numbers[column] for column in table.form]
    if measure == "GEN":
        yi, vi = columns
    else:
        yi, vi, _ = ma.one_group(*columns) if measure == "PLO" else ma.two_groups(measure, *columns)
    each = [(float(estimate), math.sqrt(variance)) for estimate, variance in zip(yi, vi, strict=True)]
    if method in BY_VARIANCE:
        _check_errors(table, each)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        if method == "mh":
            pool = ma.mantel_haenszel(measure, *columns, level=level)
        elif method == "peto":
            pool = ma.peto(*columns, level=level)
        elif method == "glmm":
            fit = ma.pooled_proportion if measure == "PLO" else ma.pooled_odds_ratio
            pool = fit(*columns, level=level)
        else:
            pool = ma.pool(yi, vi, measure=measure, method=method, tau2=tau2, interval=interval, level=level)
        results = _results(pool)
    said = dict.fromkeys(str(warning.message) for warning in caught if warning.category is not ma.NotConverged)
    notes = _notes(pool, table)
    notes += [f"The arithmetic was at its limits: {message}." for message in said]
    if results["estimate"] is None:
        notes.append("There is no result.")
    return PooledTable(table, pool, each, results, notes)


def _check_errors(table: StudyTable, each: list[tuple[float, float]]) -> None:
    problems = []
    for number, (_, error) in enumerate(each):
        if error == 0:
            cells = [table.numbers[column][number] for column in table.form]
            found = f"{cells[0]:.0f} of {cells[1]:.0f} and {cells[2]:.0f} of {cells[3]:.0f} give a difference without"
            remedy = "Use --method mh, or leave the study out."
            rule = "a study has a sampling variance above 0"
            problems.append(Problem(table.file, table.rows[number], rule, found, remedy, table.studies[number]))
    if problems:
        raise EvidenceError(problems)


def _results(pool: Pool) -> dict[str, Any]:
    """Return every number of a pool by the name that machines read, None where there is no such number."""
    (low, high), (tau2_low, tau2_high), (pi_low, pi_high) = pool.ci, pool.tau2_limits, pool.prediction
    numbers = {"estimate": pool.estimate, "ci_low": low, "ci_high": high, "p": pool.p, "yi": pool.yi, "se": pool.se}
    numbers |= {"tau2": pool.tau2, "tau2_low": tau2_low, "tau2_high": tau2_high, "q": pool.q, "q_p": pool.q_p}
    numbers |= {"i2": pool.i2, "h2": pool.h2, "pi_low": pi_low, "pi_high": pi_high}
    words = {"k": pool.k, "measure": pool.measure, "method": pool.method}
    plain = {name: _or_none(number) for name, number in numbers.items()}
    return {**words, **plain, "weights": [_or_none(weight) for weight in pool.weights]}


def _or_none(number: float) -> float | None:
    return float(number) if math.isfinite(number) else None


def _notes(pool: Pool, table: StudyTable) -> list[str]:
    notes = list(pool.notes)
    cells = [table.numbers[column] for column in table.form]
    pairs = [] if pool.measure == "GEN" else list(zip(cells[::2], cells[1::2], strict=True))
    zero = [
        _shown(study)
        for number, study in enumerate(table.studies)
        if any(events[number] in (0, total[number]) for events, total in pairs)
    ]
    if zero and pool.measure != "RD":
        named = ", ".join(zero[:5]) + (f" and {len(zero) - 5} more" if len(zero) > 5 else "")
        where = "" if pool.method in BY_VARIANCE else ", for its line alone: the pool takes the counts as they are"
        notes.append(f"A zero cell in {named}: 0.5 was added to all cells of that study{where}.")
    if table.ignored:
        more = f" and {len(table.ignored) - 10} more" if len(table.ignored) > 10 else ""
        notes.append(f"Columns not looked at: {', '.join(map(_shown, table.ignored[:10]))}{more}.")
    return notes


def as_json(pooled: PooledTable) -> dict[str, Any]:
    """Return a pool as plain JSON types.

    Ratios as ratios, proportions and risk differences in percent; yi, se and tau2 on the scale of analysis (log ratio,
    logit, difference 0-1); p of no effect, for proportions of 50%; weights in percent, none from a mixed model.
    """
    return {**pooled.results, "studies": pooled.table.studies, "notes": pooled.notes}


def as_text(pooled: PooledTable) -> str:
    """Return a pool as a table with a forest plot in letters, at most 100 wide, and in words."""
    pool, results, table = pooled.pool, pooled.results, pooled.table
    each = _limits_of_each(pooled)
    number = _number(pool.measure)
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
    head = [*_head(table), f"{PRINTED[pool.measure]} ({_level(pool)} CI)", "Weight" if any(weights) else ""]
    weights += [""] * len(rows)
    columns = list(zip(head, *([*cells, effect, weights[at]] for at, (cells, effect) in enumerate(rows)), strict=True))
    widths = [max(map(len, column)) for column in columns]
    room = WIDEST - sum(widths) - len(widths) - 1
    longest = max(map(_width, ("Study", *names)))
    name_width = min(longest, NAME_WIDTH, max(FEWEST_LETTERS, room - PLOT_WIDTH))
    axis = _Axis.around(each, marks, pool.measure, room - name_width)
    lines = []
    for at, name in enumerate(("Study", *names)):
        cells = " ".join(f"{column[at]:>{width}}" for column, width in zip(columns, widths, strict=True))
        plot = axis.draw(each[at - 1], marks[at - 1]) if axis and at else ""
        shown = _shown(name, name_width)
        lines.append(f"{shown}{' ' * (name_width - _width(shown))} {cells} {plot}".rstrip())
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
    from helpers.meta_analysis import MEASURES
    from helpers.pooling import INTERVALS
    from helpers.pooling import METHODS as MODELS

    pool, found = pooled.pool, pooled.results
    how = MODELS[pool.method] + (f", tau2 by {pool.tau2_method}" if pool.method == "random" else "")
    studies = f"{pool.k} stud{'y' if pool.k == 1 else 'ies'}"
    level = f"{_level(pool)} CI"
    lines = [f"Model: {MEASURES[pool.measure].label}; {studies}; {how}; {level}: {INTERVALS[pool.interval]}."]
    if found["estimate"] is not None:
        p = "" if pool.measure == "PLO" or found["p"] is None else f"; {formatting.p_value(found['p'])}"
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


def _number(measure: str) -> Callable[[float], str]:
    """Return how a value of a measure becomes text: as in the book, but never a ratio or share of 0.00 that is none."""
    places = {"RR": 2, "OR": 2, "RD": 1, "PLO": 1}.get(measure)

    def shown(value: float) -> str:
        if places is None:
            return f"{value:.4g}"
        if measure != "RD" and 0 < value < 0.5 / 10**places:
            return f"{value:.2g}"
        return _plain(value, places)

    return shown


def _limits(number: Callable[[float], str], low: float, high: float) -> str:
    return formatting.interval(number(low), number(high))


def _interval(number: Callable[[float], str], value: float, low: float, high: float) -> str:
    return f"{number(value)} ({_limits(number, low, high)})"


def _visible(text: str) -> str:
    """Return text without letters that a terminal would act on."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes: two for a wide letter, none for a mark on another."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def _shown(name: str, width: int = NAME_WIDTH) -> str:
    """Return a name on one line, shortened to a width, without letters that a terminal would act on."""
    plain = _visible(name[: 20 * width])  # marks on one letter have no end
    if _width(plain) <= width and len(name) <= 20 * width:
        return plain
    while plain and _width(plain) > width - 3:
        plain = plain[:-1]
    return plain + "..."


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
        cls, lines: Sequence[tuple[float, float, float]], marks: Sequence[str], measure: str, width: int
    ) -> _Axis | None:
        """Return the axis for estimates with limits; None when there is no scale or no room for it.

        It holds every estimate, the pooled interval and no effect, and as much of the other intervals as leaves the
        estimates apart.
        """
        from helpers.meta_analysis import MEASURES

        log, no_effect = measure in ("RR", "OR"), MEASURES[measure].no_effect
        if not all(math.isfinite(end) and (end > 0 or not log) for line in lines for end in line):
            return None
        scaled = [tuple(math.log(end) if log else end for end in line) for line in lines]
        core = [value for value, _, _ in scaled]
        if measure == "GEN" and min(map(abs, core)) > max(core) - min(core) + max(
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
        return cls(low, min(high, 100.0) if measure == "PLO" else high, step, log, no_effect, width)

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
