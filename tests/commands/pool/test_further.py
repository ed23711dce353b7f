"""`review pool` answers what else is asked of a pool as metafor does: tests/oracle/pool_options.R."""

from __future__ import annotations

import csv
import json

import pytest
from books import ROOT
from typer.testing import CliRunner

from helpers.commands.cli import app
from helpers.commands.pool.further import ANALYSES, FEWEST, MOST_REPEATED
from helpers.quantities import formatting

ORACLE = json.loads((ROOT / "tests/oracle/pool_options.json").read_text(encoding="utf-8"))
CASES = [pytest.param(case, id=f"{case['dataset']}-{case['method']}-{case['test']}") for case in ORACLE["cases"]]
INTERVALS = {"z": "wald", "knha": "hksj", "adhoc": "hksj-floor"}
# Relative tolerances. Both sides search for tau2 and end at their own tolerance; a sum of differences of it keeps less.
SEARCHED = 1e-6
NOISE = 1e-9  # absolute: beside a P of 1e-26, or a tau2 of 0
SMALL = "study,events_1,total_1,events_2,total_2,place,dose\n"
ROWS = ["A,4,40,9,40,north,1\n", "B,6,50,12,52,north,2\n", "C,9,60,8,61,south,3\n", "D,3,30,9,33,south,5\n"]


def run(*words):
    return CliRunner().invoke(app, ["pool", *map(str, words)])


def table_of(path, dataset):
    data = {name: cells for name, cells in ORACLE["data"][dataset].items() if name != "measure"}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["study", *data])
        for number, row in enumerate(zip(*data.values(), strict=True)):
            writer.writerow([f"Study {number}", *(repr(c) if isinstance(c, float) else c for c in row)])
    return path


def answers(path, case, *words):
    """Return what the command says for machines, asked for every analysis that the oracle has of a case."""
    asked = [f"--{name.replace('_', '-')}" for name in ANALYSES if name in case]
    data = ORACLE["data"][case["dataset"]]
    if "subgroups" in case:
        asked += ["--subgroup", next(name for name in ("alloc", "setting") if name in data)]
    for name in ("ablat", "year", "weeks"):
        asked += ["--moderator", name] if name in data and "moderators" in case else []
    method = "common" if case["method"] == "EE" else "random"
    model = ["--measure", case["measure"], "--method", method, "--ci", INTERVALS[case["test"]]]
    model += [] if method == "common" else ["--tau2", case["method"]]
    result = run(table_of(path, case["dataset"]), *model, *asked, *words)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout) if "--json" in words else result.stdout


def same(found, expected):
    for name, number in expected.items():
        number = number if number is None or isinstance(number, str) else pytest.approx(number, rel=SEARCHED, abs=NOISE)
        assert found[name] == number, name


def test_the_oracle_holds_every_answer_on_several_data_sets():
    cases = ORACLE["cases"]
    assert len(cases) >= 35
    for name in (*ANALYSES, "subgroups", "moderators"):
        assert len({case["dataset"] for case in cases if name in case}) >= 2
    repeated = [pool for case in cases for name in ("leave_one_out", "cumulative") for pool in case[name]]
    assert len(repeated) >= 500
    assert repeated.count(None) <= 3  # where metafor's own search does not end


@pytest.mark.parametrize("case", CASES)
def test_every_answer_is_metafors(tmp_path, case):
    found = answers(tmp_path / "table.csv", case, "--json")
    for name in ("leave_one_out", "cumulative"):
        pools = found[name][name == "cumulative" :]  # of one study there is nothing to pool
        for pool, expected in zip(pools, case[name], strict=True):
            if expected is not None:
                same(pool, expected)
    for name, column in case.get("influence", {}).items():
        assert [row[name] for row in found["influence"]] == pytest.approx(column, rel=SEARCHED, abs=1e-8)
    same(found["egger"], case["egger"])
    same(found["trim_and_fill"], case["trim_and_fill"])
    if "subgroups" in case:
        expected = case["subgroups"]
        for pool, other in zip(found["subgroups"]["pools"], expected["pools"], strict=True):
            same(pool, other)
        same(found["subgroups"]["difference"], expected["difference"])
    if "moderators" in case:
        expected = case["moderators"]
        for name in ("beta", "se", "low", "high", "p"):
            column = expected[name] if isinstance(expected[name], list) else [expected[name]]
            numbers = [term[name] for term in found["moderators"]["terms"]]
            assert numbers == pytest.approx(column, rel=SEARCHED, abs=NOISE)
        same(found["moderators"], {name: expected[name] for name in ("qm", "qm_p", "qm_df", "q", "q_p", "df", "tau2")})
        for name in ("i2", "r2"):
            if expected[name] is not None:
                assert found["moderators"][name] == pytest.approx(expected[name], rel=SEARCHED, abs=1e-4)


@pytest.mark.parametrize("case", CASES[:3] + CASES[-3:])
def test_people_get_the_numbers_that_machines_get(tmp_path, case):
    found, text = answers(tmp_path / "t.csv", case, "--json"), answers(tmp_path / "t.csv", case)
    assert max(map(len, text.splitlines())) <= 100
    places = 2 if case["measure"] == "RR" else 1
    shown = [*found["leave_one_out"], *found["cumulative"], *found.get("subgroups", {"pools": []})["pools"]]
    for pool in shown:
        limits = formatting.interval(*(formatting.fixed(pool[end], places) for end in ("ci_low", "ci_high")))
        effect = f"{formatting.fixed(pool['estimate'], places)} ({limits})"
        assert effect in text or pool["ci_low"] < 0.05
    assert (
        f"slope {formatting.fixed(found['egger']['slope'], 3)}; t {formatting.fixed(found['egger']['statistic'], 2)}"
        in text
    )
    for term in found.get("moderators", {"terms": []})["terms"]:
        assert f"{term['beta']:.4g} (" in text
    for row in found.get("influence", []):
        line = next(
            line for line in text.partition("Influence:")[2].splitlines() if line.startswith(row["study"] + " ")
        )
        assert line.split()[-8] == formatting.fixed(row["rstudent"], 2)


def small(tmp_path, rows=ROWS, head=SMALL):
    path = tmp_path / "small.csv"
    path.write_text(head + "".join(rows), encoding="utf-8")
    return path


WRONG = {
    "unknown subgroup": (["--subgroup", "alloc"], "--subgroup names a column of the file; got 'alloc'; there are"),
    "unknown moderator": (["--moderator", "ablat"], "--moderator names a column of the file; got 'ablat'"),
    "no number": (["--moderator", "place"], "row 2 (A): place is a number of at most 1e+12"),
    "twice": (["--moderator", "dose", "--moderator", "dose"], "--moderator takes a column once"),
    "no two alike": (["--subgroup", "dose"], "--subgroup dose needs two subgroups, one of them with two"),
    "constant": (["--moderator", "same"], "--moderator same: a moderator varies; it is 7 in every study."),
    "follows": (["--moderator", "dose", "--moderator", "twice"], "no feature that follows from others"),
    "by counts": (["--method", "mh", "--egger"], "--egger needs a pool by inverse variance, --method random or"),
    "common": (["--method", "common", "--influence"], "--influence is of a random pool; got --method common."),
}  # fmt: skip


@pytest.mark.parametrize(("words", "message"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_answered_is_refused_with_the_reason(tmp_path, words, message):
    rows = [f"{row.rstrip()},7,{2 * int(row.rstrip()[-1])}\n" for row in ROWS]
    result = run(small(tmp_path, rows, SMALL.rstrip() + ",same,twice\n"), *words)
    assert result.exit_code == 1
    assert message in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize("name", ANALYSES)
def test_too_few_studies_are_refused_by_the_name_of_the_option(tmp_path, name):
    option = f"--{name.replace('_', '-')}"
    result = run(small(tmp_path, ROWS[: FEWEST[name] - 1]), option)
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{option} needs at least {FEWEST[name]} studies" in result.stderr


def test_a_pool_is_not_made_again_for_each_of_very_many_studies(tmp_path):
    rows = [f"S{n},{n % 9},50,{n % 7},50,x,1\n" for n in range(MOST_REPEATED + 1)]
    result = run(small(tmp_path, rows), "--leave-one-out")
    assert result.exit_code == 1
    assert f"--leave-one-out takes at most {MOST_REPEATED} studies; the file has {MOST_REPEATED + 1}" in result.output


def test_studies_of_one_precision_have_no_funnel(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("study,yi,vi\nA,1,1\nB,2,1\nC,4,1\n", encoding="utf-8")
    for option in ("--egger", "--trim-and-fill"):
        result = run(path, option)
        assert result.exit_code == 1
        assert "precision" in result.output


def test_an_empty_subgroup_is_a_fault_of_its_row(tmp_path):
    result = run(small(tmp_path, [*ROWS, "E,1,9,2,9,,4\n"]), "--subgroup", "place")
    assert "row 6 (E): place names a subgroup; the cell is empty" in result.output


def test_a_column_that_was_asked_for_is_not_among_those_not_looked_at(tmp_path):
    path = small(tmp_path)
    assert "Columns not looked at: place, dose." in run(path).stdout
    assert "Columns not looked at: dose." in run(path, "--subgroup", "place").stdout
    assert "Columns not looked at" not in run(path, "--subgroup", "place", "--moderator", "dose").stdout


def test_what_was_not_asked_is_not_answered(tmp_path):
    found = json.loads(run(small(tmp_path), "--egger", "--json").stdout)
    assert set(found) & {*ANALYSES, "subgroups", "moderators"} == {"egger"}
    assert found["egger"]["df"] == 2


def test_markup_of_rich_in_a_cell_is_shown_as_it_is(tmp_path):
    rows = ["[bold]A[/],4,40,9,40,[red]x,1\n", ":smile: B,6,50,12,52,[red]x,2\n", *ROWS[2:]]
    text = run(small(tmp_path, rows), "--subgroup", "place", "--leave-one-out").stdout
    for cell in ("[bold]A[/]", ":smile: B", "[red]x"):
        assert cell in text
    assert "\x1b" not in text
