"""Adding a study: entry and rows are put together, checked as a part of the book, and only then written."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from helpers.commands.new_study.citation import Citation, default_note
from helpers.commands.new_study.identity import find_duplicates, house_of, propose_names
from helpers.commands.new_study.sheet import Rows, Sheet, lists_of, with_defaults
from helpers.evidence.bibliography import KEY
from helpers.evidence.canonical import in_order
from helpers.evidence.dictionary import PACKAGE, columns_of, tables_of
from helpers.evidence.evidence import Evidence, read
from helpers.files.bibtex import FILE as BIBLIOGRAPHY
from helpers.files.bibtex import parse
from helpers.files.bibtex_form import bibliography_text, entry_text, to_latex
from helpers.files.problems import EvidenceError, Place, Problem, quote
from helpers.files.tables import Row, saved_rows, table_text
from helpers.files.text import read_bytes, text_of
from helpers.files.transaction import Change, change

Cells = dict[str, str]


@dataclass
class Addition:
    """What is added: the study's key and label, its entry as BibTeX, empty when the book has it, and rows by table."""

    key: str
    label: str
    entry: str
    rows: dict[str, list[Rows]] = field(default_factory=dict)

    def told(self) -> str:
        """Return what is added, in words."""
        sizes = [f"{len(rows)} in {table}.csv" for table, rows in self.rows.items() if rows]
        entry = f"one entry in {BIBLIOGRAPHY}; " if self.entry else ""
        return f"{self.key} ({self.label}): {entry}rows: {', '.join(sizes)}"


def sound_evidence(root: Path) -> Evidence:
    """Return the evidence of a book to which a study can be added.

    Parameters: root, its folder. Raises: EvidenceError when it has faults of its own, which nobody could tell from
    those of the new rows.
    """
    evidence, problems = read(root)
    if evidence is None or problems:
        rule = "a study is added to data without faults"
        found = f"these have {len(set(problems))}"
        problems.append(Place("data").fault(rule, found, "Nothing was added: correct the faults named here first."))
        raise EvidenceError(problems)
    return evidence


def refuse_duplicates(evidence: Evidence, citation: Citation, key: str, origin: str) -> None:
    """Raise EvidenceError when the book has a study already.

    Parameters: evidence, of the book; citation; key, empty when there is none yet; origin, the file of the citation.
    """
    if problems := list(find_duplicates(key, citation.fields, evidence.entries, evidence.studies, origin)):
        raise EvidenceError(problems)


def compose_addition(evidence: Evidence, citation: Citation, sheet: Sheet, origin: str) -> Addition:
    """Put entry and rows together from a citation and a sheet.

    Parameters: evidence, of the book; citation; sheet; origin, the file of the citation. Raises: EvidenceError when the
    study has no key or the book has it already.
    """
    proposed, label = propose_names(citation.fields, house_of(evidence))
    key = sheet.key or proposed
    refuse_duplicates(evidence, citation, key, origin)
    if not key:
        rule, found = "a study has a key", "none can be made from its title and authors"
        raise EvidenceError([Place(sheet.name).fault(rule, found, "Write `key:` with acronymYEAR or authorYEARword.")])
    if not KEY.match(key):
        rule, found = "a key is lower-case letters and digits", f"got {quote(key)}"
        raise EvidenceError([Place(sheet.name).fault(rule, found, "Write acronymYEAR or authorYEARword.")])
    fields = _fields(citation, sheet)
    study = {"label": label, "risk_of_bias": "not assessed"} | {
        name: cell for name, cell in sheet.study.items() if cell
    }
    study |= {"study": key, "year": fields.get("year", "")}
    entry = entry_text(key, citation.kind, {name: f"{{{value}}}" for name, value in fields.items()})
    if [(found.key, dict(found.fields)) for found in parse(entry)[0]] != [(key, fields)]:
        rule, found = "an entry is read as it was written", "its braces or quotes do not allow it"
        raise EvidenceError([Place(origin).fault(rule, found, "Balance them in the citation.", key)])
    addition = Addition(key, study["label"], entry, {"studies": [Rows(study, sheet.lines.get("study", 0))]})
    addition.rows |= _rows_of(evidence, key, sheet)
    return addition


def compose_rows(evidence: Evidence, sheet: Sheet) -> Addition:
    """Put the rows of a sheet together that a study of the book gets.

    Parameters: evidence, of the book; sheet. Raises: EvidenceError when the sheet names no study of the book, has no
    rows, or says what the study has already.
    """
    known = {row["study"]: row["label"] for row in evidence.tables["studies"]}
    problems, rows = [], _rows_of(evidence, sheet.key, sheet)
    if sheet.key not in known:
        near = difflib.get_close_matches(sheet.key, known, n=3, cutoff=0.6)
        found = f"got {quote(sheet.key)}" + (f"; it has {', '.join(near)}" if near else "")
        remedy = "Name one in `key:`; `review new study` adds another."
        place = Place(sheet.name, line=sheet.lines.get("key", 0))
        problems.append(place.fault("rows are added to a study of the book", found, remedy))
    for part in ("entry", "study"):
        if any(getattr(sheet, part).values()):
            place = Place(sheet.name, line=sheet.lines.get(part, 0))
            remedy = "Take it out; `review correct` changes cells of studies."
            problems.append(place.fault(f"a study of the book has its {part} already", f"{part} is filled", remedy))
    if not any(rows.values()):
        remedy = "`review new study --template` prints a sheet: `key`, `defaults` and lists are read."
        problems.append(Place(sheet.name).fault("a sheet has rows to add", "it has none", remedy))
    if problems:
        raise EvidenceError(problems)
    return Addition(sheet.key, known[sheet.key], "", rows)


def _rows_of(evidence: Evidence, key: str, sheet: Sheet) -> dict[str, list[Rows]]:
    topics = [(axis, topic) for axis, found in sheet.topics.items() for topic in found]
    line = sheet.lines.get("topics", 0)
    found = {"topics": [Rows({"study": key, "axis": axis, "topic": topic}, line) for axis, topic in topics]}
    for table in lists_of(evidence.package):
        columns = columns_of(evidence.package, table)
        rows = sheet.lists.get(table, [])
        found[table] = [Rows(_filled(row.cells, table, columns, key, sheet), row.line, row.file) for row in rows]
    return found


def _fields(citation: Citation, sheet: Sheet) -> Cells:
    """Return the fields of the entry; without a word from the author its identification is only probable."""
    try:
        said = {name: to_latex(cell) for name, cell in sheet.entry.items() if cell}
    except ValueError as error:
        rule, remedy = "note is plain text", "Write it plainly."
        raise EvidenceError([Place(sheet.name).fault(rule, str(error), remedy)]) from None
    fields = {**citation.fields, **said}
    fields.setdefault("verification", "probable")
    if fields["verification"] == "probable":
        fields.setdefault("note", default_note(citation))
    return fields


def _filled(cells: Cells, table: str, columns: list[str], key: str, sheet: Sheet) -> Cells:
    """Return the cells of a row with its study, and with the sheet's defaults where it names no source of its own."""
    cells = dict(cells)
    if table == "inclusions":  # the new study is the review, or one of those inside it
        own = "review" if cells.get("study") else "study"
        cells[own] = cells.get(own) or key
    elif "study" in columns:
        cells["study"] = cells.get("study") or key
    return with_defaults(cells, columns, sheet.defaults)


def add(evidence: Evidence, addition: Addition, sheet: Sheet, origin: str) -> list[str]:
    """Check an addition as a part of the book, and write it: all of it, or nothing.

    Parameters: evidence, of the book as it is; addition; sheet and origin, the files that messages name. Returns: the
    names of the files that changed. Raises: EvidenceError with every fault of the new entry and rows.
    """
    root = evidence.root
    if foreign := list(_find_foreign_rows(addition, sheet)):
        raise EvidenceError(foreign)
    with change(root) as changing:
        for name in (PACKAGE, *(f"data/{table}.csv" for table in tables_of(evidence.package))):
            (changing.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (changing.folder / name).write_bytes(_read_once(root, name)[0])
        was, old = _read_once(root, BIBLIOGRAPHY)
        text, problems = bibliography_text(old, addition.entry) if addition.entry else (old, [])
        if problems:
            raise EvidenceError([replace(problem, place=Place(origin)) for problem in problems])
        changing.write(BIBLIOGRAPHY, text.encode("utf-8"), was=was)
        places: dict[Place, Place] = {}
        changed = [BIBLIOGRAPHY] if addition.entry else []
        for table, rows in addition.rows.items():
            if rows:
                _stage(changing, evidence, table, rows, sheet.name, places)
                changed.append(f"data/{table}.csv")
        problems = [_placed(problem, places, addition.key, origin) for problem in read(changing.folder)[1]]
        if problems:
            raise EvidenceError(problems)
        changing.install()
    return changed


def _read_once(root: Path, name: str) -> tuple[bytes, str]:
    """Return what a file of the book holds, as bytes and as text: of one moment, so that a save since then is told."""
    content, problems = read_bytes(root / name, name)
    text, faults = ("", []) if problems else text_of(content, name)
    if problems or faults:
        raise EvidenceError([*problems, *faults])
    return content, text


def _find_foreign_rows(addition: Addition, sheet: Sheet) -> Iterator[Problem]:
    """Yield rows that belong to another study: this command adds one and touches no other."""
    for table, rows in addition.rows.items():
        for row in rows:
            columns = ("study", "review") if table == "inclusions" else ("study",)
            names = [name for name in map(row.cells.get, columns) if name]
            if names and addition.key not in names:
                rule, found = f"a row of {table} belongs to {addition.key}", f"this one names {quote(names[0])}"
                yield Place(row.file or sheet.name, line=row.line).fault(
                    rule, found, "Leave the study out: it is filled in."
                )


def _stage(
    changing: Change, evidence: Evidence, table: str, rows: list[Rows], name: str, places: dict[Place, Place]
) -> None:
    """Write a table with its new rows into the change, and note for each row of it where a person finds it."""
    file, columns = f"data/{table}.csv", columns_of(evidence.package, table)
    was, old = saved_rows(evidence.root / file, file, columns)
    new = [Row(row.file or name, row.line, {name: row.cells.get(name, "") for name in columns}) for row in rows]
    ordered, known = in_order(evidence.package, table, old, new), set(map(id, new))
    for number, row in enumerate(ordered, 2):
        places[Place(file, row=number)] = Place(row.table, line=row.number) if id(row) in known else row.place
    changing.write(file, table_text(columns, ordered).encode("utf-8"), was=was)


def _placed(problem: Problem, places: Mapping[Place, Place], key: str, origin: str) -> Problem:
    """Return a fault of the staged book with the place where the author can mend it."""
    if problem.file == BIBLIOGRAPHY and problem.subject == key:
        return replace(problem, place=Place(origin))
    return replace(problem, place=places.get(problem.place, problem.place))
