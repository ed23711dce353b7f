"""Revisions of a book in its git repository: finding them, laying them out, and taking the snapshot of each."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from helpers.chapters.lock import FILE as LOCK
from helpers.commands.diff.shape import lacking
from helpers.commands.diff.snapshot import FORMAT
from helpers.files.book_files import CODE, EVIDENCE, PACKAGE, PROSE
from helpers.files.problems import EvidenceError, Place, Problem, problem_from, quote

PARTS = (*EVIDENCE, *PROSE, LOCK, CODE)  # the lock: examples of the vocabulary are chosen from it
PROGRAM = "helpers.commands.diff.snapshot"
PROGRAMS = (PROGRAM, "helpers.snapshot")  # where a revision's own code has it; the second before the packages
LONGEST_NAME = 200
MOST_SECONDS = 300
MOST_PROBLEMS = 20  # of one side: nobody mends an old revision
OWN, TODAY = "", "today's code"


@dataclass(frozen=True)
class Side:
    """One of two things compared: its name, whose code computed it (OWN or TODAY), and its snapshot."""

    name: str
    code: str
    snapshot: dict[str, Any]


def take_sides(root: Path, old: str, new: str | None) -> tuple[Side, Side]:
    """Return the snapshots of a revision and of another one, or of the folder as it is; both are taken side by side.

    Parameters: root, the book's folder, in a git repository; old and new, revisions as git reads them, new None for the
    folder. Their code runs, as it does in a build. Raises: EvidenceError when there is no repository or revision, or
    when the data of a side cannot be read.
    """
    names = [name for name in (old, new) if name is not None]
    commits, problems = {}, []
    for name in names:
        try:
            commits[name] = find_commit(root, name)
        except EvidenceError as error:
            problems += error.problems
    if problems:
        raise EvidenceError(problems)
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:

        def take(number: int, name: str | None) -> Side:
            if name is None:
                return _taken("the working tree", root)
            laid_out = Path(folder, str(number))
            label = f"{name} ({commits[name][:10]})"
            _lay_out(root, label, commits[name], laid_out)
            return _taken(label, laid_out)

        sides = []
        for answer in [pool.submit(take, number, name) for number, name in enumerate((old, new))]:
            try:
                sides.append(answer.result())
            except EvidenceError as error:
                problems += error.problems
    if problems:
        raise EvidenceError(problems)
    return sides[0], sides[1]


def find_commit(root: Path, name: str) -> str:
    """Return the commit that a revision's name stands for, as hex digits.

    Parameters: root, a folder in the repository; name, untrusted. Raises: EvidenceError.
    """
    remedy = "Name a commit, branch or tag; see `git log` and `git branch --all`."
    rule = "a revision is a commit of this repository"
    if not name or name.startswith("-") or not name.isprintable() or len(name) > LONGEST_NAME:
        raise _failed(quote(name), rule, "this cannot be the name of one", remedy)
    if _git(root, "rev-parse", "--git-dir").returncode:
        found = "there is none around it"
        raise _failed(str(root), "a book that is compared is in a git repository", found, "Go to the repository.")
    answer = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    commit = answer.stdout.decode("ascii", "replace").strip()
    if answer.returncode or not commit.isalnum():
        raise _failed(quote(name), rule, "there is none of this name", remedy)
    return commit


def _git(root: Path, *arguments: str, output: Any = subprocess.PIPE) -> subprocess.CompletedProcess[bytes]:
    command = ["git", "-C", str(root), "-c", "core.autocrlf=false", *arguments]
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.PIPE, check=False)
    except FileNotFoundError:
        raise _failed("git", "revisions are read by git", "it is not installed", "Install it.") from None


def _lay_out(root: Path, label: str, commit: str, folder: Path) -> None:
    """Write the parts of a commit that a snapshot needs into a new folder."""
    folder.mkdir()
    with tempfile.TemporaryFile() as file:  # `git archive` in a folder takes that folder only
        answer = _git(root, "archive", "--format=tar", commit, output=file)
        if answer.returncode:
            said = answer.stderr.decode("utf-8", "replace")
            raise _failed(
                label, "a revision can be laid out", f"git says {quote(said.strip(), 200)}", "See what it says."
            )
        file.seek(0)
        try:
            with tarfile.open(fileobj=file) as archive:
                wanted = [member for member in archive if member.name.split("/")[0] in PARTS]
                archive.extractall(folder, wanted, filter="data")
        except (tarfile.TarError, OSError) as error:
            raise _failed(label, "a revision can be laid out", str(error), "Compare another revision.") from None


def _taken(label: str, root: Path) -> Side:
    """Return the snapshot of a folder by the code that belongs to it, or by today's where that fails or is absent."""
    own = (name for name in PROGRAMS if (root / CODE / name.replace(".", "/")).with_suffix(".py").is_file())
    ways = [(OWN, root / CODE, name) for name in own] + [(TODAY, PACKAGE.parent, PROGRAM)]
    reasons = []
    for code, package, program in ways:
        found = _run(root, package, program)
        if isinstance(found, dict) and "problems" in found:
            raise EvidenceError(_of_side(label, [_problem(problem) for problem in found["problems"]]))
        if isinstance(found, dict):
            return Side(label, code + (f", as its own did not run ({reasons[0]})" if reasons else ""), found)
        reasons.append(found)
    raise _failed(label, "what a book shows can be computed", f"its code stopped: {reasons[0]}", "See `review check`.")


def _run(root: Path, package: Path, program: str) -> dict[str, Any] | str:
    """Return the snapshot of a folder that a program of the code in another one prints, or why there is none."""
    path = os.pathsep.join(filter(None, [str(package), os.environ.get("PYTHONPATH", "")]))
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-P", "-m", program, str(root)]
    try:
        ran = subprocess.run(command, capture_output=True, env=environment, timeout=MOST_SECONDS, check=False)
        found = json.loads(ran.stdout)
    except subprocess.TimeoutExpired:
        return f"it took more than {MOST_SECONDS} seconds"
    except (ValueError, RecursionError):
        said = ran.stderr.decode("utf-8", "replace").strip().splitlines()
        return quote(said[-1] if said else "it printed no snapshot", 200)
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        return "its snapshot has another format"
    return lacking(found) or found


def _problem(found: dict[str, Any]) -> Problem:
    """Return a fault as a revision's own code prints it; the second form is that of code before the packages."""
    if "place" in found:
        return problem_from(found)
    place = Place(found["file"], **{found["unit"]: found["row"]})
    return place.fault(found["rule"], found["found"], found["remedy"], found["subject"])


def _of_side(label: str, problems: list[Problem]) -> list[Problem]:
    """Return the faults of a side's data, each with the side's name, the first of many."""
    named = [
        replace(problem, place=replace(problem.place, file=f"{label}: {problem.file}")) for problem in sorted(problems)
    ]
    if len(named) <= MOST_PROBLEMS:
        return named
    rest = f"{len(named) - MOST_PROBLEMS} more faults are not listed"
    more = Place(f"{label}: other files").fault("the data of both sides can be read", rest, "Compare another revision.")
    return [*named[:MOST_PROBLEMS], more]


def _failed(label: str, rule: str, found: str, remedy: str) -> EvidenceError:
    return EvidenceError([Place(label).fault(rule, found, remedy)])
