"""Everything a book shows, as plain data, computed without building it: what `review diff` compares.

Run as `python -m helpers.commands.diff.snapshot ROOT`, it prints the snapshot of the book in that folder as JSON.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from helpers.chapters.captions import replace_roles
from helpers.chapters.cells import Outline, outline, run_cells
from helpers.chapters.markdown import read_chapter
from helpers.chapters.names import names_for, names_of_chapter
from helpers.chapters.roles import ROLES, Shown, on_page, show
from helpers.commands.diff.data import plain_data
from helpers.commands.diff.kept import kept, plain
from helpers.evidence.evidence import Evidence, load
from helpers.files.contents import chapter_files
from helpers.files.problems import EvidenceError
from helpers.files.text import read_text
from helpers.quantities.quantity import Quantity

FORMAT = 1  # another one when a comparison of two snapshots must know
MADE = {"data-syntheses": "pooling questions", "vocabulary": "examples"}  # by directives, of which numbers
ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]+")  # in memory: another one each time
LONGEST = 2000  # characters of an output that is neither figure nor table, or of a fault


def snapshot(root: Path) -> dict[str, Any]:
    """Return what a book shows, as plain JSON types.

    Parameters: root, the book's folder; its cells run.
    Returns: `numbers`, each quantity and each word that depends on one, with its places; `shown`, figures, tables and
    other outputs of cells; `claims`, with their verdicts; `data`, the rows behind all; `entries`, the bibliography;
    `faults`, what cannot be computed, and why. Raises: EvidenceError when the data are at fault.
    """
    evidence = load(root)
    book = _Book(evidence)
    for file, path in chapter_files(root):
        book.read(file, path)
    return {
        "format": FORMAT,
        "numbers": book.numbers,
        "shown": book.shown,
        "claims": book.claims() if "claims" in evidence.tables else [],
        "data": plain_data(evidence),
        "entries": {key: {"type": entry.type, **entry.fields} for key, entry in evidence.entries.items()},
        "faults": book.faults,
    }


class _Book:
    """The chapters of one book while they are read; `page_of` says which page holds a directive."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.numbers: list[dict[str, Any]] = []
        self.shown: list[dict[str, Any]] = []
        self.faults: list[dict[str, Any]] = []
        self.page_of: dict[str, str] = {}
        self.names: dict[str, str] = {}  # of the chapter that is read

    def read(self, file: str, path: Path) -> None:
        """Take over what one chapter shows: its roles, and what its cells and directives give."""
        text, problems = read_text(path, file)
        parts = Outline()
        try:
            parts = outline(text)
        except ValueError as error:
            self._fault(_place(file, 1), str(error))
        for problem in problems:
            self._fault(_place(file, problem.place.line), f"{problem.rule}; {problem.found}")
        self.names = names_for(names_of_chapter(chapter := read_chapter(text, file, path)), self.evidence)
        for role in (role for role in chapter.roles if role.name in ROLES):
            place = _place(file, role.line, parts.heading_of(role.line))
            self._role(role.name, role.content, {"holder": role.file, **place, "file": role.file})
        for name, line in parts.directives.items():
            self.page_of.setdefault(name, file)
            if name in MADE:
                self._made(MADE[name], _place(file, line, parts.heading_of(line)))
        outputs = 0
        with _running(self.evidence):
            for cell, shown, fault in run_cells(parts.cells, path.parent):
                place = _place(file, cell.line, parts.heading_of(cell.line))
                if fault:
                    self._fault(place, f"a cell fails: {fault}")
                for thing in shown:
                    outputs += 1
                    try:
                        self._output(thing, f"output {outputs} of {file}", place)
                    except Exception as error:  # of an object that cannot show itself
                        self._fault(place, f"an output cannot be shown: {type(error).__name__}: {error}")

    def _fault(self, place: dict[str, Any], why: str) -> None:
        self.faults.append({**place, "why": _short(why)})

    def _role(self, name: str, content: str, place: dict[str, Any]) -> str:
        """Keep what a role shows, if data move it, and return the text that stands for it on the page."""
        try:
            shown = show(name, content, self.evidence, self.names)
        except Exception as error:  # a number that no page can show is told as such, whatever the reason
            shown = Shown(expression=content, fault=f"{type(error).__name__}: {error}")
        if ROLES[name].computed:
            number: dict[str, Any] = {"role": name, "expression": shown.expression, **place}
            if name == "holds":
                number["words"] = shown.words
                if shown.true is not None:
                    compares = {found.expression: found.text for found in shown.compared}
                    number |= {"true": shown.true, "compares": compares}
            elif shown.quantity is not None:
                number["quantity"] = kept(shown.quantity.as_dict())
            if shown.fault and shown.true is None:
                number["fault"] = _short(shown.fault)
            self.numbers.append(number)
        return on_page(shown, content)

    def _quantities(self, role: str, quantities: Iterable[dict[str, Any]], place: dict[str, Any]) -> None:
        for found in quantities:
            self.numbers.append({"role": role, "expression": found["expression"], **place, "quantity": kept(found)})

    def _output(self, thing: Any, name: str, place: dict[str, Any]) -> None:
        """Keep what a cell gives: a figure, a table, or anything else as text."""
        from helpers.figures import MIME_TYPE

        bundle = thing._repr_mimebundle_() if hasattr(thing, "_repr_mimebundle_") else None
        content = bundle.get(MIME_TYPE) if isinstance(bundle, dict) else None
        if content is None:
            text = _short(ADDRESS.sub("", thing if isinstance(thing, str) else repr(thing)))
            self.shown.append({"kind": "output", "name": name, **place, "text": text})
            return
        inside = {"holder": f"{content['kind']} {content['name']}", **place}
        caption = replace_roles(content["caption"], lambda role, words: self._role(role, words, inside))
        caption = " ".join([caption, *content.get("notes", ())])
        shown = {"kind": content["kind"], "name": content["name"], **place, "text": caption, "alt": ""}
        if content["kind"] == "figure":
            columns = list(dict.fromkeys(column for row in content["rows"] for column in row))
            rows = [[plain(row.get(column)) for column in columns] for row in content["rows"]]
            shown["alt"], quantities = content["alt"], content["quantities"]
        else:
            columns = list(content["columns"])
            parts = [[cell if isinstance(cell, list) else [cell] for cell in row] for row in content["cells"]]
            rows = [["".join(map(_as_text, cell)) for cell in row] for row in parts]
            every = [part for row in parts for cell in row for part in cell]
            quantities = [part for part in every if isinstance(part, dict) and "text" in part]
        self.shown.append({**shown, "columns": columns, "rows": rows})
        self._quantities(content["kind"], quantities, inside)

    def _made(self, what: str, place: dict[str, Any]) -> None:
        """Take over the numbers that a directive puts on a page: the answers to questions, or examples of calls."""
        from helpers.chapters.examples import examples_of
        from helpers.quantities.vocabulary import Review

        inside = {"holder": what, **place}
        if what == "examples":
            self._quantities(what, [example.as_dict() for example in examples_of(self.evidence).values()], inside)
            return
        for name in self.evidence.syntheses:
            try:
                found = Review(self.evidence).pooled(name).as_dict()
            except Exception as error:  # a number that no page can show is told as such, whatever the reason
                self._fault(place, f"{name}, of the {what}: {error}")
            else:
                self._quantities(what, [found], inside)

    def claims(self) -> list[dict[str, Any]]:
        """Return every claim with the verdict that the data give, and the quantities that its row shows."""
        from helpers.audit.claims import judge

        try:
            judged, faults = judge(self.evidence)
        except Exception as error:  # rows that contradict each other, which `review check` names
            self._fault(_place("data/claims.csv", 0), f"verdicts cannot be given: {type(error).__name__}: {error}")
            return []
        unanswered = {claim["claim"]: why for claim, why in faults}
        listed = self.page_of.get("claims-table", "")
        found = []
        for each in judged:
            answers = [each.answer] if isinstance(each.answer, Quantity) else each.quantities
            row = {name: each.claim[name] for name in ("claim", "section", "text", "printed", "unit", "finding")}
            row |= {"verdict": each.verdict, "recorded": each.claim["verdict"], "reasons": each.reasons}
            row |= {"file": f"chapters/{each.claim['chapter']}.md", "listed": listed}
            row |= {"answers": [kept(answer.as_dict()) for answer in answers]}
            found.append(row | {"fault": unanswered.get(row["claim"], "")})
        return found


@contextmanager
def _running(evidence: Evidence) -> Iterator[None]:
    """Let cells find the book that is read as `helpers.review`, and leave their pictures empty."""
    import helpers
    from helpers.figures import without_drawing
    from helpers.quantities.vocabulary import Review

    before = vars(helpers).get("review")
    helpers.review = Review(evidence)
    try:
        with without_drawing():
            yield
    finally:
        del helpers.review
        if before is not None:
            helpers.review = before


def _as_text(part: Any) -> str:
    """Return a part of a table's cell as text: a quantity, a citation, or the text itself."""
    return part.get("text", f"[{part.get('cite')}]") if isinstance(part, dict) else part


def _place(file: str, line: int, heading: str = "") -> dict[str, Any]:
    return {"file": file, "line": line, "heading": heading}


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def main() -> None:
    """Print the snapshot of the book in the folder that the first argument names, or its faults; as JSON."""
    try:
        found = snapshot(Path(sys.argv[1]).resolve())
    except EvidenceError as error:
        found = {"format": FORMAT, "problems": [asdict(problem) for problem in error.problems]}
    sys.stdout.reconfigure(encoding="utf-8")
    json.dump(found, sys.stdout, ensure_ascii=False, allow_nan=False)


if __name__ == "__main__":
    main()
