"""A summary of findings: what each question of a book answers, in relative and in absolute terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from helpers.exhibits.questions import Question
from helpers.exhibits.words import the_book
from helpers.figures import Table
from helpers.figures.table import Cell, Citation
from helpers.quantities.vocabulary import Review

COLUMNS = ("Outcome", "Trials", "Patients", "Relative effect", "Risk without", "Difference")
JUDGED = ("Risk of bias", "Certainty")
NOT_ASSESSED = "not assessed"
FEWEST = 3  # trials: the pool of two is no answer to a question

Published = Mapping[str, tuple[str, str, str, str]]


def findings(
    questions: Sequence[str],
    *,
    name: str,
    caption: str,
    published: Published | None = None,
    review: Review | None = None,
) -> Table:
    """Return a summary of findings: a row for each question of two groups.

    Parameters
    ----------
    questions
        Names of questions.
    name, caption, review
        As for `pooled_forest`.
    published
        By question, study, group, comparator and outcome of a pool as a publication printed it, for a question that
        has numbers of fewer than three trials.

    Raises
    ------
    QuantityError
        For an unknown name, or where an effect gives no difference.

    Notes
    -----
    Fewer than three trials are not pooled here: the row quotes the published pool, or says that there is none. Risk of
    bias and certainty have columns only where a named source has judged them for a study of the table.
    """
    book, quoted = the_book(review), published or {}
    rows = [_row(book, question, quoted.get(question)) for question in questions]
    judged = [_judged(book, question) for question in questions]
    notes = ["Difference: per 1,000 patients, at the median risk of the comparison groups."]
    if any(quoted.get(question) for question in questions):
        notes.append("Quoted: as the publication prints it; its trials are not all those of this table.")
    if all(words == NOT_ASSESSED for words in judged):
        return Table(name, caption, COLUMNS, rows, tuple(notes))
    cells = [[*row, words, NOT_ASSESSED] for row, words in zip(rows, judged, strict=True)]
    return Table(name, caption, (*COLUMNS, *JUDGED), cells, tuple(notes))


def _row(review: Review, question: str, published: tuple[str, str, str, str] | None) -> list[Cell]:
    """Return outcome, trials, patients, effect, control risk and difference of a question."""
    asked = Question(review, question, {})
    pool = asked.pool
    trials: Cell = (pool.part("k"), " of ", pool.part("members")) if pool.value is not None else f"{pool.k}"
    known = pool.value is not None and (pool.k or 0) >= FEWEST
    if known:
        return [
            asked.outcome,
            trials,
            pool.part("total"),
            pool,
            pool.part("control_risk"),
            review.per_1000(question),
        ]
    if published is None:
        return [asked.outcome, trials, "", "not pooled: fewer than three trials", "", ""]
    quoted, difference = review.reported(*published), review.per_1000_reported(*published, at=question)
    effect = ("quoted: ", quoted, " ", Citation(published[0]))
    return [asked.outcome, trials, "", effect, pool.part("control_risk"), difference]


def _judged(review: Review, question: str) -> str:
    """Return how the risk of bias of a question's studies was judged, each word once."""
    members = review.evidence.syntheses[question].members
    words = dict.fromkeys(review.evidence.studies[member.study]["risk_of_bias"] for member in members)
    return ", ".join(filter(None, words)) or NOT_ASSESSED
