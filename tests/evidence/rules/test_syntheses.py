"""A pooling question is refused with a reason where its members must not be pooled."""

from __future__ import annotations

import json
import math

import pytest
from books import ROOT, edit
from invented_trials import MEMBERS, QUESTIONS, append, make_book, member, write

from helpers.commands.check import find_problems
from helpers.evidence.dictionary import fields_of, load_schema
from helpers.evidence.evidence import load
from helpers.evidence.syntheses import METHODS_OF, MODELS
from helpers.quantities.vocabulary import Review

TABLES = ("data/syntheses.csv", "data/members.csv")


@pytest.fixture
def book(tmp_path):
    return make_book(tmp_path / "book")


def faults(book):
    return [str(found) for found in find_problems(book) if found.file in TABLES]


# --- form


def test_the_invented_question_is_sound(book):
    assert faults(book) == []


def test_a_book_whose_dictionary_has_no_such_tables_has_no_questions(book):
    path = book / "data/datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    package["resources"] = [each for each in package["resources"] if f"data/{each['path']}" not in TABLES]
    path.write_text(json.dumps(package), encoding="utf-8")
    assert load(book).syntheses == {}


FORMS = {
    "bad name": ("lysis,", "Lysis 1,", "column synthesis must look like lower-case letters"),
    "name twice": ("Invented.\n", "Invented.\nlysis,x,,RR,mrs_0_1_90d,,,,,,x\n", "no two rows have the same synthesis"),
    "no reason": ("Invented.", "", "column reason must be filled"),
    "empty label": ('"Lysis, invented"', "", "column label must be filled"),
    "measure": ("RR", "HR", "column measure must be one of RR, OR, RD, PLO; got 'HR'"),
    "method": ("RR,mrs_0_1_90d,", "RD,mrs_0_1_90d,peto", "method is one of random, common, mh for RD; got 'peto'"),
    "unknown method": ("RR,mrs_0_1_90d,", "RR,mrs_0_1_90d,bayes", "column method must be one of random, common, mh"),
    "tau2": ("mrs_0_1_90d,,", "mrs_0_1_90d,,HE", "column tau2 must be one of REML, DL, PM, ML; got 'HE'"),
    "interval": ("mrs_0_1_90d,,,", "mrs_0_1_90d,,,t", "column interval must be one of hksj-floor, hksj, wald; got 't'"),
    "unknown outcome": ("mrs_0_1_90d", "mrs", "outcome must stand in outcomes.csv; 'mrs' is not"),
    "comparator of a proportion": ("RR", "PLO", "a proportion has no comparator"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), FORMS.values(), ids=FORMS)
def test_a_question_of_bad_form_is_refused_with_place_and_rule(book, old, new, message):
    write(book, questions=QUESTIONS.replace(old, new))
    found = faults(book)
    assert any(message in fault for fault in found), found


MEMBER_FORMS = {
    "no members": (MEMBERS, "", "data/syntheses.csv row 2 (lysis): a synthesis has members"),
    "no comparator": ("gamma2020trial,drug,control", "gamma2020trial,drug,", "a member for RR has a comparator"),
    "estimate": ("drug,control,,,,,,", "drug,control,,,,OR,,", "got OR in a synthesis of RR"),
    "unknown question": ("lysis,gamma", "lisis,gamma", "synthesis must stand in syntheses.csv; 'lisis' is not"),
    "unknown study": ("gamma2020trial", "gamma2020trail", "study must stand in studies.csv; 'gamma2020trail' is not"),
    "unknown outcome": ("drug,control,", "drug,control,mrs", "outcome must stand in outcomes.csv; 'mrs' is not"),
    "twice": ("lysis,delta2021trial", "lysis,gamma2020trial", "no two rows have the same synthesis, study, group"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), MEMBER_FORMS.values(), ids=MEMBER_FORMS)
def test_a_member_of_bad_form_is_refused_with_place_and_rule(book, old, new, message):
    assert old in MEMBERS
    write(book, MEMBERS.replace(old, new, 1))
    found = faults(book)
    assert any(message in fault for fault in found), found


def test_all_faults_come_at_once_each_with_its_row(book):
    write(
        book,
        MEMBERS.replace("gamma2020trial,drug", "gamma2020trial,drog"),
        QUESTIONS.replace("RR,mrs_0_1_90d,", "RR,mrs_0_1_90d,glmm"),
    )
    found = faults(book)
    assert [fault.partition(" (")[0] for fault in found] == ["data/members.csv row 2", "data/syntheses.csv row 2"]


def test_an_empty_cell_of_the_model_means_the_default_of_the_measure(book):
    found = load(book).syntheses["lysis"]
    assert (found.method, found.tau2, found.interval) == ("random", "REML", "hksj-floor")
    rate = QUESTIONS + "rate,x,,PLO,nrp,,,,,,x\n"
    write(book, MEMBERS + "rate,beta2021cohort,all,,,,,,,,\n", rate)
    assert load(book).syntheses["rate"].method == "glmm"


def test_members_stand_in_the_order_of_their_rows(book):
    lines = MEMBERS.splitlines(keepends=True)
    for order in (lines, lines[::-1]):
        write(book, "".join(order))
        assert [str(each) for each in load(book).syntheses["lysis"].members] == [
            "{1}, {2} v {3}".format(*line.split(",")) for line in order
        ]


def test_the_dictionary_lists_the_measures_and_models_that_the_program_knows():
    package, _ = load_schema(ROOT)
    words = {field["name"]: field["constraints"].get("enum") for field in fields_of(package, "syntheses")}
    assert words["measure"] == list(METHODS_OF)
    assert {part: tuple(words[part]) for part in MODELS} == MODELS
    (estimate,) = (each for each in fields_of(package, "members") if each["name"] == "estimate")
    assert estimate["constraints"]["enum"] == [measure for measure in METHODS_OF if measure != "PLO"]


# --- what must not be pooled


RULES = {
    "a group twice": (
        member("gamma2020trial", outcome="mrs_0_1_90d"),
        "a synthesis uses a patient once",
        "Take the arms as one",
    ),
    "a part of a group": (
        member("gamma2020trial", "subset"),
        "a synthesis uses a patient once",
        "shares patients with",
    ),
    "a shared control": (member("zeta2023trial", "low"), "a synthesis uses a patient once", "Take the arms as one"),
    "one cohort": (member("theta2020again"), "cohorts of a synthesis do not overlap", "Keep one of them"),
    "a review and its study": (member("kappa2024meta"), "cohorts of a synthesis do not overlap", "inclusions.csv"),
    "observational": (member("eta2024cohort"), "randomised and observational", "Make two syntheses"),
    "adjusted": (
        member("gamma2020trial", outcome="mrs_0_1_90d", estimate="RR"),
        "adjusted and crude effects are pooled apart",
        "show the rest beside them",
    ),
    "harm": (member("gamma2020trial", outcome="mrs_3_6_90d"), "point the same way", "Leave it out"),
    "no counts": (member("iota2024none", outcome="mrs_0_1_90d"), "a synthesis uses a patient once", "already used"),
    "unknown group": (member("eta2024cohort", "drugs"), "a member's groups are in groups.csv", "has drug, control"),
}


@pytest.mark.parametrize(("line", "rule", "words"), RULES.values(), ids=RULES)
def test_what_must_not_be_pooled_is_refused_by_row_with_what_to_do(book, line, rule, words):
    write(book, MEMBERS + line)
    found = faults(book)
    number = MEMBERS.count("\n") + 2
    assert any(rule in fault and words in fault and "lysis" in fault for fault in found), found
    assert any(f"row {number} " in fault for fault in found)


def test_groups_of_one_comparison_that_were_not_allocated_alike_are_refused(book):
    edit(
        book / "data/groups.csv",
        "delta2021trial,control,Control,control,randomised",
        "delta2021trial,control,Control,control,not randomised",
    )
    assert any("allocated alike" in fault for fault in faults(book))


def test_a_member_without_numbers_says_why_and_no_longer_when_it_has_them(book):
    write(book, MEMBERS.replace("no page gives counts.", ""))
    assert any("no row for drug, control" in fault and "say in `absent`" in fault for fault in faults(book))
    write(book)
    append(
        book / "data/counts.csv",
        [f"iota2024none,{arm},mrs_0_1_90d,,5,50,,false,primary,,Table 2,," for arm in ("drug", "control")],
    )
    assert any("Empty `absent`: the member can be pooled now" in fault for fault in faults(book))


def test_what_is_left_out_of_a_pool_has_numbers_and_counts_no_patient_twice(book):
    def written(study, absent="", left_out="another dose", group="drug"):
        write(book, MEMBERS + f"lysis,{study},{group},control,mrs_0_1_90d,,,,,{absent},{left_out}\n")
        return faults(book)

    assert any("a member that is left out has numbers" in fault for fault in written("eta2024cohort", "none", "why"))
    twice = written("gamma2020trial", group="subset")
    assert any("a synthesis uses a patient once" in fault and "shares patients with" in fault for fault in twice)
    assert any("cohorts of a synthesis do not overlap" in fault for fault in written("theta2020again"))
    write(book, MEMBERS.replace("no page gives counts.,", ",another dose"))
    assert any("no row for drug, control" in fault for fault in faults(book)), "without numbers it is absent"
    write(book, MEMBERS.replace("delta2021trial,drug,control,,,,,,,", "delta2021trial,drug,control,,,,,,,another dose"))
    assert not faults(book)


def test_a_group_judged_by_two_definitions_must_name_one(book):
    append(book / "data/counts.csv", ["beta2021cohort,all,nrp,alpha_ctp,12,50,,false,primary,,abstract,,"])
    edit(book / "data/definitions.csv", "alpha_ctp,alpha2020trial", "alpha_ctp,beta2021cohort")
    write(book, MEMBERS + "rate,beta2021cohort,all,,,,,,,,\n", QUESTIONS + "rate,x,,PLO,nrp,,,,,,x\n")
    assert any("judged by one definition" in fault and "Name one" in fault for fault in faults(book))


def test_reported_effects_are_pooled_adjusted_with_adjusted_only(book):
    names = ("gamma2020trial", "delta2021trial", "epsilon2022trial")
    lines = [member(name, estimate="RR") for name in names]
    write(book, "".join(lines[:2]))
    assert faults(book) == []
    found = Review(load(book)).pooled("lysis", method="common")
    logs = [math.log(number) for number in (1.4, 1.1)]
    errors = [math.log(high / low) / (2 * 1.959963984540054) for low, high in ((1.0, 1.96), (0.8, 1.51))]
    weights = [1 / error**2 for error in errors]
    expected = math.exp(sum(w * y for w, y in zip(weights, logs, strict=True)) / sum(weights))
    assert found.value == pytest.approx(expected)
    assert "adjusted log risk ratios of 2 studies" in found.formula
    write(book, "".join(lines))
    assert any("adjusted and crude" in fault for fault in faults(book))


NO_WEIGHT = {
    "no width": ("1.40,1.00,1.96", "1.40,1.40,1.40", "an effect that is pooled has an interval with a width"),
    "zero": ("1.40,1.00,1.96", "1.40,0.00,1.96", "a ratio that is pooled lies above 0, with its limits"),
}


@pytest.mark.parametrize(("old", "new", "rule"), NO_WEIGHT.values(), ids=NO_WEIGHT)
def test_a_reported_effect_without_weight_is_refused_by_its_row(book, old, new, rule):
    edit(book / "data/estimates.csv", old, new)
    write(book, "".join(member(name, estimate="RR") for name in ("gamma2020trial", "delta2021trial")))
    found = [str(problem) for problem in find_problems(book) if rule in str(problem)]
    assert len(found) == 1
    assert "data/estimates.csv row" in found[0]
    assert "gamma2020trial" in found[0]
