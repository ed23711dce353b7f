"""What the data count in groups: their sizes, events, percentages, and the range of these."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from helpers.quantities import formatting, formulas, words
from helpers.quantities.kinds import TEXT_OF_KIND, UNIT_OF_KIND
from helpers.quantities.lookup import QuantityError, counted, facts, find_group, find_study, unknown, whole_of
from helpers.quantities.provenance import origin_of, provenance
from helpers.quantities.quantity import Quantity, expression_of
from helpers.quantities.spoken import OnEvidence, spoken
from helpers.stats.proportions import wilson


class Groups(OnEvidence):
    """Counts of groups."""

    @spoken
    def n(self, study: str, group: str | None = None, which: str = "analysed") -> Quantity:
        """Return how many patients a group, or a whole study, has.

        Parameters
        ----------
        study : str
            Key of studies.csv.
        group : str, optional
            Key of the group; default the group `all`, or else the sum of the groups that are part of no other.
        which : {"analysed", "randomised"}
            Which patients.

        Returns
        -------
        Quantity
            A number of patients.

        Raises
        ------
        QuantityError
            When a name is unknown or a size is not known.
        """
        if which not in ("analysed", "randomised"):
            raise unknown("option for which", which, ("analysed", "randomised"))
        find_study(self.evidence, study)
        rows = whole_of(self.evidence, study) if group is None else [find_group(self.evidence, study, group)]
        sizes = [row[f"n_{which}"] for row in rows]
        if not sizes or None in sizes:
            raise QuantityError(
                f"the number of patients {which} in {study}{', ' + group if group else ''} is not known"
            )
        options = {} if which == "analysed" else {"which": which}
        return Quantity(
            expression=expression_of("n", study, *([group] if group else []), **options),
            text=formatting.integer(sum(sizes)),
            value=sum(sizes),
            total=sum(sizes),
            kind="number",
            formula=formulas.size(which, summed=len(rows) > 1),
            unit="patients",
            origin="counted",
            **provenance(self.evidence, rows),
        )

    @spoken
    def count(
        self, study: str, group: str, outcome: str, source: str | None = None, definition: str | None = None
    ) -> Quantity:
        """Return events/total of an outcome in a group.

        Parameters
        ----------
        study, group, outcome : str
            Keys; arms joined by + are taken as one.
        source : {"primary", "secondary", "review"}, optional
            Instead of the best.
        definition : str, optional
            Where the group was judged by several.

        Returns
        -------
        Quantity
            A number of patients with the outcome, of `total`.

        Raises
        ------
        QuantityError
            When a name is unknown, no count is there, or several are equally good.
        """
        share = self.pct(study, group, outcome, source, definition)
        events, total = share.events or 0, share.total or 0
        return replace(
            share,
            expression=expression_of("count", study, group, outcome, source=source, definition=definition),
            text=f"{formatting.integer(events)}/{formatting.integer(total)}",
            value=events,
            low=None,
            high=None,
            level=None,
            kind="number",
            interval="",
            unit="patients",
            formula=formulas.count(share.text, share.method, share.limits),
        )

    @spoken
    def pct(
        self, study: str, group: str, outcome: str, source: str | None = None, definition: str | None = None
    ) -> Quantity:
        """Return the percentage of patients with an outcome, with its interval.

        Parameters
        ----------
        study, group, outcome, source, definition
            As for `count`.

        Returns
        -------
        Quantity
            Percent 0-100, with the 95% Wilson interval and `events` and `total`.

        Raises
        ------
        QuantityError
            As for `count`.
        """
        found = counted(self.evidence, study, group, outcome, {"source": source, "definition": definition})
        low, high = wilson(found.events, found.total)
        share = 100 * found.events / found.total
        return Quantity(
            expression=expression_of("pct", study, group, outcome, source=source, definition=definition),
            text=TEXT_OF_KIND["percentage"](share),
            value=share,
            low=100 * low,
            high=100 * high,
            events=found.events,
            total=found.total,
            kind="percentage",
            interval=words.WILSON,
            level=95,
            formula=formulas.share(found.events, found.total, joined=len(found.rows) > 1),
            unit=UNIT_OF_KIND["percentage"],
            origin=origin_of(found.rows),
            **provenance(self.evidence, found.rows, found.rivals),
        )

    @spoken
    def span(
        self,
        outcome: str,
        *,
        scope: str | None = None,
        causes_excluded: int | None = None,
        modality: str | None = None,
        grade: str | None = None,
        source: str | None = None,
        reported_by: str | None = None,
    ) -> Quantity:
        """Return the lowest and highest percentage among the counts of an outcome that meet the filters.

        Parameters
        ----------
        outcome : str
            Key of outcomes.csv.
        scope : str, optional
            Of the study, as in studies.csv.
        causes_excluded, modality : optional
            Of the definition, as in definitions.csv.
        grade : str, optional
            The end of the group's grade, for example "3".
        source, reported_by : str, optional
            Of the count.

        Returns
        -------
        Quantity
            Percent 0-100 in `low` and `high`; `k`, how many counts.

        Raises
        ------
        QuantityError
            When a name is unknown or no count meets the filters.
        """
        filters: dict[str, Any] = {
            "scope": scope,
            "causes_excluded": causes_excluded,
            "modality": modality,
            "grade": grade,
        }
        filters |= {"source": source, "reported_by": reported_by}
        rows = facts(self.evidence, outcome, **filters)
        ordered = sorted(rows, key=lambda row: row["events"] / row["total"])
        ends = [ordered[0], ordered[-1]] if len(ordered) > 1 else ordered
        low, high = (100 * row["events"] / row["total"] for row in (ordered[0], ordered[-1]))
        return Quantity(
            expression=expression_of("span", outcome, **filters),
            text=TEXT_OF_KIND["percentage"].interval(low, high),
            value=None,
            low=low,
            high=high,
            k=len(rows),
            kind="percentage",
            formula=formulas.span(len(rows)),
            unit=UNIT_OF_KIND["percentage"],
            origin=origin_of(ends),
            **provenance(self.evidence, ends),
        )
