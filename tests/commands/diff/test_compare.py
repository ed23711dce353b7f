"""`review diff`: what a reader sees differently, old and new, wherever it is shown."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from books import commit, copy_rich_book, copy_small_book, edit
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from helpers.commands.cli import app
from helpers.commands.diff.compare import PARTS, compare
from helpers.commands.diff.rows import rows_of
from helpers.commands.diff.snapshot import snapshot
from helpers.commands.diff.text import NOTHING, as_markdown

LINES = "Lines: 95% confidence intervals (Wilson)."  # which a figure says of itself
PCT = 'pct("alpha2020trial", "drug", "nrp")'


def run(folder: Path, *words: str):
    return CliRunner().invoke(app, ["diff", "--root", str(folder), *words])


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the small book in a repository of two commits, between which one count changed."""
    folder = copy_small_book(tmp_path_factory.mktemp("changed") / "book")
    commit(folder)
    edit(folder / "data/counts.csv", "drug,nrp,alpha_ctp,8,10,80", "drug,nrp,alpha_ctp,4,10,40")
    commit(folder)
    return folder


@pytest.fixture(scope="module")
def found(changed: Path) -> dict:
    result = run(changed, "HEAD~", "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_changed_count_is_told_in_every_place_that_shows_it(found: dict):
    numbers = {entry["new"]["expression"]: entry for entry in found["numbers"]}
    assert numbers.keys() == {'count("alpha2020trial", "drug", "nrp")', PCT}
    percentage = numbers[PCT]
    assert (percentage["old"]["text"], percentage["new"]["text"]) == ("80.0%", "40.0%")
    places = [(place["holder"], place["file"], place["line"], place["heading"]) for place in percentage["places"]]
    assert places == [
        ("chapters/index.md", "chapters/index.md", 4, "A small book"),
        ("figure small-forest", "chapters/results.md", 19, "Results"),
    ]


def test_the_words_that_are_no_longer_true_are_told_with_the_reason(found: dict):
    (words,) = found["conclusions"]
    assert (words["old"]["true"], words["new"]["true"]) == (True, False)
    assert words["new"]["words"] == "most of them" and words["new"]["because"] == f"{PCT} is 40.0%"


def test_the_verdict_that_turned_is_told_with_the_one_on_record(found: dict):
    (verdict,) = found["verdicts"]
    assert (verdict["claim"], verdict["old"]["verdict"], verdict["new"]["verdict"]) == (
        "i.0.1-2",
        "reproduced",
        "differs",
    )
    assert verdict["new"]["recorded"] == "reproduced"
    assert verdict["new"]["reasons"][0] == "against the data: they give 40.0%"


def test_the_figure_that_changed_is_told_row_by_row(found: dict):
    (figure,) = found["shown"]
    assert (figure["name"], figure["state"], figure["line"]) == ("small-forest", "changed", 19)
    cells = {change["column"]: change for change in figure["changes"] if change["part"] == "cell"}
    assert (cells["events"]["row"], cells["events"]["old"], cells["events"]["new"]) == ("Alpha", 8, 4)
    assert (cells["text"]["old"], cells["text"]["new"]) == ("80.0%", "40.0%")
    assert [change["part"] for change in figure["changes"]][-1] == "alternative text"


def test_the_cause_is_told_beside_the_effect(found: dict):
    cells = [(entry["row"], entry["column"], entry["old"], entry["new"]) for entry in found["data"]]
    row = "alpha2020trial, drug, nrp, alpha_ctp, primary"
    assert cells == [(row, "events", "8", "4"), (row, "printed", "80", "40")]
    assert found["bibliography"] == found["faults"] == []


def test_people_read_old_and_new_and_where(changed: Path):
    text = run(changed, "HEAD~").stdout
    assert text.startswith("HEAD~ (") and ") -> the working tree\n" in text
    first = text.splitlines()[:4]
    assert "conclusion turns" in first[1] and first[2].startswith("Because of Alpha, Drug, No-reflow, "), first
    assert "(data/counts.csv): 8 -> 4 events, 80 -> 40" in " ".join(text.split())
    assert "\n  most of them\n    most of them: true -> most of them: NO LONGER TRUE\n" in text
    assert f"\n  {PCT}\n    80.0% (49.0-94.3%) -> 40.0% (16.8-68.7%)\n" in text
    assert "at chapters/index.md:4 (A small book); figure small-forest, chapters/results.md:19 (Results)" in text
    assert "claim i.0.1-2: no-reflow with the drug, 80\n    reproduced; data 80.0%" in text
    assert "counts, alpha2020trial, drug, nrp, alpha_ctp, primary, events\n    8 -> 4\n    at data/counts.csv" in text
    assert max(map(len, text.splitlines())) <= 100


def test_a_comment_holds_the_same_as_tables(found: dict):
    lines = as_markdown(["old -> new"], rows_of(found)).splitlines()
    assert "### Words that depend on data" in lines and "### Rows of data" in lines
    assert any("<code>80.0% (49.0-94.3%)</code> | <code>40.0% (16.8-68.7%)</code>" in line for line in lines)
    assert {line.count(" | ") for line in lines if line.startswith("| <")} == {3}


def test_nothing_changed_is_said(changed: Path):
    result = run(changed)
    assert result.exit_code == 0, result.output
    assert NOTHING in result.stdout and NOTHING in as_markdown(["old -> new"], {})


def test_two_revisions_are_compared_in_the_order_given(changed: Path):
    found = json.loads(run(changed, "HEAD", "HEAD~", "--json").stdout)
    value = found["numbers"][1]
    assert (value["old"]["text"], value["new"]["text"]) == ("40.0%", "80.0%")
    assert [found[side]["name"].partition(" ")[0] for side in ("old", "new")] == ["HEAD", "HEAD~"]


def test_faults_of_input_are_plain_messages(changed: Path):
    for form in ((), ("--markdown",), ("--json",)):
        result = run(changed, *form, "--", "--output=x", "nowhere")
        said = result.stderr if form else result.stdout
        assert result.exit_code == 1 and "Traceback" not in result.output
        assert "'--output=x': " in said and "'nowhere': " in said and "2 faults" in said
        assert not form or result.stdout == ""


def differing(folder: Path, *edits: tuple[str, str, str]) -> dict:
    """Return what edits of the small book change."""
    book = copy_small_book(folder / "book")
    old = json.loads(json.dumps(snapshot(book)))
    for file, before, after in edits:
        edit(book / file, before, after)
    return compare(old, json.loads(json.dumps(snapshot(book))))


def only(difference: dict, *parts: str) -> None:
    assert {part for part in PARTS if difference[part]} == set(parts)


def test_a_changed_expression_is_one_change(tmp_path: Path):
    found = differing(
        tmp_path,
        ("chapters/index.md", 'stat}`count("alpha2020trial", "drug"', 'stat}`count("alpha2020trial", "control"'),
    )
    only(found, "numbers")
    (entry,) = found["numbers"]
    assert (entry["old"]["expression"], entry["old"]["text"]) == ('count("alpha2020trial", "drug", "nrp")', "8/10")
    assert (entry["new"]["expression"], entry["new"]["text"]) == ('count("alpha2020trial", "control", "nrp")', "5/10")


def test_changed_words_with_the_same_condition_are_told(tmp_path: Path):
    found = differing(tmp_path, ("chapters/index.md", "most of them ::", "nearly all ::"))
    only(found, "conclusions")
    assert [found["conclusions"][0][side]["words"] for side in ("old", "new")] == ["most of them", "nearly all"]


def test_text_that_only_moved_is_no_change(tmp_path: Path):
    moved = "Its references are"
    found = differing(
        tmp_path,
        ("chapters/index.md", moved, f"New words.\n\n{moved}"),
        ("chapters/results.md", "# Results", "# Results\n\nMore."),
    )
    only(found)
    line = 'patients\n({stat}`pct("alpha2020trial", "drug", "nrp")`)'
    found = differing(
        tmp_path / "to", ("chapters/index.md", line, "patients"), ("chapters/references.md", "# References", line)
    )
    only(found)


def test_a_caption_a_new_row_and_a_lost_figure_are_told(tmp_path: Path):
    row = 'ForestRow("Gamma", review.pct("beta2021cohort", "tici3", "nrp")),\n]'
    found = differing(
        tmp_path,
        ("chapters/results.md", "\n]\n", f"\n    {row}\n"),
        ("chapters/results.md", "No-reflow in {stat", "Rates in {stat"),
    )
    changes = {change["part"]: change for change in found["shown"][0]["changes"]}
    assert (changes["caption"]["old"], changes["caption"]["new"]) == (
        f"No-reflow in 2 studies. {LINES}",
        f"Rates in 2 studies. {LINES}",
    )
    assert changes["row"]["old"] is None and changes["row"]["new"].startswith("Gamma, 0, 20, 0.0")
    assert "cell" not in changes
    found = differing(tmp_path / "lost", ("chapters/results.md", 'forest_plot("', '1 / 0; forest_plot("'))
    assert [(entry["name"], entry["state"]) for entry in found["shown"]] == [("small-forest", "removed")]
    assert [(entry["why"], entry["state"]) for entry in found["faults"]] == [
        ("a cell fails: ZeroDivisionError: division by zero", "new")
    ]


def test_a_number_that_can_no_longer_be_computed_is_told(tmp_path: Path):
    found = differing(
        tmp_path, ("chapters/index.md", f"stat}}`{PCT}", 'stat}`pct("alpha2020trial", "drug", "nothing")')
    )
    (entry,) = found["numbers"]
    assert entry["old"]["text"] == "80.0%" and "unknown outcome 'nothing'" in entry["new"]["fault"]


def test_entries_of_the_bibliography_and_columns_are_told(tmp_path: Path):
    found = differing(tmp_path, ("references.bib", "[An invented cohort]", "[An invented cohort, retitled]"))
    only(found, "bibliography")
    (entry,) = found["bibliography"]
    assert (entry["key"], entry["field"]) == ("beta2021cohort", "title") and "retitled" in entry["new"]
    old = {"studies": {"file": "f", "key": ["study"], "columns": ["study", "a"], "rows": [["s", "1"], ["t", "2"]]}}
    new = {"studies": {"file": "f", "key": ["study"], "columns": ["study", "b"], "rows": [["t", "2"], ["u", "3"]]}}
    empty = {"numbers": [], "claims": [], "shown": [], "faults": [], "entries": {}}
    found = compare({**empty, "data": old}, {**empty, "data": new})["data"]
    assert [(entry["row"], entry["column"], entry["old"], entry["new"]) for entry in found] == [
        ("", "b", None, "a column"),
        ("", "a", "a column", None),
        ("u", "", None, "study u, b 3"),
        ("s", "", "study s, a 1", None),
    ]


@given(st.floats(0.1, 1e6))
def test_the_last_digit_of_a_float_is_no_change(value: float):
    from helpers.commands.diff.compare import alike

    assert alike(value, value * (1 + 1e-12)) and not alike(value, value * 1.0001) and not alike(value, None)


def test_markup_in_data_does_nothing_in_a_comment(tmp_path: Path):
    folder = copy_rich_book(tmp_path / "book")
    commit(folder)
    hostile = "<img src=x> | **bold** @someone #1 [a](https://e.org) `b`"
    edit(folder / "data/studies.csv", "<script>alert('label')</script>", hostile)
    told = [line for line in run(folder, "--markdown").stdout.splitlines() if "someone" in line]
    assert len(told) >= 3  # the table, the figure and the row of data
    for line in told:
        assert line.count("|") == (0 if line.startswith("<code>Because of") else 5)
        assert not set("*@[`").intersection(line) and "https://" not in line
        assert set(re.findall(r"<[^>]*>?", line)) <= {"<code>", "</code>", "<br>"}
