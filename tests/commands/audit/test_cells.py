"""Tables as others write them: their columns, cells that hold several numbers, and how the command ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from helpers.commands.cli import app


def run(*words: object):
    return CliRunner().invoke(app, ["audit", *map(str, words)])


def audited(folder: Path, text: str) -> dict:
    path = folder / "results.csv"
    path.write_text(text, encoding="utf-8")
    result = run(path, "--json", "--exit-zero")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


AS_PRINTED = """result,measure,estimate,ci_low,ci_high,p
minus,RD,−1.4,−8.3,5.5,.69
dot,RR,1·07,0·98,1·16,
relation,RR,1.5,1.1,2.0,< 0.01
"""


def test_numbers_are_read_as_they_are_printed(tmp_path: Path):
    found = audited(tmp_path, AS_PRINTED)
    assert found["summary"] == {"consistent": 3}
    assert found["results"][0]["estimate"] == "-1.4" and found["results"][2]["p"] == "<0.01"


@pytest.mark.parametrize(
    ("header", "row", "read"),
    [
        ("effect,lower,upper,p.value", "1.5,1.1,2.0,0.008", {"estimate": "1.5", "ci_low": "1.1", "p": "0.008"}),
        ("est,lcl,ucl,pval", "1.5,1.1,2.0,0.008", {"estimate": "1.5", "ci_high": "2.0", "p": "0.008"}),
        ("estimate,95% CI,P", "1.5,1.1 to 2.0,P<.01", {"ci_low": "1.1", "ci_high": "2.0", "level": "95", "p": "<0.01"}),
        ("OR (95% CI),P value", "1.5 (1.1–2.0),NS", {"measure": "OR (95% CI)", "estimate": "1.5", "p": ">0.05"}),
        ("aHR,90% CI", "1.5,1.1–2.0", {"measure": "aHR", "level": "90"}),
        ("exp(coef),lower .95,upper .95,Pr(>|z|)", "1.5,1.1,2.0,1e-2", {"ci_low": "1.1", "p": "0.01"}),  # R, coxph
        ("coef,P>|z|,[0.025,0.975]", "0.4,0.008,0.1,0.7", {"ci_low": "0.1", "ci_high": "0.7", "p": "0.008"}),
        ("**OR**,**95% CI**,**p-value**", "1.5,1.1–2.0,>0.9", {"measure": "OR", "ci_low": "1.1", "p": ">0.9"}),
        ("Effect Estimate,CI Start,CI End,P(Z)", "1.5,1.1,2.0,0.008", {"ci_low": "1.1", "p": "0.008"}),  # RevMan
        ("events_1,events_2", "55/192 (28.6%),67/189", {"total_1": "192", "percent_1": "28.6", "total_2": "189"}),
        ("n/N 1,n/N 2", "55/192,67/189", {"events_1": "55", "total_2": "189"}),
        ("ai,n1i,ci,n2i", "55,192,67,189", {"events_1": "55", "total_1": "192", "events_2": "67", "total_2": "189"}),
        ("event.e,n.e,event.c,n.c", "55,192,67,189", {"events_1": "55", "total_2": "189"}),
        ("estimate,ci_low,ci_high,level", "7.7%,−5.1%,∞,97.5%", {"ci_low": "-5.1", "ci_high": "", "level": "97.5"}),
        ("p,margin", "P = .003 for noninferiority,-10", {"p": "0.003", "p_test": "non-inferiority", "margin": "-10"}),
        ("total_1,events_1,percent_1", "192.0,NA,–", {"total_1": "192", "events_1": "", "percent_1": ""}),
        ("estimate,ci_low,ci_high", "∞,1.2,+Inf", {"estimate": "", "ci_low": "1.2", "ci_high": ""}),
        ("estimate,level,Outcome type", "NE,0.95,Time-to-event", {"level": "95", "outcome_type": "time to event"}),
        ("statistic,p", "t(28) = 2.20,.036", {"statistic": "t(28) = 2.20", "p": "0.036"}),
    ],
)  # fmt: skip
def test_columns_and_cells_of_others_are_understood(tmp_path: Path, header: str, row: str, read: dict[str, str]):
    cells = ",".join(f'"{cell}"' for cell in row.split(","))
    (found,) = audited(tmp_path, f"result,{header}\nr,{cells}\n")["results"]
    assert {name: found[name] for name in read} == read


def test_columns_of_other_names_are_told(tmp_path: Path):
    path = tmp_path / "results.csv"
    path.write_text("result,effect,lower,upper,year\nr,1.5,1.1,2.0,2020\n", encoding="utf-8")
    text = run(path).stdout
    assert "Columns read: effect as estimate, lower as ci_low, upper as ci_high." in text
    assert "Columns not looked at: year." in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("result,effect,est\nr,1,2\n", "'effect' and 'est' may both be estimate"),
        ("result,n/N\nr,1/2\n", "'n/N' of two groups is events_1 and events_2"),
        ("result,measure\nr,ARR\n", "Write aRR for an adjusted risk ratio, RD for an absolute risk reduction"),
        ("result,events_1,total_1\nr,5/20,21\n", "total_1 is printed once in a row; got '20' and '21'"),
        ("result,p\nr,0.04 by magic\n", "it is no test"),
        ("result,p_test\nr,magic\n", "p_test is one of two-sided, one-sided, non-inferiority, equivalence, other"),
        ('result,95% CI\nr,"0.5"\n', "95% CI (interval) is an interval such as 0.54 to 1.13"),
        ('result,estimate\nr,"1,234"\n', "estimate is a number; got '1,234'"),
    ],
)
def test_what_is_ambiguous_is_refused_with_the_pairing(tmp_path: Path, text: str, said: str):
    path = tmp_path / "results.csv"
    path.write_text(text, encoding="utf-8")
    result = run(path)
    assert result.exit_code == 2 and said in result.stdout, result.stdout


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("r,OR,1.2,0.9,1.6,0.21", 0),  # consistent
        ("r,OR,1.2,0.9,1.6,0.9", 0),  # unexplained
        ("r,MD,1.2,-0.9,3.3,0.001", 1),  # inconsistent
        ("r,OR,1.21,0.95,1.14,", 1),  # impossible
    ],
)
def test_the_command_ends_with_1_only_for_contradictions(tmp_path: Path, row: str, code: int):
    path = tmp_path / "results.csv"
    path.write_text(f"result,measure,estimate,ci_low,ci_high,p\n{row}\n", encoding="utf-8")
    assert run(path).exit_code == run(path, "--json").exit_code == code
    assert run(path, "--exit-zero").exit_code == 0


def test_a_table_that_contradicts_itself_is_no_review(tmp_path: Path):
    path = tmp_path / "results.csv"
    path.write_text("result,events_1,total_1,percent_1\nr,22,65,38.3\n", encoding="utf-8")
    text = run(path).stdout
    assert "inconsistent 1: the table contradicts itself" in text and "review" not in text.replace(str(tmp_path), "")


def test_thousands_of_results_of_one_fact_name_five(tmp_path: Path):
    """The text grows with the rows, and not with their square."""
    sizes = {}
    for number in (100, 400):
        rows = "".join(f"r{at},{20 + at % 2}.0,f\n" for at in range(number))
        path = tmp_path / "results.csv"
        path.write_text(f"result,percent_1,fact\n{rows}", encoding="utf-8")
        text = run(path, "--exit-zero").stdout
        assert "20.0 (r0), 21.0 (r1), 20.0 (r2), 21.0 (r3), 20.0 (r4) and" in text
        assert f"and {number - 5} more" in " ".join(text.split())
        sizes[number] = len(text)
    assert sizes[400] < 4.2 * sizes[100]


def test_the_places_that_differ_are_among_the_five_that_are_named():
    from helpers.audit import alike

    printed = {f"r{at}": "20.0" for at in range(50)} | {"last": "21.0"}
    assert alike(printed).reason == "20.0 (r0), 21.0 (last), 20.0 (r1), 20.0 (r2), 20.0 (r3) and 46 more"


def test_the_help_says_how_the_command_ends():
    text = " ".join(run("--help").stdout.split())
    assert (
        "Ends with 1 when a result of a file is inconsistent or impossible, with 2 when the file or an option" in text
    )
    assert "--exit-zero" in text
