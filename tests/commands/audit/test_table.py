"""`review audit`: the claims of the book and anyone's table of printed results, for people and for machines."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from helpers.audit import COLUMNS, P_TESTS, VERDICTS
from helpers.commands.cli import app

TABLE = """result,measure,estimate,ci_low,ci_high,p,events_1,total_1,percent_1,year
Good,aOR,0.56,0.33,0.96,0.03,,,,2023
Impossible,aOR,2.749,0.996,1.068,0.014,,,,2023
Granular,,,,,,,14,29.4,2024
Counts,,,,,,52,65,80,2024
Nothing,,,,,,,,,2024
"""


def run(*words: object):
    return CliRunner().invoke(app, ["audit", *map(str, words)])


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "results.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_a_table_is_audited_result_by_result(table: Path):
    result = run(table, "--json")
    assert result.exit_code == 1, result.output  # one is impossible
    found = json.loads(result.stdout)
    verdicts = {each["result"]: each["verdict"] for each in found["results"]}
    assert verdicts == {
        "Good": "consistent",
        "Impossible": "impossible",
        "Granular": "unexplained",
        "Counts": "consistent",
        "Nothing": "unverifiable",
    }
    assert found["summary"] == {"consistent": 2, "unverifiable": 1, "unexplained": 1, "impossible": 1}
    assert found["ignored"] == ["year"]


def test_people_see_the_sums_then_what_does_not_hold_and_why(table: Path):
    text = run(table).stdout
    assert text.startswith("5 results in ")
    assert "consistent 2: " in text and "Impossible: impossible" in text
    assert "no count of 14 gives 29.4%: 4 of 14 is 28.6% and 5 of 14 is 35.7%" in text
    assert "Good:" not in text and "Columns not looked at: year." in text
    assert max(map(len, text.splitlines())) <= 100


def test_only_lists_the_verdicts_that_are_asked_for(table: Path):
    text = run(table, "--only", "consistent, unverifiable").stdout
    assert "Good: consistent" in text and "Nothing: unverifiable" in text and "Impossible:" not in text
    refused = run(table, "--only", "wrong")
    assert refused.exit_code == 2 and "--only takes verdicts: reproduced, " in refused.output


def test_the_rounding_of_the_author_can_be_named(tmp_path: Path):
    path = tmp_path / "cut.csv"
    path.write_text("result,events_1,total_1,percent_1\na,2,3,66.6\n", encoding="utf-8")
    assert json.loads(run(path, "--json").stdout)["summary"] == {"rounding": 1}
    assert json.loads(run(path, "--json", "--rounding", "cut").stdout)["summary"] == {"consistent": 1}


BAD = {
    "no header": ("", "must not be empty"),
    "no result": ("study,p\na,0.1\n", "the header names result and at least one of: measure, "),
    "nothing to audit": ("result,year\na,2020\n", "the header names result and at least one of"),
    "twice": ("result,p,p\na,1,1\n", "a column has a name of its own"),
    "no name": ("result,p\n ,0.1\n", "a result has a name"),
    "two of a name": ("result,p\na,0.1\na,0.2\n", "also stands in row 2"),
    "words": ("result,estimate\na,about 3\n", "estimate is a number"),
    "comma": ("result,percent_1\na,'3,4'\n", "a row has 2 cells"),
    "wide digits": ("result,total_1\na,\uff11\uff14\n", "total_1 is a whole number"),
    "p": ("result,p\na,<<0.05\n", "p is a P value such as 0.03 or <0.001"),
    "bare sign": ("result,p\na,<\n", "p is a P value"),
    "measure": ("result,measure,estimate\na,NNT,5\n", "measure is one of RR, OR, RD, HR, common OR, generalised OR,"),
    "outcome": ("result,outcome_type,p\na,yes,0.1\n", "outcome_type is binary, ordinal, time to event"),
    "no rows": ("result,p\n", "it has 0"),
    "huge": ("result,estimate\na,1e999\n", "estimate is a number"),
}


@pytest.mark.parametrize("case", BAD.values(), ids=BAD)
def test_a_bad_table_is_refused_with_row_and_remedy(tmp_path: Path, case: tuple[str, str]):
    text, said = case
    path = tmp_path / "bad.csv"
    path.write_text(text, encoding="utf-8")
    for result, words in ((run(path), "stdout"), (run(path, "--json"), "stderr")):
        assert result.exit_code == 2
        assert said in getattr(result, words) and "Traceback" not in result.output
    assert run(tmp_path / "nowhere.csv", "--exit-zero").exit_code == 2


CELLS = st.text(alphabet="0123456789.<>-aORHDMP ,\"'\n\x00\u0661\uff11e", max_size=8)


@given(st.lists(st.lists(CELLS, min_size=len(COLUMNS), max_size=len(COLUMNS)), min_size=1, max_size=4))
def test_no_table_ends_in_a_traceback(rows: list[list[str]]):
    import csv

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "table.csv")
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([list(COLUMNS), *rows])
        result = run(path)
    assert result.exit_code in (0, 1, 2)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception


NUMBERS = st.one_of(st.just(""), st.from_regex(r"\A-?[0-9]{1,4}(\.[0-9]{1,3})?\Z"))
COUNTS = st.one_of(st.just(""), st.integers(0, 10**9 - 1).map(str))
VALID = {
    "measure": st.sampled_from(["", "RR", "aOR", "RD", "HR", "MD"]),
    "p_test": st.sampled_from(["", *P_TESTS]),
    "outcome_type": st.sampled_from(["", "binary", "time to event"]),
    "p": st.one_of(st.just(""), st.from_regex(r"\A[<>]?[0-9]?\.[0-9]{1,4}\Z")),
    **dict.fromkeys(["events_1", "events_2", "total_1", "total_2", "total"], COUNTS),
}


@given(
    st.fixed_dictionaries(
        {name: VALID.get(name, NUMBERS) for name in COLUMNS if name not in ("result", "unit", "fact")}
    )
)
def test_every_well_formed_result_gets_a_verdict(cells: dict[str, str]):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "table.csv")
        path.write_text(f"result,{','.join(cells)}\nr,{','.join(cells.values())}\n", encoding="utf-8")
        result = run(path, "--json")
    assert result.exit_code in (0, 1), (result.output, result.exception)
    verdict = json.loads(result.stdout)["results"][0]["verdict"]
    assert verdict in VERDICTS
    assert result.exit_code == (verdict in ("inconsistent", "impossible"))


def test_the_books_claims_are_listed_with_their_reasons(book: Path):
    text = run("--root", book).stdout
    counted = {line.split()[0]: line.split()[1:3] for line in text.splitlines()[1:] if line[:1].isalpha()}
    assert counted["impossible"] == ["3", "0"] and counted["all"] == ["7", "0"]
    assert "i.0.1-3  no-reflow in the cohort: 25" in text and "against the data: they give 20.0%" in text
    assert "Note: The abstract prints 20%. Sure: read there." in text
    found = json.loads(run("--root", book, "--json", "--only", "differs").stdout)
    assert [(each["claim"], each["verdict"]) for each in found] == [("i.0.1-3", "differs")]
    assert found[0]["compared_with"] == ["beta2021cohort"]


def test_a_book_whose_verdicts_are_out_of_date_is_refused(book: Path):
    path = book / "data/claims.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",impossible,,The", ",consistent,,The"), encoding="utf-8")
    result = run("--root", book)
    assert result.exit_code == 1 and "from consistent to impossible" in result.stdout and "3 faults" in result.stdout


def test_the_coverage_of_a_text_is_listed(book: Path, tmp_path: Path):
    text = tmp_path / "review.txt"
    text.write_text("导言[1]\n一、发生率\n10例中80%,3 h[2]\n", encoding="utf-8")
    shown = run("--root", book, "--coverage", text).stdout
    assert "LEFT OVER 3: " in shown and "NOT FOUND here in this order: claim i.0.1-3" in shown
    found = json.loads(run("--root", book, "--coverage", text, "--json").stdout)
    assert {"section": "i.0.1", "numbers": found[1]["numbers"], "claims_not_found": ["i.0.1-3"]} == found[1]
    assert run("--root", book, "--coverage", tmp_path / "none.txt").exit_code == 2
