"""What an effect means for patients, of 1,000 or to be treated: pooled here, or as a publication printed it."""

from __future__ import annotations

from typing import Any

from helpers.quantities import formatting, formulas, words
from helpers.quantities.kinds import UNIT_OF_KIND
from helpers.quantities.lookup import QuantityError, find_synthesis
from helpers.quantities.number_needed import number_needed
from helpers.quantities.pool_statistics import PoolStatistics
from helpers.quantities.pools import Pools
from helpers.quantities.printed import Printed
from helpers.quantities.quantity import Quantity, expression_of, merged
from helpers.quantities.spoken import spoken
from helpers.stats.measures import MEASURES


class Absolute(Pools, Printed):
    """Patients per 1,000, and patients to treat."""

    @spoken
    def per_1000(
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
        """Return how many more (or, below 0, fewer) of 1,000 patients have the outcome with treatment than without.

        Parameters
        ----------
        synthesis, measure, method, tau2, interval, without, by, subgroup, source, first, including
            As for `pooled`, of two groups.

        Returns
        -------
        Quantity
            Patients per 1,000, at the median risk of the comparison groups, which is taken as known.

        Raises
        ------
        QuantityError
            As for `pooled`, and when the question is not poolable.
        """
        options: dict[str, Any] = {"measure": measure, "method": method, "tau2": tau2, "interval": interval}
        options |= {"without": without, "by": by, "subgroup": subgroup, "source": source, "first": first}
        options |= {"including": including}
        effect = self.pooled(synthesis, **options)
        return _per_1000(expression_of("per_1000", synthesis, **options), effect, effect)

    @spoken
    def per_1000_reported(
        self,
        study: str,
        group: str,
        comparator: str,
        outcome: str,
        at: str,
        measure: str | None = None,
        source: str | None = None,
        adjusted: bool | None = None,
    ) -> Quantity:
        """Return how many more (or, below 0, fewer) of 1,000 patients have the outcome by an effect as printed.

        Parameters
        ----------
        study, group, comparator, outcome, measure, source, adjusted
            As for `reported`.
        at : str
            The question whose median risk of the comparison groups is taken, and taken as known.

        Returns
        -------
        Quantity
            Patients per 1,000.

        Raises
        ------
        QuantityError
            As for `reported` and `pooled`, and when there is no ratio or difference with an interval, or no such risk.
        """
        options: dict[str, Any] = {"measure": measure, "source": source, "adjusted": adjusted}
        effect = self.reported(study, group, comparator, outcome, **options)
        asked = expression_of("per_1000_reported", study, group, comparator, outcome, at, **options)
        return _per_1000(asked, effect, self.pooled(at))

    @spoken
    def nnt_pooled(
        self,
        synthesis: str,
        by: str | None = None,
        subgroup: str | None = None,
        without: str | None = None,
        including: str | None = None,
    ) -> Quantity:
        """Return how many patients are treated for one more of them to benefit, or to be harmed, by a pooled effect.

        Parameters
        ----------
        synthesis, by, subgroup, without, including
            As for `pooled`, of two groups.

        Returns
        -------
        Quantity
            Patients, as `nnt` has them, at the median risk of the comparison groups, which is taken as known.

        Raises
        ------
        QuantityError
            As for `per_1000` and `nnt`.
        """
        options: dict[str, Any] = {"by": by, "subgroup": subgroup, "without": without, "including": including}
        outcome = find_synthesis(self.evidence, synthesis).outcome
        asked = expression_of("nnt_pooled", synthesis, **options)
        return self._needed(asked, self.per_1000(synthesis, **options), outcome)

    @spoken
    def nnt_reported(
        self,
        study: str,
        group: str,
        comparator: str,
        outcome: str,
        at: str,
        measure: str | None = None,
        source: str | None = None,
        adjusted: bool | None = None,
    ) -> Quantity:
        """Return how many patients are treated for one more of them to benefit, or to be harmed, by a printed effect.

        Parameters
        ----------
        study, group, comparator, outcome, at, measure, source, adjusted
            As for `per_1000_reported`.

        Returns
        -------
        Quantity
            Patients, as `nnt` has them.

        Raises
        ------
        QuantityError
            As for `per_1000_reported` and `nnt`.
        """
        options: dict[str, Any] = {"measure": measure, "source": source, "adjusted": adjusted}
        asked = expression_of("nnt_reported", study, group, comparator, outcome, at, **options)
        difference = self.per_1000_reported(study, group, comparator, outcome, at, **options)
        return self._needed(asked, difference, outcome)

    def _needed(self, expression: str, difference: Quantity, outcome: str) -> Quantity:
        """Return the number needed to treat of a difference per 1,000, with its part of the rows and notes."""
        assert difference.value is not None and difference.low is not None and difference.high is not None
        return number_needed(
            self.evidence,
            difference,
            (difference.value / 10, difference.low / 10, difference.high / 10),
            outcome,
            expression=expression,
            interval=difference.interval,
            formula=formulas.nnt_per_1000(f"{difference.text}, {difference.formula}"),
        )


def _per_1000(expression: str, effect: Quantity, pooled: Quantity) -> Quantity:
    """Return the patients per 1,000 that an effect means at the control risk of a pool."""
    from helpers.stats.absolute import per_1000 as difference

    risk = pooled.statistics.control_risk
    if effect.value is None or effect.low is None or effect.high is None or risk is None:
        raise QuantityError(f"{expression}: {effect.expression} gives no effect to turn into patients per 1,000")
    if effect.measure in MEASURES and MEASURES[effect.measure].kind == "points":
        value, low, high = (10 * number for number in (effect.value, effect.low, effect.high))
    else:
        try:
            value, low, high = difference(effect.measure, effect.value, effect.low, effect.high, risk / 100)
        except ValueError as error:
            raise QuantityError(f"{effect.expression}: {error}") from None
    text, limits = formatting.signed(value, 0), [formatting.signed(limit, 0) for limit in (low, high)]
    return Quantity(
        expression=expression,
        text=words.per_1000_text(text, formatting.interval(*limits)),
        value=value,
        low=low,
        high=high,
        kind="per 1,000",
        k=effect.k,
        interval=effect.interval,
        level=effect.level,
        formula=formulas.per_1000(effect.text, formatting.percent(risk)),
        statistics=PoolStatistics(control_risk=risk),
        measure="RD",
        adjusted=effect.adjusted,
        unit=UNIT_OF_KIND["per 1,000"],
        origin=effect.origin if effect is pooled else "derived",
        **merged([effect] if effect is pooled else [effect, pooled]),
    )
