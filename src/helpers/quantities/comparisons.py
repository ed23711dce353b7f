"""Comparisons of two groups: crude from counts, and as a source printed them."""

from __future__ import annotations

from collections.abc import Callable
from keyword import iskeyword

from helpers.evidence.evidence import Evidence
from helpers.quantities import formatting
from helpers.quantities.lookup import (
    Counted,
    QuantityError,
    choose,
    counted,
    find_group,
    find_rows,
    nearest,
)
from helpers.quantities.provenance import estimate_text, provenance
from helpers.quantities.quantity import SHOWN, Quantity, call
from helpers.stats import two_groups as two_groups
from helpers.stats.measures import CRUDE, MEASURES, RATIOS, Measure


def _pair(
    evidence: Evidence, study: str, groups: tuple[str, str], outcome: str, filters: dict[str, str | None]
) -> tuple[Counted, Counted]:
    """Return the counts of two groups that were judged alike. Raises: QuantityError."""
    one, other = (counted(evidence, study, group, outcome, filters) for group in groups)
    if one.definition != other.definition:
        raise QuantityError(f"{' and '.join(groups)} were judged by different definitions")
    return one, other


def _crude(measure: Measure) -> Callable[..., Quantity]:
    label, kind, formula = measure.name, measure.kind, measure.formula
    function = label.lower() + ("_" if iskeyword(label.lower()) else "")

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
        effect = two_groups.compare(label, one.events, one.total, other.events, other.total)
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


crude = {name: _crude(MEASURES[name]) for name in CRUDE}  # by measure; an author calls them rr, or_, rd
rr, or_, rd = crude["RR"], crude["OR"], crude["RD"]


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
        kind="ratio" if row["measure"] in RATIOS else "number",
        method="95% CI, as printed" if low is not None else "",
        formula=f"{'adjusted ' if row['adjusted'] else ''}{row['measure']}, as printed",
        printed=printed,
        **provenance(evidence, [row], rivals),
    )
