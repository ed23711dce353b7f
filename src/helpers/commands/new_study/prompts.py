"""The walk of questions of `review new study`: what the sheet does not say is asked, a group of cells at a time."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import typer

from helpers.commands.new_study.answers import Column, choice, explained
from helpers.commands.new_study.asked_cells import NAMED, AskedCells
from helpers.commands.new_study.citation import Citation, default_note
from helpers.commands.new_study.counted import HOW, count_in, printed_column
from helpers.commands.new_study.fetched import citation_named
from helpers.commands.new_study.formats import names
from helpers.commands.new_study.identity import house_of, propose_names
from helpers.commands.new_study.interview import BACK, Interview
from helpers.commands.new_study.sheet import DEFAULTS, Rows, Sheet, as_yaml, asked_columns, defaults_of, lists_of
from helpers.evidence.bibliography import KEY, VERIFICATIONS
from helpers.evidence.dictionary import columns_of, fields_of, resource_of
from helpers.evidence.evidence import Evidence
from helpers.evidence.topics import needed_for_designs, original_designs, topics_by_axis
from helpers.files.latex import to_text

ALONE = ("design", "population")  # columns of a study that are asked for by themselves although they may be empty
COUNTED = ("groups", "counts")  # tables with questions of their own


def ask_citation() -> tuple[Citation, str]:
    """Ask for the citation until one can be read; return it, and the name of its file, its DOI or PMID."""
    while True:
        name = typer.prompt(f"DOI, PMID or citation file: {names()}")
        citation, problems = citation_named(name)
        if citation is not None:
            return citation, name
        for problem in problems:
            typer.echo(str(problem))


def complete(sheet: Sheet, evidence: Evidence, citation: Citation) -> Interview:
    """Ask for all that a sheet does not say, and write the answers into it.

    Parameters: sheet; evidence, of the book; citation. Returns: the interview, which keeps every answer until it is
    told to forget them: the book itself is not written to.
    """
    fields = citation.fields
    typer.echo(f"{to_text(fields['title'])} ({fields.get('year', 'no year')}; {fields.get('doi', 'no DOI')})")
    typer.echo(f"Enter leaves a cell empty or takes what stands in brackets; {BACK} goes back; ? explains.")
    interview = Interview(evidence.root, repr((sorted(fields.items()), as_yaml(sheet))))
    filled = interview.run(lambda: _Walk(interview, deepcopy(sheet), evidence).of(citation))
    for part in ("key", "entry", "study", "topics", "defaults", "lists"):
        setattr(sheet, part, getattr(filled, part))
    return interview


class _Walk:
    """One walk through all questions."""

    def __init__(self, interview: Interview, sheet: Sheet, evidence: Evidence) -> None:
        self.interview, self.sheet, self.evidence, self.package = interview, sheet, evidence, evidence.package
        self.cells = AskedCells(interview, sheet, evidence)

    def of(self, citation: Citation) -> Sheet:
        house = house_of(self.evidence)
        key, label = propose_names(citation.fields, house)
        while not self.sheet.key:
            answer = self.interview.answer("Key, acronymYEAR or authorYEARword", key)
            if answer == "?":
                self.interview.refuse("The name of the study in the book and of its entry in references.bib.")
            elif KEY.match(answer) and answer not in house.taken:
                self.sheet.key = answer
            else:
                free = answer not in house.taken
                self.interview.refuse("A key is lower-case letters and digits." if free else "It is taken.")
        self.ask_entry(citation)
        self.ask_study(label)
        self.ask_topics()
        left = [table for table in lists_of(self.package) if table not in self.sheet.lists]
        if any(defaults_of(columns_of(self.package, table)) for table in left):
            self.ask_defaults(citation)
        if "groups" in left:
            self.ask_groups()
        if "counts" in left and self.cells.groups():
            self.ask_counts()
        self.ask_others([table for table in left if table not in COUNTED])
        return self.sheet

    def ask_entry(self, citation: Citation) -> None:
        entry, given = self.sheet.entry, citation.fields
        if "verification" not in entry and "verification" not in given:
            column = {"name": "verification", "type": "string", "constraints": {"enum": list(VERIFICATIONS)}}
            column["description"] = "How sure it is that this is the publication: confirmed only after comparing both."
            entry["verification"] = self.cells.ask(column, "probable")
        if "note" not in entry and "note" not in given:
            sure = (entry.get("verification") or given.get("verification")) == "confirmed"
            about = "What was read, and how sure the identification is."
            column = {"name": "note (of the entry)", "type": "string", "description": about}
            entry["note"] = self.cells.ask(column, "" if sure else default_note(citation))

    def ask_study(self, label: str) -> None:
        study = self.sheet.study
        columns = {column["name"]: column for column in asked_columns(self.package, "studies")}
        needed = {  # the columns that only some studies fill
            "review_ref": lambda: study.get("scope") == "cited",
            "assessed_by": lambda: study.get("risk_of_bias", "not assessed") != "not assessed",
            **{
                column: lambda designs=designs: study.get("design") in designs
                for column, designs in needed_for_designs(self.package).items()
            },
        }
        for name, column in columns.items():
            required = column.get("constraints", {}).get("required", False)
            asked = (name not in study and (required or name in ALONE)) or (required and not study.get(name))
            if asked and name not in needed and name != "risk_of_bias":  # "not assessed" when nobody says more
                study[name] = self.cells.ask(column, label if name == "label" else "")
        rest = {name: column for name, column in columns.items() if name not in study and name not in needed}
        study |= self.cells.ask_line(rest, "Anything else of the study, as column=value; column=value?")
        for name, is_needed in needed.items():
            if name in columns and name not in study and is_needed():
                study[name] = self.cells.ask(columns[name], "", self.cells.targets("studies", name))

    def ask_topics(self) -> None:
        about = [column["description"] for column in fields_of(self.package, "topics") if column["name"] != "study"]
        for axis, topics in topics_by_axis(self.package).items():
            while self.sheet.study.get("design") in original_designs(self.package) and not self.sheet.topics.get(axis):
                self.interview.say(f"  {', '.join(f'{n} {topic}' for n, topic in enumerate(topics, 1))}")
                answer = self.interview.answer(f"{axis}: topics, with commas between", "", topics)
                if answer == "?":
                    self.interview.refuse(" ".join(about))
                    continue
                found = [choice(word.strip(), topics) for word in answer.split(",") if word.strip()]
                if unknown := [word for word in found if word not in topics] or (not found and ["nothing"]):
                    self.interview.refuse(f"Not known: {', '.join(unknown)}")
                else:
                    self.sheet.topics[axis] = list(dict.fromkeys(found))

    def ask_defaults(self, citation: Citation) -> None:
        """Ask once where the numbers stand; a row says so itself where it is elsewhere."""
        columns = {column["name"]: column for column in fields_of(self.package, "groups")}
        doi = citation.fields.get("doi", "")
        proposed = {"source": "primary", "url": f"https://doi.org/{doi}" if doi else citation.fields.get("url", "")}
        self.interview.say("\nWhere do the numbers stand? A row that stands elsewhere says so itself.")
        for name in DEFAULTS:
            if name in columns and name not in self.sheet.defaults:
                asked = name != "reported_by" or self.sheet.defaults.get("source") == "secondary"
                targets = self.cells.targets("groups", name)
                column = _filled(columns[name], True) if name == "reported_by" else columns[name]
                cell = self.cells.ask(column, proposed.get(name, ""), targets) if asked else ""
                self.sheet.defaults[name] = cell

    def ask_groups(self) -> None:
        rows = self.sheet.lists.setdefault("groups", [])
        (column,) = (column for column in asked_columns(self.package, "groups") if column["name"] == "group")
        optional = _filled(column, False)
        self.interview.say("\nGroups: arms, cohorts or parts of them, one after another; Enter when there is no other.")
        while key := self.cells.ask(optional):
            if key in self.cells.groups():
                self.interview.refuse("It is there already.")
            else:
                rows.append(Rows(self.cells.ask_row("groups", {"group": key})))

    def ask_counts(self) -> None:
        """Ask for counts, outcome by outcome, each group in one answer."""
        rows = self.sheet.lists.setdefault("counts", [])
        columns = {column["name"]: column for column in asked_columns(self.package, "counts")}
        outcome = _filled(columns["outcome"], False)
        defined = columns.get("definition", {}).get("neededForOutcomes", ())
        given = ("group", "outcome", "definition", "events", "total", "printed")
        more = {name: column for name, column in columns.items() if name not in given}
        self.interview.say("\nCounts, outcome by outcome: its key or words of its name; Enter when there is no other.")
        while key := self.cells.ask(outcome, new="outcomes"):
            self.cells.add_new("outcomes", "outcome", key)
            definition = ""
            if key in defined:
                definition = self.cells.ask(_filled(columns["definition"], True), new="definitions")
                self.cells.add_new("definitions", "definition", definition)
            prints = self.cells.ask(printed_column(columns["back_calculated"]))
            self.interview.say(f"  {HOW[prints]}")
            for group, label in self.cells.groups().items():
                if cells := self._count(label or group, more, prints, self.cells.sizes().get(group)):
                    rows.append(Rows({"group": group, "outcome": key, "definition": definition, **cells}))

    def _count(self, group: str, more: Mapping[str, Column], prints: str, size: int | None) -> dict[str, str]:
        question = f"  {group} ({size} patients)" if size else f"  {group}"
        while answer := self.interview.answer(question):
            if answer == "?":
                about = "Behind it, where they differ: ; column=value; column=value."
                self.interview.refuse("\n".join([f"{HOW[prints]}. {about}", *explained(more)]))
                continue
            cells, faults = count_in(answer, more, prints, size)
            faults += self.cells.faults_of_source("counts", cells)
            if not faults:
                if cells["back_calculated"] == "true":
                    self.interview.say(f"    {cells['events']} of {cells['total']}, calculated back")
                return cells
            self.interview.refuse(" ".join(faults))
        return {}

    def ask_others(self, tables: list[str]) -> None:
        """Ask for rows of the other tables, as long as one is named."""
        asked = [table for table in tables if table not in NAMED.values()]
        if not self.evidence.syntheses:  # a member belongs to a question that the book has
            asked = [table for table in asked if table != "members"]
        question = f"\nRows of other tables? ({', '.join(asked)})"
        while asked and (answer := self.interview.answer(question, "", asked)):
            if answer in asked:
                self.sheet.lists.setdefault(answer, []).append(Rows(self.cells.ask_row(answer, {})))
            else:
                about = [f"\n  {table}: {resource_of(self.package, table)['description']}" for table in asked]
                self.interview.refuse("Name one of them, or nothing." + "".join(about if answer == "?" else []))


def _filled(column: Mapping[str, Any], required: bool) -> dict[str, Any]:
    """Return a column that must be filled, or need not be."""
    return {**column, "constraints": {**column.get("constraints", {}), "required": required}}
