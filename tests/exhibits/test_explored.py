"""What an explorer gets: every member with its numbers, the book's own words, and what its rules refuse."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from helpers import exhibits
from helpers.book.explorer import explore_button, explorer_script
from helpers.evidence.rules.syntheses import find_problems_of
from helpers.exhibits.explored import explored
from helpers.exhibits.explored_words import words_of
from helpers.exhibits.questions import Question
from helpers.exhibits.refused import refused
from helpers.figures import MIME_TYPE
from helpers.quantities import words
from helpers.quantities.vocabulary import Review

QUESTION = "iatt_todate_mrs_0_1"


def data_of(review, question, **options):
    asked = Question(review, question, options)
    return explored(asked, asked.arms(None), "Pooled")


def test_every_member_with_numbers_is_there_once_in_the_order_of_the_question(real: Review):
    for name, question in real.evidence.syntheses.items():
        data = data_of(real, name)
        if data is None:
            continue
        members = [member for member in question.members if not member.absent]
        assert [member["study"] for member in data["members"]] == [member.study for member in members]
        assert data["setting"]["off"] == [member.study for member in members if member.left_out]
        assert [member["study"] for member in data["absent"]] == [m.study for m in question.members if m.absent]


def test_a_member_keeps_the_group_of_its_question_whatever_a_figure_splits_by(real: Review):
    split, own = data_of(real, QUESTION, by="grade"), data_of(real, QUESTION)
    assert split["setting"]["by"] == "grade" and own["setting"]["by"] == ""
    assert [m["subgroup"] for m in split["members"]] == [m["subgroup"] for m in own["members"]]
    assert {m["groups"]["grade"] for m in own["members"]} == set(real.evidence.splits["grade"].values())


def test_a_figure_of_chosen_members_has_no_explorer(real: Review):
    assert data_of(real, QUESTION, without="choice2022") is None
    assert data_of(real, QUESTION, source="primary") is None
    assert data_of(real, QUESTION, tau2="DL", interval="wald") is not None


def test_what_is_refused_is_what_the_rules_of_the_data_refuse(real: Review):
    question = real.evidence.syntheses[QUESTION]
    found = refused(real.evidence, question)
    assert any(each["why"].startswith("A synthesis uses a patient once (") for each in found)
    assert any(each["why"].startswith("Cohorts of a synthesis do not overlap (") for each in found)
    assert find_problems_of(question, real.evidence) == [], "and no member of it is"
    twice = replace(question, members=(*question.members, question.members[0]))
    assert [problem.rule for problem in find_problems_of(twice, real.evidence)] == [
        "a synthesis uses a patient once"
    ] * 2


def test_words_are_templates_of_the_functions_that_write_them():
    found = words_of("Question", ["RR"], adjusted=False)
    assert found["narrow"].replace("{wald}", "1.0-2.0") == words.narrow("1.0-2.0")
    assert found["zero_cells"].replace("{names}", "A, B") == words.zero_cells(["A", "B"], variance_alone=False)
    assert found["too_few"][1].replace("{of}", "3") == words.too_few(1, 3)
    assert found["where_read"].format(mix="1 in the publication", back=0, k=1) == words.where_read(["primary"], 0)


def test_a_figure_carries_what_its_explorer_needs_and_others_carry_nothing(real: Review):
    figure = exhibits.pooled_forest(QUESTION, name="one", caption="Caption.", review=real)
    assert figure._repr_mimebundle_()[MIME_TYPE]["explored"]["question"] == QUESTION
    other = exhibits.leave_one_out(QUESTION, name="two", caption="Caption.", review=real)
    assert other._repr_mimebundle_()[MIME_TYPE]["explored"] is None


def test_data_are_text_in_the_script_whatever_stands_in_them(real: Review):
    hostile = '</script><script>alert(1)</script>\u2028"); alert(2); ("\\'
    script = explorer_script("one", {**data_of(real, QUESTION), "label": hostile})
    call, _, rest = script.partition(", ")
    assert script.isascii() and call == 'reviewExplorer.receive("one"' and rest.endswith(");\n")
    assert json.loads(json.loads(rest.removesuffix(");\n")))["label"] == hostile


@pytest.mark.parametrize(("depth", "folders"), [(0, ""), (1, "../"), (2, "../../")])
def test_a_button_is_hidden_until_a_script_shows_it(depth, folders):
    button = explore_button("a-figure", depth)
    assert f'data-file="{folders}figures/a-figure.js"' in button and button.endswith("hidden>Explore</button>")
