"""What else may be asked of a pool: study by study, what explains their differences, small-study effects."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from helpers.stats.meta_analysis import Pool

MOST_REPEATED = 200  # studies of a pool that is made again for each of them: memory grows with their square
FEWEST = {"leave_one_out": 2, "cumulative": 2, "influence": 3, "egger": 3, "trim_and_fill": 3}  # studies
SHOWN_OF_POOL = ("k", "estimate", "ci_low", "ci_high", "p", "yi", "se", "tau2", "q", "q_p", "i2")


@dataclass(frozen=True)
class Asked:
    """What was asked beside the pool: five analyses by name, the column of subgroups, and those of moderators."""

    analyses: tuple[str, ...] = ()
    subgroup: str = ""
    moderators: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns that are read for it."""
        return (*((self.subgroup,) if self.subgroup else ()), *self.moderators)

    def __bool__(self) -> bool:
        """Return whether anything was asked."""
        return bool(self.analyses or self.columns)


@dataclass(frozen=True)
class Studies:
    """The studies of a pool: names, yi and vi on the scale of analysis, and how they are pooled."""

    names: Sequence[str]
    yi: Sequence[float]
    vi: Sequence[float]
    options: Mapping[str, Any]  # measure, method, tau2, interval, level


def or_none(number: float) -> float | None:
    """Return a number for machines: None where there is none."""
    return float(number) if math.isfinite(number) else None


def results_of(pool: Pool) -> dict[str, Any]:
    """Return every number of a pool by the name that machines read, None where there is no such number."""
    (low, high), (tau2_low, tau2_high), (pi_low, pi_high) = pool.ci, pool.tau2_limits, pool.prediction
    numbers = {"estimate": pool.estimate, "ci_low": low, "ci_high": high, "p": pool.p, "yi": pool.yi, "se": pool.se}
    numbers |= {"tau2": pool.tau2, "tau2_low": tau2_low, "tau2_high": tau2_high, "q": pool.q, "q_p": pool.q_p}
    numbers |= {"i2": pool.i2, "h2": pool.h2, "pi_low": pi_low, "pi_high": pi_high}
    words = {"k": pool.k, "measure": pool.measure, "method": pool.method}
    plain = {name: or_none(number) for name, number in numbers.items()}
    return {**words, **plain, "weights": [or_none(weight) for weight in pool.weights]}


def _brief(pool: Pool) -> dict[str, Any]:
    low, high = pool.ci
    named = {"estimate": pool.estimate, "ci_low": low, "ci_high": high}
    return {
        name: pool.k if name == "k" else or_none(named[name] if name in named else getattr(pool, name))
        for name in SHOWN_OF_POOL
    }


def analyse(studies: Studies, asked: Asked, columns: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """Return the answers, plain JSON types by the name of what was asked.

    Parameters: studies; asked; columns, the cells of subgroups as text and of moderators as numbers, by name.
    Raises: ValueError for what these studies cannot answer, in the words of the command's options.
    """
    k, found = len(studies.names), {}
    for name in asked.analyses:
        option = f"--{name.replace('_', '-')}"
        if k < FEWEST[name]:
            raise ValueError(f"{option} needs at least {FEWEST[name]} studies; the file has {k}. Leave it out.")
        if name in ("leave_one_out", "cumulative", "influence") and k > MOST_REPEATED:
            raise ValueError(f"{option} takes at most {MOST_REPEATED} studies; the file has {k}. Leave it out.")
        if name == "influence" and studies.options["method"] != "random":
            raise ValueError("--influence is of a random pool; got --method common. Leave one of them out.")
        found[name] = ANALYSES[name](studies)
    if asked.subgroup:
        found["subgroups"] = _subgroups(studies, columns[asked.subgroup], asked.subgroup)
    if asked.moderators:
        found["moderators"] = _moderators(studies, {name: columns[name] for name in asked.moderators})
    return found


def _leave_one_out(studies: Studies) -> list[dict[str, Any]]:
    from helpers.stats.meta_analysis import leave_one_out

    pools = leave_one_out(studies.yi, studies.vi, **studies.options)
    return [{"without": name, **_brief(pool)} for name, pool in zip(studies.names, pools, strict=True)]


def _cumulative(studies: Studies) -> list[dict[str, Any]]:
    from helpers.stats.meta_analysis import cumulative

    pools = cumulative(studies.yi, studies.vi, **studies.options)
    return [{"up_to": name, **_brief(pool)} for name, pool in zip(studies.names, pools, strict=True)]


def _influence(studies: Studies) -> list[dict[str, Any]]:
    from helpers.stats.meta_analysis import influence

    found = influence(studies.yi, studies.vi, tau2=studies.options["tau2"])
    rows = zip(*(column.tolist() for column in found), strict=True)
    return [
        {"study": name, **{key: or_none(number) for key, number in zip(found._fields, row, strict=True)}}
        for name, row in zip(studies.names, rows, strict=True)
    ]


def _egger(studies: Studies) -> dict[str, Any]:
    from helpers.stats.measures import MEASURES
    from helpers.stats.meta_analysis import egger

    try:
        found = egger(studies.yi, studies.vi, level=studies.options["level"])
    except ValueError as error:
        raise ValueError(f"--egger: {error}. Leave it out.") from None
    back = MEASURES[studies.options["measure"]].back
    numbers = {name: or_none(getattr(found, name)) for name in ("slope", "statistic", "p")}
    limits = {name: or_none(back(getattr(found, name))) for name in ("limit", "limit_low", "limit_high")}
    return {**numbers, "df": found.df, **limits}


def _trim_and_fill(studies: Studies) -> dict[str, Any]:
    from helpers.stats.meta_analysis import trim_and_fill

    try:
        found = trim_and_fill(studies.yi, studies.vi, **studies.options)
    except ValueError:
        raise ValueError("--trim-and-fill needs studies of different precision. Leave it out.") from None
    filled = found.yi[len(studies.names) :].tolist()
    return {"missing": found.missing, "side": found.side, "filled_yi": filled, **_brief(found.pool)}


def _subgroups(studies: Studies, labels: Sequence[str], column: str) -> dict[str, Any]:
    from helpers.stats.meta_analysis import subgroups
    from helpers.stats.meta_analysis.subgroups import too_small

    sizes = [labels.count(label) for label in labels]
    if len(set(labels)) < 2 or max(sizes) < 2:
        got = f"{len(set(labels))} in {len(labels)} studies"
        raise ValueError(f"--subgroup {column} needs two subgroups, one of them with two studies; got {got}.")
    found = subgroups(studies.yi, studies.vi, labels, **studies.options)
    pools = [{"subgroup": label, **_brief(pool)} for label, pool in found.pools.items()]
    small = too_small(labels)
    if found.difference is None:
        return {"column": column, "pools": pools, "difference": None, "too_small": small}
    numbers: dict[str, Any] = {name: or_none(getattr(found.difference, name)) for name in ("tau2", "statistic", "p")}
    numbers["tau2"] = numbers["tau2"] if studies.options["method"] == "random" else None  # a common effect has none
    numbers |= {"df": found.difference.df, "df2": found.difference.df2}
    return {"column": column, "pools": pools, "difference": numbers, "too_small": small}


def _moderators(studies: Studies, features: Mapping[str, Sequence[float]]) -> dict[str, Any]:
    from helpers.stats.meta_analysis import meta_regression

    for name, numbers in features.items():
        if len(set(numbers)) < 2:
            raise ValueError(f"--moderator {name}: a moderator varies; it is {numbers[0]:g} in every study.")
    options = {name: studies.options[name] for name in ("method", "tau2", "interval", "level")}
    try:
        found = meta_regression(studies.yi, studies.vi, features, **options)
    except ValueError as error:
        raise ValueError(f"--moderator: {error}. Use fewer moderators.") from None
    names = ("beta", "se", "low", "high", "p")
    rows = zip(found.names, *(getattr(found, name).tolist() for name in names), strict=True)
    terms = [{"term": term, **dict(zip(names, map(or_none, numbers), strict=True))} for term, *numbers in rows]
    whole = {name: or_none(getattr(found, name)) for name in ("qm", "qm_p", "tau2", "i2", "r2", "q", "q_p")}
    whole["tau2"] = whole["tau2"] if options["method"] == "random" else None  # a common effect has none
    df2 = found.df if options["method"] == "random" and options["interval"] != "wald" else None
    return {"terms": terms, **whole, "qm_df": found.qm_df, "qm_df2": df2, "df": found.df, "converged": found.converged}


ANALYSES: dict[str, Callable[[Studies], Any]] = {
    "leave_one_out": _leave_one_out,
    "cumulative": _cumulative,
    "influence": _influence,
    "egger": _egger,
    "trim_and_fill": _trim_and_fill,
}
