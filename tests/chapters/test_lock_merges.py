"""Branches that touch different studies merge numbers.lock by themselves; what both touched is listed."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
from books import ROOT, commit, edit, git
from typer.testing import CliRunner

from helpers.chapters.lock import FILE, Kept, lock_text, read_lock
from helpers.commands.check import check_book, find_problems
from helpers.commands.cli import app

ALPHA = ("alpha2020trial,control,nrp,alpha_ctp,5,10,50,", "alpha2020trial,control,nrp,alpha_ctp,{0},10,{0}0,")
BETA = ("beta2021cohort,all,nrp,beta_asl,10,50,20,", "beta2021cohort,all,nrp,beta_asl,{0},50,{1},")
SHOWN = """
Control {stat}`pct("alpha2020trial", "control", "nrp")`; beta {stat}`count("beta2021cohort", "all", "nrp")`;
both {stat}`count("alpha2020trial", "control", "nrp")`.
"""
UNION = "numbers.lock merge=union\n"


@pytest.fixture(params=["markers", "union"])
def branches(book: Path, request: pytest.FixtureRequest) -> Path:
    """Return a book under git whose numbers were seen, with git's own way to merge them and with ours."""
    with (book / "chapters/index.md").open("a", encoding="utf-8") as chapter:
        chapter.write(SHOWN)
    if request.param == "union":
        (book / ".gitattributes").write_text(UNION, encoding="utf-8")
    (book / ".gitignore").write_text(".review\n_build\n", encoding="utf-8")
    (book / "data/readings.csv").write_text("table,key,column,read,read_from\n", encoding="utf-8")
    accept(book)
    commit(book)
    return book


def accept(book: Path) -> str:
    result = CliRunner().invoke(app, ["accept", "--root", str(book)])
    assert result.exit_code == 0, result.output
    return result.output


def branch(book: Path, name: str, old: str, new: str) -> None:
    """Change one row on a branch of its own, accept what it moves, and commit."""
    git(book, "checkout", "--quiet", "-b", name, "main")
    edit(book / "data/counts.csv", old, new)
    accept(book)
    commit(book, name)


def merged(book: Path, *command: str) -> bool:
    """Return whether git did a command without a conflict."""
    try:
        git(book, *command)
    except AssertionError:
        return False
    return True


WAYS = {
    "merge": ["merge", "--quiet", "--no-edit", "one"],
    "rebase": ["rebase", "--quiet", "one"],
    "cherry-pick": ["cherry-pick", "one"],
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_changes_of_different_studies_merge_by_themselves_and_nothing_is_left_to_see(branches: Path, way: list[str]):
    branch(branches, "one", ALPHA[0], ALPHA[1].format(6))
    branch(branches, "two", BETA[0], BETA[1].format(11, 22))
    assert merged(branches, *way)
    assert find_problems(branches) == []
    whole = (branches / FILE).read_text(encoding="utf-8")
    assert whole == lock_text(check_book(branches).shown)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("kept", [6, 7, 4], ids=["one side", "the other", "neither"])
def test_what_both_branches_changed_is_listed_with_what_each_had_seen(branches: Path, way: list[str], kept: int):
    branch(branches, "one", ALPHA[0], ALPHA[1].format(6))
    branch(branches, "two", ALPHA[0], ALPHA[1].format(7))
    assert not merged(branches, *way)
    torn = (branches / "data/counts.csv").read_text(encoding="utf-8")
    assert {problem.file for problem in find_problems(branches)} <= {"data/counts.csv", FILE}
    resolved = re.sub(r"<{7}.*?>{7}[^\n]*\n", ALPHA[1].format(kept) + "X\n", torn, flags=re.DOTALL)
    tail = re.search(re.escape(ALPHA[1].format(6)) + r"(.*)\n", torn)
    assert tail
    (branches / "data/counts.csv").write_text(resolved.replace("X\n", tail[1] + "\n"), encoding="utf-8", newline="\n")
    told = accept(branches)
    for text in {"'6/10'", "'7/10'", f"'{kept}/10'", "'60.0%'", "'70.0%'", f"'{kept}0.0%'"}:
        assert text in told
    assert "; 2 changed." in told or "; 4 changed." in told
    assert find_problems(branches) == []
    assert (branches / FILE).read_text(encoding="utf-8") == lock_text(check_book(branches).shown)


def test_a_slip_that_neither_branch_made_is_told_with_what_it_was(branches: Path):
    branch(branches, "one", ALPHA[0], ALPHA[1].format(6))
    branch(branches, "two", ALPHA[0], ALPHA[1].format(7))
    merged(branches, "merge", "--quiet", "one")
    git(branches, "checkout", "--quiet", "--ours", "data/counts.csv")
    edit(branches / "data/counts.csv", BETA[0], BETA[1].format(11, 22))
    told = accept(branches)
    assert """gives '11/50'; it was '10/50'""" in told


def test_a_study_added_on_each_branch_merges(branches: Path):
    """Both add lines between the same two: git alone has them conflict, and both are read."""
    for name, group in (("one", "gamma"), ("two", "delta")):
        git(branches, "checkout", "--quiet", "-b", name, "main")
        chapter = branches / f"chapters/{group}.md"
        chapter.write_text(f"# {group}\n\nIt is {{fixed}}`mRS 0-2 :: scale`.\n", encoding="utf-8")
        (branches / "_toc.yml").open("a", encoding="utf-8").write(f"  - file: chapters/{group}\n")
        accept(branches)
        commit(branches, name)
    merged(branches, "merge", "--quiet", "one")
    toc = (branches / "_toc.yml").read_text(encoding="utf-8")
    (branches / "_toc.yml").write_text(re.sub(r"[<=>]{7}[^\n]*\n", "", toc), encoding="utf-8", newline="\n")
    told = accept(branches)
    assert "; 0 changed." in told and find_problems(branches) == []


# The layout, on the numbers of this book: each pair of its studies, changed on two branches


def about(study: str, shown: list[Kept]) -> list[bool]:
    """Return which numbers are a study's own: one that leaves it out is its question's, and of all its studies."""
    own = re.compile(rf"(?<!without=\"){study}\b")
    return [bool(own.search(each.expression)) for each in shown]


def changed(shown: list[Kept], touched: list[bool], how: str) -> list[Kept]:
    pairs = zip(shown, touched, strict=True)
    if how == "removed":
        return [each for each, is_touched in pairs if not is_touched]
    if how == "moved":
        return [each._replace(text=f"{each.text}*") if is_touched else each for each, is_touched in pairs]
    return [*shown, *(each._replace(expression=f"{each.expression} + 1") for each, is_touched in pairs if is_touched)]


@pytest.mark.parametrize("how", [("moved", "moved"), ("added", "moved"), ("removed", "moved"), ("added", "removed")])
def test_git_merges_changes_of_any_two_studies_of_this_book(tmp_path: Path, how: tuple[str, str]):
    shown = check_book(ROOT).shown
    studies = sorted({each.expression.split()[0] for each in shown if each.file == "references.bib"})
    places = {study: about(study, shown) for study in studies}
    draws = random.Random(2)
    pairs = [*pairwise(studies[:31]), *(draws.sample(studies, 2) for _ in range(15))]
    tried = 0
    for first, second in pairs:
        if any(map(all, zip(places[first], places[second], strict=True))):
            continue  # a number of both
        ours, theirs = changed(shown, places[first], how[0]), changed(shown, places[second], how[1])
        for name, numbers in (("base", shown), ("ours", ours), ("theirs", theirs)):
            (tmp_path / name).write_text(lock_text(numbers), encoding="utf-8", newline="\n")
        command = ["git", "merge-file", "ours", "base", "theirs"]
        ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
        assert ran.returncode == 0, (first, second)
        shutil.copy(tmp_path / "ours", tmp_path / FILE)
        lock = read_lock(tmp_path)
        assert lock is not None and lock.problems == []
        tried += 1
    assert tried > 30
