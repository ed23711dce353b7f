"""A pooling question as exhibits need it: its model, its members with their numbers, its words and its axis."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from helpers.evidence.evidence import Evidence
from helpers.evidence.syntheses import Synthesis
from helpers.exhibits.words import measured, outcome_words, ratio_axis, sides, study_label
from helpers.figures import Axis
from helpers.quantities.pools import MOST_OF_SCALE, foretells_nothing
from helpers.quantities.quantity import Quantity
from helpers.quantities.questions import Answer, Model, answer, corrected, model_of
from helpers.quantities.selection import Part, Selection, members_of
from helpers.quantities.vocabulary import Review
from helpers.quantities.words import P_BETWEEN
from helpers.stats.measures import INTERVALS, MEASURES, METHODS

if TYPE_CHECKING:
    from helpers.stats.meta_analysis import Pool


@dataclass(frozen=True)
class Question:
    """A named question of the book with the options it is asked with.

    Parameters
    ----------
    review
        The vocabulary of the book.
    name
        The key of the question.
    options
        Options as for `review.pooled`. An unknown name or option is a QuantityError as soon as the pool is asked for.
    """

    review: Review
    name: str
    options: dict[str, Any]

    @cached_property
    def pool(self) -> Quantity:
        """Return the pooled effect, as in the text."""
        return self.review.pooled(self.name, **self.options)

    def again(self, **options: Any) -> Question:
        """Return the same question with further options. Raises: TypeError for one that it has already."""
        return Question(self.review, self.name, dict(**self.options, **options))

    @property
    def evidence(self) -> Evidence:
        """Return the book's data."""
        return self.review.evidence

    @cached_property
    def synthesis(self) -> Synthesis:
        """Return the question as the data have it."""
        assert self.pool is not None  # says what is wrong with a name or an option
        return self.evidence.syntheses[self.name]

    @cached_property
    def model(self) -> Model:
        """Return measure, method, tau2 and interval."""
        words = {name: option for name, option in self.options.items() if name in Model._fields}
        return model_of(self.synthesis, **words)

    @cached_property
    def answer(self) -> Answer:
        """Return the members that have numbers, and their pool as computed."""
        choices = {name: option for name, option in self.options.items() if name not in Model._fields}
        return answer(self.evidence, self.synthesis, self.model, Selection(**choices))

    @property
    def foretells_nothing(self) -> bool:
        """Return whether its pool is no rate that a figure may draw: a new study could find almost any share."""
        return self.computed is not None and foretells_nothing(self.model, self.computed)

    @cached_property
    def subgroups(self) -> list[str]:
        """Return the subgroups of its members, each once: its own, or those of a split it is asked by."""
        members = members_of(self.evidence, self.synthesis, self.options.get("by"))
        return list(dict.fromkeys(member.subgroup for member in members))

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return the members that have numbers, in their order."""
        return self.answer.parts

    @cached_property
    def left_out(self) -> list[tuple[Part, Question]]:
        """Return each member with numbers that is kept out of the pool, and the question asked with it as well."""
        if {"including", "first"} & set(self.options):
            return []
        members = [member.study for member in self.synthesis.members if member.left_out and not member.absent]
        asked = [(study, self.again(including=study)) for study in members]
        return [(part, one) for study, one in asked for part in one.parts if part.member.study == study]

    @property
    def computed(self) -> Pool | None:
        """Return the pool with its weights and variances; None for fewer than two members."""
        return self.answer.pool

    @cached_property
    def outcomes(self) -> list[str]:
        """Return the outcomes of its members, each once; of those without numbers where none has any."""
        members = [part.member for part in self.parts] or self.synthesis.members
        return list(dict.fromkeys(member.outcome or self.synthesis.outcome for member in members))

    @property
    def outcome(self) -> str:
        """Return its outcome in the words of the data."""
        return outcome_words(self.evidence, self.outcomes)

    def arms(self, given: tuple[str, str] | None) -> tuple[str, str]:
        """Return what treatment and comparator are called: as given, or as the question says, or else by their part."""
        treatment, comparator = given or self.synthesis.arms
        return treatment or "Treated", comparator or "Control"

    def axis(self, ends: tuple[float, float] | None, arms: tuple[str, str], drawn: Iterable[Quantity]) -> Axis:
        """Return the axis for effects of the question: from its measure, its outcome and the names of its arms.

        Parameters
        ----------
        ends
            Where it ends; without them it holds every value, and the interval of the pool.
        arms
            What treatment and comparator are called.
        drawn
            The effects.
        """
        label = measured(self.model.measure, self.outcome)
        favours = sides(self.evidence, self.outcomes, arms)
        if MEASURES[self.model.measure].arms == 1:
            return Axis.percent(label, ends[1] if ends else 100)
        beside = [one.pool for _, one in self.left_out]
        values = (
            *(limit for pool in (self.pool, *beside) for limit in (pool.low, pool.high)),
            *(quantity.value for quantity in drawn),
        )
        shown = [number for number in values if number is not None]
        if MEASURES[self.model.measure].kind == "points":
            reach = math.ceil(max(10, *map(abs, shown)) / 10) * 10
            return Axis.points(label, *(ends or (-reach, reach)), favours)
        return ratio_axis(label, ends, shown, favours)

    @property
    def corrected(self) -> list[str]:
        """Return the studies to whose counts 0.5 was added, because one of their cells is zero."""
        return [study_label(self.evidence, part.member.study) for part in corrected(self.model, self.parts)]

    @property
    def diamond(self) -> str:
        """Return what the diamond is: its model and its interval; nothing where there is no pool."""
        if self.computed is None or self.pool.value is None:
            return ""
        method = METHODS[self.model.method] + (f" ({self.model.tau2})" if self.model.tau2 else "")
        return f"{method}; 95% confidence interval by {INTERVALS[self.computed.interval]}"

    @property
    def between(self) -> str:
        """Return what the test between its subgroups gives and what that is worth, or why there is none."""
        if self.pool.number_of("between_p") is None:
            return self.pool.statistics.untested
        assert self.computed is not None  # tested
        one = "one variance between studies for all; " if self.model.method == "random" else ""
        found = f"{self.pool.text_of('between_p')} ({one}{INTERVALS[self.computed.interval]})"
        words = next(note for note in self.pool.notes if note.startswith(P_BETWEEN))
        return f"Difference between subgroups: {found}. {words}"

    @property
    def notes(self) -> list[str]:
        """Return what is true of its figures: the model behind the diamond, and whose cells got 0.5."""
        marks = "Diamonds" if len(self.subgroups) > 1 else "Diamond"
        found = [f"{marks}: {self.diamond}."] if self.diamond else []
        if len(self.subgroups) > 1 and "subgroup" not in self.options:
            silent = [name for name in self.subgroups if self.again(subgroup=name).foretells_nothing]
            silent += ["all together"] if self.foretells_nothing else []
            why = (
                "No diamond where a new study could find almost any share (a prediction interval of "
                f"{MOST_OF_SCALE} percentage points or more), or too few studies tell"
            )
            found += [f"{why}: {'; '.join(silent)}."] if silent else []
            found += filter(None, [self.between])
        return [*found, *zero_cells(self.corrected, self.model.measure)]


def zero_cells(studies: list[str], measure: str) -> list[str]:
    """Return a sentence on the studies whose cells got 0.5, or nothing."""
    alone = "" if MEASURES[measure].corrects_zero else ", for the variance alone"
    return [f"0.5 was added to all cells of {', '.join(dict.fromkeys(studies))}{alone}."] if studies else []
