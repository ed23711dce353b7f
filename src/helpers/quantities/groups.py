"""What the data say of one group: its size, counts, percentages, printed values and other cells."""

from __future__ import annotations

import re
from dataclasses import replace

from helpers.evidence.dictionary import columns_of, fields_of
from helpers.evidence.evidence import Evidence
from helpers.quantities import formatting
from helpers.quantities.lookup import (
    QuantityError,
    choose,
    counted,
    find_group,
    find_rows,
    find_study,
    nearest,
    whole_of,
)
from helpers.quantities.provenance import provenance, value_text
from helpers.quantities.quantity import Quantity, call
from helpers.stats import two_groups as two_groups
from helpers.stats.proportions import wilson

KEYS = {
    "studies": ("study",),
    "groups": ("study", "group"),
    "outcomes": ("outcome",),
    "definitions": ("definition",),
    "agents": ("agent",),
    "protocols": ("study",),
}
NUMBER = re.compile(r"-?\d+(\.\d+)?\Z")


def recorded(evidence: Evidence, table: str, column: str, key: str, group: str | None = None) -> Quantity:
    """Return what a cell of one of the tables of KEYS holds, in its own words, with its unit.

    Parameters: table, one of KEYS; column; key, of the row; group, with the study as key, for groups.
    Returns: a number where the cell is one, else text alone. Raises: QuantityError, also for an empty cell.
    """
    if table not in KEYS:
        raise nearest("table", table, KEYS)
    if column not in columns_of(evidence.package, table):
        raise nearest("column", column, columns_of(evidence.package, table), f" of {table}")
    wanted = tuple(part for part in (key, group) if part is not None)
    rows = {tuple(row[name] for name in KEYS[table]): row for row in evidence.tables[table]}
    if wanted not in rows:
        raise nearest("row", ", ".join(map(str, wanted)), map(", ".join, rows), f" of {table}")
    text = "" if rows[wanted][column] is None else str(rows[wanted][column])
    if not text:
        raise QuantityError(f"{column} of {', '.join(wanted)} is empty in {table}.csv")
    number = float(text) if NUMBER.match(text) else None
    unit = rows[wanted].get(f"{column}_unit", "")
    title = next(field["title"] for field in fields_of(evidence.package, table) if field["name"] == column)
    return Quantity(
        expression=call("recorded", table, column, *wanted),
        text=f"{text} {unit}" if unit else text,
        value=number,
        kind="number" if number is not None else "words",
        formula=f"{title.lower()}, as recorded in {table}.csv",
        printed={"value": text},
        **provenance(evidence, [rows[wanted]]),
    )


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
