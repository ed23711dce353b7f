"""The sheet of a new study: a YAML file with its columns, its topics and the rows of its tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from helpers.commands.new_study.letters import tidy
from helpers.evidence.bibliography import VERIFICATIONS
from helpers.evidence.dictionary import columns_of, fields_of, tables_of
from helpers.evidence.topics import topics_by_axis
from helpers.files.plain_yaml import compose, pairs
from helpers.files.problems import Place, Problem, quote
from helpers.files.text import read_text

LISTS = ("groups", "outcomes", "definitions", "counts", "values", "estimates", "links", "inclusions", "members")
DEFAULTS = ("source", "reported_by", "locator", "url")
ENTRY = ("verification", "note", "reason")
FROM_CITATION = ("study", "year")  # columns of studies.csv that nobody types
PARTS = ("key", "entry", "study", "topics", "defaults")
WHEN_EMPTY = {"label": "needed; of the study, proposed when empty", "risk_of_bias": "'not assessed' when empty"}
REMEDY = "`review new study --template` prints a sheet whole."


@dataclass
class Rows:
    """Cells as given, the line of the sheet on which they begin, and their file where it is not the sheet's own."""

    cells: dict[str, str]
    line: int = 0
    file: str = ""


@dataclass
class Sheet:
    """What an author says of a new study.

    Parameters: name, of the file; key, empty when one is to be proposed; entry, verification, note and reason; study,
    columns of studies.csv; topics, by axis; defaults, cells for rows that do not say; lists, rows by table; lines,
    where each part begins; doubts, cells that a spreadsheet may have altered. What the file does not mention is absent,
    and may be asked for.
    """

    name: str
    key: str = ""
    entry: dict[str, str] = field(default_factory=dict)
    study: dict[str, str] = field(default_factory=dict)
    topics: dict[str, list[str]] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[Rows]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)


def lists_of(package: Mapping[str, Any]) -> list[str]:
    """Return the tables of a book to which a new study adds rows, in the order in which a sheet lists them."""
    return [table for table in LISTS if table in tables_of(package)]


def defaults_of(columns: Sequence[str]) -> list[str]:
    """Return the columns that a row takes from the defaults: none where `source` is not a place that it was read from.

    Parameters: columns, of the row's table.
    """
    return [name for name in DEFAULTS if name in columns] if "locator" in columns else []


def with_defaults(cells: Mapping[str, str], columns: Sequence[str], defaults: Mapping[str, str]) -> dict[str, str]:
    """Return the cells of a row with the sheet's defaults, where it names no source of its own.

    Parameters: cells; columns, of the row's table; defaults.
    """
    shared = [] if cells.get("source") else defaults_of(columns)
    return {**cells, **{name: defaults.get(name, "") for name in shared if not cells.get(name)}}


def asked_columns(package: Mapping[str, Any], table: str) -> list[dict[str, Any]]:
    """Return the columns of a table that an author fills: the rest follows from the citation and the key."""
    known = FROM_CITATION if table == "studies" else () if table == "inclusions" else ("study",)
    return [column for column in fields_of(package, table) if column["name"] not in known]


def read_sheet(package: Mapping[str, Any], path: Path) -> tuple[Sheet, list[Problem]]:
    """Read a sheet. Parameters: package, the data dictionary; path. Returns: the sheet and every fault of its form."""
    sheet = Sheet(name=str(path))
    text, problems = read_text(path, sheet.name, foreign=True)
    if problems:
        return sheet, problems
    tree, problems = compose(text, sheet.name, REMEDY)
    if problems:
        return sheet, problems
    reader = _Reader(sheet.name, problems)
    for part, node in reader.known(tree, "a sheet", (*PARTS, *lists_of(package))):
        sheet.lines[part] = node.start_mark.line + 1
        if part == "key":
            sheet.key = reader.text(node, part)
        elif part == "entry":
            sheet.entry = reader.cells(node, part, ENTRY)
        elif part == "study":
            columns = [column["name"] for column in asked_columns(package, "studies")]
            sheet.study = reader.cells(node, part, columns)
        elif part == "topics":
            axes = tuple(topics_by_axis(package))
            sheet.topics = {axis: reader.words(words, axis) for axis, words in reader.known(node, part, axes)}
        elif part == "defaults":
            sheet.defaults = reader.cells(node, part, DEFAULTS)
        else:
            sheet.lists[part] = list(reader.rows(node, part, columns_of(package, part)))
    return sheet, problems


@dataclass
class _Reader:
    """Turns nodes into text and adds to the faults."""

    name: str
    problems: list[Problem]

    def fault(self, node: yaml.Node, rule: str, found: str, remedy: str = REMEDY) -> None:
        line = node.start_mark.line + 1
        self.problems.append(Place(self.name, line=line).fault(rule, found, remedy))

    def known(
        self, node: yaml.Node | None, what: str, words: tuple[str, ...] | list[str]
    ) -> Iterator[tuple[str, yaml.Node]]:
        for name, value in pairs(node, what, self.name, REMEDY, self.problems):
            if name in words:
                yield name, value
            else:
                found = f"got {quote(name)}"
                self.fault(value, f"{what} has the words {', '.join(words)}", found, "Correct or remove the word.")

    def text(self, node: yaml.Node, what: str) -> str:
        if not isinstance(node, yaml.ScalarNode):
            self.fault(node, f"{what} is text", "it is a list or a mapping")
            return ""
        try:
            return "" if node.tag.endswith(":null") else tidy(node.value)
        except ValueError as error:
            self.fault(node, f"{what} is text", str(error), "Write it plainly.")
            return ""

    def cells(self, node: yaml.Node, what: str, words: tuple[str, ...] | list[str]) -> dict[str, str]:
        return {name: self.text(value, name) for name, value in self.known(node, what, words)}

    def words(self, node: yaml.Node, what: str) -> list[str]:
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        return [word for item in nodes if (word := self.text(item, what))]

    def rows(self, node: yaml.Node, table: str, columns: list[str]) -> Iterator[Rows]:
        if isinstance(node, yaml.ScalarNode) and node.tag.endswith(":null"):
            return
        if not isinstance(node, yaml.SequenceNode):
            self.fault(node, f"{table} is a list of rows", "it is not")
            return
        for item in node.value:
            cells = self.cells(item, f"a row of {table}", columns)
            if any(cells.values()):  # a row of the template that nobody filled says nothing
                yield Rows(cells, item.start_mark.line + 1)


def template(package: Mapping[str, Any]) -> str:
    """Return an empty sheet with a remark for each word. Parameters: package, the data dictionary."""
    lines = [
        "# A new study. Write what the source says and leave the rest empty: empty rows are not read. Delete the lists",
        "# you do not need; repeat a row, from its dash, for each further one. Copy numbers as printed. Text stands in",
        "# quotes when it holds a colon or #, or begins with > or a bracket.",
        "# Then: review new study --from CITATION.bib --rows THIS_FILE.yml",
        "key:  # acronymYEAR or authorYEARword; proposed from the citation when it stays empty",
        "entry:",
        f"  verification:  # {' | '.join(VERIFICATIONS)}; probable when it stays empty",
        "  note:  # what was read, and how sure the identification is; needed unless it is confirmed",
        "study:",
        *(_line(column, "  ") for column in asked_columns(package, "studies")),
        "topics:  # of an original study: one or more on each axis, with commas between in the brackets",
        *(f"  {axis}: []  # {' | '.join(topics)}" for axis, topics in topics_by_axis(package).items()),
        "defaults:  # for every row below that does not name a source of its own",
        *(f"  {name}:" for name in DEFAULTS),
    ]
    for table in lists_of(package):
        title = next(resource["description"] for resource in package["resources"] if resource["name"] == table)
        lines.append(f"{table}:  # {title}")
        for number, column in enumerate(asked_columns(package, table)):
            lines.append(_line(column, "    " if number else "  - "))
    return "\n".join(lines) + "\n"


def _line(column: Mapping[str, Any], indent: str) -> str:
    return f"{indent}{column['name']}:  # {hint(column)}"


def hint(column: Mapping[str, Any]) -> str:
    """Return what a person must know to fill a column: whether it is needed, its words, its meaning."""
    words = words_of(column)
    need = WHEN_EMPTY.get(column["name"], "needed") if column.get("constraints", {}).get("required") else ""
    return ". ".join(part for part in [need, " | ".join(words), column["description"]] if part)


def words_of(column: Mapping[str, Any]) -> list[str]:
    """Return the words that a column may hold, none when any text may stand there."""
    return column.get("constraints", {}).get("enum", ["true", "false"] if column["type"] == "boolean" else [])


def as_yaml(sheet: Sheet) -> str:
    """Return a sheet as a file that reads the same. Parameters: sheet."""
    parts: dict[str, Any] = {"key": sheet.key, "entry": sheet.entry, "study": sheet.study, "topics": sheet.topics}
    parts |= {"defaults": sheet.defaults, **{table: [row.cells for row in rows] for table, rows in sheet.lists.items()}}
    return yaml.safe_dump(parts, allow_unicode=True, sort_keys=False, width=120)
