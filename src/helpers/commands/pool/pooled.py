"""A table of studies with its pool, and what else was asked of it, as plain numbers."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from helpers.commands.pool.forms import COLUMNS_OF
from helpers.commands.pool.further import Asked, Studies, analyse, results_of
from helpers.commands.pool.table import NOTHING, StudyTable
from helpers.commands.pool.words import limit_words, number_words
from helpers.commands.terminal import shortened
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
    together.
    """
    from helpers.stats import meta_analysis as ma

    measure = _allowed(table, measure, method, asked)
    columns = [table.numbers[column] for column in table.form]
    yi, vi = _sizes(table, measure)
    each = [(float(estimate), math.sqrt(variance)) for estimate, variance in zip(yi, vi, strict=True)]
    options = {"measure": measure, "method": method, "tau2": tau2, "interval": interval, "level": level}
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
            pool = ma.pool(yi, vi, **options)
        results = results_of(pool)
        further = analyse(Studies(table.studies, list(yi), list(vi), options), asked, table.columns)
    said = dict.fromkeys(str(warning.message) for warning in caught if warning.category is not ma.NotConverged)
    notes = [*table.remarks, *_notes(pool, table)]
    notes += [f"The arithmetic was at its limits: {message}." for message in said]
    if results["estimate"] is None:
        notes.append("There is no result.")
    return PooledTable(table, pool, each, results, notes, further)


def _allowed(table: StudyTable, measure: str | None, method: str, asked: Asked) -> str:
    """Return the measure that is pooled. Raises: ValueError when measure, method and what was asked do not fit."""
    measure = measure or table.measure
    if measure not in table.measures:
        columns = ", ".join(table.read)
        raise ValueError(f"--measure for the columns {columns} is {' or '.join(table.measures)}; got {measure}")
    methods = MEASURES[measure].methods
    if table.form in (COLUMNS_OF["estimates"], COLUMNS_OF["means"]):
        methods = tuple(name for name in methods if name in BY_VARIANCE)
    if method not in methods:
        counts = "" if methods == MEASURES[measure].methods else ", without counts,"
        raise ValueError(f"--method for {measure}{counts} is {', '.join(methods)}; got {method}")
    if asked and method not in BY_VARIANCE:
        option = f"--{asked.analyses[0].replace('_', '-')}" if asked.analyses else "--subgroup or --moderator"
        raise ValueError(
            f"{option} needs a pool by inverse variance, --method {' or '.join(BY_VARIANCE)}; got {method}"
        )
    return measure


def _sizes(table: StudyTable, measure: str) -> tuple[Sequence[float], Sequence[float]]:
    """Return the estimates of the studies on the scale of analysis, and their variances."""
    from helpers.stats import meta_analysis as ma

    columns = [table.numbers[column] for column in table.form]
    if table.form == COLUMNS_OF["estimates"]:
        return columns[0], columns[1]
    if table.form == COLUMNS_OF["means"]:
        return ma.mean_differences(measure, *columns)[:2]
    return ma.one_group(*columns)[:2] if table.form == COLUMNS_OF["one group"] else ma.two_groups(measure, *columns)[:2]


def _notes(pool: Pool, table: StudyTable) -> list[str]:
    notes, measure = list(pool.notes), MEASURES[pool.measure]
    if pool.narrower_than_wald:
        number = number_words(measure)
        limits = limit_words(number, *pool.wald)
        said = "by chance the studies differ less than their errors say. --ci hksj-floor is never narrower"
        notes.append(f"The interval is narrower than Wald's ({limits}): {said}.")
    cells = [table.numbers[column] for column in table.form]
    pairs = list(zip(cells[::2], cells[1::2], strict=True)) if "events" in table.form[0] else []
    zero = [
        shortened(study)
        for number, study in enumerate(table.studies)
        if pairs and measure.corrects(*((events[number], total[number] - events[number]) for events, total in pairs))
    ]
    if zero:
        named = ", ".join(zero[:5]) + (f" and {len(zero) - 5} more" if len(zero) > 5 else "")
        where = "" if pool.method in BY_VARIANCE else ", for its line alone: the pool takes the counts as they are"
        if measure.corrects_zero:
            notes.append(f"A zero cell in {named}: 0.5 was added to all cells of that study{where}.")
        else:
            where = where or ", for the variance alone: --method mh adds nothing"
            notes.append(f"Risks of 0 or 1 in both groups of {named}: 0.5 was added to all cells{where}.")
    if table.ignored:
        more = f" and {len(table.ignored) - 10} more" if len(table.ignored) > 10 else ""
        notes.append(f"Columns not looked at: {', '.join(map(shortened, table.ignored[:10]))}{more}.")
    return notes


def as_json(pooled: PooledTable) -> dict[str, Any]:
    """Return a pool as plain JSON types.

    Ratios as ratios, proportions and risk differences in percent; yi, se and tau2 on the scale of analysis (log ratio,
    logit, difference 0-1); p of no effect, for proportions of 50%; weights in percent, none from a mixed model.
    columns says as what each column of the file was read. What else was asked stands under its name: leave_one_out,
    cumulative, influence, egger, trim_and_fill, subgroups, moderators.
    """
    read = {"columns": pooled.table.read, "studies": pooled.table.studies, "notes": pooled.notes}
    return {**pooled.results, **read, **pooled.further}
