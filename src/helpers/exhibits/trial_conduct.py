"""Tables of what feeds a judgement of bias, without one: how trials were done, and what a guideline makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from helpers.evidence.conduct import NOT_READ, facts_of
from helpers.evidence.dictionary import columns_of, said_of
from helpers.evidence.syntheses import Member
from helpers.exhibits.trial_rows import first_known, patients_of, trial_rows
from helpers.exhibits.words import the_book
from helpers.figures import Table
from helpers.figures.table import Cell, Part, parts_of
from helpers.quantities.formatting import integer
from helpers.quantities.lookup import unknown
from helpers.quantities.vocabulary import Review

MOST = 6  # facts that a page can show beside the name of a trial
WHAT_NOT_READ_IS = "Not read: no page that we read says it; the answer may be yes or no."
HOURS = "_h"  # how the name of a column ends that holds hours
SIZES = {"randomised": "Randomised", "analysed": "With the outcome"}


def conduct(
    question: str,
    facts: Sequence[str],
    *,
    name: str,
    caption: str,
    review: Review | None = None,
) -> Table:
    """Return a table of how a question's trials were done: a row per trial, a column per fact.

    Parameters
    ----------
    question
        Name of the question; its members are the trials, in their order, also those without numbers.
    facts
        What is shown: facts that the dictionary asks of each trial, columns of studies.csv, `randomised` and
        `analysed`; at most six, that the table can be read.
    name, caption
        Of the table; the caption is Markdown with roles.
    review
        Another book than that of the working folder.

    Raises
    ------
    QuantityError
        For an unknown question or fact.
    ValueError
        For more facts than a page can show.

    Notes
    -----
    Those analysed are the patients in whom the outcome of the question was counted; where a trial has no counts of it,
    those that the trial analysed. What nobody read is said to be not read, which is no answer.
    """
    book = the_book(review)
    package = book.evidence.package
    asked = facts_of(package)
    titles = {fact: str(said["title"]) for fact, said in asked.items()} | SIZES
    for fact in facts:
        columns = columns_of(package, "studies")
        if fact not in titles and fact not in columns:
            raise unknown("fact", fact, (*titles, *columns))
        titles.setdefault(fact, str(said_of(package, "studies", fact).get("title", "")))
    if not 1 <= len(facts) <= MOST:
        raise ValueError(
            f"table {name!r}: {len(facts)} facts are asked, and a page can show {MOST}. Make several tables."
        )
    columns = {titles[fact]: partial(_fact, book, fact, fact in asked) for fact in facts}
    cells = trial_rows(book, question, columns)
    silent = any(NOT_READ in str(part) for row in cells for cell in row for part in parts_of(cell))
    return Table(name, caption, ("Trial", *columns), cells, (WHAT_NOT_READ_IS,) if silent else ())


def recommendations(guideline: str, *, name: str, caption: str, review: Review | None = None) -> Table:
    """Return a table of what a guideline recommends: about what, in our words, and how strongly.

    Parameters
    ----------
    guideline
        Its key in studies.csv.
    name, caption, review
        As for `conduct`.

    Raises
    ------
    QuantityError
        When recommendations.csv has none of it.
    """
    book = the_book(review)
    rows = book.evidence.index.get(("recommendations", guideline), [])
    if not rows:
        known = dict.fromkeys(row["study"] for row in book.evidence.tables["recommendations"])
        raise unknown("guideline", guideline, known)
    cells: list[list[Cell]] = []
    for row in rows:
        strength: list[Part] = [book.recorded("recommendations", "strength", row["recommendation"])]
        strength += [f", level {row['level']}"] if row["level"] else []
        cells.append([row["label"], " ".join(filter(None, (row["says"], row["note"]))), tuple(strength)])
    dates = ", ".join(dict.fromkeys(row["date"] for row in rows if row["date"]))
    notes = [f"As of {dates}."] if dates else []
    return Table(name, caption, ("About", "What it says", "Class of recommendation, level"), cells, notes)


def _fact(book: Review, fact: str, asked: bool, members: Sequence[Member]) -> Cell:
    """Return what is known of one fact about a trial, as a number or words that open."""
    study = members[0].study
    if fact in SIZES:
        return _size(book, members, fact)
    if not asked:
        if book.evidence.studies[study][fact] in ("", None):
            return NOT_READ
        found = book.recorded("studies", fact, study)
        return replace(found, text=f"{found.text} h") if fact.endswith(HOURS) else found
    rows = [row for row in book.evidence.index.get(("conduct", study), ()) if row["fact"] == fact]
    if not rows:
        return NOT_READ
    detail = f"; {rows[0]['detail']}" if rows[0]["detail"] else ""
    if rows[0]["answer"] == NOT_READ:
        return f"{NOT_READ}{detail}"
    found = book.recorded("conduct", "answer", study, fact)
    if facts_of(book.evidence.package)[fact].get("number"):
        found = replace(found, text=integer(int(found.text)))
    return (found, detail)


def _size(book: Review, members: Sequence[Member], which: str) -> Cell:
    """Return how many patients a trial randomised, or analysed for the outcome of the question."""
    study = members[0].study
    counted = [member for member in members if not member.absent and not member.estimate]
    found = None
    if which == "analysed" and counted:
        member, keys = counted[0], f'"{study}", "{{arm}}", "{counted[0].outcome}"'
        found = first_known(book, " + ".join(f"count({keys}).total".format(arm=arm) for arm in member.arms))
    return found or patients_of(book, study, which) or NOT_READ
