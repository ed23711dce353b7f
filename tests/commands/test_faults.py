"""Faults for other programs hold the same as those for people, and nothing in them acts."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.commands.faults import as_github, as_json, as_lines, as_sarif, rule_id
from helpers.files.problems import Place, Problem, visible

PLACES = st.builds(Place, st.text(min_size=1, max_size=20), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
PROBLEMS = st.lists(st.builds(Problem, PLACES, *[st.text(max_size=40)] * 4), max_size=5)
COMMAND = re.compile(r"::error (?:(?:file|line|col|title)=[^,:]*,?)+::[^\r\n]*")
# What GitHub's runner puts back: in what is said, and beside it in what stands before.
SAID = {"%0D": "\r", "%0A": "\n", "%25": "%"}
BEFORE = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}
SCHEMA = Path(__file__).with_name("sarif-schema-2.1.0.json")


def test_a_row_is_a_line_of_its_file_and_a_note_on_it():
    problem = Place("data/counts.csv", row=17, column=3).fault("events must be <= total", "got 5, of 4", "Look: again.")
    assert as_github([problem]) == (
        "::error file=data/counts.csv,line=17,col=3,title=events must be <= total::"
        "data/counts.csv row 17, column 3: events must be <= total; got 5, of 4. Look: again."
    )
    (found,) = json.loads(as_json([problem]))
    assert (found["file"], found["line"], found["column"]) == ("data/counts.csv", 17, 3)
    assert found["rule"] == "events must be <= total" and found["message"] == str(problem)


def put_back(text: str, letters: dict[str, str]) -> str:
    for written, letter in letters.items():
        text = text.replace(written, letter)
    return text


def read_as_github_does(line: str) -> tuple[dict[str, str], str]:
    """Return the properties and the message of a workflow command, as the runner takes them apart."""
    head, _, message = line.removeprefix("::error ").partition("::")
    properties = dict(part.split("=", 1) for part in head.split(","))
    return {name: put_back(text, BEFORE) for name, text in properties.items()}, put_back(message, SAID)


@pytest.fixture(scope="module")
def sarif() -> jsonschema.Draft4Validator:
    return jsonschema.Draft4Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_a_log_of_sarif_names_place_rule_and_remedy(sarif: jsonschema.Draft4Validator):
    problem = Place("data/a b.csv", row=17, column=3).fault("events must be <= total", "got 5, of 4", "Look: again.")
    whole = Place("numbers.lock").fault("events must be <= total", "none", "Restore it.")
    log = json.loads(as_sarif([problem, whole]))
    sarif.validate(log)
    (run,) = log["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule == {"id": rule_id(problem.rule), "shortDescription": {"text": "events must be <= total"}}
    assert [each["ruleId"] for each in run["results"]] == [rule["id"]] * 2 and rule["id"].startswith("events-must-be")
    places = [each["locations"][0]["physicalLocation"] for each in run["results"]]
    assert places[0]["artifactLocation"]["uri"] == "data/a%20b.csv"
    assert [place["region"] for place in places] == [{"startLine": 17, "startColumn": 3}, {"startLine": 1}]
    assert run["results"][0]["message"]["text"] == str(problem)


@given(PROBLEMS)
@settings(max_examples=25)
def test_whatever_a_fault_says_its_log_is_sarif(sarif: jsonschema.Draft4Validator, problems: list[Problem]):
    log = json.loads(as_sarif(problems))
    sarif.validate(log)
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules) == len({problem.rule for problem in problems})
    for problem, result in zip(problems, log["runs"][0]["results"], strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert unquote(uri) == visible(problem.file)


def test_an_editor_finds_the_place_of_a_fault():
    problem = Place("data/counts.csv", row=17).fault("events must be <= total", "got 5", "Look.", "alpha, drug")
    other = Place("chapters/a.md", line=2, column=9).fault("words hold", "they do not", "Correct them.")
    assert as_lines([problem, other]).split("\n") == [
        "data/counts.csv:17:1: (alpha, drug): events must be <= total; got 5. Look.",
        "chapters/a.md:2:9: words hold; they do not. Correct them.",
    ]


@given(PROBLEMS)
def test_whatever_a_fault_says_it_is_one_command_and_no_other_and_github_reads_it(problems: list[Problem]):
    lines = as_github(problems).split("\n") if problems else []
    assert len(lines) == len(problems) and all(COMMAND.fullmatch(line) for line in lines)
    assert len(json.loads(as_json(problems))) == len(problems)
    for problem, line in zip(problems, lines, strict=True):
        properties, message = read_as_github_does(line)
        assert message == str(problem) and properties["title"] == visible(problem.rule)
        assert properties["file"] == visible(problem.file)
