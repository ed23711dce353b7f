"""Named questions answered: the members' counts or reported effects, pooled as the book's questions say."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING, Any

from helpers.evidence.evidence import Evidence
from helpers.evidence.syntheses import Member, Synthesis
from helpers.quantities import formatting, formulas, words
from helpers.quantities.kinds import TEXT_OF_KIND, UNIT_OF_KIND
from helpers.quantities.lookup import find_synthesis
from helpers.quantities.pool_statistics import PoolStatistics
from helpers.quantities.provenance import provenance
from helpers.quantities.quantity import Quantity, expression_of
from helpers.quantities.questions import Model, answer, corrected, model_of
from helpers.quantities.selection import Part, Selection
from helpers.quantities.spoken import OnEvidence, spoken
from helpers.quantities.subgroup_difference import Between, between_subgroups
from helpers.stats.measures import INTERVALS, MEASURES, METHODS

if TYPE_CHECKING:
    from helpers.stats.meta_analysis import Pool

MOST_OF_SCALE = 75  # percentage points


class Pools(OnEvidence):
    """Pools of studies."""

    @spoken
    def pooled(
        self,
        synthesis: str,
        measure: str | None = None,
        method: str | None = None,
        tau2: str | None = None,
        interval: str | None = None,
        without: str | None = None,
        by: str | None = None,
        subgroup: str | None = None,
        source: str | None = None,
        first: int | None = None,
        including: str | None = None,
    ) -> Quantity:
        """Return the pooled effect of a named question, with its interval, heterogeneity and prediction interval.

        Parameters
        ----------
        synthesis : str
            Name of the question.
        measure, method, tau2, interval : str, optional
            Instead of the ones that the question names.
        without : str, optional
            A study to leave out, or several joined by +.
        by : str, optional
            A split of splits.csv, instead of the question's own subgroups.
        subgroup : str, optional
            The only one to pool.
        source : {"primary"}, optional
            To pool only members whose every number was read in the publication itself.
        first : int, optional
            How many of the members that have numbers, in their order, as if the others had not come yet.
        including : str, optional
            Studies, joined by +, that members.csv leaves out of the pool (`left_out`), to see what they would change.

        Returns
        -------
        Quantity
            The estimate, with its `statistics`; text "not poolable" and no value when fewer than two members have
            numbers.

        Raises
        ------
        QuantityError
            When a name is unknown or a word does not fit the question.

        Notes
        -----
        Computed by `helpers.stats.meta_analysis`.
        """
        question = find_synthesis(self.evidence, synthesis)
        options = {"measure": measure, "method": method, "tau2": tau2, "interval": interval}
        model, selection = model_of(question, **options), Selection(without, by, subgroup, source, first, including)
        expression = expression_of("pooled", synthesis, **options, **selection._asdict())
        return pool_of_question(self.evidence, question, model, selection, expression)


def pool_of_question(
    evidence: Evidence, question: Synthesis, model: Model, selection: Selection, expression: str
) -> Quantity:
    """Return the pool of a question, as `Pools.pooled` does, of one too that no table has.

    Parameters
    ----------
    evidence
        The book's data.
    question, model, selection
        What is pooled, how, and which members of it.
    expression
        The call that gives it.
    """
    parts, pool = answer(evidence, question, model, selection)
    between = between_subgroups(evidence, question, model, selection)
    rows = [row for part in parts for row in part.rows]
    missing = [member for member in question.members if selection.keeps(member) and not selection.pools(member)]
    kind, adjusted = MEASURES[model.measure].kind, bool(rows and rows[0].get("adjusted"))
    rivals = [rival for part in parts for group in part.counts for rival in group.rivals]
    traced = provenance(evidence, rows, rivals)
    own = provenance(evidence, rows)["notes"]
    notes = (
        *(pool.notes if pool else ()),
        *_notes(evidence, model, parts, missing),
        *filter(None, (between.note, words.ANY_SHARE if pool and foretells_nothing(model, pool) else "")),
        *(note for note in traced["notes"] if note not in own),
    )
    same: dict[str, Any] = {
        "expression": expression,
        "kind": kind,
        "k": len(parts),
        "total": sum(group.total for part in parts for group in part.counts) or None,
        "rows": traced["rows"],
        "sources": traced["sources"],
        "measure": model.measure,
        "adjusted": adjusted if MEASURES[model.measure].arms == 2 else None,
        "unit": UNIT_OF_KIND.get(kind, ""),
        "origin": "pooled",
    }
    if pool is None:
        why = words.too_few(len(parts), len(parts) + len(missing))
        return Quantity(text=words.NOT_POOLABLE, value=None, formula=question.label, notes=(why, *notes), **same)
    if not all(abs(number) <= formatting.LARGEST for number in (pool.estimate, *pool.ci)):
        notes = (*notes, words.BEYOND) if math.isfinite(pool.yi) else notes
        return Quantity(text=words.NOT_ESTIMABLE, value=None, formula=question.label, notes=notes, **same)
    low, high = pool.ci
    if pool.narrower_than_wald:
        wald = TEXT_OF_KIND[kind].interval(*pool.wald)
        notes = (words.narrow(wald), *notes)
    statistics = _statistics(pool, parts, between, len(parts) + len(missing))
    style, label = TEXT_OF_KIND[kind], model.measure if MEASURES[model.measure].arms == 2 else ""
    found = Quantity(
        text=formatting.effect(label, style(pool.estimate), style.interval(low, high)),
        value=pool.estimate,
        low=low,
        high=high,
        p=pool.p if MEASURES[model.measure].arms == 2 else None,
        interval=INTERVALS[pool.interval],
        level=95,
        formula=formulas.pool(question.label, model.measure, adjusted, len(parts), METHODS[model.method], model.tau2),
        notes=notes,
        statistics=statistics,
        **same,
    )
    return replace(found, notes=(*notes, words.NO_VARIANCE)) if foretells_its_interval(found) else found


def foretells_its_interval(pooled: Quantity) -> bool:
    """Return whether the prediction interval of a pool is, as text, its confidence interval.

    Parameters
    ----------
    pooled
        As `pooled` gives it.
    """
    predicted = pooled.interval_of("pi_low", "pi_high", sign=False)
    return bool(predicted) and predicted == pooled.interval_of("low", "high", sign=False)


def foretells_nothing(model: Model, pool: Pool) -> bool:
    """Return whether a pooled proportion is no rate: its prediction interval is wide as most of the scale, or unknown.

    Parameters
    ----------
    model, pool
        As of an answer.

    Notes
    -----
    The limit is our own. Of two studies no prediction interval can be given.
    """
    low, high = pool.prediction
    return MEASURES[model.measure].arms == 1 and not high - low < MOST_OF_SCALE


def _statistics(pool: Pool, parts: Sequence[Part], between: Between, members: int) -> PoolStatistics:
    """Return what a synthesis gives beside its estimate, without what cannot be computed."""
    (pi_low, pi_high), (tau2_low, tau2_high), (i2_low, i2_high) = pool.prediction, pool.tau2_limits, pool.i2_limits
    found = {name: getattr(pool, name) for name in ("tau2", "i2", "h2", "q", "q_p")}
    found |= {"pi_low": pi_low, "pi_high": pi_high, "between_p": between.p}
    found |= {"tau2_low": tau2_low, "tau2_high": tau2_high, "i2_low": i2_low, "i2_high": i2_high}
    controls = [part.counts[1] for part in parts if len(part.counts) == 2]
    if controls:
        found["control_risk"] = median(100 * group.events / group.total for group in controls)
    numbers = {name: number for name, number in found.items() if math.isfinite(number)}
    return PoolStatistics(members=members, untested="" if "between_p" in numbers else between.note, **numbers)


def _notes(evidence: Evidence, model: Model, parts: Sequence[Part], missing: Sequence[Member]) -> list[str]:
    """Return the mix of sources, the studies without numbers, and what was done to cells of zero."""
    notes, order = [], list(words.READ)
    if parts:
        worst = [max((row["source"] for row in part.rows), key=order.index) for part in parts]
        back = sum(any(row.get("back_calculated") for row in part.rows) for part in parts)
        notes.append(words.where_read(worst, back))
    notes += [words.absent(evidence.studies[member.study]["label"], member.not_pooled) for member in missing]
    beside = [part.member for part in parts if part.member.left_out]
    notes += [words.included(evidence.studies[member.study]["label"], member.left_out) for member in beside]
    if zero := corrected(model, parts):
        names = [evidence.studies[part.member.study]["label"] for part in zero]
        notes.append(words.zero_cells(names, variance_alone=not MEASURES[model.measure].corrects_zero))
    if len(parts) == 2:
        notes.append(words.TWO_STUDIES)
    return notes
