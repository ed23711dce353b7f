"""Everything `review check` looks at, in one pass."""

from __future__ import annotations

from pathlib import Path

from helpers.bibliography import find_use_problems
from helpers.chapters import find_chapter_problems, find_names
from helpers.claim_rules import find_claim_problems
from helpers.evidence import read
from helpers.problems import Problem
from helpers.study_use import find_study_use_problems


def find_problems(root: Path) -> list[Problem]:
    """Return every fault of a book's data, bibliography and chapters, sorted by place.

    Parameters: root, the book's folder. Nothing is written.
    """
    evidence, problems = read(root)
    sound = evidence if not problems else None
    citations, chapter_problems = find_chapter_problems(root, sound)
    problems += chapter_problems
    if sound is not None:
        problems += find_claim_problems(sound)
    if evidence is not None:
        problems += find_use_problems(evidence.entries, evidence.studies, citations)
        named = find_names(root, evidence.studies)
        problems += find_study_use_problems(evidence.tables["studies"], citations, named)
    return sorted(set(problems))
