"""Named questions answered: the members' counts or reported effects, pooled as data/syntheses.yml says."""

from __future__ import annotations

import math
from collections.abc import Iterable
from statistics import median
from typing import TYPE_CHECKING, Any

from helpers.evidence.evidence import Evidence
from helpers.evidence.syntheses import Member, Synthesis
from helpers.quantities import formatting
from helpers.quantities.lookup import QuantityError, find_synthesis, nearest
from helpers.quantities.provenance import provenance
from helpers.quantities.quantity import SHOWN, Quantity, call
from helpers.quantities.questions import (
    NOT_POOLABLE,
    OPTIONS,
    Model,
    Part,
    _kept,
    _pool,
    answer,
    model_of,
)
from helpers.stats.measures import BY_VARIANCE, INTERVALS, MEASURES, METHODS

if TYPE_CHECKING:
    from helpers.stats.meta_analysis import Pool


def pooled(
    evidence: Evidence,
    synthesis: str,
    measure: str | None = None,
    method: str | None = None,
    tau2: str | None = None,
    interval: str | None = None,
    without: str | None = None,
    subgroup: str | None = None,
    source: str | None = None,
    first: int | None = None,
) -> Quantity:
    """Return the pooled effect of a named question, with its interval, heterogeneity and prediction interval.

    Parameters: synthesis, a name in data/syntheses.yml; measure, method, tau2 and interval instead of the ones
    written there; without, a study to leave out; subgroup, the only one to pool; source, "primary" to pool only
    members whose every number was read in the publication itself; first, how many of the members that have numbers,
    in their order, as if the others had not come yet. Returns: a quantity with the statistics of
    `helpers.quantities.quantity.STATISTICS`; text "not poolable" and no value when fewer than two members have numbers.
    Raises: QuantityError. Computed by `helpers.stats.meta_analysis`.
    """
    found = find_synthesis(evidence, synthesis)
    options = {"measure": measure, "method": method, "tau2": tau2, "interval": interval}
    choices: dict[str, Any] = {"without": without, "subgroup": subgroup, "source": source, "first": first}
    model = model_of(found, **options)
    parts, pool = answer(evidence, synthesis, model, **choices)
    rows = [row for part in parts for row in part.rows]
    rivals = [rival for part in parts for group in part.counts for rival in group.rivals]
    traced = provenance(evidence, rows, rivals)
    conflicts = [note for note in traced["notes"] if note not in provenance(evidence, rows)["notes"]]
    absent = [member for member in found.members if member.absent and _kept(member, without, subgroup)]
    notes = [*(pool.notes if pool else ()), *_notes(evidence, model, parts, absent), *conflicts]
    same: dict[str, Any] = {
        "expression": call("pooled", synthesis, **options, **choices),
        "kind": MEASURES[model.measure].kind,
        "k": len(parts),
        "total": sum(group.total for part in parts for group in part.counts) or None,
        "inputs": traced["inputs"],
        "sources": traced["sources"],
    }
    if pool is None:
        has = {0: "none has", 1: "one has"}[len(parts)]
        why = f"Of {len(parts) + len(absent)} studies {has} the numbers that a pool needs; two are the fewest."
        return Quantity(text=NOT_POOLABLE, value=None, formula=found.label, notes=(why, *notes), **same)
    if not all(map(math.isfinite, (pool.estimate, *pool.ci))):
        return Quantity(text="not estimable", value=None, formula=found.label, notes=tuple(notes), **same)
    shown = SHOWN[same["kind"]]
    low, high = pool.ci
    limits = formatting.interval(shown(low).removesuffix("%"), shown(high))
    label = model.measure if MEASURES[model.measure].arms == 2 else ""
    statistics = _statistics(evidence, synthesis, model, choices, parts, pool)
    return Quantity(
        text=formatting.effect(label, shown(pool.estimate), limits).strip(),
        value=pool.estimate,
        low=low,
        high=high,
        p=pool.p if MEASURES[model.measure].arms == 2 else None,
        method=f"95% CI, {INTERVALS[pool.interval]}",
        formula=_formula(found, model, len(parts), "adjusted " if rows[0].get("adjusted") else ""),
        notes=tuple(notes),
        statistics={**statistics, "members": len(parts) + len(absent)},
        **same,
    )


def per_1000(evidence: Evidence, synthesis: str, **options: Any) -> Quantity:
    """Return how many more (or, below 0, fewer) of 1,000 patients have the outcome with treatment than without.

    Parameters: synthesis and options as for `pooled`, of two groups. The risk without treatment is the median of
    the comparison groups. Raises: QuantityError, also when the question is not poolable.
    """
    from helpers.stats.two_groups import per_1000 as difference

    for name in options:
        if name not in OPTIONS:
            raise nearest("option", name, OPTIONS, " of per_1000()")
    effect = pooled(evidence, synthesis, **options)
    risk = effect.statistics.get("control_risk")
    measure = options.get("measure") or find_synthesis(evidence, synthesis).measure
    if effect.value is None or risk is None:
        raise QuantityError(f"{effect.expression} gives no effect to turn into patients per 1,000")
    if measure == "RD":
        value, low, high = (10 * number for number in (effect.value, effect.low, effect.high))
    else:
        try:
            value, low, high = difference(measure, effect.value, effect.low, effect.high, risk / 100)
        except ValueError as error:
            raise QuantityError(f"{effect.expression}: {error}") from None
    low_text, text, high_text = (_signed(SHOWN["per 1,000"](number)) for number in (low, value, high))
    return Quantity(
        expression=effect.expression.replace("pooled(", "per_1000(", 1),
        text=f"{text} per 1,000 (95% CI {formatting.interval(low_text, high_text)})",
        value=value,
        low=low,
        high=high,
        kind="per 1,000",
        k=effect.k,
        method=effect.method,
        formula=f"{effect.text} at a risk of {formatting.percent(risk)}, the median of the comparison groups",
        inputs=effect.inputs,
        sources=effect.sources,
        notes=effect.notes,
        statistics={"control_risk": risk},
    )


def _signed(text: str) -> str:
    return text if text.startswith("-") or not text.strip("0") else f"+{text}"


def _statistics(
    evidence: Evidence, synthesis: str, model: Model, choices: dict[str, Any], parts: Iterable[Part], pool: Pool
) -> dict[str, float]:
    """Return what there is of the statistics that a synthesis gives beside its estimate."""
    low, high = pool.prediction
    found = {"pi_low": low, "pi_high": high}
    found |= {name: getattr(pool, name) for name in ("tau2", "i2", "h2", "q", "q_p")}
    found["tau2_low"], found["tau2_high"] = pool.tau2_limits
    found["i2_low"], found["i2_high"] = pool.i2_limits
    controls = [part.counts[1] for part in parts if len(part.counts) == 2]
    if controls:
        found["control_risk"] = median(100 * group.events / group.total for group in controls)
    if choices["subgroup"] is None:
        found["between_p"] = _between(evidence, synthesis, model, choices)
    return {name: number for name, number in found.items() if math.isfinite(number)}


def _between(evidence: Evidence, synthesis: str, model: Model, choices: dict[str, Any]) -> float:
    """Return P of no difference between the subgroups, NaN where there are not two with an estimate."""
    from helpers.stats.meta_analysis import pool

    names = dict.fromkeys(member.subgroup for member in find_synthesis(evidence, synthesis).members)
    pools = []
    for name in names if len(names) > 1 else ():
        parts, found = answer(evidence, synthesis, model, **{**choices, "subgroup": name})
        if found is None and parts:
            found = _pool(list(parts), model)
        if found is not None and math.isfinite(found.yi):
            pools.append(found)
    if len(pools) < 2:
        return math.nan
    return pool([found.yi for found in pools], [found.se**2 for found in pools], method="common").q_p


def _formula(synthesis: Synthesis, model: Model, k: int, adjusted: str) -> str:
    how = METHODS[model.method] + (f" (tau2 by {model.tau2})" if model.tau2 else "")
    return f"{synthesis.label}: {adjusted}{MEASURES[model.measure].analysed_as} of {k} studies, {how}"


def _notes(evidence: Evidence, model: Model, parts: Iterable[Part], absent: list[Member]) -> list[str]:
    """Return the mix of sources, the studies without numbers, and what was done to cells of zero."""
    parts = list(parts)
    notes = []
    mix = {"primary": "in the publication", "secondary": "quoted elsewhere", "review": "in the source review alone"}
    worst = [max((row["source"] for row in part.rows), key=list(mix).index) for part in parts]
    counted_by = [f"{worst.count(source)} {words}" for source, words in mix.items() if source in worst]
    if counted_by:
        back = sum(any(row.get("back_calculated") for row in part.rows) for part in parts)
        notes.append(f"Numbers read: {', '.join(counted_by)}; {back} of {len(parts)} with counts calculated back.")
    for member in absent:
        notes.append(f"{evidence.studies[member.study]['label']} is not in the pool: {member.absent}")
    zero = [part for part in parts if part.counts and any(group.events in (0, group.total) for group in part.counts)]
    if zero and model.method in BY_VARIANCE and MEASURES[model.measure].corrects_zero:
        labels = ", ".join(evidence.studies[part.member.study]["label"] for part in zero)
        notes.append(f"A zero cell in {labels}: 0.5 was added to all cells of that study.")
    if len(parts) == 2:
        notes.append("Two studies: read both; their pool is no headline.")
    return notes
