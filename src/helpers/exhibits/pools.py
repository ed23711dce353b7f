"""Pooling questions as figures and tables: study by study, model by model, and what they add up to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from helpers.exhibits.defined import defined_data
from helpers.exhibits.explored import explored
from helpers.exhibits.pool_rows import (
    cumulative_rows,
    funnel_points,
    leave_one_out_rows,
    model_rows,
    synthesis_rows,
)
from helpers.exhibits.questions import Question
from helpers.exhibits.words import ratio_axis, the_book
from helpers.figures import Figure, cumulative_plot, forest_plot, funnel_plot, leave_one_out_plot
from helpers.quantities.vocabulary import Review

Ends = tuple[float, float]
Arms = tuple[str, str]


def pooled_forest(
    question: str,
    *,
    name: str,
    caption: str,
    axis: Ends | None = None,
    arms: Arms | None = None,
    pooled_as: str = "Pooled",
    defined: Mapping[str, str] | None = None,
    beside: Sequence[str] = (),
    review: Review | None = None,
    **options: Any,
) -> Figure:
    """Return the forest plot of a question: its studies with counts and weights, and the pool as a diamond.

    Parameters
    ----------
    question
        Name of the question.
    name, caption
        Of the figure; the caption is Markdown with roles.
    axis
        Where the axis ends: two ratios around 1, two differences around 0, or percentages from 0.
    arms
        What treatment and comparator are called, default as the question says.
    pooled_as
        What the diamond is called.
    defined
        Of a question of proportions: the choices of a definition (an option by the name of its choice) by which the
        figure's own rate is made. A reader may then make other choices below the figure.
    beside
        Names of questions whose pools are told beside such a choice, because they stand on the page, too.
    review
        Another book than that of the working folder.
    **options
        As for `review.pooled`.

    Raises
    ------
    QuantityError
        For an unknown question or option.
    ValueError
        When a value lies outside the axis.

    Notes
    -----
    Where the question has subgroups each is a block with its own diamond, and the pool of all comes last, unless a
    study stands in several. A member with a reason in `left_out` stands below, open, with the pool that it would make.
    The figure says below its caption what its marks are, which model was used, whether subgroups differ, and to whose
    cells 0.5 was added.
    """
    asked = Question(the_book(review), question, options)
    called = asked.arms(arms)
    rows = synthesis_rows(asked, pooled_as)
    figure = forest_plot(
        name,
        caption,
        rows,
        axis=asked.axis(axis, called, [row.quantity for row in rows]),
        columns=called,
        title=asked.synthesis.label,
        notes=asked.notes,
    )
    return replace(figure, explored=partial(_explored, asked, called, pooled_as, defined, beside))


def _explored(
    asked: Question, arms: Arms, pooled_as: str, defined: Mapping[str, str] | None, beside: Sequence[str]
) -> dict[str, Any] | None:
    """Return what readers can ask in other ways: the pool, and, where choices are given, the definition."""
    found = explored(asked, arms, pooled_as)
    if found is not None and defined is not None:
        found["defined"] = defined_data(asked, defined, beside)
    return found


def leave_one_out(
    question: str,
    *,
    name: str,
    caption: str,
    axis: Ends | None = None,
    arms: Arms | None = None,
    review: Review | None = None,
    **options: Any,
) -> Figure:
    """Return a forest plot of a question's pool without each of its studies in turn.

    Parameters
    ----------
    question, name, caption, axis, arms, review, **options
        As for `pooled_forest`.
    """
    asked = Question(the_book(review), question, options)
    pools = leave_one_out_rows(asked)
    return leave_one_out_plot(
        name,
        caption,
        pools,
        summary=asked.pool,
        axis=asked.axis(axis, asked.arms(arms), [pool for _, pool in pools]),
        title=f"{asked.synthesis.label}, without each study",
        notes=asked.notes,
    )


def cumulative(
    question: str,
    *,
    name: str,
    caption: str,
    axis: Ends | None = None,
    arms: Arms | None = None,
    review: Review | None = None,
    **options: Any,
) -> Figure:
    """Return a forest plot of a question's pool as its studies were added, in the order of the data.

    Parameters
    ----------
    question, name, caption, axis, arms, review, **options
        As for `pooled_forest`.
    """
    asked = Question(the_book(review), question, options)
    pools = cumulative_rows(asked)
    return cumulative_plot(
        name,
        caption,
        pools,
        summary=asked.pool,
        axis=asked.axis(axis, asked.arms(arms), [pool for _, pool in pools]),
        title=f"{asked.synthesis.label}, as studies were added",
        notes=asked.notes,
    )


def funnel(
    question: str,
    *,
    name: str,
    caption: str,
    axis: Ends | None = None,
    arms: Arms | None = None,
    review: Review | None = None,
    **options: Any,
) -> Figure:
    """Return the funnel plot of a question: each study's effect against its standard error.

    Parameters
    ----------
    question, name, caption, axis, arms, review, **options
        As for `pooled_forest`.

    Raises
    ------
    ValueError
        When the question is not pooled by inverse variance.

    Notes
    -----
    With fewer than ten studies the figure says that its shape cannot be judged.
    """
    asked = Question(the_book(review), question, options)
    points = funnel_points(asked)
    return funnel_plot(
        name,
        caption,
        points,
        summary=asked.pool,
        axis=asked.axis(axis, asked.arms(arms), [effect for _, effect, _ in points]),
        title=f"{asked.synthesis.label}, funnel",
        notes=asked.notes[1:],
    )


def models(
    questions: Sequence[str | tuple[str, ...]],
    *,
    name: str,
    caption: str,
    axis: Ends | None = None,
    arms: Arms | None = None,
    review: Review | None = None,
) -> Figure:
    """Return a forest plot of the pools of questions under several models, a block for each question.

    Parameters
    ----------
    questions
        Names of questions of ratios; of several in brackets, the first is shown under every model and the others, which
        ask the same of other studies, below it as they are.
    name, caption, axis, arms, review
        As for `pooled_forest`.
    """
    book = the_book(review)
    asked = [Question(book, one if isinstance(one, str) else one[0], {}) for one in questions]
    rows = model_rows(book, questions)
    shown = [number for row in rows for number in (row.quantity.low, row.quantity.high) if number is not None]
    return forest_plot(
        name,
        caption,
        rows,
        axis=ratio_axis("Risk ratio", axis, shown, None),
        title="; ".join(one.synthesis.label for one in asked),
        notes=["Squares: pools."],
    )
