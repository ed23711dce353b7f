"""Change the project's own data, prose and bibliography one small step at a time; list what `review check` overlooks.

    python tests/mutation.py [--sample N] [--seed S]

Kinds: each number of a table by one unit of its last printed place; each study, group and outcome of an expression
to a neighbour; each `{holds}` word to its opposite; each number of `{fixed}`; each key, DOI and year of the
bibliography. Counted apart: the steps that numbers.lock alone notices, which nothing but a second look guards.
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import re
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing import Pool
from pathlib import Path

from books import ROOT

from helpers.chapters.roles import ROLES

NUMBER = re.compile(r"\d+(?:\.\d+)?")
PLAIN = re.compile(r"[<>≤≥]?-?\d+(?:\.\d+)?\Z")
WORD = re.compile(r"\b[a-z][a-z0-9_]*\b")
NAMES = re.compile(r"^```\{names\}\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ROLE = re.compile(rf"\{{({'|'.join(ROLES)})\}}`([^`]*)`")
OPPOSITES = {
    a: b
    for one, other in (
        ("higher", "lower"), ("more", "fewer"), ("better", "worse"), ("largest", "smallest"), ("larger", "smaller"),
        ("most", "few"), ("includes", "excludes"), ("include", "exclude"), ("rarer", "more frequent"),
        ("longer", "shorter"), ("above", "below"), ("highest", "lowest"),
    )
    for a, b in ((one, other), (other, one))
}  # fmt: skip
COUNTED = "none one two three four five six seven eight nine ten eleven twelve thirteen".split()
OPPOSITES |= {**dict(pairwise(COUNTED)), "both": "three", "half": "third", "quarter": "third"}
LOCK = "a shown number is one that a person has seen"
UNREAD = "no rule, but the check lists the number as one that nobody has read a second time"


@dataclass(frozen=True)
class Mutant:
    """One step: kind, file, where in it people find it, and the text of the file from start to end replaced."""

    kind: str
    file: str
    place: str
    start: int
    end: int
    new: str


def one_more(number: str) -> str:
    """Return a printed number one unit of its last place higher: 0.95 to 0.96, <0.001 to <0.002."""
    match = NUMBER.search(number)
    places = len(match[0].partition(".")[2])
    more = f"{(int(match[0].replace('.', '')) + 1) / 10**places:.{places}f}"
    return number[: match.start()] + more + number[match.end() :]


def table_mutants(root: Path) -> Iterator[Mutant]:
    """Yield a step for each cell that is a number, except those of claims that say where they stand."""
    for path in sorted((root / "data").glob("*.csv")):
        text = path.read_text(encoding="utf-8")
        header, place = next(csv.reader([text.split("\n", 1)[0]])), 0
        for number, line in enumerate(text.split("\n"), 1):
            at = place
            for column, cell in zip(header, next(csv.reader([line]), []), strict=False):
                quoted = '"' + cell.replace('"', '""') + '"'
                written = quoted if text.startswith(quoted, at) else cell
                if number > 1 and PLAIN.match(cell):
                    kind = f"number in {path.stem}.csv"
                    yield Mutant(
                        kind,
                        f"data/{path.name}",
                        f"row {number}, {column} {cell}",
                        at,
                        at + len(written),
                        one_more(cell),
                    )
                at += len(written) + 1
            place += len(line) + 1


class Neighbours:
    """For each key of the data, another one that an author may take by mistake."""

    def __init__(self, root: Path) -> None:
        """Read studies, groups and outcomes."""
        rows = {name: self._rows(root / f"data/{name}.csv") for name in ("studies", "groups", "outcomes", "counts")}
        self.studies = [row["study"] for row in rows["studies"]]
        self.outcomes = [row["outcome"] for row in rows["outcomes"]]
        self.keys = {row["alias"]: row["outcome"] for row in rows["outcomes"] if row["alias"]}
        self.groups: dict[str, list[str]] = defaultdict(list)
        for row in rows["groups"]:
            self.groups[row["study"]].append(row["group"])
        self.counted: dict[tuple[str, str], list[str]] = defaultdict(list)
        for row in rows["counts"]:
            known = self.counted[row["study"], row["group"]]
            if row["outcome"] not in known:  # one outcome may have several sources
                known.append(row["outcome"])

    @staticmethod
    def _rows(path: Path) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))

    def of(self, word: str, words: Sequence[str]) -> str:
        """Return a neighbour of a key, "" for a word that is none. Parameters: words, all keys of the expression."""
        study = next((each for each in words if each in self.studies), "")
        group = next((each for each in words if each in self.groups[study]), "")
        word = self.keys.get(word, word)
        for known in (self.studies, self.groups[study], self.counted[study, group], self.outcomes):
            if word in known and len(known) > 1:
                return known[(known.index(word) + 1) % len(known)]
        return ""


def expression_mutants(root: Path, file: str) -> Iterator[Mutant]:
    """Yield the steps of a chapter's roles, or of the expressions of claims.csv."""
    text, neighbours = (root / file).read_text(encoding="utf-8"), Neighbours(root)
    if file.endswith(".csv"):
        spans = [(m.start(), m[0]) for m in re.finditer(r'"[^"\n]*(?:""[^"\n]*)+"', text) if '(""' in m[0]]
    else:
        spans = [(m.start(2), m[2]) for m in ROLE.finditer(text) if m[1] == "stat"]
        halves = ((m.start(2), m[2].partition("::")) for m in ROLE.finditer(text) if m[1] == "holds")
        spans += [(start + len(words) + 2, condition) for start, (words, _, condition) in halves]
        for block in NAMES.finditer(text):
            spans += [(block.start(1) + m.start(1), m[1]) for m in re.finditer(r":(.*)$", block[1], re.MULTILINE)]
    for start, written in spans:
        words = WORD.findall(written)
        line = text.count("\n", 0, start) + 1
        for match in WORD.finditer(written):
            if other := neighbours.of(match[0], words):
                at = start + match.start()
                place = f"line {line}: {match[0]} to {other}"
                yield Mutant("key in an expression", file, place, at, at + len(match[0]), other)


def word_mutants(root: Path, file: str) -> Iterator[Mutant]:
    """Yield the steps of the words of `{holds}` and the numbers of `{fixed}`."""
    text = (root / file).read_text(encoding="utf-8")
    for match in ROLE.finditer(text):
        words, line = match[2].partition("::")[0], text.count("\n", 0, match.start()) + 1
        if match[1] == "holds":
            found = next((m for m in re.finditer(r"[a-z]+", words) if m[0] in OPPOSITES), None)
            start, end = (
                (match.start(2) + found.start(), match.start(2) + found.end()) if found else (match.start(2),) * 2
            )
            new = OPPOSITES[found[0]] if found else "not "
            yield Mutant("words that hold", file, f"line {line}: {words.strip()}", start, end, new)
        elif match[1] == "fixed" and (number := NUMBER.search(words)):
            start = match.start(2) + number.start()
            place = f"line {line}: {words.strip()}"
            yield Mutant("number of fixed", file, place, start, start + len(number[0]), one_more(number[0]))


def bibliography_mutants(root: Path) -> Iterator[Mutant]:
    """Yield the steps of each key, DOI and year."""
    text = (root / "references.bib").read_text(encoding="utf-8")
    for match in re.finditer(r"@\w+\{(\w+),", text):
        yield Mutant("key of an entry", "references.bib", match[1], match.end(1), match.end(1), "x")
    for match in re.finditer(r"^\s*(doi|year)\s*=\s*\{([^}]*)\}", text, re.MULTILINE):
        last = match[2][-1]
        new = str((int(last) + 1) % 10) if last.isdigit() else "a" if last != "a" else "b"
        yield Mutant(f"{match[1]} of an entry", "references.bib", match[2], match.end(2) - 1, match.end(2), new)


def all_mutants(root: Path) -> list[Mutant]:
    """Return every step, in the order of files."""
    chapters = [path.relative_to(root).as_posix() for path in sorted((root / "chapters").glob("*.md"))]
    found = [*table_mutants(root), *expression_mutants(root, "data/claims.csv"), *bibliography_mutants(root)]
    for chapter in chapters:
        found += [*expression_mutants(root, chapter), *word_mutants(root, chapter)]
    return found


def copy_book(folder: Path) -> Path:
    """Copy what `review check` reads of the project."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("chapters", "data"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("_config.yml", "_toc.yml", "references.bib", "numbers.lock"):
        shutil.copy(ROOT / name, folder)
    return folder


def rules_that_notice(root: Path, mutant: Mutant) -> list[str]:
    """Return the rules that `review check` names after a step, the file being as before afterwards.

    A table is first read alone: what its own rules notice need not wait for the chapters.
    """
    from helpers.commands.check import check_book
    from helpers.evidence.evidence import read

    path = root / mutant.file
    before = path.read_text(encoding="utf-8")
    path.write_text(before[: mutant.start] + mutant.new + before[mutant.end :], encoding="utf-8", newline="\n")
    try:
        problems = read(root)[1] if mutant.file.startswith("data/") else []
        found = None if problems else check_book(root)
    finally:
        path.write_text(before, encoding="utf-8", newline="\n")
    rules = {problem.rule for problem in (found.problems if found else problems)}
    row, _, cell = mutant.place.partition(", ")
    if not rules and found and any(line.startswith(f"{mutant.file} {row} (") for line in map(str, found.unread)):
        column = cell.partition(" ")[0]
        rules = {UNREAD for line in map(str, found.unread) if f" {row} (" in line and f"): {column} " in line}
    return sorted(rules)


def _work(mutants: list[Mutant]) -> list[tuple[Mutant, list[str]]]:
    with tempfile.TemporaryDirectory() as folder:
        root = copy_book(Path(folder) / "book")
        return [(mutant, rules_that_notice(root, mutant)) for mutant in mutants]


def run(mutants: list[Mutant], processes: int = 2) -> list[tuple[Mutant, list[str]]]:
    """Return each step with the rules that noticed it."""
    parts = [mutants[n :: 4 * processes] for n in range(4 * processes)]
    with Pool(processes) as pool:
        return [each for part in pool.imap_unordered(_work, parts) for each in part]


def report(results: list[tuple[Mutant, list[str]]]) -> str:
    """Return how many steps of each kind were noticed, and every survivor with its file and place."""
    tried, alive, lone = Counter(), Counter(), Counter()
    for mutant, rules in results:
        tried[mutant.kind] += 1
        alive[mutant.kind] += not rules
        lone[mutant.kind] += rules == [LOCK]
    lines = [f"{'kind':30}{'steps':>7}{'noticed':>9}{'by numbers.lock alone':>23}"]
    lines += [f"{k:30}{tried[k]:>7}{tried[k] - alive[k]:>9}{lone[k]:>23}" for k in sorted(tried)]
    survivors = sorted((m for m, rules in results if not rules), key=lambda m: (m.file, m.start))
    lines += (
        [f"{len(survivors)} of {len(results)} steps were noticed by nothing:"]
        if survivors
        else ["Every step was noticed."]
    )
    return "\n".join([*lines, *(f"  {m.file} {m.place}: {m.kind}" for m in survivors)])


def main() -> int:
    """Run all steps, or a sample of them, and print the report."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sample", type=int, help="how many, drawn by the seed; default: all")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    mutants = all_mutants(ROOT)
    if options.sample:
        mutants = random.Random(options.seed).sample(mutants, min(options.sample, len(mutants)))
    results = run(mutants)
    print(report(results))
    return int(any(not rules for _, rules in results))


if __name__ == "__main__":
    sys.exit(main())
