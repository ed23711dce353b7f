"""What else was asked of a pool, as text: a heading, a table with its plot in letters, and words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from helpers.commands.pool.letters import Line, forest
from helpers.commands.pool.pooled import PooledTable
from helpers.commands.pool.words import head_of, interval_words, level_words, limit_words, limits_of, plain
from helpers.commands.table_text import table_lines, wrapped
from helpers.commands.terminal import shortened
from helpers.quantities import formatting
from helpers.stats.measures import MEASURES

Number = Callable[[float], str]
INFLUENCE = {  # what is shown of it: heading and decimals
    "rstudent": ("rstudent", 2),
    "dffits": ("DFFITS", 2),
    "cook_d": ("Cook's D", 2),
    "cov_r": ("cov ratio", 2),
    "tau2": ("tau2", 4),
    "q": ("Q", 2),
    "hat": ("hat", 3),
    "weight": ("Weight", 1),
}
FEW_FOR_EGGER = 10


def sections(pooled: PooledTable, number: Number) -> Iterator[list[str]]:
    """Yield the lines of each answer, in the order of the answers."""
    for name, answer in pooled.further.items():
        yield list(SECTIONS[name](pooled, answer, number))


def _pools(pooled: PooledTable, rows: Sequence[Mapping[str, Any]], key: str, number: Number, of: str) -> list[str]:
    """Return pools as a forest, that of all studies last."""
    measure, level = MEASURES[pooled.pool.measure], pooled.pool.level
    lines = []
    for name, row, mark in [*((row[key], row, "#") for row in rows), ("All studies", pooled.results, "O")]:
        limits = limits_of(row)
        effect = interval_words(number, limits) if limits else "not known"
        shown = [str(row["k"]), effect, _p(row["p"]) if measure.no_effect is not None else ""]
        lines.append(Line(name, [*shown, _digits(row["tau2"]), _places(row["i2"], 0)], limits, mark))
    p = "P" if measure.no_effect is not None else ""
    return forest(
        [key.replace("_", " ").capitalize(), "k", head_of(measure, level), p, "tau2", "I2"], lines, measure, of
    )


def _leave_one_out(pooled: PooledTable, rows: Sequence[Mapping[str, Any]], number: Number) -> Iterator[str]:
    yield "Leave one out: the pool of the other studies."
    yield from _pools(pooled, rows, "without", number, "pool without it")


def _cumulative(pooled: PooledTable, rows: Sequence[Mapping[str, Any]], number: Number) -> Iterator[str]:
    yield "Cumulative: the pool of each study with all before it, in the order of the file."
    yield from _pools(pooled, rows, "up_to", number, "pool so far")


def _influence(pooled: PooledTable, rows: Sequence[Mapping[str, Any]], number: Number) -> Iterator[str]:
    yield "Influence: what leaving out each study does to the random pool; tau2 and Q are without it."
    head = ["Study", *(words for words, _ in INFLUENCE.values()), ""]
    cells = [[_places(row[key], places) for key, (_, places) in INFLUENCE.items()] for row in rows]
    yield from table_lines(head, [[shortened(row["study"]), *cells[at], ""] for at, row in enumerate(rows)])


def _egger(pooled: PooledTable, found: Mapping[str, Any], number: Number) -> Iterator[str]:
    level = level_words(pooled.pool.level)
    said = f"Egger's test (weighted regression on the standard error): slope {_places(found['slope'], 3)}; "
    said += f"t {_places(found['statistic'], 2)}, df {found['df']}; {_p(found['p'])}."
    yield from wrapped(said)
    limits = limits_of(found, ("limit", "limit_low", "limit_high"))
    if limits:
        shown = f"{number(limits[0])} ({level} CI {limit_words(number, *limits[1:])})"
        yield from wrapped(f"Where the line meets a standard error of 0: {shown}.")
    if pooled.pool.k < FEW_FOR_EGGER:
        yield from wrapped(f"{pooled.pool.k} studies: the test has little power below {FEW_FOR_EGGER}.")


def _trim_and_fill(pooled: PooledTable, found: Mapping[str, Any], number: Number) -> Iterator[str]:
    missing = found["missing"]
    said = f"Trim and fill (L0): {missing or 'no'} stud{'y seems' if missing == 1 else 'ies seem'} to be missing"
    said += f" on the {found['side']}" if missing else ""
    limits = limits_of(found)
    if limits:
        shown = f"{number(limits[0])} ({level_words(pooled.pool.level)} CI {limit_words(number, *limits[1:])})"
        said += (
            f"; with {'it' if missing == 1 else 'them'} the pool is {shown}" if missing else f"; the pool is {shown}"
        )
    yield from wrapped(f"{said}. It shows what asymmetry could mean; it is no correction.")


def _subgroups(pooled: PooledTable, found: Mapping[str, Any], number: Number) -> Iterator[str]:
    yield from wrapped(f"Subgroups by {shortened(found['column'])}, each with a tau2 of its own.")
    yield from _pools(pooled, found["pools"], "subgroup", number, "subgroup")
    if (tested := found["difference"]) is None:
        names = ", ".join(map(shortened, found["too_small"]))
        yield from wrapped(
            f"No test between subgroups: a subgroup of one study does not show how its like vary ({names})."
        )
    elif tested["statistic"] is not None:
        name = f"F({tested['df']}, {tested['df2']})" if tested["df2"] else f"chi-square, df {tested['df']},"
        shared = f"; tau2 {_digits(tested['tau2'])} in each of them" if tested["tau2"] is not None else ""
        yield from wrapped(f"Between subgroups: {name} {plain(tested['statistic'], 2)}, {_p(tested['p'])}{shared}")


def _moderators(pooled: PooledTable, found: Mapping[str, Any], number: Number) -> Iterator[str]:
    measure, level = MEASURES[pooled.pool.measure], level_words(pooled.pool.level)
    yield from wrapped(f"Meta-regression of {measure.analysed_as}: coefficients per unit, on the scale of analysis.")
    rows = []
    for term in found["terms"]:
        limits = limits_of(term, ("beta", "low", "high"))
        shown = interval_words(lambda value: f"{value:.4g}", limits) if limits else "not known"
        rows.append([shortened(term["term"]), shown, _digits(term["se"]), _p(term["p"]), ""])
    yield from table_lines(["Term", f"Coefficient ({level} CI)", "SE", "P", ""], rows)
    if found["qm"] is not None:
        name = f"F({found['qm_df']}, {found['qm_df2']})" if found["qm_df2"] else f"chi-square, df {found['qm_df']},"
        yield f"All moderators: {name} {plain(found['qm'], 2)}, {_p(found['qm_p'])}"
    residual = f"Left over: Q {plain(found['q'], 2)}, df {found['df']}, {_p(found['q_p'])}"
    residual += f"; tau2 {_digits(found['tau2'])}" if found["tau2"] is not None else ""
    residual += f"; I2 {_places(found['i2'], 1)}%"
    residual += (
        f"; R2 {_places(found['r2'], 1)}%, the share of tau2 that is explained" if found["r2"] is not None else ""
    )
    yield from wrapped(residual)


def _p(p: float | None) -> str:
    return "" if p is None else formatting.p_value(p)


def _digits(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}"


def _places(value: float | None, places: int) -> str:
    return "" if value is None else plain(value, places)


SECTIONS: dict[str, Callable[[PooledTable, Any, Number], Iterator[str]]] = {
    "leave_one_out": _leave_one_out,
    "cumulative": _cumulative,
    "influence": _influence,
    "egger": _egger,
    "trim_and_fill": _trim_and_fill,
    "subgroups": _subgroups,
    "moderators": _moderators,
}
