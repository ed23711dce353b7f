"""Crude comparisons of two groups, from their counts."""

from __future__ import annotations

from typing import NamedTuple

from helpers.evidence.evidence import Evidence
from helpers.quantities import formatting, formulas, words
from helpers.quantities.kinds import TEXT_OF_KIND, UNIT_OF_KIND
from helpers.quantities.lookup import Counted, QuantityError, counted
from helpers.quantities.provenance import origin_of, provenance
from helpers.quantities.quantity import Quantity, expression_of
from helpers.quantities.spoken import OnEvidence, spoken
from helpers.stats import two_groups
from helpers.stats.association import association_test
from helpers.stats.measures import MEASURES, Measure


class Compared(NamedTuple):
    """Two groups of a study and an outcome, as an author names them."""

    study: str
    group: str
    comparator: str
    outcome: str
    source: str | None = None
    definition: str | None = None

    def expression(self, function: str) -> str:
        """Return the call of a function with these names."""
        return expression_of(function, *self[:4], source=self.source, definition=self.definition)

    def counts(self, evidence: Evidence) -> tuple[Counted, Counted]:
        """Return the counts of both groups, judged alike. Raises: QuantityError."""
        filters = {"source": self.source, "definition": self.definition}
        one = counted(evidence, self.study, self.group, self.outcome, filters)
        other = counted(evidence, self.study, self.comparator, self.outcome, filters)
        if one.definition != other.definition:
            raise QuantityError(f"{self.group} and {self.comparator} were judged by different definitions")
        return one, other


class Comparisons(OnEvidence):
    """Crude effects between two groups of a study."""

    @spoken
    def rr(
        self,
        study: str,
        group: str,
        comparator: str,
        outcome: str,
        source: str | None = None,
        definition: str | None = None,
    ) -> Quantity:
        """Return the crude risk ratio of a group against its comparator.

        Parameters
        ----------
        study, group, comparator, outcome : str
            Keys; arms joined by + are taken as one.
        source, definition : str, optional
            As for `count`.

        Returns
        -------
        Quantity
            A ratio with its 95% Wald interval (log scale) and P; 0.5 is added to all cells where one is zero.

        Raises
        ------
        QuantityError
            As for `count`, and when the groups were judged by different definitions.
        """
        asked = Compared(study, group, comparator, outcome, source, definition)
        return self._crude("rr", MEASURES["RR"], asked)

    @spoken
    def or_(
        self,
        study: str,
        group: str,
        comparator: str,
        outcome: str,
        source: str | None = None,
        definition: str | None = None,
    ) -> Quantity:
        """Return the crude odds ratio of a group against its comparator.

        Parameters
        ----------
        study, group, comparator, outcome, source, definition
            As for `rr`.

        Returns
        -------
        Quantity
            A ratio, as for `rr`.

        Raises
        ------
        QuantityError
            As for `rr`.
        """
        asked = Compared(study, group, comparator, outcome, source, definition)
        return self._crude("or_", MEASURES["OR"], asked)

    @spoken
    def rd(
        self,
        study: str,
        group: str,
        comparator: str,
        outcome: str,
        source: str | None = None,
        definition: str | None = None,
    ) -> Quantity:
        """Return the crude risk difference of a group against its comparator.

        Parameters
        ----------
        study, group, comparator, outcome, source, definition
            As for `rr`.

        Returns
        -------
        Quantity
            Percentage points, with the 95% Wald interval and P. Where both risks are 0 or 1, 0.5 is added to all four
            cells for the interval alone, which would otherwise have no width.

        Raises
        ------
        QuantityError
            As for `rr`.
        """
        asked = Compared(study, group, comparator, outcome, source, definition)
        return self._crude("rd", MEASURES["RD"], asked)

    def _crude(self, function: str, of: Measure, asked: Compared) -> Quantity:
        measure, kind = of.name, of.kind
        one, other = asked.counts(self.evidence)
        effect = two_groups.compare(measure, one.events, one.total, other.events, other.total)
        style = TEXT_OF_KIND[kind]
        rows = [*one.rows, *other.rows]
        traced = provenance(self.evidence, rows, [*one.rivals, *other.rivals])
        zero = words.ZERO_CELL if of.corrects_zero else words.CERTAIN
        own = (words.CRUDE, zero) if effect.corrected else (words.CRUDE,)
        return Quantity(
            expression=asked.expression(function),
            text=formatting.effect(measure, style(effect.estimate), style.interval(effect.low, effect.high)),
            value=effect.estimate,
            low=effect.low,
            high=effect.high,
            p=effect.p,
            kind=kind,
            interval=words.WALD_LOG if kind == "ratio" else words.WALD,
            formula=formulas.crude(measure, one.events, one.total, other.events, other.total),
            rows=traced["rows"],
            sources=traced["sources"],
            notes=(*own, *traced["notes"]),
            measure=measure,
            adjusted=False,
            unit=UNIT_OF_KIND.get(kind, ""),
            level=95,
            origin=origin_of(rows),
        )

    @spoken
    def association(
        self,
        study: str,
        group: str,
        comparator: str,
        outcome: str,
        source: str | None = None,
        definition: str | None = None,
    ) -> Quantity:
        """Return the P of no association between group and outcome.

        Parameters
        ----------
        study, group, comparator, outcome, source, definition
            As for `rr`.

        Returns
        -------
        Quantity
            Probability 0-1: of Fisher's exact test when an expected count is below 5, else of chi-square.

        Raises
        ------
        QuantityError
            As for `rr`, and when nobody, or everybody, has the event.
        """
        asked = Compared(study, group, comparator, outcome, source, definition)
        one, other = asked.counts(self.evidence)
        counts = (one.events, one.total, other.events, other.total)
        test = association_test(*counts)
        if test.p != test.p:
            raise QuantityError(f"{study}, {outcome}: nobody, or everybody, has the event; there is nothing to test")
        rows = [*one.rows, *other.rows]
        return Quantity(
            expression=asked.expression("association"),
            text=TEXT_OF_KIND["p"](test.p),
            value=test.p,
            kind="p",
            formula=formulas.association(test.method, *counts),
            origin=origin_of(rows),
            **provenance(self.evidence, rows, [*one.rivals, *other.rivals]),
        )
