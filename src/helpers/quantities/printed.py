"""Numbers as somebody wrote them: statistics and effects as printed, and cells of the book's tables."""

from __future__ import annotations

import re

from helpers.evidence.dictionary import columns_of, fields_of
from helpers.quantities import formulas, words
from helpers.quantities.lookup import QuantityError, choose, find_group, find_rows, unknown
from helpers.quantities.provenance import provenance
from helpers.quantities.quantity import Quantity, expression_of
from helpers.quantities.spoken import OnEvidence, spoken
from helpers.stats.measures import RATIOS

KEYS = {
    "studies": ("study",),
    "groups": ("study", "group"),
    "outcomes": ("outcome",),
    "definitions": ("definition",),
    "agents": ("agent",),
    "protocols": ("study",),
    "conduct": ("study", "fact"),
    "recommendations": ("recommendation",),
}
ENDS = re.compile(r"_(low|high)\Z")  # of a column that holds one end of a range
NUMBER = re.compile(r"-?\d+(\.\d+)?\Z")


class Printed(OnEvidence):
    """Numbers that stand as they were printed or recorded."""

    @spoken
    def value(self, study: str, group: str, outcome: str, statistic: str, source: str | None = None) -> Quantity:
        """Return a statistic of one group as the source printed it.

        Parameters
        ----------
        study, group, outcome : str
            Keys.
        statistic : str
            As in values.csv: "median", "range" ...
        source : {"primary", "secondary", "review"}, optional
            Instead of the best.

        Returns
        -------
        Quantity
            In the unit that was printed, with the limits that were printed beside it.

        Raises
        ------
        QuantityError
            When a name is unknown or several rows are equally good.
        """
        rows = find_rows(self.evidence, "values", study, group, outcome)
        if statistic not in {row["statistic"] for row in rows}:
            known = (row["statistic"] for row in rows)
            raise unknown("statistic", statistic, known, f" for {study}, {group}, {outcome}")
        row = choose(rows, {"statistic": statistic, "source": source}, f"{study}, {group}, {outcome}")
        confidence = row["interval"] == words.CONFIDENCE
        low, number, high = (float(row[name]) if row[name] else None for name in ("low", "value", "high"))
        return Quantity(
            expression=expression_of("value", study, group, outcome, statistic, source=source),
            text=words.value_text(row),
            value=number,
            low=low,
            high=high,
            kind="percentage" if row["unit"] == "%" else "number",
            interval="" if confidence else row["interval"],
            level=95 if confidence else None,
            formula=formulas.statistic(statistic),
            printed={name: row[name] for name in ("value", "low", "high") if row[name]},
            unit=row["unit"],
            origin="printed",
            **provenance(self.evidence, [row], [rival for rival in rows if rival["statistic"] == statistic]),
        )

    @spoken
    def recorded(self, table: str, column: str, key: str, group: str | None = None) -> Quantity:
        """Return what a cell of the book's tables holds, in its own words, with its unit.

        Parameters
        ----------
        table : {"studies", "groups", "outcomes", "definitions", "agents", "protocols", "conduct", "recommendations"}
            The table.
        column : str
            One of its columns; the unit stands in the column of that name with `_unit`, and for `x_low` and `x_high`
            in `x_unit`.
        key : str
            Of the row; for groups and conduct, of the study.
        group : str, optional
            Of a group; for conduct, the fact.

        Returns
        -------
        Quantity
            A number where the cell is one, else words.

        Raises
        ------
        QuantityError
            When a name is unknown or the cell is empty.
        """
        package = self.evidence.package
        if table not in KEYS:
            raise unknown("table", table, KEYS)
        if column not in columns_of(package, table):
            raise unknown("column", column, columns_of(package, table), f" of {table}")
        wanted = tuple(part for part in (key, group) if part is not None)
        rows = {tuple(row[name] for name in KEYS[table]): row for row in self.evidence.tables[table]}
        if wanted not in rows:
            raise unknown("row", ", ".join(map(str, wanted)), map(", ".join, rows), f" of {table}")
        text = "" if rows[wanted][column] is None else str(rows[wanted][column])
        if not text:
            raise QuantityError(f"{column} of {', '.join(wanted)} is empty in {table}.csv")
        number = float(text) if NUMBER.match(text) else None
        unit = rows[wanted].get(f"{ENDS.sub('', column)}_unit", "")
        title = next(field["title"] for field in fields_of(package, table) if field["name"] == column)
        return Quantity(
            expression=expression_of("recorded", table, column, *wanted),
            text=f"{text} {unit}" if unit else text,
            value=number,
            kind="number" if number is not None else "words",
            formula=formulas.cell(title, table),
            printed={"value": text},
            unit=unit,
            origin="recorded",
            **provenance(self.evidence, [rows[wanted]]),
        )

    @spoken
    def reported(
        self,
        study: str,
        group: str,
        comparator: str,
        outcome: str,
        measure: str | None = None,
        source: str | None = None,
        adjusted: bool | None = None,
    ) -> Quantity:
        """Return an effect between two groups as the source printed it.

        Parameters
        ----------
        study, group, comparator, outcome : str
            Keys.
        measure : str, optional
            As in estimates.csv, where there are several.
        source : {"primary", "secondary", "review"}, optional
            Instead of the best.
        adjusted : bool, optional
            Whether for other variables, where both stand.

        Returns
        -------
        Quantity
            The estimate with interval and P, as far as they were printed.

        Raises
        ------
        QuantityError
            When a name is unknown or several rows are equally good.
        """
        find_group(self.evidence, study, comparator)
        known = find_rows(self.evidence, "estimates", study, group, outcome)
        rows = [row for row in known if row["comparator"] == comparator]
        if not rows:
            others = (row["comparator"] for row in known)
            raise unknown("comparator", comparator, others, f" for {study}, {group}, {outcome}")
        options = {"measure": measure, "source": source, "adjusted": adjusted}
        row = choose(rows, options, f"{study}, {group}, {comparator}, {outcome}")
        columns = {"value": "estimate", "low": "ci_low", "high": "ci_high", "p": "p"}
        low, estimate, high = (float(row[c]) if row[c] else None for c in ("ci_low", "estimate", "ci_high"))
        alike = [rival for rival in rows if (rival["measure"], rival["adjusted"]) == (row["measure"], row["adjusted"])]
        return Quantity(
            expression=expression_of("reported", study, group, comparator, outcome, **options),
            text=words.estimate_text(row),
            value=estimate,
            low=low,
            high=high,
            p=float(row["p"].lstrip("<>")) if row["p"] else None,
            kind="ratio" if row["measure"] in RATIOS else "number",
            interval=words.AS_PRINTED if low is not None else "",
            formula=formulas.estimate(row["measure"], adjusted=row["adjusted"]),
            printed={name: row[column] for name, column in columns.items() if row[column]},
            measure=row["measure"],
            adjusted=row["adjusted"],
            level=95 if low is not None else None,
            origin="printed",
            **provenance(self.evidence, [row], alike),
        )
