"""Anyone's table of studies, pooled: read from CSV, answered as JSON or as text with a forest plot."""

from __future__ import annotations

import csv
import io
import math
import re
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from helpers import formatting
from helpers.problems import Problem, quote
from helpers.table_files import Row, read_table, read_text

if TYPE_CHECKING:
    from helpers.meta_analysis import Pool

FORMS = {  # what a row may hold beside the study's name, and which measures that allows, first the default
    ("events_1", "total_1", "events_2", "total_2"): ("RR", "OR", "RD"),
    ("events", "total"): ("PLO",),
    ("yi", "vi"): ("GEN",),
}
METHODS = {"RR": ("mh",), "OR": ("mh", "peto", "glmm"), "RD": ("mh",), "PLO": ("glmm",), "GEN": ()}
BY_VARIANCE = ("random", "common")
WHOLE = re.compile(r"[0-9]{1,9}\Z")
NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?\Z")
NAME_WIDTH = 24
PLOT_WIDTH = 34
WIDEST = 100


class StudyTable(NamedTuple):
    """Studies to pool: their names, the columns they have, their numbers by column, and the columns not looked at."""

    studies: list[str]
    form: tuple[str, ...]
    numbers: dict[str, list[float]]
    ignored: list[str]


def read_studies(path: Path) -> tuple[StudyTable | None, list[Problem]]:
    """Read a CSV file of studies.

    Parameters: path; its header names `study` and one of the groups of columns in FORMS, in any order; further
    columns are not looked at. Returns: the table, None at fault, and every fault.
    """
    name = path.name
    text, problems = read_text(path, name, foreign=True)
    if problems:
        return None, problems
    try:
        header = next(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        return None, [Problem(name, 1, "the file is CSV", f"the header is not: {error}", "Close the quote.")]
    forms = [form for form in FORMS if {"study", *form} <= set(header)]
    if len(forms) != 1 or len(set(header)) < len(header):
        found = "a column stands twice" if len(set(header)) < len(header) else f"got {quote(', '.join(header), 200)}"
        rule = "the header names study and one of: " + "; or ".join(", ".join(form) for form in FORMS)
        return None, [Problem(name, 1, rule, found, "Name the columns so, each once.")]
    rows, problems = read_table(path, name, header, foreign=True)
    if problems:
        return None, problems
    problems = [found for row in rows for found in _row_problems(name, row, forms[0])]
    seen: dict[str, int] = {}
    for row in rows:
        first = seen.setdefault(row["study"], row.number)
        if first != row.number:
            found = f"{quote(row['study'])} also stands in row {first}"
            problems.append(Problem(name, row.number, "a study has one row", found, "Join the rows, or rename one."))
    if not rows:
        problems.append(
            Problem(name, 0, "the file has studies", "there is none below the header", "Add a row a study.")
        )
    if problems:
        return None, problems
    numbers = {column: [float(row[column]) for row in rows] for column in forms[0]}
    ignored = [column for column in header if column not in ("study", *forms[0])]
    return StudyTable([row["study"] for row in rows], forms[0], numbers, ignored), []


def _row_problems(name: str, row: Row, form: tuple[str, ...]) -> list[Problem]:
    """Return what is wrong with the numbers of one row."""
    found: list[tuple[str, str, str]] = []
    if not row["study"].strip():
        found.append(("a study has a name", "the cell is empty", "Name it."))
    for column in form:
        cell = row[column]
        if column in ("yi", "vi"):
            if not (cell.isascii() and NUMBER.match(cell) and math.isfinite(float(cell))):
                found.append((f"{column} is a number", f"got {quote(cell)}", "Write digits, or leave the study out."))
            elif column == "vi" and float(cell) <= 0:
                found.append(("vi is above 0", f"got {quote(cell)}", "Pool counts, or leave the study out."))
        elif not WHOLE.match(cell):
            found.append((f"{column} is a whole number", f"got {quote(cell)}", "Write digits, or leave the study out."))
    if not found and form[0] not in ("yi", "vi"):
        for events, total in zip(form[::2], form[1::2], strict=True):
            if not int(row[events]) <= int(row[total]) or int(row[total]) == 0:
                rule = f"{events} is at most {total}, and {total} above 0"
                found.append((rule, f"got {row[events]} of {row[total]}", "Correct one of them."))
    return [Problem(name, row.number, *parts, subject=row["study"]) for parts in found]


def pool_studies(
    table: StudyTable, measure: str | None, method: str, tau2: str, interval: str, level: float
) -> tuple[Pool, list[tuple[float, float]]]:
    """Return the pool of a table, and each study's estimate and standard error on the scale of analysis.

    Parameters: table; measure, None for the default of its columns; method, tau2, interval and level as for
    `helpers.meta_analysis.pool`, with "mh", "peto" and "glmm". Raises: ValueError for what does not go together.
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
    if method == "mh":
        return ma.mantel_haenszel(measure, *columns, level=level), each
    if method == "peto":
        return ma.peto(*columns, level=level), each
    if method == "glmm":
        fit = ma.pooled_proportion if measure == "PLO" else ma.pooled_odds_ratio
        return fit(*columns, level=level), each
    return ma.pool(yi, vi, measure=measure, method=method, tau2=tau2, interval=interval, level=level), each


def as_json(pool: Pool, table: StudyTable) -> dict[str, Any]:
    """Return a pool as plain JSON types: ratios as ratios, proportions and risk differences in percent."""
    numbers = {
        "estimate": pool.estimate,
        "ci_low": pool.ci[0],
        "ci_high": pool.ci[1],
        "p": pool.p,
        "yi": pool.yi,
        "se": pool.se,
        "tau2": pool.tau2,
        "tau2_low": pool.tau2_limits[0],
        "tau2_high": pool.tau2_limits[1],
        "q": pool.q,
        "q_p": pool.q_p,
        "i2": pool.i2,
        "h2": pool.h2,
        "pi_low": pool.prediction[0],
        "pi_high": pool.prediction[1],
    }
    plain = {name: number if math.isfinite(number) else None for name, number in numbers.items()}
    words = {"k": pool.k, "measure": pool.measure, "method": pool.method}
    weights = [float(weight) for weight in pool.weights]
    return {**words, **plain, "weights": weights, "studies": table.studies, "notes": _notes(pool, table)}


def as_text(pool: Pool, table: StudyTable, each: list[tuple[float, float]]) -> str:
    """Return a pool as a table with a forest plot in letters, at most 100 wide.

    Parameters: pool; table; each, estimate and standard error of each study, as `pool_studies` gives them.
    """
    from scipy.special import ndtri

    width = float(-ndtri((1 - pool.level) / 2))
    lines = [
        (study, yi - width * se, yi, yi + width * se, "#") for study, (yi, se) in zip(table.studies, each, strict=True)
    ]
    if math.isfinite(pool.yi):
        lines.append(("Pooled", pool.low, pool.yi, pool.high, "O"))
    if math.isfinite(pool.pi_low):
        lines.append(("Next study (prediction)", pool.pi_low, pool.yi, pool.pi_high, "."))
    drawn = [number for _, low, yi, high, mark in lines if mark != "." for number in (low, yi, high)]
    none = [] if pool.measure == "PLO" else [0.0]
    first, last = min(drawn + none), max(drawn + none)
    if pool.measure in ("RR", "OR"):  # a rare event must not squeeze the others
        first, last = max(first, math.log(0.05)), min(last, math.log(20))
    span = (last - first) or 1.0

    def place(number: float) -> int:
        return round((PLOT_WIDTH - 1) * min(max((number - first) / span, 0), 1))

    weights = [f"{formatting.fixed(weight, 1)}%" for weight in pool.weights] + [""] * len(lines)
    percent = round(100 * pool.level, 1)
    head = f"{'Study':<{NAME_WIDTH}} {'Estimate (' + formatting.number(percent) + '% CI)':>30} {'Weight':>7}"
    text = [head]
    for (study, low, yi, high, mark), weight in zip(lines, weights, strict=False):
        row = [" "] * PLOT_WIDTH
        for position in range(place(low), place(high) + 1):
            row[position] = "-"
        for edge, sign, beyond in ((low, "<", low < first), (high, ">", high > last)):
            if beyond:
                row[place(edge)] = sign
        if none and first <= 0 <= last:
            row[place(0.0)] = "|"
        if mark != "." and first <= yi <= last:
            row[place(yi)] = mark
        numbers = _interval(pool, yi, low, high) if mark != "." else _limits(pool, low, high)
        name = _shown(study)
        text.append(f"{name:<{NAME_WIDTH}} {numbers:>30} {weight:>7} {''.join(row).rstrip()}".rstrip())
    words = [part for line in _summary(pool, table) for part in textwrap.wrap(line, WIDEST)]
    return "\n".join([*text, "", *words, ""])


def _shown(name: str) -> str:
    """Return a study's name on one line, without letters that a terminal would act on."""
    plain = "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in name)
    return plain if len(plain) <= NAME_WIDTH else plain[: NAME_WIDTH - 3] + "..."


def _number(pool: Pool) -> Callable[[float], str]:
    places = {"RR": 2, "OR": 2, "RD": 1, "PLO": 1, "GEN": 3}[pool.measure]

    def shown(number: float) -> str:
        value = pool.back(number)
        return formatting.fixed(value, places) if abs(value) < 1e6 else f"{value:.2e}"

    return shown


def _limits(pool: Pool, low: float, high: float) -> str:
    return formatting.interval(_number(pool)(low), _number(pool)(high))


def _interval(pool: Pool, yi: float, low: float, high: float) -> str:
    return f"{_number(pool)(yi)} ({_limits(pool, low, high)})"


def _summary(pool: Pool, table: StudyTable) -> list[str]:
    """Return the pool in words: model, result, heterogeneity, what a reader must know."""
    from helpers.meta_analysis import MEASURES
    from helpers.pooling import INTERVALS
    from helpers.pooling import METHODS as MODELS

    how = MODELS[pool.method] + (f" (tau2 by {pool.tau2_method})" if pool.method == "random" else "")
    lines = [f"{pool.k} studies, {MEASURES[pool.measure].label}, {how}, interval: {INTERVALS[pool.interval]}"]
    if math.isfinite(pool.yi):
        p = "" if pool.measure == "PLO" else f", {formatting.p_value(pool.p)}"
        lines.append(f"Pooled: {_interval(pool, pool.yi, pool.low, pool.high)}{p}")
    if math.isfinite(pool.q):
        source = "from tau2" if pool.method == "random" else "from Q"
        lines.append(
            f"Heterogeneity: Q {formatting.fixed(pool.q, 2)} on {pool.q_df} df, {formatting.p_value(pool.q_p)}; "
            f"I2 {formatting.fixed(pool.i2, 1)}% ({source}); H2 {formatting.fixed(pool.h2, 2)}"
        )
    if math.isfinite(pool.tau2):
        low, high = pool.tau2_limits
        profile = f" ({formatting.fixed(low, 4)}-{formatting.fixed(high, 4)}, Q-profile)" if math.isfinite(high) else ""
        lines.append(f"tau2 {formatting.fixed(pool.tau2, 4)}{profile}")
    if math.isfinite(pool.pi_low):
        limits = _limits(pool, pool.pi_low, pool.pi_high)
        lines.append(f"Prediction interval, t with k - 1 degrees of freedom: {limits}")
    return lines + _notes(pool, table)


def _notes(pool: Pool, table: StudyTable) -> list[str]:
    notes = list(pool.notes)
    groups = zip(table.form[::2], table.form[1::2], strict=True) if table.form[0] != "yi" else ()
    cells = [(table.numbers[events], table.numbers[total]) for events, total in groups]
    zero = [
        study
        for number, study in enumerate(table.studies)
        if any(events[number] in (0, total[number]) for events, total in cells)
    ]
    if zero and pool.method in BY_VARIANCE and pool.measure != "RD":
        named = ", ".join(map(_shown, zero[:5])) + (" and others" if len(zero) > 5 else "")
        notes.append(f"A zero cell in {named}: 0.5 was added to all cells of that study.")
    if table.ignored:
        notes.append(f"Columns not looked at: {', '.join(map(_shown, table.ignored[:10]))}.")
    return notes
