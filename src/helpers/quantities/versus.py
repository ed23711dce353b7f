"""Two groups of a study side by side, with the effect between them: one number for what prose says in one breath."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from helpers.files.tables import Row
from helpers.quantities import formulas, words
from helpers.quantities.comparisons import Comparisons
from helpers.quantities.groups import Groups
from helpers.quantities.lookup import QuantityError, find_outcome, find_study, unknown
from helpers.quantities.printed import Printed
from helpers.quantities.quantity import Quantity, expression_of, merged
from helpers.quantities.spoken import spoken
from helpers.stats.measures import MEASURES

FORMS = ("percentages", "counts")
EFFECTS = ("reported", "rr", "or_", "rd")
UNITS = {
    name: measure.unit for name, measure in MEASURES.items() if measure.unit
}  # printed effects have none of their own


class Versus(Groups, Printed, Comparisons):
    """Two groups of a study side by side."""

    @spoken
    def versus(
        self,
        study: str,
        outcome: str,
        group: str | None = None,
        comparator: str | None = None,
        effect: str | None = None,
        form: str = "percentages",
        source: str | None = None,
        measure: str | None = None,
        adjusted: bool | None = None,
    ) -> Quantity:
        """Return the percentages of two groups with an outcome side by side, and on demand the effect between them.

        Parameters
        ----------
        study, outcome : str
            Keys.
        group, comparator : str, optional
            Keys of both groups; arms joined by + are taken as one. They may be left out where the study has exactly one
            group with the role "treated" and one with "control".
        effect : {"reported", "rr", "or_", "rd"}, optional
            The effect that follows: the one that the source printed, or a crude one from the counts.
        form : {"percentages", "counts"}
            How each group is shown. A percentage comes from its count, or else as the source printed it.
        source : str, optional
            As for `count`, of both groups, and of a printed effect.
        measure, adjusted : optional
            As for `reported`, of the printed effect.

        Returns
        -------
        Quantity
            Words, `59.0% versus 40.4%`; with an effect, the effect with these words before it.

        Raises
        ------
        QuantityError
            As for `count`, `value`, `reported` and `rr`, and where no groups are named and the study has more than two.
        """
        find_study(self.evidence, study)
        find_outcome(self.evidence, outcome)
        for name, option, known in (("form", form, FORMS), ("effect", effect or EFFECTS[0], EFFECTS)):
            if option not in known:
                raise unknown(f"option for {name}", option, known)
        if effect != "reported" and (measure is not None or adjusted is not None):
            raise QuantityError("measure and adjusted choose a printed effect: write effect=reported")
        if (group is None) != (comparator is None):
            raise QuantityError(f"name both groups of {study}, or neither; it has {self._groups_of(study)}")
        named = () if group is None or comparator is None else (group, comparator)
        one, other = named or self._two_arms(study)
        sides = [self._side(study, side, outcome, form, source) for side in (one, other)]
        options: dict[str, Any] = {"effect": effect, "form": None if form == FORMS[0] else form}
        options |= {"source": source, "measure": measure, "adjusted": adjusted}
        expression = expression_of("versus", study, outcome, *named, **options)
        text, formula = words.versus(*(side.text for side in sides)), formulas.versus(*(side.formula for side in sides))
        if effect is None:
            return replace(
                sides[0],
                expression=expression,
                text=text,
                value=None,
                low=None,
                high=None,
                events=None,
                total=None,
                level=None,
                kind="words",
                interval="",
                formula=formula,
                printed={},
                unit="",
                **merged(sides),
            )
        found = self._effect(effect, (study, one, other, outcome), source, measure, adjusted)
        return replace(
            found,
            expression=expression,
            text=words.with_effect(text, found.text, found.unit or UNITS.get(found.measure, "")),
            formula=formulas.with_effect(formula, found.formula),
            **merged([*sides, found]),
        )

    def _groups_of(self, study: str) -> str:
        return ", ".join(row["group"] for row in self.evidence.index.get(("groups", study), ()))

    def _two_arms(self, study: str) -> tuple[str, str]:
        """Return the treated and the control group of a study. Raises: QuantityError unless there is one of each."""
        rows: list[Row] = self.evidence.index.get(("groups", study), [])
        arms = [[row["group"] for row in rows if row["role"] == role] for role in ("treated", "control")]
        if [len(found) for found in arms] != [1, 1]:
            raise QuantityError(
                f"{study} has {len(arms[0])} treated and {len(arms[1])} control groups, not one of each: "
                f"name two, versus({study}, outcome, group, comparator), of {self._groups_of(study)}"
            )
        return arms[0][0], arms[1][0]

    def _side(self, study: str, group: str, outcome: str, form: str, source: str | None) -> Quantity:
        """Return one group's count or percentage: from its count, or else as printed."""
        if form == "counts":
            return self.count(study, group, outcome, source)
        try:
            return self.pct(study, group, outcome, source)
        except QuantityError:
            if ("values", study, group, outcome) not in self.evidence.index:
                raise
        return self.value(study, group, outcome, "percentage", source)

    def _effect(
        self,
        effect: str,
        compared: tuple[str, str, str, str],
        source: str | None,
        measure: str | None,
        adjusted: bool | None,
    ) -> Quantity:
        if effect == "reported":
            return self.reported(*compared, measure, source, adjusted)
        crude: dict[str, Callable[..., Quantity]] = {"rr": self.rr, "or_": self.or_, "rd": self.rd}
        return crude[effect](*compared, source)
