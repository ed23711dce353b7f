"""`review pool` pools anyone's table: as metafor does, for machines and for people, whatever the file holds."""

from __future__ import annotations

import csv
import json
import math
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

import pytest
from books import ROOT
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from helpers.commands.cli import app
from helpers.commands.pool import command
from helpers.commands.pool.forms import FORMS
from helpers.commands.pool.table import MOST_STUDIES
from helpers.quantities import formatting
from helpers.stats import measures
from helpers.stats import meta_analysis as ma

ORACLE = json.loads((ROOT / "tests/oracle/meta_analysis.json").read_text(encoding="utf-8"))
NAMES = {"ai": "events_1", "n1i": "total_1", "ci": "events_2", "n2i": "total_2", "xi": "events", "ni": "total"}
KEYS = (
    "k measure method estimate ci_low ci_high p yi se tau2 tau2_low tau2_high q q_p i2 h2 pi_low pi_high weights"
    " columns studies notes"
).split()
TWO = "study,events_1,total_1,events_2,total_2\n"


def run(*words):
    return CliRunner().invoke(app, ["pool", *map(str, words)])


def write(path, text):
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
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


@pytest.mark.parametrize("words", [[], ["--method", "mh"], ["--measure", "OR", "--method", "glmm"], ["--level", 0.9]])
def test_people_get_the_numbers_that_machines_get_in_at_most_a_hundred_columns(bcg, words):
    text, found = run(bcg, *words).stdout, json.loads(run(bcg, *words, "--json").stdout)
    lines = text.splitlines()
    assert max(map(len, lines)) <= 100
    ratio, level = formatting.ratio, "90%" if "--level" in words else "95%"
    limits = formatting.interval(ratio(found["ci_low"]), ratio(found["ci_high"]))
    assert f"Pooled: {ratio(found['estimate'])} ({level} CI {limits}; {formatting.p_value(found['p'])})" in text
    row = next(line for line in lines if line.startswith("Pooled "))
    assert f"{ratio(found['estimate'])} ({limits})" in row
    if found["q"] is not None:
        shares = f"I2 {formatting.fixed(found['i2'], 1)}%; H2 {formatting.fixed(found['h2'], 2)}"
        assert f"Q {formatting.fixed(found['q'], 2)}, df 12, {formatting.p_value(found['q_p'])}; {shares}" in text
    if found["tau2"] is not None:
        assert f"tau2: {found['tau2']:.4g}" in text
    if found["tau2_low"] is not None:
        assert f"({level} CI {found['tau2_low']:.4g}-{found['tau2_high']:.4g}, Q-profile)" in text
    if found["pi_low"] is not None:
        prediction = formatting.interval(ratio(found["pi_low"]), ratio(found["pi_high"]))
        assert f"{level} prediction interval, t with k - 1 degrees of freedom: {prediction}" in text
        assert prediction in next(line for line in lines if line.startswith("Prediction "))
    studies = [next(line for line in lines if line.startswith(f"Study {number} ")) for number in range(13)]
    data = ORACLE["data"]["bcg"]
    for number, line in enumerate(studies):
        assert f" {data['ai'][number]}/{data['n1i'][number]} " in line
        assert f" {data['ci'][number]}/{data['n2i'][number]} " in line
        assert line.count("#") == 1
        if found["weights"]:
            assert f" {formatting.fixed(found['weights'][number], 1)}% " in line
    assert all(note in " ".join(" ".join(lines).split()) for note in found["notes"])


def test_the_plot_of_the_bcg_trials_looks_so(bcg):
    lines = run(bcg).stdout.splitlines()
    assert lines[0] == "Study      events_1/N events_2/N      RR (95% CI) Weight"
    assert lines[1].startswith("Study 0         4/123     11/139 0.41 (0.13-1.26)   5.1%  ")
    plot = [line[lines[16].index("+") :] for line in lines[:18]]
    one = {line.index("|") for line in plot[1:16] if "|" in line}  # an estimate of 1 covers it
    assert len(one) == 1, "no effect is one column"
    axis, numbers = plot[16:18]
    assert axis[one.pop()] == "+"
    ticks = [float(tick) for tick in numbers.split()]
    assert (ticks[0], ticks[-1], 1.0 in ticks) == (0.05, 10, True)
    assert ticks == sorted(ticks)
    assert len(ticks) == axis.count("+")
    pooled, prediction = (line.replace("|", "").strip() for line in plot[14:16])
    assert (pooled[0], pooled[-1], pooled.count("O")) == ("<", ">", 1)
    assert (prediction[0], prediction[-1], set(prediction[1:-1])) == ("[", "]", {"."})
    assert lines[19].endswith("| no effect; log axis")


def test_an_interval_that_goes_on_beyond_the_axis_has_an_arrow(tmp_path):
    rows = "".join(f"S{n},{n},0.04\n" for n in range(5))
    lines = run(write(tmp_path / "t.csv", f"study,yi,vi\n{rows}wide,2,9999\n")).stdout.splitlines()
    assert [line[30:].count("<") + line[30:].count(">") for line in lines[1:7]] == [0, 0, 0, 0, 0, 2]


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
    "no study": (TWO, "the file has 1 to 5000 studies; it has 0"),
    "wrong header": ("study,number,of\nA,1,2\n", "the header names study and one of"),
    "two forms": ("study,events,total,yi,vi\nA,1,2,3,4\n", "the header names study and one of"),
    "a column twice": (
        "study,events,events,total\nA,1,1,2\n",
        "a column has a name of its own; more than once: 'events'",
    ),
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
    "too many patients": ("study,events,total\nA,1,1000000001\n", "total is at most 1000000000; got"),
    "too large": ("study,yi,vi\nA,1e400,1\n", "yi is at most 1e+50; got '1e400'"),
    "too small": ("study,yi,vi\nA,1,1e-320\n", "vi is above 0; got '1e-320'"),
    "columns missing": ("study,events_1,total_1,total_2\nA,1,2,3\n", "missing: events_2"),
    "study missing": ("events,total\n1,2\n", "missing: study; got 'events, total'"),
    "too many studies": (
        "study,yi,vi\n" + "".join(f"{n},1,1\n" for n in range(MOST_STUDIES + 1)),
        "the file has 1 to 5000 studies; it has 5001",
    ),
    "no encoding": ("study,events,total\nAl\udc81,1,2\n", "these bytes are neither UTF-8 nor UTF-16 nor Windows-1252"),
    "NUL": ("study,events,total\nA\0,1,2\n", "text holds no NUL byte"),
    "no name": ("study,yi,vi\n ,1,1\n", "a study has a name"),
}


@pytest.mark.parametrize(("text", "message"), BAD.values(), ids=BAD)
def test_bad_data_are_refused_by_row_and_reason(tmp_path, text, message):
    result = run(write(tmp_path / "t.csv", text))
    assert result.exit_code == 1
    assert message in result.output
    assert "Traceback" not in result.output


def test_a_file_that_is_not_there_is_a_fault_and_so_is_a_folder(tmp_path):
    for path, told in (
        (tmp_path / "none.csv", "the file must be there; reading it failed"),
        (tmp_path, "only a plain file is read; it is a folder"),
    ):
        result = run(path)
        assert (result.exit_code, result.output.splitlines()[-1]) == (1, "1 fault")
        assert told in result.output


def test_all_faults_of_the_rows_come_at_once(tmp_path):
    result = run(write(tmp_path / "t.csv", "study,yi,vi\nA,x,0\nA,1,-1\n"))
    assert result.output.splitlines()[-1] == "4 faults"
    result = run(write(tmp_path / "t.csv", TWO + "A,9,8,NA,3\n,1.5,8,9,3\n"))
    assert result.output.splitlines()[-1] == "5 faults"


def test_all_faults_of_the_header_come_at_once(tmp_path):
    result = run(write(tmp_path / "t.csv", "events,events,x\n"))
    assert result.output.splitlines()[-1] == "2 faults"
    assert "missing: study, total" in result.output


def test_faults_go_to_stderr_where_machines_read_stdout(tmp_path):
    result = run(write(tmp_path / "t.csv", "study,yi,vi\nA,x,1\n"), "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines()[-1] == "1 fault"


def test_differences_of_two_certainties_get_a_width_and_a_note(tmp_path):
    file = write(tmp_path / "t.csv", TWO + "A,0,20,0,30\nB,2,20,3,20\nC,5,5,6,6\n")
    for method, said in (("random", "for the variance alone"), ("mh", "for its line alone")):
        result = run(file, "--measure", "RD", "--method", method)
        assert result.exit_code == 0
        words = " ".join(result.output.split())
        assert f"Risks of 0 or 1 in both groups of A, C: 0.5 was added to all cells, {said}" in words
        (line,) = (line for line in result.output.splitlines() if line.startswith("A "))
        assert "0.0 (-" in line


def test_a_table_saved_by_a_spreadsheet_is_read(tmp_path):
    plain, saved = tmp_path / "plain.csv", tmp_path / "saved.csv"
    plain.write_bytes(b"study,yi,vi\nA,1,1\nB,2,1\n")
    saved.write_bytes(b"\xef\xbb\xbfstudy,yi,vi\r\nA,1,1\r\nB,2,1\r\n")
    assert run(plain).output == run(saved).output


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


def test_a_column_cannot_act_on_the_terminal(tmp_path):
    table = write(
        tmp_path / "t.csv", "study,n_1,mean_1,sd\u200b_1,n_2,mean_2,sd_2\nA,20,10,1,20,1,1\nB,20,20,2,20,1,1\n"
    )
    for words in ([], ["--measure", "OR"], ["--measure", "SMD"]):
        assert all(line.isprintable() for line in run(table, *words).output.splitlines()), words


def test_long_and_wide_names_leave_the_plot_in_line_and_in_a_hundred_columns(tmp_path):
    names = ["\u7121\u518d\u704c\u6d41" * 9, "e\u0301" * 500, "x" * 300, "B"]
    text = run(write(tmp_path / "t.csv", "study,yi,vi\n" + "".join(f"{name},1,1\n" for name in names))).stdout
    lines = text.splitlines()[1:5]
    assert len({_columns(line.partition("#")[0]) for line in lines}) == 1
    assert max(map(_columns, text.splitlines())) <= 100
    assert [line.split()[0].endswith("...") for line in lines] == [True, True, True, False]


def _columns(text):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


@pytest.mark.parametrize(("encoding", "shown"), [("ascii", b"M"), ("latin-1", b"M\xfcller \\u7121 ")])
def test_a_terminal_that_lacks_letters_gets_the_result(tmp_path, encoding, shown):
    file = write(tmp_path / "t.csv", "study,yi,vi\nM\u00fcller \u7121,1,1\nB,2,1\n")
    words = [sys.executable, "-m", "helpers", "pool", str(file)]
    done = subprocess.run(words, capture_output=True, env={**os.environ, "PYTHONIOENCODING": encoding})
    assert (done.returncode, done.stderr) == (0, b"")
    assert shown in done.stdout
    assert b"Pooled: 1.5 (" in done.stdout


def test_what_would_be_a_warning_is_a_note(tmp_path, monkeypatch):
    import warnings

    def pool(*_, **options):
        warnings.warn("tau2 was not found", ma.NotConverged, stacklevel=1)
        warnings.warn("overflow in exp", RuntimeWarning, stacklevel=1)
        nothing = dict.fromkeys(("yi", "se", "low", "high", "p"), math.nan)
        return ma.Pool(2, "GEN", "random", "REML", "wald", 0.95, **nothing, converged=False, notes=("It did not end.",))

    monkeypatch.setattr(ma, "pool", pool)
    file = write(tmp_path / "t.csv", "study,yi,vi\nA,1,1\nB,2,1\n")
    result = run(file, "--json")
    assert (result.exit_code, result.stderr) == (1, "")
    found = json.loads(result.stdout)
    assert found["estimate"] is found["p"] is None
    notes = ["Read as estimates of any kind. Of log ratios --measure RR, OR or HR shows the ratios."]
    notes += ["It did not end.", "The arithmetic was at its limits: overflow in exp.", "There is no result."]
    assert found["notes"] == notes
    text = run(file)
    assert (text.exit_code, text.stderr) == (1, "")
    assert text.stdout.splitlines()[-4:] == notes


PIECES = st.sampled_from(
    ["study", "yi", "vi", "events", "total", ",", ",", "\n", "\n", '"', "1", "2", "0.5", "NA", "\u7121"]
)


@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(max_size=200).map(lambda text: (TWO + text).encode()),
        st.lists(PIECES, max_size=40).map(lambda parts: ("study,yi,vi\n" + "".join(parts)).encode()),
    )
)
def test_no_file_gives_a_traceback(content):
    result = run_on(content)
    assert result.exit_code in (0, 1)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    *faults, last = result.output.splitlines()
    if re.fullmatch(r"\d+ faults?", last):
        assert result.exit_code == 1
        assert len(faults) == int(last.split()[0])
        assert all(re.match(r".*any\.csv( (row|line) \d+)?( \(.*\))?: .+; .+\. .+", fault) for fault in faults)
        assert result.output.replace("\n", "").isprintable()
    else:
        assert "Model: " in result.output


def run_on(content, *words):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "any.csv")
        path.write_bytes(content)
        return run(path, *words)


@given(
    st.lists(st.tuples(*(st.integers(0, 10**9) for _ in range(4))), min_size=1, max_size=6),
    st.sampled_from("RR OR RD".split()),
    st.sampled_from("random common mh".split()),
)
def test_any_counts_give_strict_json_and_a_picture_or_a_reason(rows, measure, method):
    rows = [f"S{n},{min(a, b)},{max(a, b)},{min(c, d)},{max(c, d)}" for n, (a, b, c, d) in enumerate(rows)]
    judge((TWO + "\n".join(rows) + "\n").encode(), "--measure", measure, "--method", method)


@given(
    st.lists(st.tuples(st.floats(-1e50, 1e50), st.floats(1e-50, 1e50)), min_size=1, max_size=6),
    st.sampled_from("hksj hksj-floor wald".split()),
    st.sampled_from("REML DL PM ML".split()),
)
def test_any_estimates_give_strict_json_and_a_picture_or_a_reason(rows, interval, tau2):
    rows = [f"S{n},{yi!r},{vi!r}" for n, (yi, vi) in enumerate(rows)]
    judge(("study,yi,vi\n" + "\n".join(rows) + "\n").encode(), "--ci", interval, "--tau2", tau2)


def judge(content, *words):
    for shape in ([], ["--json"]):
        result = run_on(content, *words, *shape)
        assert result.exception is None or isinstance(result.exception, SystemExit)
        assert "Warning" not in result.stderr
        if not shape:
            assert max(map(len, result.stdout.splitlines()), default=0) <= 100 or " fault" in result.stdout
        elif result.stdout:
            found = json.loads(result.stdout, parse_constant=lambda name: pytest.fail(name))
            assert (found["estimate"] is None) == (result.exit_code == 1)
            assert found["estimate"] is not None or found["notes"]


def test_every_form_of_table_has_a_test():
    assert {len(form) for form in FORMS} == {2, 4, 6}


def test_the_options_of_the_command_are_those_of_the_library():
    assert {*command.Measure} == {*measures.POOLED} == {measure for form in FORMS.values() for measure in form}
    assert {*command.Method} == {method for name in measures.POOLED for method in measures.MEASURES[name].methods}
    assert ({*command.Tau2}, {*command.Interval}) == ({*measures.TAU2_ESTIMATORS}, {*measures.INTERVALS})
