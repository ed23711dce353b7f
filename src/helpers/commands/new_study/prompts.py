"""The walk of questions of `review new study`: what the sheet does not say is asked, column by column."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import typer

from helpers.commands.new_study.citation import Citation, default_note, read_citation
from helpers.commands.new_study.formats import names
from helpers.commands.new_study.identity import house_of, propose_names
from helpers.commands.new_study.letters import tidy
from helpers.commands.new_study.sheet import Rows, Sheet, asked_columns, defaults_of, lists_of, words_of
from helpers.evidence.bibliography import KEY, VERIFICATIONS
from helpers.evidence.dictionary import columns_of, pattern_in_words
from helpers.evidence.evidence import Evidence
from helpers.evidence.topics import needed_for_designs, original_designs, topics_by_axis
from helpers.files.latex import to_text

NOTHING = "-"  # the answer that empties a cell for which something is proposed
POINTS_TO = {"outcome": "outcomes", "definition": "definitions"}  # tables that get a row where one is first named


def ask_citation() -> tuple[Citation, str]:
    """Ask for the file of the citation until one can be read; return the citation and the file's name."""
    while True:
        name = typer.prompt(f"Citation file: {names()}")
        citation, problems = read_citation(Path(name))
        if citation is not None:
            return citation, name
        for problem in problems:
            typer.echo(str(problem))


def complete(sheet: Sheet, evidence: Evidence, citation: Citation) -> None:
    """Ask for all that a sheet does not say, and write the answers into it.

    Parameters: sheet; evidence, of the book; citation. Nothing is written to disk.
    """
    fields = citation.fields
    typer.echo(f"{to_text(fields['title'])} ({fields.get('year', 'no year')}; {fields.get('doi', 'no DOI')})")
    typer.echo(f"Enter leaves a cell empty or takes what stands in brackets; {NOTHING} empties it; ? explains it.")
    house = house_of(evidence)
    key, label = propose_names(fields, house)
    while not sheet.key:
        answer = typer.prompt("Key, acronymYEAR or authorYEARword", default=key or None)
        if KEY.match(answer) and answer not in house.taken:
            sheet.key = answer
        else:
            typer.echo("It is taken." if answer in house.taken else "A key is lower-case letters and digits.")
    walk = _Walk(sheet, evidence)
    walk.ask_entry(citation)
    walk.ask_study(label)
    walk.ask_topics()
    for table in lists_of(evidence.package):
        asked = table != "members" or evidence.syntheses  # a member belongs to a question that the book has
        if asked and table not in sheet.lists and table not in POINTS_TO.values():
            walk.ask_rows(table)


class _Walk:
    """Asks for cells, and knows what rows may point to."""

    def __init__(self, sheet: Sheet, evidence: Evidence) -> None:
        self.sheet, self.package, self.evidence = sheet, evidence.package, evidence
        self.last: dict[str, str] = dict(sheet.defaults)  # source, locator and url of the row before

    def ask_entry(self, citation: Citation) -> None:
        entry, given = self.sheet.entry, citation.fields
        if "verification" not in entry and "verification" not in given:
            column = {"name": "verification", "type": "string", "constraints": {"enum": list(VERIFICATIONS)}}
            column["description"] = "How sure it is that this is the publication: confirmed only after comparing both."
            entry["verification"] = self.ask(column, "probable")
        if "note" not in entry and "note" not in given:
            sure = (entry.get("verification") or given.get("verification")) == "confirmed"
            about = "What was read, and how sure the identification is."
            column = {"name": "note (of the entry)", "type": "string", "description": about}
            entry["note"] = self.ask(column, "" if sure else default_note(citation))

    def ask_study(self, label: str) -> None:
        study = self.sheet.study
        needed = {  # the columns that only some studies fill
            "review_ref": lambda: study.get("scope") == "cited",
            "assessed_by": lambda: study.get("risk_of_bias") != "not assessed",
            **{
                column: lambda designs=designs: study.get("design") in designs
                for column, designs in needed_for_designs(self.package).items()
            },
        }
        proposed = {"label": label, "risk_of_bias": "not assessed"}
        for column in asked_columns(self.package, "studies"):
            name = column["name"]
            required = column.get("constraints", {}).get("required", False)
            if (name not in study or (required and not study[name])) and needed.get(name, lambda: True)():
                study[name] = self.ask(column, proposed.get(name, ""))

    def ask_topics(self) -> None:
        for axis, topics in topics_by_axis(self.package).items():
            while self.sheet.study.get("design") in original_designs(self.package) and not self.sheet.topics.get(axis):
                typer.echo(f"  {', '.join(f'{n} {topic}' for n, topic in enumerate(topics, 1))}")
                words = [word.strip() for word in typer.prompt(f"{axis}: topics, with commas between").split(",")]
                found = [_choice(word, topics) for word in words if word]
                if all(topic in topics for topic in found):
                    self.sheet.topics[axis] = list(dict.fromkeys(found))
                else:
                    typer.echo(f"Not known: {', '.join(word for word in found if word not in topics)}")

    def ask_rows(self, table: str) -> None:
        about = next(resource["description"] for resource in self.package["resources"] if resource["name"] == table)
        rows = self.sheet.lists.setdefault(table, [])
        typer.echo(f"\n{table}.csv. {about}")
        while typer.confirm(f"Add a{'nother' if rows else ''} row to {table}?", default=False):
            rows.append(Rows(self.ask_row(table, {})))

    def ask_row(self, table: str, known: Mapping[str, str]) -> dict[str, str]:
        cells, shared = dict(known), defaults_of(columns_of(self.package, table))
        for column in asked_columns(self.package, table):
            name = column["name"]
            if name in cells:
                continue
            if name == "reported_by" and cells.get("source") != "secondary":
                cells[name] = ""
                continue
            proposed = self.last.get(name, "") if name in shared else ""
            new = POINTS_TO.get(name, "") if table not in POINTS_TO.values() else ""
            cells[name] = self.ask(column, proposed, self.targets(table, name), new)
            if new and cells[name] and cells[name] not in self.names(new):
                typer.echo(f"{cells[name]} is new: say what it is.")
                self.sheet.lists.setdefault(new, []).append(Rows(self.ask_row(new, {name: cells[name]})))
        self.last |= {name: cells[name] for name in shared if name in cells}
        return cells

    def names(self, table: str) -> set[str]:
        """Return the keys of a table, those of the sheet among them."""
        key = next(column for column, target in POINTS_TO.items() if target == table)
        known = self.evidence.outcomes if table == "outcomes" else self.evidence.definitions
        return {*known, *(row.cells.get(key, "") for row in self.sheet.lists.get(table, []))}

    def targets(self, table: str, column: str) -> Collection[str] | None:
        """Return what a column may point to, None when that is not fixed."""
        if column == "synthesis":
            return set(self.evidence.syntheses)
        if table == "members":  # its groups may be arms taken as one, and its source is one of three words
            return None
        if column in ("group", "comparator", "part_of") and (table, column) != ("groups", "group"):
            return {row.cells["group"] for row in self.sheet.lists.get("groups", []) if row.cells.get("group")}
        if column in ("reported_by", "assessed_by") or (table == "inclusions" and column in ("review", "study")):
            return {*self.evidence.studies, self.sheet.key}
        return None

    def ask(
        self, column: Mapping[str, Any], proposed: str = "", targets: Collection[str] | None = None, new: str = ""
    ) -> str:
        """Ask for one cell until it can stand.

        Parameters: column; proposed, what Enter takes; targets, what it may point to; new, the table that gets a row
        for what is not known, once that is confirmed: a slip is likelier.
        """
        words = words_of(column)
        if words:
            typer.echo(f"  {', '.join(f'{number} {word}' for number, word in enumerate(words, 1))}")
        while True:
            answer = typer.prompt(column["name"], default=proposed, show_default=bool(proposed)).strip()
            if answer == "?":
                typer.echo(f"  {column['description']}")
                continue
            answer = "" if answer == NOTHING else _choice(answer, words)
            fault = _fault(column, answer, words, targets)
            if not fault and new and answer:
                fault = _doubt(answer, self.names(new))
            if not fault:
                return " ".join(answer.split())
            typer.echo(f"  {fault}")


def _doubt(answer: str, names: Collection[str]) -> str:
    if answer in names:
        return ""
    near = ", ".join(difflib.get_close_matches(answer, names)) or "none is like it"
    return "" if typer.confirm(f"  {answer} is not known (nearest: {near}). Add it as a new one?") else "Choose again."


def _choice(answer: str, words: Collection[str]) -> str:
    """Return the word that an answer means: itself, or the number before it."""
    if re.fullmatch(r"[0-9]{1,3}", answer) and 0 < int(answer) <= len(words) and answer not in words:
        return list(words)[int(answer) - 1]
    return answer


def _fault(column: Mapping[str, Any], answer: str, words: Collection[str], targets: Collection[str] | None) -> str:
    """Return what is wrong with an answer by itself, empty when nothing is; the book's checks judge it later."""
    constraints = column.get("constraints", {})
    pattern = constraints.get("pattern", "")
    try:
        tidy(answer)
    except ValueError as error:
        return f"It must be text; {error}."
    if not answer:
        return "It must be filled." if constraints.get("required") else ""
    if words and answer not in words:
        return f"It must be one of {', '.join(words)}."
    if column["type"] == "integer" and not re.fullmatch(r"[0-9]{1,9}", answer):
        return "It must be a whole number."
    if pattern and not re.match(pattern, answer, re.ASCII):
        return f"It must look like {pattern_in_words(column)}."
    if len(answer) > constraints.get("maxLength", len(answer)):
        return f"It has {len(answer)} letters; {constraints['maxLength']} are allowed."
    if targets is not None and answer not in targets:
        near = difflib.get_close_matches(answer, targets) or sorted(targets)[:5]
        return f"It is not known; nearest: {', '.join(near) or 'there is none'}."
    return ""
