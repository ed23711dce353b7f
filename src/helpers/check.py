"""Everything `review check` looks at, in one pass."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from helpers.bibliography import find_use_problems
from helpers.chapters import find_names, read_chapters
from helpers.claim_rules import find_claim_problems
from helpers.evidence import read
from helpers.problems import Problem
from helpers.seen_numbers import Shown, find_unseen_problems, recorded
from helpers.study_use import find_study_use_problems


@dataclass(frozen=True)
class Findings:
    """What a check found: faults and hints, sorted by place, and all that numbers.lock keeps."""

    problems: list[Problem]
    hints: list[Problem]
    shown: list[Shown]


def check_book(root: Path) -> Findings:
    """Check a book's data, bibliography and chapters.

    Parameters: root, the book's folder. Nothing is written.
    """
    evidence, problems = read(root)
    sound = evidence if not problems else None
    reading, shown = read_chapters(root, sound), []
    problems += reading.problems
    if sound is not None:
        problems += find_claim_problems(sound)
        shown = [*reading.shown, *recorded(sound.tables["claims"], sound.entries)]
        if not reading.problems:  # a role that cannot be read would be told a second time as a number gone
            problems += find_unseen_problems(root, shown)
    if evidence is not None:
        problems += find_use_problems(evidence.entries, evidence.studies, reading.citations)
        named = find_names(root, evidence.studies)
        problems += find_study_use_problems(evidence.tables["studies"], reading.citations, named)
    return Findings(sorted(set(problems)), sorted(set(reading.hints)), shown)


def find_problems(root: Path) -> list[Problem]:
    """Return every fault of a book's data, bibliography and chapters, sorted by place."""
    return check_book(root).problems
