"""Pooling questions and their answers: model and pool."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakKeyDictionary

from helpers.evidence.evidence import Evidence
from helpers.evidence.syntheses import METHODS_OF, MODELS, Synthesis
from helpers.quantities.lookup import QuantityError, unknown
from helpers.quantities.recalled import recalled_number, recalled_pool
from helpers.quantities.selection import Part, Selection, chosen
from helpers.stats.measures import BY_VARIANCE, MEASURES, Z95

if TYPE_CHECKING:
    from helpers.stats.meta_analysis import Pool


class Model(NamedTuple):
    """How a question is pooled: measure, method, tau2 and interval as in data/syntheses.csv."""

    measure: str
    method: str
    tau2: str
    interval: str


class Answer(NamedTuple):
    """The members that have numbers, in order, and their pool; None when there are fewer than two."""

    parts: tuple[Part, ...]
    pool: Pool | None


ANSWERS: WeakKeyDictionary[Evidence, dict[tuple[str, Model, Selection], Answer]] = WeakKeyDictionary()


def model_of(
    synthesis: Synthesis,
    measure: str | None = None,
    method: str | None = None,
    tau2: str | None = None,
    interval: str | None = None,
) -> Model:
    """Return the model of a synthesis with some words replaced.

    Parameters
    ----------
    synthesis : Synthesis
        The question.
    measure, method, tau2, interval : str, optional
        Instead of its own.

    Returns
    -------
    Model
        Every word of it allowed.

    Raises
    ------
    QuantityError
        For an unknown word, or one that does not fit the others.
    """
    kin = [name for name in METHODS_OF if MEASURES[name].arms == MEASURES[synthesis.measure].arms]
    chosen = measure or synthesis.measure
    if chosen not in kin:
        raise unknown("measure", chosen, kin, f" for {synthesis.name}")
    if measure and any(member.estimate for member in synthesis.members):
        raise QuantityError(f"{synthesis.name} pools effects as reported: its measure cannot be changed")
    words = {
        "method": method or synthesis.method,
        "tau2": tau2 or synthesis.tau2,
        "interval": interval or synthesis.interval,
    }
    for name, options in {**MODELS, "method": METHODS_OF[chosen]}.items():
        if words[name] not in options:
            raise unknown(name, words[name], options, f" for {chosen}")
    if words["method"] != "random":
        words |= {"tau2": "", "interval": "wald"}
    return Model(chosen, **words)


def answer(evidence: Evidence, synthesis: Synthesis, model: Model, selection: Selection) -> Answer:
    """Return the members of a question that have numbers, and their pool; each once for a book's evidence.

    Parameters
    ----------
    evidence : Evidence
        The book's data.
    synthesis : Synthesis
        The question.
    model : Model
        From `model_of`.
    selection : Selection
        Which members are pooled, in the words of `pooled`.

    Returns
    -------
    Answer
        Members and pool.

    Raises
    ------
    QuantityError
        For unknown names, and for numbers that cannot be pooled.
    """
    known = ANSWERS.setdefault(evidence, {})
    key = (synthesis.name, model, selection)
    if key not in known:
        parts = tuple(chosen(evidence, synthesis, selection))
        try:
            known[key] = Answer(parts, pool_of(evidence, parts, model) if len(parts) > 1 else None)
        except ValueError as error:
            members = ", ".join(part.member.study for part in parts)
            raise QuantityError(f"{synthesis.name} cannot be pooled: {error} (of {members})") from None
    return known[key]


def corrected(model: Model, parts: Iterable[Part]) -> list[Part]:
    """Return the members to whose cells 0.5 is added, for a difference for the variance alone."""
    if model.method not in BY_VARIANCE:
        return []
    cells = [(part, [(group.events, group.total - group.events) for group in part.counts]) for part in parts]
    return [part for part, groups in cells if groups and MEASURES[model.measure].corrects(*groups)]


def pool_of(evidence: Evidence, parts: Sequence[Part], model: Model) -> Pool:
    """Return the pool of members, by the numbers alone: what the cache has of it needs neither NumPy nor SciPy."""
    reported, numbers = _numbers_of(parts)
    if reported:
        pooled = partial(_by_variance, model=model)
        return recalled_pool(
            evidence.root, ("reported", *model), numbers, lambda: pooled(*_reported_sizes(numbers, model))
        )
    return recalled_pool(evidence.root, ("counted", *model), numbers, lambda: _pool_counts(numbers, model))


def _numbers_of(parts: Sequence[Part]) -> tuple[bool, list[list[Any]]]:
    """Return whether members report an effect, and columns: estimates with limits, or events and totals of groups."""
    if parts[0].reported is not None:
        rows = [part.reported for part in parts if part.reported is not None]
        return True, [[row[column] for row in rows] for column in ("estimate", "ci_low", "ci_high")]
    columns = [[number for part in parts for number in part.counts[group][:2]] for group in range(len(parts[0].counts))]
    return False, [numbers[start::2] for numbers in columns for start in (0, 1)]


def tested_between(evidence: Evidence, parts: Sequence[Part], model: Model, labels: Sequence[str]) -> float:
    """Return P of no difference between subgroups of members that are pooled by their variances."""
    reported, numbers = _numbers_of(parts)

    def tested() -> float:
        from helpers.stats.meta_analysis import subgroup_difference

        yi, vi = _reported_sizes(numbers, model) if reported else _sizes(numbers, model)
        return subgroup_difference(yi, vi, labels, method=model.method, **_options_of(model)).p

    return recalled_number(evidence.root, ("between", *model), [*numbers, labels], tested)


def _reported_sizes(printed: list[list[str]], model: Model) -> tuple[list[float], list[float]]:
    """Return estimates and variances on the scale of analysis, from effects with their 95% limits as printed."""
    analysed = MEASURES[model.measure].analysed
    yi, low, high = ([analysed(float(text)) for text in column] for column in printed)
    errors = [(upper - lower) / (2 * Z95) for lower, upper in zip(low, high, strict=True)]
    return yi, [error**2 for error in errors]


def _sizes(counts: list[list[int]], model: Model) -> tuple[Any, Any]:
    """Return estimates and variances on the scale of analysis, (k,) arrays, from events and totals of groups."""
    from helpers.stats import meta_analysis as ma

    if MEASURES[model.measure].arms == 1:
        return ma.one_group(*counts)[:2]
    return ma.two_groups(model.measure, *counts)[:2]


def _pool_counts(counts: list[list[int]], model: Model) -> Pool:
    from helpers.stats import meta_analysis as ma

    if model.method == "glmm":
        return (ma.pooled_proportion if MEASURES[model.measure].arms == 1 else ma.pooled_odds_ratio)(*counts)
    if model.method == "peto":
        return ma.peto(*counts)
    if model.method == "mh":
        return ma.mantel_haenszel(model.measure, *counts)
    return _by_variance(*_sizes(counts, model), model)


def _by_variance(yi: Iterable[float], vi: Iterable[float], model: Model) -> Pool:
    from helpers.stats.meta_analysis import pool

    return pool(list(yi), list(vi), measure=model.measure, method=model.method, **_options_of(model))


def _options_of(model: Model) -> dict[str, Any]:
    return {"tau2": model.tau2, "interval": model.interval} if model.method == "random" else {}
