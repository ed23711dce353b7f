"""What the tables of a book hold of one study, in the words of its page: rows of cells, each with where it was read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from helpers.book.study_links import anchor_of_row
from helpers.evidence.conduct import NOT_READ, facts_of
from helpers.evidence.dictionary import fields_of, resource_of, said_of, tables_of
from helpers.evidence.evidence import Evidence
from helpers.evidence.read import READ
from helpers.evidence.topics import grade_of, topics_by_axis
from helpers.files.tables import Row
from helpers.quantities import words
from helpers.quantities.opened import defined_in

UNKNOWN = {
    "year": NOT_READ,
    "design": "not known",
    "country": NOT_READ,
}  # what is said of each study, whatever is known
APART = ("study", "label", "population", "note", "not_cited", "read")  # columns that the page says elsewhere, or never
EXCLUDES = "excludes_"  # how columns of definitions begin that say whom a study left out


class Where(NamedTuple):
    """Where a row was read: source, as the tables have it; key of the study that quotes it; place there; address."""

    source: str
    by: str
    locator: str
    url: str


class Cell(NamedTuple):
    """A cell: its words, further ones in small letters, and whether a number was counted back."""

    text: str
    small: tuple[str, ...] = ()
    back: bool = False


class Line(NamedTuple):
    """A row of a table: its id on the page, its cells, where it was read, and what is said to report it."""

    id: str
    cells: tuple[Cell, ...]
    where: Where | None
    row: str


class Shown(NamedTuple):
    """A table of a study: its id, title, headings and rows."""

    id: str
    title: str
    heads: tuple[str, ...]
    lines: list[Line]


def facts_about(evidence: Evidence, study: Row) -> list[tuple[str, str]]:
    """Return what studies.csv and topics.csv say of a study: headings, as the dictionary has them, and words."""
    facts = []
    for field in fields_of(evidence.package, "studies"):
        name, cell = field["name"], study[field["name"]]
        if name in APART or (cell in ("", None) and name not in UNKNOWN):
            continue
        unit = f" {field['unit']}" if cell and field.get("unit", name) != name else ""
        facts.append((str(field["title"]), f"{cell or UNKNOWN[name]}{unit}"))
    if study["read"]:
        facts.append((str(said_of(evidence.package, "studies", "read")["title"]), READ[study["read"]]))
    topics = evidence.index.get(("topics", study["study"]), ())
    for axis in topics_by_axis(evidence.package):
        named = ", ".join(row["topic"] for row in topics if row["axis"] == axis)
        facts += [(f"{axis[0].upper()}{axis[1:]}", named)] if named else []
    return facts


def tables_about(evidence: Evidence, study: str) -> list[Shown]:
    """Return the tables of a study that have rows."""
    return [
        found for table in TABLES if table in tables_of(evidence.package) and (found := _table(evidence, table, study))
    ]


def _table(evidence: Evidence, table: str, study: str) -> Shown | None:
    heads, make = TABLES[table]
    rows = evidence.index.get((table, study), ())
    lines = [Line(anchor_of_row(evidence, row), tuple(make(evidence, row)), _where(row), str(row.ref)) for row in rows]
    said = resource_of(evidence.package, table)
    title = str(said.get("countedAs", said["title"]))
    return Shown(table, title[0].upper() + title[1:], heads, lines) if lines else None


def _where(row: Row) -> Where | None:
    return (
        Where(*(row.get(name, "") for name in ("source", "reported_by", "locator", "url"))) if "source" in row else None
    )


def _group(evidence: Evidence, row: Row, column: str = "group") -> str:
    return str(evidence.groups.get((row["study"], row[column]), {}).get("label", row[column]))


def _outcome(evidence: Evidence, row: Row) -> str:
    return str(evidence.outcomes[row["outcome"]]["label"])


def _counts(evidence: Evidence, row: Row) -> Iterator[Cell]:
    small = [_group(evidence, row)]
    if found := evidence.definitions.get(row["definition"]):
        small.append(f"{defined_in(evidence)} was: {words.describe(found)}")
    yield Cell(_outcome(evidence, row), tuple(small))
    yield Cell(words.as_printed(row), _faults(row), row["back_calculated"])


def _values(evidence: Evidence, row: Row) -> Iterator[Cell]:
    yield Cell(_outcome(evidence, row), (f"{_group(evidence, row)}, {row['statistic']}",))
    yield Cell(words.as_printed(row), _faults(row))


def _estimates(evidence: Evidence, row: Row) -> Iterator[Cell]:
    sides = words.versus(_group(evidence, row), _group(evidence, row, "comparator"))
    yield Cell(_outcome(evidence, row), (sides,))
    yield Cell(words.as_printed(row), ("adjusted" if row["adjusted"] else "crude", *_faults(row)))


def _filled(*cells: str) -> tuple[str, ...]:
    return tuple(filter(None, cells))


def _faults(row: Row) -> tuple[str, ...]:
    return (words.at_fault(row["fault"]),) if row["fault"] else ()


def _groups(evidence: Evidence, row: Row) -> Iterator[Cell]:
    part = evidence.groups.get((row["study"], row["part_of"]), {}).get("label", "")
    kind = ", ".join(filter(None, [row["role"], row["allocation"], f"part of: {part}" if part else ""]))
    yield Cell(row["label"], (kind,) if kind else ())
    yield Cell(words.as_printed(row) or NOT_READ)
    treated = " ".join(filter(None, [row["agent"], row["dose"], row["dose_unit"]]))
    yield Cell(", ".join(filter(None, [treated, grade_of(evidence.package, row)])), _filled(row.get("note", "")))


def _definitions(evidence: Evidence, row: Row) -> Iterator[Cell]:
    yield Cell(words.describe(row))
    titles = {field["name"]: field["title"] for field in fields_of(evidence.package, "definitions")}
    left_out = [f"{titles[name]}: {row[name]}" for name in titles if name.startswith(EXCLUDES) and row[name]]
    yield Cell("; ".join(left_out) or NOT_READ)


def _conduct(evidence: Evidence, row: Row) -> Iterator[Cell]:
    yield Cell(str(facts_of(evidence.package)[row["fact"]]["title"]))
    yield Cell(row["answer"], _filled(row["detail"]))


def _protocols(evidence: Evidence, row: Row) -> Iterator[Cell]:
    titles = {field["name"]: field["title"] for field in fields_of(evidence.package, "protocols")}
    outcome = evidence.outcomes.get(row["primary_outcome"], {}).get("label", NOT_READ)
    yield Cell(f"{titles['primary_outcome']}: {outcome}", _filled(row["note"]))
    most = f"{row['dose_max']} {row['dose_max_unit']}" if row["dose_max"] else NOT_READ
    span = " to ".join(dict.fromkeys(_filled(row["given_over_low"], row["given_over_high"])))
    over = f"{span} {row['given_over_unit']}" if span else NOT_READ
    yield Cell(f"{titles['dose_max']}: {most}", (f"Given over: {over}",))


def _links(evidence: Evidence, row: Row) -> Iterator[Cell]:
    yield Cell(f"{row['cause']} → {row['effect']}")
    yield Cell(row["finding"], (row["direction"],))


def _recommendations(evidence: Evidence, row: Row) -> Iterator[Cell]:
    yield Cell(row["label"], _filled(row["says"], row["note"]))
    yield Cell(", level ".join(filter(None, [row["strength"], row["level"]])), _filled(row["date"]))


TABLES: Mapping[str, tuple[tuple[str, ...], Callable[[Evidence, Row], Iterator[Cell]]]] = {  # in a page's order
    "groups": (("Group", "Patients", "Treatment"), _groups),
    "definitions": (("As it was called", "Left out"), _definitions),
    "counts": (("Outcome and group", "As printed"), _counts),
    "values": (("Outcome and group", "As printed"), _values),
    "estimates": (("Outcome and groups", "As printed"), _estimates),
    "protocols": (("What was planned", "Treatment"), _protocols),
    "conduct": (("Fact", "Answer"), _conduct),
    "links": (("Step", "Finding"), _links),
    "recommendations": (("About", "Class and level"), _recommendations),
}
