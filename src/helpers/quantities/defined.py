"""How often an outcome is found by a chosen definition: the pool of the cohorts that fit, or else their range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from helpers.evidence.evidence import Evidence
from helpers.evidence.syntheses import Synthesis
from helpers.quantities import cohort_words as told
from helpers.quantities.cohorts import CohortCount, cohorts_of, named, remaining, unlike_in, why_not_pooled
from helpers.quantities.formatting import integer
from helpers.quantities.kinds import TEXT_OF_KIND, UNIT_OF_KIND
from helpers.quantities.lookup import find_synthesis
from helpers.quantities.pools import pool_of_question
from helpers.quantities.provenance import provenance
from helpers.quantities.quantity import Quantity, expression_of
from helpers.quantities.questions import model_of
from helpers.quantities.selection import Selection
from helpers.quantities.spoken import OnEvidence, spoken
from helpers.quantities.words import ANY_SHARE, READ, where_read

PERCENT = TEXT_OF_KIND["percentage"]


class Answer(NamedTuple):
    """What cohorts say together: a sentence on them, their pool if it is a rate, and why there is none."""

    sentence: str
    pool: Quantity | None
    why: str


class Defined(OnEvidence):
    """Proportions by a chosen definition."""

    @spoken
    def defined(self, synthesis: str, **choices: str | None) -> Quantity:
        """Return how often the outcome of a question is found by the definitions that choices leave.

        Parameters
        ----------
        synthesis : str
            Name of a question of proportions.
        **choices : str
            An option by the name of its choice, as data/datapackage.json lists them under `choices`; what is not
            chosen may be anything.

        Returns
        -------
        Quantity
            The pool of the cohorts that fit, where they may be pooled and it is a rate; otherwise no value, and in
            `low` and `high` the range of their percentages; "no cohort" where none fits. `k`, how many do.

        Raises
        ------
        QuantityError
            When a name is unknown, or the question is none of proportions.

        Notes
        -----
        Which count a cohort gives, and when cohorts are pooled, is the rule of `helpers.quantities.cohorts`.
        """
        question, made = find_synthesis(self.evidence, synthesis), named(self.evidence, choices)
        cohorts = remaining(cohorts_of(self.evidence, question), made)
        expression = expression_of("defined", synthesis, **made)
        found = _answer(self.evidence, question, cohorts, expression)
        if found.pool is not None:
            differ = unlike_in(self.evidence, cohorts, shared=False)
            mixed = [told.MIXED.format(titles=", ".join(differ))] if differ else []
            return replace(found.pool, notes=(found.sentence, *mixed, told.UNKNOWN_OVERLAP, *found.pool.notes))
        return _range(self.evidence, question, cohorts, found, expression)


def _answer(evidence: Evidence, question: Synthesis, cohorts: Sequence[CohortCount], expression: str) -> Answer:
    """Return what cohorts say together, by the model of their question."""
    sentence = _sentence(cohorts)
    if why := why_not_pooled(evidence, cohorts):
        return Answer(sentence, None, why if cohorts else "")
    members = tuple(replace(count.part.member, subgroup="") for count in cohorts)
    asked = replace(question, name=expression, members=members)
    pool = pool_of_question(evidence, asked, model_of(asked), Selection(), expression)
    if pool.value is None:
        return Answer(sentence, None, told.NOT_ESTIMABLE)
    if ANY_SHARE not in pool.notes:
        return Answer(sentence, pool, "")
    low, high = pool.statistics.pi_low, pool.statistics.pi_high
    if low is None or high is None:
        return Answer(sentence, None, told.NOTHING_FORETOLD)
    return Answer(sentence, None, told.NO_RATE.format(pool=pool.text, low=PERCENT(low), high=PERCENT(high)))


def _sentence(cohorts: Sequence[CohortCount]) -> str:
    """Return how many cohorts fit, with their patients and their range."""
    if not cohorts:
        return told.NONE
    if len(cohorts) > 1:
        return told.SEVERAL.format(k=len(cohorts), range=PERCENT.interval(*_ends(cohorts)))
    events, total = (integer(number) for number in cohorts[0].counted[:2])
    return told.ONE.format(events=events, total=total)


def _ends(cohorts: Sequence[CohortCount]) -> tuple[float, float]:
    shares = [100 * count.counted.events / count.counted.total for count in cohorts]
    return min(shares), max(shares)


def _range(
    evidence: Evidence, question: Synthesis, cohorts: Sequence[CohortCount], found: Answer, expression: str
) -> Quantity:
    """Return the percentage of one cohort, or the range of several, or that there is none."""
    rows = [row for count in cohorts for row in count.counted.rows]
    traced = provenance(evidence, rows)
    worst = [max((row["source"] for row in count.counted.rows), key=list(READ).index) for count in cohorts]
    back = sum(any(row["back_calculated"] for row in count.counted.rows) for count in cohorts)
    low, high = _ends(cohorts) if cohorts else (None, None)
    same: dict[str, Any] = {
        "expression": expression,
        "kind": "percentage",
        "unit": UNIT_OF_KIND["percentage"],
        "k": len(cohorts),
        "formula": told.FORMULA.format(label=question.label, k=len(cohorts)),
        "notes": tuple(filter(None, (found.sentence, found.why, where_read(worst, back) if cohorts else ""))),
        "rows": traced["rows"],
        "sources": traced["sources"],
    }
    if low is None or high is None:
        return Quantity(text=told.NO_COHORT, value=None, **same)
    text = PERCENT.interval(low, high) if len(cohorts) > 1 else PERCENT(low)
    return Quantity(text=text, value=None, low=low, high=high, **same)
