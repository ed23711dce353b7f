"""Tables of studies as other programs and papers write them are read for what they are, or refused with what to do."""

from __future__ import annotations

import json
import math

import pytest
from books import ROOT
from typer.testing import CliRunner

from helpers.commands.cli import app
from helpers.commands.pool.pooled import pool_studies
from helpers.commands.pool.table import read_studies

ORACLE = json.loads((ROOT / "tests/oracle/foreign_tables.json").read_text(encoding="utf-8"))["tables"]
SEARCHED = 1e-6  # both sides search for tau2


def run(path, *words):
    return CliRunner().invoke(app, ["pool", str(path), *map(str, words)])


def pooled(tmp_path, content, *words):
    path = tmp_path / "t.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    result = run(path, *words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def refused(tmp_path, content, *words):
    path = tmp_path / "t.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    result = run(path, *words)
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    return result.output


@pytest.mark.parametrize("name", ORACLE)
def test_a_data_set_with_its_own_columns_is_pooled_as_by_metafor(tmp_path, name):
    path = tmp_path / "t.csv"
    path.write_text(ORACLE[name]["file"] + "\n", encoding="utf-8")
    for case in ORACLE[name]["cases"]:
        measure = None if case["measure"] == "GEN" else case["measure"]
        table, problems = read_studies(path, measure=measure)
        assert not problems
        options = {"tau2": "REML", "interval": "hksj-floor", **case["options"]}
        found = pool_studies(table, measure, options["method"], options["tau2"], options["interval"], 0.95).pool
        for key, expected in case["result"].items():
            scale = 100 if key == "i2" else 1e-3
            assert math.isclose(getattr(found, key), expected, rel_tol=SEARCHED, abs_tol=SEARCHED * scale), (case, key)


def test_the_data_sets_compared_do_not_become_fewer():
    assert len(ORACLE) >= 11
    assert sum(len(table["cases"]) for table in ORACLE.values()) >= 203


COUNTS = [("A", 4, 123, 11, 139), ("B", 6, 306, 29, 303), ("C", 3, 231, 11, 220)]
HEADERS = [
    "study,events_1,total_1,events_2,total_2", "study,ai,n1i,ci,n2i", "studlab,event.e,n.e,event.c,n.c",
    "Study or Subgroup,Experimental Events,Experimental Total,Control Events,Control Total",
    "Name,Events 1,Total 1,Events 2,Total 2", "study,event_arm1,totaln_arm1,event_arm2,totaln_arm2",
    "Author,treatment_events,treatment_n,placebo_events,placebo_n", "STUDY,AI,N1I,CI,N2I", "slab,xt,nt,xc,nc",
    "trial,events treated,patients treated,events control,patients control",
]  # fmt: skip


@pytest.mark.parametrize("header", HEADERS)
def test_counts_are_read_by_the_names_of_other_programs_and_it_is_said_as_what(tmp_path, header):
    rows = [",".join(map(str, row)) for row in COUNTS]
    found = pooled(tmp_path, "\n".join([header, *rows]) + "\n")
    assert found["estimate"] == pytest.approx(pooled(tmp_path, "\n".join([HEADERS[0], *rows]) + "\n")["estimate"])
    words = ["events of arm 1", "patients of arm 1", "events of arm 2", "patients of arm 2"]
    assert found["columns"] == dict(zip(header.split(",")[1:], words, strict=True))
    assert header == HEADERS[0] or found["notes"][0].startswith(
        f"Columns read: {header.split(',')[1]} as events of arm 1"
    )


def test_patients_without_the_event_say_as_much_as_totals(tmp_path):
    found = pooled(tmp_path, "study,ai,bi,ci,di\nA,4,119,11,128\nB,6,300,29,274\n")
    assert found["estimate"] == pooled(tmp_path, "study,ai,n1i,ci,n2i\nA,4,123,11,139\nB,6,306,29,303\n")["estimate"]


ESTIMATES = {  # header; --measure, if it must be said; what is shown
    "metafor": ("study,yi,vi", "", "GEN"),
    "meta": ("studlab,TE,seTE", "", "GEN"),
    "Stata": ("study,_ES,_seES", "", "GEN"),
    "Stata, meta": ("_meta_studylabel,_meta_es,_meta_se", "", "GEN"),
    "short": ("study,es,se", "", "GEN"),
    "log": ("study,logHR,se_logHR", "", "HR"),
    "ln": ("study,lnor,selnor", "", "OR"),
    "asked": ("study,yi,sei", "RR", "RR"),
    "meta, asked": ("studlab,TE,seTE", "OR", "OR"),
    "Metapsy": ("study,precalc_log_rr,precalc_log_rr_se", "", "RR"),
}


@pytest.mark.parametrize(("header", "asked", "measure"), ESTIMATES.values(), ids=ESTIMATES)
def test_estimates_with_variances_or_standard_errors_are_read_and_logarithms_shown_as_ratios(
    tmp_path, header, asked, measure
):
    by_variance = header.endswith("vi")
    rows = [(name, yi, sei**2 if by_variance else sei) for name, yi, sei in (("A", -0.2, 0.1), ("B", -0.4, 0.2))]
    text = "\n".join([header, *(f"{name},{yi},{error:.10g}" for name, yi, error in rows)])
    found = pooled(tmp_path, text, "--method", "common", *(["--measure", asked] if asked else []))
    yi = (-0.2 * 100 - 0.4 * 25) / 125  # weights 1 / 0.01 and 1 / 0.04
    assert (found["measure"], found["yi"]) == (measure, pytest.approx(yi))
    assert found["estimate"] == pytest.approx(yi if measure == "GEN" else math.exp(yi))


RATIOS = {
    "named": ("study,hr,ci_low,ci_high\nT1,0.80,0.60,1.07\nT2,0.70,0.50,0.99\n", []),
    "asked": ("study,estimate,ci_low,ci_high\nT1,0.80,0.60,1.07\nT2,0.70,0.50,0.99\n", ["--measure", "HR"]),
    "in one cell": ('study,HR (95% CI)\nT1,0.80 (0.60 to 1.07)\nT2,"0.70 [0.50, 0.99]"\n', []),
    "Stata": ("study,HR,LCI,UCI\nT1,0.80,0.60,1.07\nT2,0.70,0.50,0.99\n", []),
    "words": ("Study,Hazard ratio,95% CI lower,95% CI upper\nT1,0.80,0.60,1.07\nT2,0.70,0.50,0.99\n", []),
    "middle dots": ("study,hr,low,high\nT1,0\u00b780,0\u00b760,1\u00b707\nT2,0\u00b770,0\u00b750,0\u00b799\n", []),
}


@pytest.mark.parametrize(("text", "words"), RATIOS.values(), ids=RATIOS)
def test_a_ratio_with_its_interval_is_pooled_as_a_logarithm_and_shown_as_a_ratio(tmp_path, text, words):
    found = pooled(tmp_path, text, "--method", "common", *words)
    errors = [math.log(high / low) / (2 * 1.959963984540054) for low, high in ((0.60, 1.07), (0.50, 0.99))]
    weights = [1 / error**2 for error in errors]
    yi = (math.log(0.80) * weights[0] + math.log(0.70) * weights[1]) / sum(weights)
    assert (found["measure"], found["estimate"]) == ("HR", pytest.approx(math.exp(yi)))
    assert found["se"] == pytest.approx(sum(weights) ** -0.5)


REFUSED = {
    "a ratio or a difference": ("study,estimate,ci_low,ci_high\nA,0.8,0.6,1.1\n", "Add --measure RR, OR or HR"),
    "error of a ratio": ("study,hr,se\nA,0.8,0.1\n", "the header names study and one of"),
    "outside": ("study,hr,low,high\nA,1.2,0.5,0.9\n", "row 2 (A): hr lies in its interval; got 1.2 (0.5 to 0.9)"),
    "turned round": ("study,hr,low,high\nA,0.8,1.1,0.6\n", "low is below high"),
    "no ratio": ("study,or,low,high\nA,0.8,0,1.1\n", "a ratio lies above 0, with its limits"),
    "letters of cells": ("study,a,b,c,d\nA,1,2,3,4\n", "Write events_1, rest_1, events_2, rest_2 for a, b, c, d"),
    "near names": ("study,evnts_1,total_1,events_2,total_2\nA,1,2,3,4\n", "Write events_1 for 'evnts_1'"),
    "thousands": ('study,events,total\nA,10,"1,234"\n', "Write it without the comma: it may be 1234 or 1.234"),
    "a percentage": (
        "study,events,total\nA,28.7%,50\n",
        "events is a whole number; got '28.7%'. Write the number that",
    ),
    "a bound": ("study,yi,vi\nA,< 0.01,1\n", "yi is a number; got '< 0.01'. A bound is no number"),
    "a standard deviation of 0": ("study,m1i,sd1i,n1i,m2i,sd2i,n2i\nA,1,0,9,1,1,9\n", "sd1i is above 0"),
    "one patient": ("study,m1i,sd1i,n1i,m2i,sd2i,n2i\nA,1,1,1,1,1,9\n", "n1i is at least 2"),
    "observed less expected": ("study,O-E,Variance\nA,-3,12\n", "may be of HR or OR"),
    "workbook": (
        b"PK\x03\x04\x14\0\x06\0",
        "it is a workbook of a spreadsheet program (.xlsx, .ods or .numbers). Save",
    ),
    "old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", "(.xls)"),
    "web page": (b"<html><table>", "the file is a table in text (CSV)"),
    "blank": (b"\n , \n \n", "the file must not be empty"),
    "100,000 columns": (",".join(f"c{n}" for n in range(100_000)) + "\n", "a table has at most 2000 columns"),
    "without counts": ("study,logor,selogor\nA,1,1\n", "--method for OR, without counts, is random, common; got mh"),
}


@pytest.mark.parametrize(("text", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_certain_is_refused_with_what_to_write(tmp_path, text, said):
    words = ["--method", "mh"] if "logor" in str(text) else []
    assert said in refused(tmp_path, text, *words)


def test_an_interval_that_its_estimate_is_not_the_middle_of_is_named(tmp_path):
    found = pooled(tmp_path, "study,or,low,high\nA,1.9,0.5,2.0\nB,0.80,0.60,1.07\n")
    assert any("not the middle of its interval, which gives its weight, in A:" in note for note in found["notes"])


LEFTOVERS = {  # of spreadsheets and printers; all are the same three trials
    "plain": b"study,events_1,total_1,events_2,total_2\nA,4,123,11,139\nB,6,306,29,303\n",
    "of pandas": b"study,events_1,total_1,events_2,total_2\nA,4.0,123.0,11.0,139.0\nB, 6 ,306,29,303\n,,,,\n\n",
    "blank lines": b"\nstudy,events_1,total_1,events_2,total_2,\n\nA,4,123,11,139,\nB,6,306,29,303\n\n\n",
    "semicolons": b"study;events_1;total_1;events_2;total_2\r\nA;4;123;11;139\r\nB;6;306;29;303\r\n",
    "tabs": b"study\tevents_1\ttotal_1\tevents_2\ttotal_2\nA\t4\t123\t11\t139\nB\t6\t306\t29\t303\n",
    "said": b"sep=;\nstudy;events_1;total_1;events_2;total_2\nA;4;123;11;139\nB;6;306;29;303\n",
    "decimal commas": b"study;events_1;total_1;events_2;total_2\nA;4,0;123,0;11,0;139,0\nB;6;306;29;303\n",
    "UTF-16": "study\tevents_1\ttotal_1\tevents_2\ttotal_2\nA\t4\t123\t11\t139\nB\t6\t306\t29\t303\n".encode("utf-16"),
    "UTF-16 without mark": "study,events_1,total_1,events_2,total_2\nA,4,123,11,139\nB,6,306,29,303\n".encode(
        "utf-16-le"
    ),
    "returns": b"study,events_1,total_1,events_2,total_2\rA,4,123,11,139\rB,6,306,29,303\r",
    "headings": b"study,events_1,total_1,events_2,total_2\nEarly trials,,,,\nA,4,123,11,139\nB,6,306,29,303\n",
}


@pytest.mark.parametrize("content", LEFTOVERS.values(), ids=LEFTOVERS)
def test_what_spreadsheets_leave_in_a_table_is_read(tmp_path, content):
    assert pooled(tmp_path, content)["estimate"] == pooled(tmp_path, LEFTOVERS["plain"])["estimate"]


def test_letters_of_another_code_are_read_and_that_is_said(tmp_path):
    found = pooled(tmp_path, "study,yi,vi\nMüller,1,1\nB,2,1\n".encode("cp1252"))
    assert found["studies"] == ["Müller", "B"]
    assert "The file is not UTF-8; letters outside ASCII were read as Windows-1252." in found["notes"]


def test_a_printed_minus_is_a_minus_and_decimal_commas_are_told_from_thousands(tmp_path):
    assert pooled(tmp_path, "study;yi;vi\nA;\u22120,25;0,1\n")["yi"] == -0.25
    assert "may be 1234 or 1.234" in refused(tmp_path, "study;events;total\nA;5;1,234\nB;7;2,000\n")


def test_a_difference_without_events_has_a_width(tmp_path):
    for text in ("x,0,101,0,105\ny,10,105,20,101\n", "x,0,101,0,105\n"):
        path = tmp_path / "t.csv"
        path.write_text("study,events_1,total_1,events_2,total_2\n" + text, encoding="utf-8")
        line = next(each for each in run(path, "--measure", "RD").stdout.splitlines() if each.startswith("x "))
        assert "0.0 (-1.9 to 1.9)" in line  # metafor: escalc(measure="RD") has the variance 9.211e-05


def test_an_interval_narrower_than_walds_is_told_with_walds(tmp_path):
    text = "study,yi,vi\nA,0.1,0.04\nB,0.1,0.04\nC,0.1,0.09\n"
    notes = pooled(tmp_path, text, "--ci", "hksj")["notes"]
    assert any(note.startswith("The interval is narrower than Wald's (-0.1") and "hksj-floor" in note for note in notes)
    assert not any("narrower" in note for note in pooled(tmp_path, text)["notes"])
