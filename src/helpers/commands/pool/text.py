"""A pooled table as text: its studies, a forest plot in letters, the pool in words, and what else was asked."""

from __future__ import annotations

from collections.abc import Callable

from helpers.commands.pool.forms import COLUMNS_OF
from helpers.commands.pool.further_text import sections
from helpers.commands.pool.letters import Limits, Line, forest
from helpers.commands.pool.pooled import PooledTable
from helpers.commands.pool.table import StudyTable
from helpers.commands.pool.words import (
    head_of,
    interval_words,
    level_words,
    limit_words,
    limits_of,
    number_words,
    plain,
)
from helpers.commands.table_text import wrapped
from helpers.files.problems import visible
from helpers.quantities import formatting
from helpers.stats.measures import INTERVALS, MEASURES, METHODS

PREDICTION = ("estimate", "pi_low", "pi_high")


def as_text(pooled: PooledTable) -> str:
    """Return a pool as a table with a forest plot in letters, at most 100 wide, and in words."""
    pool, results, table = pooled.pool, pooled.results, pooled.table
    measure = MEASURES[pool.measure]
    number = number_words(measure)
    weights = ["" if weight is None else f"{formatting.fixed(weight, 1)}%" for weight in results["weights"]]
    weights = weights or [""] * len(table.studies)
    lines = [
        Line(name, [*_cells(table, at), interval_words(number, limits), weights[at]], limits)
        for at, (name, limits) in enumerate(zip(table.studies, _limits_of_each(pooled), strict=True))
    ]
    empty = [""] * len(_head(table))
    if limits := limits_of(results):
        lines.append(Line("Pooled", [*empty, interval_words(number, limits), ""], limits, "O"))
    if limits := limits_of(results, PREDICTION):
        lines.append(Line("Prediction", [*empty, limit_words(number, *limits[1:]), ""], limits, "."))
    head = ["Study", *_head(table), head_of(measure, pool.level), "Weight" if any(weights) else ""]
    words = [line for said in [*_summary(pooled, number), *pooled.notes] for line in wrapped(visible(said))]
    further = [line for section in sections(pooled, number) for line in ("", *section)]
    return "\n".join(map(visible, [*forest(head, lines, measure), "", *words, *further]))


def _limits_of_each(pooled: PooledTable) -> list[Limits]:
    """Return the estimate and Wald's limits of each study on the scale that readers know."""
    import numpy as np
    from scipy.special import ndtri

    pool, width = pooled.pool, -float(ndtri((1 - pooled.pool.level) / 2))
    with np.errstate(all="ignore"):
        return [(pool.back(yi), pool.back(yi - width * se), pool.back(yi + width * se)) for yi, se in pooled.each]


def _head(table: StudyTable) -> list[str]:
    if table.form == COLUMNS_OF["means"]:
        return ["mean_1 (SD), N", "mean_2 (SD), N"]
    return list(table.form) if table.form == COLUMNS_OF["estimates"] else [f"{events}/N" for events in table.form[::2]]


def _cells(table: StudyTable, at: int) -> list[str]:
    """Return what the file says of a study: counts, means, or estimate and variance on the scale of analysis."""
    numbers = [table.numbers[column][at] for column in table.form]
    if table.form == COLUMNS_OF["estimates"]:
        return [f"{number:.4g}" for number in numbers]
    if table.form == COLUMNS_OF["means"]:
        return [f"{mean:.4g} ({sd:.4g}), {total:.0f}" for mean, sd, total in (numbers[:3], numbers[3:])]
    return [f"{events:.0f}/{total:.0f}" for events, total in zip(numbers[::2], numbers[1::2], strict=True)]


def _summary(pooled: PooledTable, number: Callable[[float], str]) -> list[str]:
    """Return the pool in words: model, result, heterogeneity."""
    pool, found = pooled.pool, pooled.results
    how = METHODS[pool.method] + (f", tau2 by {pool.tau2_method}" if pool.method == "random" else "")
    studies = f"{pool.k} stud{'y' if pool.k == 1 else 'ies'}"
    level = f"{level_words(pool.level)} CI"
    lines = [f"Model: {MEASURES[pool.measure].label}; {studies}; {how}; {level}: {INTERVALS[pool.interval]}."]
    if found["estimate"] is not None:
        tested = MEASURES[pool.measure].no_effect is not None and found["p"] is not None
        p = f"; {formatting.p_value(found['p'])}" if tested else ""
        limits = (
            ""
            if None in (found["ci_low"], found["ci_high"])
            else limit_words(number, found["ci_low"], found["ci_high"])
        )
        lines.append(f"Pooled: {number(found['estimate'])} ({level} {limits or 'not known'}{p})")
    if None not in (found["pi_low"], found["pi_high"]):
        limits = limit_words(number, found["pi_low"], found["pi_high"])
        lines.append(f"{level_words(pool.level)} prediction interval, t with k - 1 degrees of freedom: {limits}")
    if None not in (found["q"], found["q_p"]):
        test = f"Q {plain(found['q'], 2)}, df {pool.q_df}, {formatting.p_value(found['q_p'])}"
        source = "both from tau2" if pool.method == "random" else "both from Q"
        shares = [
            f"{name} {plain(found[key], 1 + (key == 'h2'))}{unit}"
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
