"""Faults for other programs hold the same as those for people, and nothing in them acts."""

from __future__ import annotations

import json
import re

from hypothesis import given
from hypothesis import strategies as st

from helpers.commands.faults import as_github, as_json
from helpers.files.problems import Place, Problem

PLACES = st.builds(Place, st.text(min_size=1, max_size=20), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
PROBLEMS = st.lists(st.builds(Problem, PLACES, *[st.text(max_size=40)] * 4), max_size=5)
COMMAND = re.compile(r"::error (?:(?:file|line|col|title)=[^,:]*,?)+::[^\r\n]*")


def test_a_row_is_a_line_of_its_file_and_a_note_on_it():
    problem = Place("data/counts.csv", row=17, column=3).fault("events must be <= total", "got 5, of 4", "Look: again.")
    assert as_github([problem]) == (
        "::error file=data/counts.csv,line=17,col=3,title=events must be <= total::"
        "data/counts.csv row 17, column 3: events must be <= total; got 5, of 4. Look: again."
    )
    (found,) = json.loads(as_json([problem]))
    assert (found["file"], found["line"], found["column"]) == ("data/counts.csv", 17, 3)
    assert found["rule"] == "events must be <= total" and found["message"] == str(problem)


@given(PROBLEMS)
def test_whatever_a_fault_says_it_is_one_command_and_no_other(problems: list[Problem]):
    lines = as_github(problems).split("\n") if problems else []
    assert len(lines) == len(problems) and all(COMMAND.fullmatch(line) for line in lines)
    assert len(json.loads(as_json(problems))) == len(problems)
