"""Anyone's table of studies, pooled: read from CSV, answered as plain numbers."""

from __future__ import annotations

import math
import re
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from helpers.commands.terminal import shortened, visible
from helpers.files.problems import EvidenceError, Place, Problem, quote
from helpers.files.tables import MOST_FAULTS, Row, read_header, read_table
from helpers.stats.measures import BY_VARIANCE, MEASURES, POOLED

if TYPE_CHECKING:
    from helpers.stats.meta_analysis import Pool

COLUMNS_OF = {2: ("events_1", "total_1", "events_2", "total_2"), 1: ("events", "total"), 0: ("yi", "vi")}  # by arms
FORMS = {  # what a row may hold beside the study's name, and which measures that allows, first the default
    columns: tuple(name for name in POOLED if MEASURES[name].arms == arms) for arms, columns in COLUMNS_OF.items()
}
LARGEST = 1e50  # number, and its inverse the smallest variance: their products must not leave the range of doubles
MOST_STUDIES = 5000  # the likelihoods are looked at over a grid: memory grows with it
MOST_PATIENTS = 10**9
WHOLE = re.compile(r"[0-9]{1,20}\Z")
NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?\Z")


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
    name = visible(str(path))
    header, problems = read_header(path, name)
    if not header:
        return None, problems
    form, faults = _form_of(name, header)
    problems += faults
    rows, more = read_table(path, name, header, foreign=True) if form and not problems else ([], [])
    if form is None or problems or more:
        return None, problems + more
    seen: dict[str, int] = {}
    for row in rows:
        problems += _row_problems(row, form)
        first = seen.setdefault(row["study"].strip(), row.number)
        if first != row.number and row["study"].strip():
            found = f"{quote(row['study'])} also stands in row {first}"
            problems.append(row.place.fault("a study has one row", found, "Join the rows, or rename one."))
        if len(problems) >= MOST_FAULTS:
            break
    if not 1 <= len(rows) <= MOST_STUDIES:
        rule, remedy = f"the file has 1 to {MOST_STUDIES} studies", "Give each study a row below the header."
        problems.append(Place(name).fault(rule, f"it has {len(rows)}", remedy))
    if problems:
        return None, sorted(problems)
    numbers = {column: [float(row[column]) for row in rows] for column in form}
    ignored = [column for column in header if column not in ("study", *form)]
    return StudyTable(name, [row["study"] for row in rows], [row.number for row in rows], form, numbers, ignored), []


def _form_of(name: str, header: list[str]) -> tuple[tuple[str, ...] | None, list[Problem]]:
    """Return the columns that a header offers for pooling, None when there is no telling, and its faults."""
    problems = []
    forms = [form for form in FORMS if set(form) <= set(header)]
    if len(forms) != 1 or "study" not in header:
        rule = "the header names study and one of: " + "; or ".join(", ".join(form) for form in FORMS)
        nearest = max(FORMS, key=lambda form: len(set(form) & set(header)))
        missing = [column for column in ("study", *(() if forms else nearest)) if column not in header]
        found = f"missing: {', '.join(missing)}; " if missing else "it names more than one of these; "
        found += f"got {quote(', '.join(header), 200)}"
        problems.append(Place(name, row=1).fault(rule, found, "Name the columns so, with commas between."))
    return (None if problems else forms[0]), problems


def _row_problems(row: Row, form: tuple[str, ...]) -> list[Problem]:
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
    return [row.fault(*parts, subject=row["study"]) for parts in found]


def pool_studies(
    table: StudyTable, measure: str | None, method: str, tau2: str, interval: str, level: float
) -> PooledTable:
    """Return a table with its pool; what would be a warning stands among the notes.

    Parameters: table; measure, None for the default of its columns; method, tau2, interval and level as for
    `helpers.stats.meta_analysis.pool`, with "mh", "peto" and "glmm". Raises: ValueError for what does not go together;
    EvidenceError for studies without a sampling variance, where the method needs one.
    """
    from helpers.stats import meta_analysis as ma

    measures = FORMS[table.form]
    measure = measure or measures[0]
    if measure not in measures:
        raise ValueError(f"--measure for the columns {', '.join(table.form)} is {' or '.join(measures)}; got {measure}")
    allowed = MEASURES[measure].methods
    if method not in allowed:
        raise ValueError(f"--method for {measure} is {', '.join(allowed)}; got {method}")
    columns = [table.numbers[column] for column in table.form]
    arms = MEASURES[measure].arms
    if arms == 0:
        yi, vi = columns
    else:
        yi, vi, _ = ma.one_group(*columns) if arms == 1 else ma.two_groups(measure, *columns)
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
            fit = ma.pooled_proportion if arms == 1 else ma.pooled_odds_ratio
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
            problems.append(Place(table.file, row=table.rows[number]).fault(rule, found, remedy, table.studies[number]))
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
    pairs = [] if MEASURES[pool.measure].arms == 0 else list(zip(cells[::2], cells[1::2], strict=True))
    zero = [
        shortened(study)
        for number, study in enumerate(table.studies)
        if any(events[number] in (0, total[number]) for events, total in pairs)
    ]
    if zero and MEASURES[pool.measure].corrects_zero:
        named = ", ".join(zero[:5]) + (f" and {len(zero) - 5} more" if len(zero) > 5 else "")
        where = "" if pool.method in BY_VARIANCE else ", for its line alone: the pool takes the counts as they are"
        notes.append(f"A zero cell in {named}: 0.5 was added to all cells of that study{where}.")
    if table.ignored:
        more = f" and {len(table.ignored) - 10} more" if len(table.ignored) > 10 else ""
        notes.append(f"Columns not looked at: {', '.join(map(shortened, table.ignored[:10]))}{more}.")
    return notes


def as_json(pooled: PooledTable) -> dict[str, Any]:
    """Return a pool as plain JSON types.

    Ratios as ratios, proportions and risk differences in percent; yi, se and tau2 on the scale of analysis (log ratio,
    logit, difference 0-1); p of no effect, for proportions of 50%; weights in percent, none from a mixed model.
    """
    return {**pooled.results, "studies": pooled.table.studies, "notes": pooled.notes}
