"""The one vocabulary for numbers: functions on evidence that return a quantity with its whole provenance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from helpers import formatting
from helpers.claim_counts import claims
from helpers.evidence.evidence import Evidence
from helpers.lookup import (
    Counted,
    QuantityError,
    choose,
    counted,
    facts,
    find_group,
    find_rows,
    find_study,
    nearest,
    whole_of,
)
from helpers.pooling import per_1000, pooled
from helpers.provenance import estimate_text, provenance, value_text
from helpers.quantity import SHOWN, Quantity, call
from helpers.recorded import recorded
from helpers.stats import two_groups as two_groups
from helpers.stats.proportions import wilson
from helpers.study_counts import links, references, studies


def n(evidence: Evidence, study: str, group: str | None = None, which: str = "analysed") -> Quantity:
    """Return how many patients a group, or a whole study, has.

    Parameters: study; group, default the group `all`, or else the sum of the groups that are part of no other;
    which, "analysed" or "randomised". Raises: QuantityError when a size is not known.
    """
    if which not in ("analysed", "randomised"):
        raise nearest("option for which", which, ("analysed", "randomised"))
    find_study(evidence, study)
    rows = whole_of(evidence, study) if group is None else [find_group(evidence, study, group)]
    sizes = [row[f"n_{which}"] for row in rows]
    if not sizes or None in sizes:
        raise QuantityError(f"the number of patients {which} in {study}{', ' + group if group else ''} is not known")
    return Quantity(
        expression=call("n", study, *([group] if group else []), **({} if which == "analysed" else {"which": which})),
        text=formatting.integer(sum(sizes)),
        value=sum(sizes),
        total=sum(sizes),
        kind="number",
        formula=f"patients {which}" + (" (sum of the groups)" if len(rows) > 1 else ""),
        **provenance(evidence, rows),
    )


def count(
    evidence: Evidence,
    study: str,
    group: str,
    outcome: str,
    source: str | None = None,
    definition: str | None = None,
) -> Quantity:
    """Return events/total of an outcome in a group.

    Parameters: keys of study, group and outcome; arms joined by + are taken as one; source, "primary", "secondary"
    or "review" instead of the best; definition, where the group was judged by several. Raises: QuantityError.
    """
    share = pct(evidence, study, group, outcome, source, definition)
    return replace(
        share,
        expression=call("count", study, group, outcome, source=source, definition=definition),
        text=f"{formatting.integer(share.events)}/{formatting.integer(share.total)}",
        value=share.events,
        low=None,
        high=None,
        kind="number",
        method="",
        formula=f"events / patients assessed; {share.text} ({share.method}: {share.limits})",
    )


def pct(
    evidence: Evidence,
    study: str,
    group: str,
    outcome: str,
    source: str | None = None,
    definition: str | None = None,
) -> Quantity:
    """Return the percentage (0-100) of patients with an outcome, with its 95% Wilson interval.

    Parameters and errors: as for `count`.
    """
    found = counted(evidence, study, group, outcome, {"source": source, "definition": definition})
    low, high = wilson(found.events, found.total)
    return Quantity(
        expression=call("pct", study, group, outcome, source=source, definition=definition),
        text=formatting.percent(100 * found.events / found.total),
        value=100 * found.events / found.total,
        low=100 * low,
        high=100 * high,
        events=found.events,
        total=found.total,
        kind="percentage",
        method="95% CI, Wilson",
        formula=f"100 x {found.events} / {found.total}" + (" (arms taken as one)" if "+" in group else ""),
        **provenance(evidence, found.rows, found.rivals),
    )


def value(
    evidence: Evidence, study: str, group: str, outcome: str, statistic: str, source: str | None = None
) -> Quantity:
    """Return a statistic of one group as the source printed it.

    Parameters: keys; statistic, as in values.csv; source, instead of the best. Raises: QuantityError.
    """
    rows = find_rows(evidence, "values", study, group, outcome)
    if statistic not in {row["statistic"] for row in rows}:
        known = (row["statistic"] for row in rows)
        raise nearest("statistic", statistic, known, f" for {study}, {group}, {outcome}")
    row = choose(rows, {"statistic": statistic, "source": source}, f"{study}, {group}, {outcome}")
    low, number, high = (float(row[name]) if row[name] else None for name in ("low", "value", "high"))
    sign = "%" if row["unit"] == "%" else ""
    return Quantity(
        expression=call("value", study, group, outcome, statistic, source=source),
        text=value_text(row),
        value=number,
        low=low,
        high=high,
        kind="percentage" if sign else "number",
        method=row["interval"],
        formula=f"{statistic}, as printed",
        printed={name: row[name] + sign for name in ("value", "low", "high") if row[name]},
        **provenance(evidence, [row], [rival for rival in rows if rival["statistic"] == statistic]),
    )


def _pair(
    evidence: Evidence, study: str, groups: tuple[str, str], outcome: str, filters: dict[str, str | None]
) -> tuple[Counted, Counted]:
    """Return the counts of two groups that were judged alike. Raises: QuantityError."""
    one, other = (counted(evidence, study, group, outcome, filters) for group in groups)
    if one.definition != other.definition:
        raise QuantityError(f"{' and '.join(groups)} were judged by different definitions")
    return one, other


def _crude(function: str, label: str, kind: str, formula: str, compute: Callable[..., two_groups.Effect]) -> Callable:
    def crude(
        evidence: Evidence,
        study: str,
        group: str,
        comparator: str,
        outcome: str,
        source: str | None = None,
        definition: str | None = None,
    ) -> Quantity:
        one, other = _pair(evidence, study, (group, comparator), outcome, {"source": source, "definition": definition})
        effect = compute(one.events, one.total, other.events, other.total)
        shown = SHOWN[kind]
        limits = formatting.interval(shown(effect.low), shown(effect.high))
        traced = provenance(evidence, [*one.rows, *other.rows], [*one.rivals, *other.rivals])
        notes = ["Crude: not adjusted for anything."]
        if effect.corrected:
            notes.append("A zero cell: 0.5 was added to all four cells.")
        return Quantity(
            expression=call(function, study, group, comparator, outcome, source=source, definition=definition),
            text=formatting.effect(label, shown(effect.estimate), limits),
            value=effect.estimate,
            low=effect.low,
            high=effect.high,
            p=effect.p if effect.p == effect.p else None,
            kind=kind,
            method="95% CI, Wald" + (" on the log scale" if kind == "ratio" else ""),
            formula=formula.format(a=one.events, n=one.total, c=other.events, m=other.total),
            inputs=traced["inputs"],
            sources=traced["sources"],
            notes=(*notes, *traced["notes"]),
        )

    crude.__name__ = crude.__qualname__ = function
    crude.__doc__ = f"""Return the crude {label} of a group against its comparator, with 95% CI and P.

    Parameters: keys of study, group, comparator and outcome; source and definition as for `count`.
    Returns: {kind}; formula {formula}. Raises: QuantityError. Computed by `helpers.stats.two_groups`.
    """
    return crude


rr = _crude("rr", "RR", "ratio", "({a}/{n}) / ({c}/{m})", two_groups.risk_ratio)
or_ = _crude("or_", "OR", "ratio", "({a}/({n}-{a})) / ({c}/({m}-{c}))", two_groups.odds_ratio)
rd = _crude("rd", "RD", "points", "100 x ({a}/{n} - {c}/{m})", two_groups.risk_difference)


def association(
    evidence: Evidence,
    study: str,
    group: str,
    comparator: str,
    outcome: str,
    source: str | None = None,
    definition: str | None = None,
) -> Quantity:
    """Return the P of no association between group and outcome: Fisher's when an expected count is below 5.

    Parameters: keys; source and definition as for `count`. Returns: probability 0-1. Raises: QuantityError.
    Computed by `helpers.stats.two_groups.association_test`.
    """
    one, other = _pair(evidence, study, (group, comparator), outcome, {"source": source, "definition": definition})
    test = two_groups.association_test(one.events, one.total, other.events, other.total)
    if test.p != test.p:
        raise QuantityError(f"{study}, {outcome}: nobody, or everybody, has the event; there is nothing to test")
    return Quantity(
        expression=call("association", study, group, comparator, outcome, source=source, definition=definition),
        text=formatting.p_value(test.p),
        value=test.p,
        kind="p",
        formula=f"{test.method} of {one.events}/{one.total} against {other.events}/{other.total}",
        **provenance(evidence, [*one.rows, *other.rows], [*one.rivals, *other.rivals]),
    )


def reported(
    evidence: Evidence,
    study: str,
    group: str,
    comparator: str,
    outcome: str,
    measure: str | None = None,
    source: str | None = None,
    adjusted: bool | None = None,
) -> Quantity:
    """Return an effect between two groups as the source printed it.

    Parameters: keys; measure, as in estimates.csv, where there are several; source, instead of the best; adjusted,
    whether for other variables, where both stand. Raises: QuantityError.
    """
    find_group(evidence, study, comparator)
    rows = [r for r in find_rows(evidence, "estimates", study, group, outcome) if r["comparator"] == comparator]
    if not rows:
        known = (r["comparator"] for r in find_rows(evidence, "estimates", study, group, outcome))
        raise nearest("comparator", comparator, known, f" for {study}, {group}, {outcome}")
    options = {"measure": measure, "source": source, "adjusted": adjusted}
    row = choose(rows, options, f"{study}, {group}, {comparator}, {outcome}")
    columns = {"value": "estimate", "low": "ci_low", "high": "ci_high"}
    printed = {name: row[column] for name, column in columns.items() if row[column]}
    if row["p"]:
        printed["p"] = formatting.printed_p(row["p"])
    low, estimate, high = (float(row[c]) if row[c] else None for c in ("ci_low", "estimate", "ci_high"))
    rivals = [rival for rival in rows if (rival["measure"], rival["adjusted"]) == (row["measure"], row["adjusted"])]
    return Quantity(
        expression=call("reported", study, group, comparator, outcome, **options),
        text=estimate_text(row),
        value=estimate,
        low=low,
        high=high,
        p=float(row["p"].lstrip("<>")) if row["p"] else None,
        kind="ratio" if row["measure"] in two_groups.RATIOS else "number",
        method="95% CI, as printed" if low is not None else "",
        formula=f"{'adjusted ' if row['adjusted'] else ''}{row['measure']}, as printed",
        printed=printed,
        **provenance(evidence, [row], rivals),
    )


def span(evidence: Evidence, outcome: str, **filters: Any) -> Quantity:
    """Return the lowest and highest percentage among the counts of an outcome that meet the filters of `facts`.

    Returns: percent 0-100 in `low` and `high`; `k`, how many counts. Raises: QuantityError when none meets them.
    """
    rows = facts(evidence, outcome, **filters)
    ordered = sorted(rows, key=lambda row: row["events"] / row["total"])
    low, high = (100 * row["events"] / row["total"] for row in (ordered[0], ordered[-1]))
    ends = [ordered[0], ordered[-1]] if len(ordered) > 1 else ordered
    return Quantity(
        expression=call("span", outcome, **filters),
        text=formatting.interval(formatting.fixed(low, 1), formatting.percent(high)),
        value=None,
        low=low,
        high=high,
        k=len(rows),
        kind="percentage",
        formula=f"lowest and highest of {len(rows)} percentages",
        **provenance(evidence, ends),
    )


VOCABULARY: dict[str, Callable[..., Quantity]] = {
    function.__name__: function
    for function in (
        *(n, count, pct, value, recorded, rr, or_, rd, association, reported),
        *(pooled, per_1000, span, studies, links, references, claims),
    )
}


class Review:
    """The vocabulary bound to one book's evidence: `review.pct("study", "group", "outcome")`."""

    def __init__(self, evidence: Evidence) -> None:
        """Keep the evidence."""
        self.evidence = evidence

    def __getattr__(self, name: str) -> Callable[..., Quantity]:
        """Return a function of the vocabulary with the evidence filled in."""
        if name not in VOCABULARY:
            raise AttributeError(f"no quantity {name!r}; there are {', '.join(VOCABULARY)}")
        return partial(VOCABULARY[name], self.evidence)

    def __dir__(self) -> list[str]:
        """Offer the vocabulary to completion."""
        return ["evidence", *VOCABULARY]
