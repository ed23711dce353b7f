"""`review pool` pools anyone's table: as metafor does, for machines and for people, whatever the file holds."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from helpers import meta_analysis as ma
from helpers.cli import app
from helpers.pool_file import FORMS

ORACLE = json.loads(Path(__file__).with_name("oracle").joinpath("meta_analysis.json").read_text(encoding="utf-8"))
NAMES = {"ai": "events_1", "n1i": "total_1", "ci": "events_2", "n2i": "total_2", "xi": "events", "ni": "total"}
KEYS = (
    "k measure method estimate ci_low ci_high p yi se tau2 tau2_low tau2_high q q_p i2 h2 pi_low pi_high weights"
    " studies notes"
).split()
TWO = "study,events_1,total_1,events_2,total_2\n"


def run(*words):
    return CliRunner().invoke(app, ["pool", *map(str, words)])


def write(path, text):
    path.write_text(text, encoding="utf-8", newline="")
    return path


@pytest.fixture
def bcg(tmp_path):
    return table_of(tmp_path / "bcg.csv", "bcg")


def table_of(path, dataset):
    data = {NAMES.get(name, name): column for name, column in ORACLE["data"][dataset].items()}
    columns = [name for name in data if name in {*NAMES.values(), "yi", "vi"}]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["study", *columns])
        for number, row in enumerate(zip(*(data[name] for name in columns), strict=True)):
            shown = [repr(cell) if name in ("yi", "vi") else int(cell) for name, cell in zip(columns, row, strict=True)]
            writer.writerow([f"Study {number}", *shown])
    return path


CASES = [
    case
    for case in ORACLE["cases"]
    if case["kind"] == "pool" and case["dataset"] in ("bcg", "pritz1997", "hackshaw1998")
]


@pytest.mark.parametrize("case", [pytest.param(c, id=f"{c['dataset']}-{c['measure']}-{c['call']}") for c in CASES])
def test_a_file_is_pooled_as_by_metafor(tmp_path, case):
    words = ["--measure", case["measure"], "--level", case["options"]["level"], "--method", case["options"]["method"]]
    if case["options"]["method"] == "random":
        words += ["--tau2", case["options"]["tau2"], "--ci", case["options"]["interval"]]
    result = run(table_of(tmp_path / "table.csv", case["dataset"]), *words, "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    for name in ("yi", "se", "tau2", "q", "p"):
        if name in case["result"]:
            assert found[name] == pytest.approx(case["result"][name], rel=1e-7, abs=1e-10)
    assert found["weights"] == pytest.approx(case["result"]["weights"], rel=1e-7)


def test_json_has_the_documented_keys_and_no_other(bcg):
    result = run(bcg, "--json")
    assert list(json.loads(result.stdout)) == KEYS
    assert run(bcg, "--json", "--method", "mh").exit_code == 0


def test_what_there_is_not_is_null(bcg):
    found = json.loads(run(bcg, "--json", "--method", "mh").stdout)
    assert found["tau2"] is found["pi_low"] is found["tau2_low"] is None
    assert found["method"] == "mh"


@pytest.mark.parametrize(
    ("words", "fit"),
    [
        (["--method", "mh"], lambda *c: ma.mantel_haenszel("RR", *c)),
        (["--method", "peto", "--measure", "OR"], ma.peto),
        (["--method", "glmm", "--measure", "OR"], ma.pooled_odds_ratio),
    ],
)
def test_counts_are_pooled_by_the_method_asked_for(bcg, words, fit):
    data = ORACLE["data"]["bcg"]
    expected = fit(*(data[name] for name in ("ai", "n1i", "ci", "n2i")))
    assert json.loads(run(bcg, *words, "--json").stdout)["estimate"] == pytest.approx(expected.estimate)


def test_people_get_every_number_in_at_most_a_hundred_columns(bcg):
    text, found = run(bcg).stdout, json.loads(run(bcg, "--json").stdout)
    assert max(map(len, text.splitlines())) <= 100
    for number, places in (
        (found["estimate"], 2),
        (found["i2"], 1),
        (found["q"], 2),
        (found["tau2"], 4),
        (found["pi_low"], 2),
    ):
        assert f"{number:.{places}f}" in text
    for weight in found["weights"]:
        assert f"{weight:.1f}%" in text
    assert text.count("#") == 13
    assert "O" in next(line for line in text.splitlines() if line.startswith("Pooled"))


def test_squares_stand_in_the_order_of_their_estimates(tmp_path):
    file = write(tmp_path / "t.csv", "study,yi,vi\nlow,-1,0.04\nmiddle,0,0.04\nhigh,1,0.04\n")
    places = {line.split()[0]: line.index("#") for line in run(file).stdout.splitlines() if "#" in line}
    assert places["low"] < places["middle"] < places["high"]


def test_columns_come_in_any_order_and_further_ones_are_named(tmp_path):
    file = write(tmp_path / "t.csv", "note,total,study,events\nx,20,A,3\ny,30,B,4\n")
    found = json.loads(run(file, "--json").stdout)
    assert (found["k"], found["measure"]) == (2, "PLO")
    assert found["notes"][-1] == "Columns not looked at: note."


def test_a_zero_cell_is_said_beside_the_result(tmp_path):
    file = write(tmp_path / "t.csv", TWO + "A,0,20,3,20\nB,2,30,4,30\nC,2,30,6,30\n")
    assert "A zero cell in A: 0.5 was added" in run(file).stdout.replace("\n", " ")


def test_one_study_is_shown_with_a_note(tmp_path):
    result = run(write(tmp_path / "t.csv", TWO + "A,2,20,3,20\n"), "--json")
    assert result.exit_code == 0
    assert "nothing was pooled" in json.loads(result.stdout)["notes"][0]


def test_where_there_is_no_result_the_exit_says_so_and_the_numbers_are_null(tmp_path):
    result = run(write(tmp_path / "t.csv", TWO + "A,0,20,0,20\nB,0,30,0,30\n"), "--method", "mh", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["estimate"] is None


BAD = {
    "empty": ("", "must not be empty"),
    "no study": (TWO, "the file has studies"),
    "wrong header": ("study,cases,total\nA,1,2\n", "the header names study and one of"),
    "two forms": ("study,events,total,yi,vi\nA,1,2,3,4\n", "the header names study and one of"),
    "a column twice": ("study,events,events,total\nA,1,1,2\n", "a column stands twice"),
    "ragged": ("study,events,total\nA,1\n", "a row has 3 cells"),
    "open quote": ('study,events,total\n"A,1,2\n', "the file is CSV"),
    "letters": ("study,events,total\nA,12a,20\n", "row 2 (A): events is a whole number; got '12a'"),
    "missing": ("study,events,total\nA,NA,20\nB,,20\n", "events is a whole number; got 'NA'"),
    "fraction": ("study,events,total\nA,1.5,20\n", "events is a whole number; got '1.5'"),
    "negative": ("study,events,total\nA,-1,20\n", "events is a whole number; got '-1'"),
    "other digits": ("study,events,total\nA,\uff11,20\n", "events is a whole number"),
    "more than all": ("study,events,total\nA,21,20\n", "events is at most total, and total above 0; got 21 of 20"),
    "no patients": ("study,events,total\nA,0,0\n", "got 0 of 0"),
    "infinite": ("study,yi,vi\nA,inf,1\nB,1e400,1\nC,nan,1\n", "yi is a number; got 'inf'"),
    "no variance": ("study,yi,vi\nA,1,0\n", "vi is above 0; got '0'"),
    "name twice": ("study,yi,vi\nA,1,1\nA,1,1\n", "row 3: a study has one row; 'A' also stands in row 2"),
    "no name": ("study,yi,vi\n ,1,1\n", "a study has a name"),
}


@pytest.mark.parametrize(("text", "message"), BAD.values(), ids=BAD)
def test_bad_data_are_refused_by_row_and_reason(tmp_path, text, message):
    result = run(write(tmp_path / "t.csv", text))
    assert result.exit_code == 1
    assert message in result.output
    assert "Traceback" not in result.output


def test_all_faults_come_at_once(tmp_path):
    result = run(write(tmp_path / "t.csv", "study,yi,vi\nA,x,0\nA,1,-1\n"))
    assert result.output.splitlines()[-1] == "4 faults"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--measure", "PLO"], "--measure for the columns events_1, total_1, events_2, total_2 is RR or OR or RD"),
        (["--method", "peto"], "--method for RR is random, common, mh; got peto"),
        (["--measure", "RD", "--method", "glmm"], "--method for RD is random, common, mh; got glmm"),
    ],
)
def test_options_that_do_not_go_together_are_refused_with_what_does(bcg, words, message):
    result = run(bcg, *words)
    assert result.exit_code == 1
    assert message in result.output


def test_a_name_cannot_act_on_the_terminal(tmp_path):
    result = run(write(tmp_path / "t.csv", "study,yi,vi\n\x1b[31mred\u202e,1,1\nB,2,1\n"))
    assert "\x1b" not in result.output
    assert "\u202e" not in result.output


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: (TWO + text).encode())))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_file_gives_a_traceback(tmp_path, content):
    path = tmp_path / "any.csv"
    path.write_bytes(content)
    result = run(path)
    assert result.exit_code in (0, 1)
    assert result.exception is None or isinstance(result.exception, SystemExit)


@given(
    st.lists(st.tuples(*(st.integers(0, 10**9 - 1) for _ in range(4))), min_size=1, max_size=6),
    st.sampled_from("RR OR RD".split()),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_counts_give_strict_json_or_a_reason(tmp_path, rows, measure):
    rows = [f"S{n},{min(a, b)},{max(a, b)},{min(c, d)},{max(c, d)}" for n, (a, b, c, d) in enumerate(rows)]
    path = write(tmp_path / "any.csv", TWO + "\n".join(rows) + "\n")
    result = run(path, "--measure", measure, "--json")
    assert result.exception is None or isinstance(result.exception, SystemExit)
    if result.stdout:
        found = json.loads(result.stdout, parse_constant=lambda name: pytest.fail(name))
        assert found["estimate"] is None or math.isfinite(found["estimate"])


def test_every_form_of_table_has_a_test():
    assert {len(form) for form in FORMS} == {2, 4}
