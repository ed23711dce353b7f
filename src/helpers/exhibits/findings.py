"""A summary of findings: what each question of a book answers, in relative and in absolute terms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from helpers.evidence.conduct import NOT_READ
from helpers.exhibits.questions import Question
from helpers.exhibits.trial_rows import arms_of, first_known, patients_of, size_of
from helpers.exhibits.words import enumerated, the_book
from helpers.figures import Table
from helpers.figures.table import Cell, Citation, Part
from helpers.quantities.quantity import Quantity
from helpers.quantities.vocabulary import Review

COLUMNS = ("Outcome", "Difference", "Relative effect", "Number needed", "Risk without (median)", "Trials", "Patients")
JUDGED = ("Risk of bias", "Certainty")
NOT_ASSESSED = "not assessed"
NOT_ONE_SIDED = "not one-sided"
FEWEST = 3  # trials: the pool of two is no answer to a question

QUOTED_POOL = "published pool"

Keys = tuple[str, str, str, str]
Published = Mapping[str, Keys]


def findings(
    questions: Sequence[str | Keys],
    *,
    name: str,
    caption: str,
    published: Published | None = None,
    review: Review | None = None,
) -> Table:
    """Return a summary of findings: a row for each question of two groups, and for each published pool.

    Parameters
    ----------
    questions
        Names of questions; or study, group, comparator and outcome of a pool as a publication printed it, for an
        outcome of which no question pools counts, such as a whole scale.
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
    Fewer than three trials are not pooled here: the row quotes the published pool, or says that there is none. A row
    names the trials that are not in its pool. A number needed to treat is given only where the interval of the
    difference lies on one side of 0. Risk of bias and certainty have columns only where a named source has
    judged them for a study of the table.
    """
    book, quoted = the_book(review), published or {}
    rows: list[list[Cell]] = []
    for question in questions:
        if isinstance(question, str):
            rows.append(_row(book, question, quoted.get(question)))
        else:
            outcome = book.evidence.outcomes[question[3]]["label"]
            patients, effect = _quoted(book, question)
            rows.append([outcome, "", effect, "", "", QUOTED_POOL, patients])
    judged = [_judged(book, question) for question in questions]
    notes = [
        "Difference: per 1,000 patients, at the median risk of the comparison groups.",
        "Number needed: patients treated for one more to benefit (NNTB) or to be harmed (NNTH), at that risk; "
        "given only where the whole interval of the difference lies on one side of 0.",
    ]
    if any(not isinstance(question, str) or quoted.get(question) for question in questions):
        notes.append("Quoted: as the publication prints it; its trials are not all those of this table.")
    if all(words == NOT_ASSESSED for words in judged):
        return Table(name, caption, COLUMNS, rows, tuple(notes))
    cells = [[*row, words, NOT_ASSESSED] for row, words in zip(rows, judged, strict=True)]
    return Table(name, caption, (*COLUMNS, *JUDGED), cells, tuple(notes))


def _row(review: Review, question: str, published: Keys | None) -> list[Cell]:
    """Return outcome, difference, effect, number needed, control risk, trials and patients of a question."""
    asked = Question(review, question, {})
    pool = asked.pool
    trials: tuple[Part, ...] = (f"{pool.k}",)
    if pool.value is not None:
        trials = (pool.part("k"), " of ", pool.part("members"))
    if pool.value is not None and (pool.k or 0) >= FEWEST:
        trials = (*trials, *_missing(review, asked))
        difference = review.per_1000(question)
        needed = _needed(difference, partial(review.nnt_pooled, question))
        return [asked.outcome, difference, pool, needed, pool.part("control_risk"), trials, pool.part("total")]
    if published is None:
        return [asked.outcome, "", "not pooled: fewer than three trials", "", "", trials, ""]
    trials = (f"{QUOTED_POOL}; counts read of ", *trials)
    difference = review.per_1000_reported(*published, at=question)
    needed = _needed(difference, partial(review.nnt_reported, *published, at=question))
    patients, effect = _quoted(review, published)
    return [asked.outcome, difference, effect, needed, pool.part("control_risk"), trials, patients]


def _needed(difference: Quantity, number: Callable[[], Quantity]) -> Cell:
    """Return a number needed to treat, or that there is none to give: its interval would pass through infinity."""
    assert difference.low is not None and difference.high is not None
    return NOT_ONE_SIDED if difference.low <= 0 <= difference.high else number()


def _missing(review: Review, asked: Question) -> list[Part]:
    """Return which trials are not in the pool of a question, and how many patients they randomised if it is known."""
    pooled = {part.member.study for part in asked.parts}
    missing = [member.study for member in asked.synthesis.members if member.study not in pooled]
    if not missing:
        return []
    names = enumerated(review.evidence.studies[study]["label"] for study in missing)
    sizes = [patients_of(review, study, "randomised") for study in missing]
    known = [size.expression for size in sizes if size is not None]
    patients = first_known(review, " + ".join(known)) if len(known) == len(missing) else None
    return [f"; not {names}", *((" (", patients, " randomised)") if patients else ())]


def _quoted(review: Review, published: Keys) -> tuple[Cell, Cell]:
    """Return the patients of a published pool, and its effect as printed, marked as quoted."""
    study, *groups, _ = published
    arms = {row["group"] for row in arms_of(review, study)}
    patients = size_of(review, study, groups) or (patients_of(review, study) if arms == set(groups) else None)
    effect = ("quoted: ", review.reported(*published), " ", Citation(study))
    return patients or NOT_READ, effect


def _judged(review: Review, question: str | Keys) -> str:
    """Return how the risk of bias of the studies behind a row was judged, each word once."""
    members = review.evidence.syntheses[question].members if isinstance(question, str) else ()
    studies = [member.study for member in members] if isinstance(question, str) else [question[0]]
    words = dict.fromkeys(review.evidence.studies[study]["risk_of_bias"] for study in studies)
    return ", ".join(filter(None, words)) or NOT_ASSESSED
