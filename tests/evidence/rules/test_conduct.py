"""How trials were done is told for every fact that is asked, with a source, and what was not read is no answer."""

import json

import pytest
from books import ROOT, edit

from helpers.evidence.conduct import NOT_READ, facts_of
from helpers.evidence.evidence import load, read

PACKAGE = json.loads((ROOT / "data/datapackage.json").read_text(encoding="utf-8"))
BROKEN = {
    "a fact that nobody asks": (
        "alpha2020trial,blinding,open label",
        "alpha2020trial,colour,open label",
        ["a fact of conduct.csv is one that the dictionary asks", "a trial in conduct.csv has a row for every fact"],
    ),
    "an answer of another fact": (
        "blinding,open label",
        "blinding,yes",
        ["the answer is one of open label, double blind, not read"],
    ),
    "a number in words": ("planned,30", "planned,about 30", ["planned is a whole number, or not read"]),
    "a number with a sign": ("planned,30", "planned,-30", ["planned is a whole number, or not read"]),
    "an answer without source": (
        "by a central reader,primary,,abstract",
        "by a central reader,,,",
        ["an answer says who prints it and where"],
    ),
    "a source of what was not read": ("not read,,,,,\n", "not read,,primary,,,\n", ["what was not read has no source"]),
    "no in place of not read": (
        "stopped_early,yes,the money ran out,secondary,review01,Table 3,",
        "stopped_early,no,,,,,",
        ["an answer says who prints it and where"],
    ),
    "a gap that nobody owns up to": (
        "alpha2020trial,funding,not read,,,,,\n",
        "",
        ["a trial in conduct.csv has a row for every fact"],
    ),
    "a quotation without the page that quotes": (
        "secondary,review01,Table 3",
        "secondary,,Table 3",
        ["reported_by is filled exactly when the source is secondary"],
    ),
}


@pytest.mark.parametrize(("old", "new", "rules"), BROKEN.values(), ids=BROKEN)
def test_conduct_that_is_not_what_it_says_is_a_fault(book, old, new, rules):
    edit(book / "data/conduct.csv", old, new)
    assert [problem.rule for problem in read(book)[1]] == rules


def test_not_read_is_told_apart_from_no(book):
    assert facts_of(PACKAGE) and not any(NOT_READ in fact.get("answers", ()) for fact in facts_of(PACKAGE).values())
    stopped = "stopped_early,yes,the money ran out,secondary,review01,Table 3,"
    edit(book / "data/conduct.csv", stopped, "stopped_early,not read,,,,,")
    assert read(book)[1] == []


def test_a_book_without_conduct_asks_nothing():
    assert facts_of({"resources": []}) == {}


def test_every_trial_of_lysis_has_its_facts_and_no_judgement():
    evidence = load(ROOT)
    trials = {member.study for member in evidence.syntheses["iatt_todate_mrs_0_1"].members}
    told = {study: {row["fact"] for row in evidence.index["conduct", study]} for study in trials}
    assert len(trials) == 9 and all(facts == set(facts_of(evidence.package)) for facts in told.values())
    assert {evidence.studies[study]["risk_of_bias"] for study in trials} == {"not assessed"}
