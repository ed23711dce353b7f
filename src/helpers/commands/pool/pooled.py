"""A table of studies with its pool, and what else was asked of it, as plain numbers."""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING, Any, NamedTuple

from helpers.commands.pool.further import Asked, Studies, analyse, results_of
from helpers.commands.pool.table import FORMS, NOTHING, StudyTable
from helpers.commands.terminal import shortened
from helpers.files.problems import EvidenceError, Place
from helpers.stats.measures import BY_VARIANCE, MEASURES

if TYPE_CHECKING:
    from helpers.stats.meta_analysis import Pool


class PooledTable(NamedTuple):
    """A table with its pool, the estimate and standard error of each study, all results by name, and notes.

    further: what else was asked, by name, as plain JSON types.
    """

    table: StudyTable
    pool: Pool
    each: list[tuple[float, float]]
    results: dict[str, Any]
    notes: list[str]
    further: dict[str, Any]


def pool_studies(
    table: StudyTable,
    measure: str | None,
    method: str,
    tau2: str,
    interval: str,
    level: float,
    asked: Asked = NOTHING,
) -> PooledTable:
    """Return a table with its pool and what else was asked; what would be a warning stands among the notes.

    Parameters: table; measure, None for the default of its columns; method, tau2, interval and level as for
    `helpers.stats.meta_analysis.pool`, with "mh", "peto" and "glmm"; asked. Raises: ValueError for what does not go
    together; EvidenceError for studies without a sampling variance, where the method needs one.
    """
    from helpers.stats import meta_analysis as ma

    measure = _allowed(table, measure, method, asked)
    columns = [table.numbers[column] for column in table.form]
    arms = MEASURES[measure].arms
    if arms == 0:
        yi, vi = columns
    else:
        yi, vi, _ = ma.one_group(*columns) if arms == 1 else ma.two_groups(measure, *columns)
    each = [(float(estimate), math.sqrt(variance)) for estimate, variance in zip(yi, vi, strict=True)]
    if method in BY_VARIANCE:
        _check_errors(table, each)
    options = {"measure": measure, "method": method, "tau2": tau2, "interval": interval, "level": level}
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
            pool = ma.pool(yi, vi, **options)
        results = results_of(pool)
        further = analyse(Studies(table.studies, list(yi), list(vi), options), asked, table.columns)
    said = dict.fromkeys(str(warning.message) for warning in caught if warning.category is not ma.NotConverged)
    notes = _notes(pool, table)
    notes += [f"The arithmetic was at its limits: {message}." for message in said]
    if results["estimate"] is None:
        notes.append("There is no result.")
    return PooledTable(table, pool, each, results, notes, further)


def _allowed(table: StudyTable, measure: str | None, method: str, asked: Asked) -> str:
    """Return the measure that is pooled. Raises: ValueError when measure, method and what was asked do not fit."""
    measures = FORMS[table.form]
    measure = measure or measures[0]
    if measure not in measures:
        raise ValueError(f"--measure for the columns {', '.join(table.form)} is {' or '.join(measures)}; got {measure}")
    if method not in MEASURES[measure].methods:
        raise ValueError(f"--method for {measure} is {', '.join(MEASURES[measure].methods)}; got {method}")
    if asked and method not in BY_VARIANCE:
        option = f"--{asked.analyses[0].replace('_', '-')}" if asked.analyses else "--subgroup or --moderator"
        raise ValueError(
            f"{option} needs a pool by inverse variance, --method {' or '.join(BY_VARIANCE)}; got {method}"
        )
    return measure


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
    What else was asked stands under its name: leave_one_out, cumulative, influence, egger, trim_and_fill, subgroups,
    moderators.
    """
    return {**pooled.results, "studies": pooled.table.studies, "notes": pooled.notes, **pooled.further}
