"""Dose and response: the arms of one trial, and those of all trials of a pooling question."""

from __future__ import annotations

import math
from dataclasses import dataclass

from helpers.exhibits.pool_rows import EFFECTS
from helpers.exhibits.questions import Question, zero_cells
from helpers.exhibits.words import at_start, measured, study_label, the_book
from helpers.figures import Axis, Figure, dose_response_plot
from helpers.files.tables import Row
from helpers.quantities.quantity import Quantity
from helpers.quantities.vocabulary import Review
from helpers.stats.measures import RATIOS

FEWEST = 3  # trials, and doses, for a line


@dataclass(frozen=True)
class DosedArm:
    """An arm of a trial whose dose has a standard: its label, its share of that dose, its counts and its effect."""

    study: str
    label: str
    share: float
    treated: Quantity
    control: Quantity
    effect: Quantity

    @property
    def share_text(self) -> str:
        """Return the share as a fraction of one where it is less."""
        return f"1/{1 / self.share:.0f}" if self.share < 1 else f"{self.share:g}"

    @property
    def corrected(self) -> bool:
        """Return whether 0.5 was added to its cells for a ratio, because one of them is zero."""
        return any(count.events in (0, count.total) for count in (self.treated, self.control))


def doses(
    study: str,
    outcome: str,
    *,
    name: str,
    caption: str,
    axis: tuple[float, float] | None = None,
    review: Review | None = None,
) -> Figure:
    """Return the percentage of patients with an outcome by dose, in the randomised arms of one trial.

    Parameters
    ----------
    study, outcome
        Keys of the data. Arms with a dose are shown, and those without treatment at a dose of 0.
    name, caption
        Of the figure; the caption is Markdown with roles.
    axis
        Where the axis of percentages ends: 0 and its upper end; default 0 and 100.
    review
        Another book than that of the working folder.

    Raises
    ------
    ValueError
        When the trial has no such arms, or doses of several drugs or units.
    """
    book = the_book(review)
    evidence = book.evidence
    rows = evidence.index.get(("groups", study), [])
    arms = [row for row in rows if row["allocation"] == "randomised" and (row["dose"] or row["role"] == "control")]
    kinds = {(row["agent"], row["dose_unit"]) for row in arms if row["dose"]}
    if len(kinds) != 1:
        raise ValueError(f"figure {name!r}: the arms of {study} have {len(kinds)} drugs or units of dose, not one")
    agent, unit = kinds.pop()
    points = []
    for row in sorted(arms, key=_dose):
        share = book.pct(study, row["group"], outcome)
        points.append((row["label"], _dose(row), row["dose"] or "0", share, share.total))
    label = evidence.outcomes[outcome]["label"]
    return dose_response_plot(
        name,
        caption,
        points,
        axis=Axis.percent(measured("PLO", label), axis[1] if axis else 100),
        dose_label=f"{at_start(agent)}, {unit}",
        title=f"{study_label(evidence, study)}: {label} by dose",
    )


def dose_response(
    question: str,
    *,
    name: str,
    caption: str,
    axis: tuple[float, float] | None = None,
    arms: tuple[str, str] | None = None,
    fitted: bool = False,
    review: Review | None = None,
) -> Figure:
    """Return the effect in each randomised arm of a question by its dose, as a share of the drug's intravenous dose.

    Parameters
    ----------
    question, name, caption, axis, arms, review
        As for `pooled_forest`.
    fitted
        Whether to draw the line of `helpers.stats.meta_analysis.dose_response` as well, which knows that arms share a
        control. It begins at no effect without a dose: it rises wherever a drug works, also where more of it does
        not work better.

    Raises
    ------
    ValueError
        For a question of anything but ratios, and when fewer than three trials, or doses, are there for a line.
    """
    asked = Question(the_book(review), question, {})
    if asked.model.measure not in RATIOS:
        raise ValueError(f"figure {name!r}: doses are drawn for ratios; {question} asks for {asked.model.measure}")
    found, left_out = dosed_arms(asked)
    notes = ["Ratios are crude; arms of one trial share its control."]
    if left_out:
        notes.append(f"Left out, because no standard dose is recorded: {', '.join(dict.fromkeys(left_out))}.")
    notes += zero_cells([arm.label for arm in found if arm.corrected], asked.model.measure)
    line = fitted_line(found, asked.model.measure, name) if fitted else None
    if line:
        notes.append("The line is held to no effect without a dose: it rises wherever a drug works.")
    return dose_response_plot(
        name,
        caption,
        [(arm.label, arm.share, arm.share_text, arm.effect, arm.treated.total) for arm in found],
        axis=asked.axis(axis, asked.arms(arms), [arm.effect for arm in found]),
        dose_label="Dose as a share of the intravenous dose",
        title=f"{asked.synthesis.label}, by dose",
        line=line,
        notes=notes,
    )


def dosed_arms(asked: Question) -> tuple[list[DosedArm], list[str]]:
    """Return each arm of a question whose dose has an intravenous standard, by dose, and the studies without one.

    Parameters
    ----------
    asked
        The question; arms taken as one come apart.
    """
    review, evidence = asked.review, asked.evidence
    standards = {row["agent"]: row for row in evidence.tables["agents"] if row["iv_dose"]}
    compute = getattr(review, EFFECTS[asked.model.measure])
    found: list[DosedArm] = []
    left_out: list[str] = []
    for member in (part.member for part in asked.parts):
        for arm in member.group.split("+"):
            group = evidence.groups[member.study, arm]
            standard = standards.get(group["agent"])
            if standard is None or standard["iv_dose_unit"] != group["dose_unit"]:
                left_out.append(study_label(evidence, member.study))
                continue
            dose = f"{group['agent']} {group['dose']} {group['dose_unit']}"
            found.append(
                DosedArm(
                    study=member.study,
                    label=f"{evidence.studies[member.study]['label']}, {dose}",
                    share=float(group["dose"]) / float(standard["iv_dose"]),
                    treated=review.count(member.study, arm, member.outcome),
                    control=review.count(member.study, member.comparator, member.outcome),
                    effect=compute(member.study, arm, member.comparator, member.outcome),
                )
            )
    return sorted(found, key=lambda arm: arm.share), left_out


def fitted_line(arms: list[DosedArm], measure: str, figure: str) -> list[tuple[float, float, float, float]]:
    """Return the pooled line of a ratio on dose: share of the dose, ratio, and the ends of its 95% interval.

    Parameters
    ----------
    arms
        In order of dose.
    measure
        RR or OR.
    figure
        How a message names the place.

    Raises
    ------
    ValueError
        When fewer than three trials, or doses, are there.

    Notes
    -----
    Computed by `helpers.stats.meta_analysis.dose_response`.
    """
    from helpers.stats.meta_analysis import dose_response as slopes
    from helpers.stats.meta_analysis.shared_control import Arms

    studies, shares = dict.fromkeys(arm.study for arm in arms), dict.fromkeys(arm.share for arm in arms)
    if min(len(studies), len(shares)) < FEWEST:
        counted = f"{len(studies)} trials and {len(shares)} doses"
        raise ValueError(f"figure {figure!r}: a line needs {FEWEST} trials and {FEWEST} doses; there are {counted}")
    trials = []
    for study in studies:
        own = [arm for arm in arms if arm.study == study]
        events, total = [arm.treated.events for arm in own], [arm.treated.total for arm in own]
        control = own[0].control
        trials.append(Arms(study, [arm.share for arm in own], events, total, control.events, control.total))
    pool = slopes(measure, trials).pool
    ends = (0.0, *shares)
    return [(dose, *(math.exp(slope * dose) for slope in (pool.yi, pool.low, pool.high))) for dose in ends]


def _dose(row: Row) -> float:
    """Return the dose of a group, 0 where it has none."""
    return float(row["dose"]) if row["dose"] else 0.0
