"""The doors for the files of a book: tables, dictionary, bibliography, chapters, what is kept of them, all together.

Not run by itself: `fuzz.py` uses them.
"""

from __future__ import annotations

import contextlib
import json
import re
import shutil
from pathlib import Path
from random import Random

from door import RICH, SMALL, Open, beginning, small_book, told
from side_by_side import PROJECT
from sound_inputs import BIBTEX

from helpers.evidence.evidence import load
from helpers.files.problems import EvidenceError
from helpers.quantities.quantity import QuantityError


def tables(folder: Path) -> Open:
    """Make this door ready."""
    from helpers.files.tables import header_of, read_table

    seeds = [beginning(path, 12) for path in sorted((PROJECT / "data").glob("*.csv"))]
    headers = [header_of(seed, "seed")[0] for seed in seeds]
    path = folder / "table.csv"

    def take(data: bytes, chance: Random) -> list[str]:
        path.write_bytes(data)
        first = data.partition(b"\n")[0].decode("utf-8", "replace").split(",")
        columns = first if chance.random() < 0.5 else chance.choice(headers)
        return told(read_table(path, "data/table.csv", columns, foreign=chance.random() < 0.5)[1])

    return Open(seeds, "cells", take)


def dictionary(folder: Path) -> Open:
    """Make this door ready."""
    from helpers.evidence.dictionary import load_schema

    (folder / "data").mkdir()
    packages = [PROJECT / "data/datapackage.json", PROJECT / "tests/books/bcg/data/datapackage.json"]

    def take(data: bytes, chance: Random) -> list[str]:
        (folder / "data/datapackage.json").write_bytes(data)
        return told(load_schema(folder)[1])

    return Open([path.read_text(encoding="utf-8") for path in packages], "json", take)


def bibliography(folder: Path) -> Open:
    """Make this door ready."""
    from helpers.evidence.bibliography import load_bibliography
    from helpers.files.bibtex_form import bibliography_text

    entries = (PROJECT / "references.bib").read_text(encoding="utf-8").split("\n\n")
    seeds = ["\n\n".join(entries[at : at + 2]) + "\n" for at in range(0, len(entries), 3)] + BIBTEX

    def take(data: bytes, chance: Random) -> list[str]:
        (folder / "references.bib").write_bytes(data)
        entries, problems = load_bibliography(folder)
        for entry in entries.values():
            str((entry.short, entry.title, entry.address))
        with contextlib.suppress(UnicodeDecodeError):
            text, faults = bibliography_text(data.decode("utf-8"))
            problems += faults
            if text and not faults:
                again, faults = bibliography_text(text)
                assert (again, faults) == (text, []), "a second formatting changes more"
        return told(problems)

    return Open(seeds, "lines", take)


def sheet(folder: Path) -> Open:
    """Make this door ready."""
    from helpers.commands.new_study.sheet import as_yaml, read_sheet

    package = load(small_book(folder)).package
    page = (PROJECT / "docs/authoring.md").read_text(encoding="utf-8")
    seeds = [block for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL) if "key:" in block]
    path = folder / "answers.yml"

    def take(data: bytes, chance: Random) -> list[str]:
        path.write_bytes(data)
        sheet, problems = read_sheet(package, path)
        if not problems:
            path.write_text(as_yaml(sheet), encoding="utf-8")
            assert read_sheet(package, path)[1] == [], "kept answers are read again"
        return told(problems)

    return Open(seeds, "lines", take)


def chapter(folder: Path) -> Open:
    """Make this door ready."""
    from helpers.chapters.reading import read_chapters

    root = small_book(folder)
    evidence = load(root)
    shutil.rmtree(root / "chapters")
    (root / "chapters").mkdir()
    (root / "_toc.yml").write_text("format: jb-book\nroot: chapters/index\n", encoding="utf-8")
    pages = [*(SMALL / "chapters").glob("*.md"), *(RICH / "chapters").glob("*.md")]
    seeds = [path.read_text(encoding="utf-8") for path in sorted(pages)]
    for path in sorted((PROJECT / "chapters").glob("*.md")):
        parts = path.read_text(encoding="utf-8").split("\n## ")
        seeds += [f"## {part}" for part in parts[1:3] if len(part) < 3_000]

    def take(data: bytes, chance: Random) -> list[str]:
        (root / "chapters/index.md").write_bytes(data)
        found = read_chapters(root, evidence)
        return told(found.problems)

    return Open(seeds, "lines", take)


def expression(folder: Path) -> Open:
    """Make this door ready."""
    from helpers.quantities.expressions import evaluate

    evidence = load(small_book(folder))
    study = '"alpha2020trial", "drug"'
    calls = [f'{name}({study}, "nrp")' for name in ("pct", "count")]
    calls += [f'{name}({study}, "control", "nrp")' for name in ("rr", "or_", "rd", "nnt", "association")]
    seeds = [*calls, f"n({study})", f"100 - {calls[0]}.low", f"40 < {calls[0]} < 90 and {calls[1]} > 1"]
    seeds += ['studies("nrp")', 'span("nrp")', 'claims("consistent")', f"1 / {calls[2]}", f"not {calls[0]} == 80"]

    def take(data: bytes, chance: Random) -> list[str]:
        text = data.decode("utf-8", "surrogateescape")
        try:
            result, used = evaluate(text, evidence)
        except QuantityError as error:
            str(error)
            return ["it is refused"]
        str((getattr(result, "text", result), used))
        return []

    return Open(seeds, "calls", take)


def lock(folder: Path) -> Open:
    """Make this door ready."""
    from helpers.chapters.lock import read_lock
    from helpers.chapters.unseen import find_unseen_problems
    from helpers.commands.check import check_book

    root = small_book(folder)
    shown = check_book(root).shown
    seed = beginning(PROJECT / "numbers.lock", 15)

    def take(data: bytes, chance: Random) -> list[str]:
        (root / "numbers.lock").write_bytes(data)
        return told(find_unseen_problems(read_lock(root), shown))

    return Open([seed], "cells", take)


def contents(folder: Path) -> Open:
    """Make this door ready."""
    from helpers.files.contents import read_contents

    shutil.copytree(SMALL / "chapters", folder / "chapters")
    seeds = [(book / "_toc.yml").read_text(encoding="utf-8") for book in (PROJECT, SMALL, RICH)]
    seeds.append("format: jb-book\nroot: chapters/index\nparts:\n- caption: A\n  chapters:\n  - glob: chapters/r*\n")

    def take(data: bytes, chance: Random) -> list[str]:
        (folder / "_toc.yml").write_bytes(data)
        return told(read_contents(folder).problems)

    return Open(seeds, "lines", take)


def snapshot(folder: Path) -> Open:
    """Make this door ready."""
    from helpers.commands.diff.shape import lacking
    from helpers.commands.diff.snapshot import snapshot

    whole = snapshot(small_book(folder))

    def take(data: bytes, chance: Random) -> list[str]:
        from helpers.commands.diff.compare import compare
        from helpers.commands.diff.rows import rows_of
        from helpers.commands.diff.text import as_markdown, as_text

        try:
            found = json.loads(data.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            return ["it is no JSON"]
        if not isinstance(found, dict) or lacking(found):
            return ["it is not whole"]
        if "problems" in found:
            return []
        differs = rows_of(compare(found, whole))
        as_markdown(["x"], differs)
        return [line for line in as_text(["x"], differs).splitlines() if not line.isprintable()]

    return Open([json.dumps(whole)], "json", take)


def whole_book(folder: Path) -> Open:
    """One file of a book is changed; the book is checked and formatted, and each file is as it was, or whole."""
    from helpers.commands.check import check_book
    from helpers.commands.format import format_book

    root = small_book(folder)
    names = ["references.bib", "_toc.yml", "_config.yml", "numbers.lock", "chapters/results.md", "chapters/index.md"]
    names += sorted(f"data/{path.name}" for path in (root / "data").iterdir())
    shutil.copy(SMALL.parent.parent.parent / "numbers.lock", root)
    sound = {name: (root / name).read_bytes() for name in names}
    separator = "\n%%%%\n"  # in a seed, between the name of the file and what it holds

    def take(data: bytes, chance: Random) -> list[str]:
        name, content = data.decode("utf-8", "surrogateescape").partition(separator)[::2]
        name = name if name in sound else chance.choice(names)
        (root / name).write_bytes(content.encode("utf-8", "surrogateescape"))
        found: list[str] = []
        try:
            with contextlib.suppress(EvidenceError):
                found = told(check_book(root).problems)
            before = {name: (root / name).read_bytes() for name in names}
            with contextlib.suppress(EvidenceError):
                format_book(root)
                once = {name: (root / name).read_bytes() for name in names}
                changed, _ = format_book(root)
                assert not changed, f"a second formatting changes {changed}"
                kept = [name for name in names if name not in ("references.bib",) and not name.startswith("data/")]
                assert all(once[name] == before[name] for name in kept), "formatting changed another file"
        finally:
            for name, content in sound.items():
                (root / name).write_bytes(content)
        return found

    return Open([name + separator + sound[name].decode("utf-8") for name in names], "lines", take)
