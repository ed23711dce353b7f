"""Tables of trials: who was treated, when and with what, and by what outcome a trial is judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial

from helpers.evidence.conduct import NOT_READ
from helpers.evidence.syntheses import Member
from helpers.evidence.topics import grade_of, heading_of_grade
from helpers.exhibits.questions import Question
from helpers.exhibits.trial_rows import arms_of, size_of, trial_rows
from helpers.exhibits.words import enumerated, the_book
from helpers.figures import Table
from helpers.figures.table import Cell, Part
from helpers.files.tables import Row
from helpers.quantities import formatting
from helpers.quantities.expressions import quantity
from helpers.quantities.vocabulary import Review

FINEST, CLOSE = 20, 0.005  # a share is told as a fraction of at most twentieths that lies this close


def trials(question: str, *, name: str, caption: str, review: Review | None = None) -> Table:
    """Return a table of a question's trials: patients, time window, grade, drug and dose, primary outcome.

    Parameters
    ----------
    question
        Name of the question; its members are the trials, in their order, also those without numbers.
    name, caption
        Of the table; the caption is Markdown with roles.
    review
        Another book than that of the working folder.

    Notes
    -----
    Every arm with a drug is shown, also those that were not randomised. A share of a dose is that of the drug's
    intravenous dose in agents.csv. What no source gives is said to be not read, also a highest dose: only a dose that
    does not depend on the weight needs none.
    """
    book = the_book(review)
    makers: dict[str, Callable[[Review, str], Cell]] = {
        "Patients": _patients,
        "Time window": _window,
        heading_of_grade(book.evidence.package): _grades,
        "Drug and dose": _drugs,
        "Primary outcome": _primary_outcome,
    }
    columns = {title: partial(_of_study, book, make) for title, make in makers.items() if title}
    studies = dict.fromkeys(member.study for member in Question(book, question, {}).synthesis.members)
    cells = trial_rows(book, question, columns)
    return Table(name, caption, ("Trial", *columns), cells, _standards(book, studies))


def _of_study(book: Review, make: Callable[[Review, str], Cell], members: Sequence[Member]) -> Cell:
    """Return a cell that follows from the study alone."""
    return make(book, members[0].study)


def _patients(book: Review, study: str) -> Cell:
    """Return how many patients were analysed (or else randomised), by allocation where it differs, and who they are."""
    rows = arms_of(book, study)
    allocations = list(dict.fromkeys(row["allocation"] for row in rows))
    parts: list[Part] = []
    for allocation in allocations:
        own = [row["group"] for row in rows if row["allocation"] == allocation]
        for which in ("analysed", "randomised"):
            found = size_of(book, study, own, which)
            if found is None or found.value is None:
                continue
            said = f"{which}" if len(allocations) == 1 else allocation
            parts += [", " if parts else "", replace(found, text=formatting.integer(int(found.value))), f" {said}"]
            break
    return (*parts, ". " if parts else "", book.evidence.studies[study]["population"] or NOT_READ)


def _window(book: Review, study: str) -> Cell:
    window = book.evidence.studies[study]["window_h"]
    return f"{window} h" if window else NOT_READ


def _grades(book: Review, study: str) -> Cell:
    grades = dict.fromkeys(filter(None, (grade_of(book.evidence.package, row) for row in arms_of(book, study))))
    return ", ".join(grades) or NOT_READ


def _drugs(book: Review, study: str) -> Cell:
    """Return the drug with the dose of each arm and its share of the intravenous one, the highest dose and the time."""
    arms = [row for row in arms_of(book, study) if row["role"] == "treated" and row["agent"]]
    parts: list[Part] = []
    before: tuple[str, str] = ("", "")
    for row in sorted(arms, key=lambda row: row["allocation"] != "randomised"):
        agent, allocation = row["agent"], row["allocation"]
        begins = "; " if allocation != before[1] else ", "
        parts += [begins] if parts else []
        if allocation != "randomised" and allocation != before[1]:
            parts.append(f"{allocation}: ")
        parts += [f"{agent} "] if agent != before[0] else []
        parts += _dose(book, row) if row["dose"] else [f"dose {NOT_READ}"]
        before = (agent, allocation)
    if not arms:
        return NOT_READ
    own = next((row for row in book.evidence.tables["protocols"] if row["study"] == study), None)
    unread = []
    if own and own["dose_max"]:
        parts += [", at most ", book.recorded("protocols", "dose_max", study)]
    elif any("/" in row["dose_unit"] for row in arms):
        unread.append("highest dose")
    if own and own["given_over_low"]:
        parts += [", over ", *_span(book, study, own)]
    else:
        unread.append("time of infusion")
    return (*parts, f"; {enumerated(unread)} {NOT_READ}") if unread else tuple(parts)


def _span(book: Review, study: str, own: Row) -> list[Part]:
    """Return the time over which a drug was given: `15 s`, `15 to 30 min`."""
    low, high = (book.recorded("protocols", column, study) for column in ("given_over_low", "given_over_high"))
    if low.value == high.value:
        return [high]
    return [replace(low, text=own["given_over_low"]), " to ", high]


def _dose(book: Review, row: Row) -> list[Part]:
    """Return a dose, and in brackets its share of the intravenous one where that is known, or that it is not per kg."""
    dose = book.recorded("groups", "dose", row["study"], row["group"])
    if dose.value is not None and dose.value >= 10_000:
        dose = replace(dose, text=f"{formatting.integer(int(dose.value))} {row['dose_unit']}")
    if "/" not in row["dose_unit"]:
        return [dose, " (not per kg)"]
    standards = {each["agent"]: each for each in book.evidence.tables["agents"]}
    standard = standards.get(row["agent"])
    if standard is None or standard["iv_dose_unit"] != row["dose_unit"]:
        return [dose]
    share = quantity(f'{dose.expression} / recorded("agents", "iv_dose", "{row["agent"]}")', book.evidence)
    return [dose, " (", replace(share, text=share_text(share.value or 0)), ")"]


def share_text(share: float) -> str:
    """Return a share as the simplest fraction that lies close to it, or else with two decimals."""
    near = (Fraction(round(share * whole), whole) for whole in range(1, FINEST + 1))
    return next((str(part) for part in near if abs(part - share) < CLOSE), f"{share:.2f}")


def _standards(book: Review, studies: Iterable[str]) -> list[str]:
    """Return what the shares of doses are shares of, and where that stands."""
    agents = {row["agent"] for study in studies for row in arms_of(book, study)}
    rows = [row for row in book.evidence.tables["agents"] if row["agent"] in agents]
    if not rows:
        return []
    doses = ", ".join(f"{row['agent']} {row['iv_dose']} {row['iv_dose_unit']}" for row in rows)
    where = "; ".join(dict.fromkeys(row["locator"] for row in rows))
    return [f"In brackets: the share of the intravenous dose, {doses} ({where})."]


def _primary_outcome(book: Review, study: str) -> Cell:
    own = next((row for row in book.evidence.tables["protocols"] if row["study"] == study), None)
    if own is None or not own["primary_outcome"]:
        return NOT_READ
    found = book.recorded("protocols", "primary_outcome", study)
    label = book.evidence.outcomes[own["primary_outcome"]]["label"]
    return (replace(found, text=label), f". {own['note']}" if own["note"] else "")
