"""Comparisons over the grades of a scale, and numbers needed to treat."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING

from helpers.quantities import formatting, formulas, words
from helpers.quantities.comparisons import Compared, Comparisons
from helpers.quantities.grades import Distribution, distribution
from helpers.quantities.kinds import TEXT_OF_KIND
from helpers.quantities.lookup import QuantityError
from helpers.quantities.number_needed import number_needed
from helpers.quantities.provenance import origin_of, provenance
from helpers.quantities.quantity import Quantity, expression_of
from helpers.quantities.spoken import spoken
from helpers.stats import two_groups

if TYPE_CHECKING:
    from helpers.stats.ordinal import Shift


class Ordered(Comparisons):
    """Effects over all grades of a scale, and the patients that an effect means."""

    @spoken
    def common_or(self, study: str, group: str, comparator: str, scale: str, source: str | None = None) -> Quantity:
        """Return the crude common odds ratio of a better grade, over all grades of a scale.

        Parameters
        ----------
        study, group, comparator : str
            Keys; arms joined by + are taken as one.
        scale : str
            A scale of outcomes.csv, or an outcome on it: then at the time of that outcome.
        source : {"primary", "secondary", "review"}, optional
            Instead of the best.

        Returns
        -------
        Quantity
            A ratio, above 1 when the group does better, with its 95% Wald interval (log scale) and P.

        Raises
        ------
        QuantityError
            When a name is unknown, the counts do not cover the scale, or there is no finite ratio.

        Notes
        -----
        By the proportional odds model, which assumes one ratio at every cut of the scale; that is not tested.
        """
        from helpers.stats.ordinal import common_odds_ratio

        note = (words.CRUDE, words.PROPORTIONAL)
        asked = (study, group, comparator, scale, source)
        return self._shift("common_or", "common OR", common_odds_ratio, formulas.common_or, note, asked)

    @spoken
    def win_odds(self, study: str, group: str, comparator: str, scale: str, source: str | None = None) -> Quantity:
        """Return the odds that a patient of the group has a better grade than one of the comparator, ties split.

        Parameters
        ----------
        study, group, comparator, scale, source
            As for `common_or`.

        Returns
        -------
        Quantity
            A ratio, above 1 when the group does better, with its 95% Wald interval (log scale) and P.

        Raises
        ------
        QuantityError
            As for `common_or`.

        Notes
        -----
        Proportional odds are not assumed.
        """
        from helpers.stats.ordinal import generalised_odds_ratio

        asked = (study, group, comparator, scale, source)
        return self._shift("win_odds", "win odds", generalised_odds_ratio, formulas.win_odds, (words.CRUDE,), asked)

    def _shift(
        self,
        function: str,
        measure: str,
        compute: Callable[[list[int], list[int]], Shift],
        formula: Callable[[str, str, str], str],
        notes: tuple[str, ...],
        asked: tuple[str, str, str, str, str | None],
    ) -> Quantity:
        study, group, comparator, scale, source = asked
        found: Distribution = distribution(self.evidence, study, (group, comparator), scale, source)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what it says is said below
            shift = compute(*found.best_first)
        if not all(map(math.isfinite, (shift.estimate, shift.low, shift.high))):
            why = shift.note or "there is no finite ratio. Show the counts."
            raise QuantityError(f"{study}, {group} v {comparator}, {found.scale}: {why}")
        rows, style = found.rows, TEXT_OF_KIND["ratio"]
        traced = provenance(self.evidence, rows, found.rivals)
        return Quantity(
            expression=expression_of(function, study, group, comparator, scale, source=source),
            text=formatting.effect(measure, style(shift.estimate), style.interval(shift.low, shift.high)),
            value=shift.estimate,
            low=shift.low,
            high=shift.high,
            p=shift.p,
            kind="ratio",
            interval=words.WALD_LOG,
            level=95,
            formula=formula(formulas.grades(found.scale, found.grades), *map(formulas.graded, found.counts)),
            rows=traced["rows"],
            sources=traced["sources"],
            notes=(*notes, *traced["notes"]),
            measure=measure,
            adjusted=False,
            origin=origin_of(rows),
        )

    @spoken
    def nnt(
        self,
        study: str,
        group: str,
        comparator: str,
        outcome: str,
        source: str | None = None,
        definition: str | None = None,
    ) -> Quantity:
        """Return how many patients are treated for one more of them to benefit, or to be harmed.

        Parameters
        ----------
        study, group, comparator, outcome, source, definition
            As for `rr`; outcomes.csv says whether the outcome is a benefit or a harm.

        Returns
        -------
        Quantity
            Patients, rounded up in its text: NNTB, or NNTH when the group does worse. An interval of the risk
            difference that holds 0 gives one that passes from harm through infinity to benefit: its text says so, and
            there is no `low` and `high`. It is shown and never compared: compare `rd`.

        Raises
        ------
        QuantityError
            As for `rr`, for a neutral outcome, and when the groups have the same risk.

        Notes
        -----
        The reciprocal of the crude risk difference and its limits, in the words of Altman (BMJ 1998;317:1309).
        """
        asked = Compared(study, group, comparator, outcome, source, definition)
        one, other = asked.counts(self.evidence)
        crude = self.rd(*asked)
        return number_needed(
            self.evidence,
            crude,
            two_groups.risk_difference(one.events, one.total, other.events, other.total)[:3],
            outcome,
            expression=asked.expression("nnt"),
            interval=words.RECIPROCAL,
            formula=formulas.nnt(crude.text),
        )
