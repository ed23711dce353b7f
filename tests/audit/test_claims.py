"""What the source review printed: each claim's verdict is the one that data and checks give, and says why."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from pathlib import Path

import pytest
from books import ROOT, edit

from helpers.audit import SOUND, VERDICTS
from helpers.audit.claim_rules import find_claim_problems
from helpers.audit.claims import Judged, judge
from helpers.audit.coverage import cover, marks_of, split_paragraphs
from helpers.commands.audit.coverage_text import as_text
from helpers.commands.check import find_problems
from helpers.evidence.dictionary import fields_of, load_schema
from helpers.evidence.evidence import load
from helpers.quantities.claim_parts import SETTINGS, STATISTICS
from helpers.quantities.vocabulary import Review

CLAIMS = "data/claims.csv"


@pytest.fixture(scope="module")
def judged(real: Review) -> dict[str, Judged]:
    found, faults = judge(real.evidence)
    assert not faults
    return {each.claim["claim"]: each for each in found}


def of_statement(judged: dict[str, Judged], statement: str) -> dict[str, str]:
    """Return the verdicts of a statement by the number as printed."""
    return {f.claim["printed"]: f.verdict for f in judged.values() if f.claim["statement"] == statement}


def test_the_small_book_has_the_verdicts_that_its_data_give(book: Path):
    assert find_claim_problems(load(book)) == []


def test_every_recorded_verdict_is_the_computed_one(real: Review):
    assert find_claim_problems(real.evidence) == []


def test_a_changed_count_that_moves_a_verdict_is_named_with_from_and_to(book: Path):
    edit(book / "data/counts.csv", "drug,nrp,alpha_ctp,8,10,80,", "drug,nrp,alpha_ctp,9,10,90,")
    problems = [str(problem) for problem in find_problems(book) if problem.file == CLAIMS]
    assert len(problems) == 1
    assert "(i.0.1-2)" in problems[0] and "alpha, percent_1 80: from reproduced to differs" in problems[0]
    assert "against the data: they give 90.0%" in problems[0]


@pytest.mark.parametrize(
    ("recorded", "verdicts"),
    [("15,30,min", []), ("15,30,s", ["iii.0.1-5", "iii.0.1-6"]), ("30,15,min", ["iii.0.1-5", "iii.0.1-6"])],
)
def test_a_time_agrees_in_its_unit_and_in_both_of_its_ends(book: Path, recorded: str, verdicts: list[str]):
    edit(book / "data/protocols.csv", "10,10,min", recorded)
    with (book / CLAIMS).open("a", encoding="utf-8", newline="") as file:
        for number, end, printed in ((5, "low", 15), (6, "high", 30)):
            call = f'recorded(""protocols"", ""given_over_{end}"", ""alpha2020trial"")'
            file.write(
                f'iii.0.1-{number},infusion_{end},time,results,iii.0.1,2,time,{printed},min,,,"{call}",confirmed,,\n'
            )
    problems = [str(problem) for problem in find_claim_problems(load(book))]
    assert [re.search(r"iii\.0\.1-\d", problem)[0] for problem in problems] == verdicts
    assert all("from confirmed to differs" in problem for problem in problems)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("differs,overgeneralised,The abstract prints 20%. Sure: read there.", "differs,,", "has a note"),
        (",confirmed,,\ni.0.1-2", ",confirmed,misattributed,\ni.0.1-2", "a finding has a note"),
        ("i.0.1-3,beta", "i.0.1-4,beta", "numbered 1, 2, 3"),
        ("i.0.1-3,beta", "ii.0.1-1,beta", "key is its section and number"),
        ("ci_high,results", "ci_low,results", "has each of its parts once"),
        ("total_1,results,i.0.1,2,", "total_1,results,i.0.1,9,", "refs are references of the review"),
        ("total_1,results", "total_1,nowhere", "chapter is a file of chapters/"),
        ("drug,10,,,,", "drug,10.5,,,,", "total_1 is a whole number"),
        ("effect,2.749,", "effect,about 3,", "estimate is printed as a number"),
        ("lower limit,0.996,,,", "lower limit,0.996,,aRR,", "the measure stands with its estimate"),
        ("cohort,25,,,,", "cohort,25,,,i.0.1-2,", "of names a number of patients"),
        ('""beta2021cohort"", ""all"", ""nrp""', '""beta2021cohort"", ""al"", ""nrp""', "nearest: all"),
        (
            "impossible,,The interval excludes it. Sure",
            "consistent,,The interval excludes it. Sure",
            "from consistent to impossible",
        ),
    ],
)
def test_a_claim_that_contradicts_itself_or_its_data_is_refused(book: Path, old: str, new: str, said: str):
    edit(book / CLAIMS, old, new)
    problems = [str(problem) for problem in find_problems(book)]
    assert any(said in problem and problem.startswith(f"{CLAIMS} row ") for problem in problems), problems


@pytest.mark.parametrize(("margin", "verdict"), [("0.8", "consistent"), ("", "unexplained")])
def test_a_p_for_non_inferiority_is_held_against_the_margin_that_is_a_claim(book: Path, margin: str, verdict: str):
    parts = {"estimate": "1.07", "ci_low": "0.81", "ci_high": "1.40", "p": "0.04", "margin": margin}
    path = book / CLAIMS
    rows = path.read_text(encoding="utf-8")
    for number, (part, printed) in enumerate(((part, shown) for part, shown in parts.items() if shown), 5):
        measure = "aOR" if part == "estimate" else ""
        rows += (
            f"iii.0.1-{number},bridging,{part},results,iii.0.1,2,noted,{printed},,{measure},,,unverifiable,,Invented.\n"
        )
    path.write_text(rows, encoding="utf-8")
    judged, faults = judge(load(book))
    found = {one.claim["part"]: one.verdict for one in judged if one.claim["statement"] == "bridging"}
    assert not faults and found["p"] == verdict and found.get("margin", "consistent") == "consistent"


def test_the_dictionary_lists_the_verdicts_and_parts_that_the_program_knows(real: Review):
    words = {f["name"]: f.get("constraints", {}).get("enum") for f in fields_of(real.evidence.package, "claims")}
    assert words["verdict"] == list(VERDICTS)
    assert set(words["part"]) == STATISTICS | SETTINGS
    assert not STATISTICS & SETTINGS


def test_every_unsound_verdict_and_every_finding_says_why(judged: dict[str, Judged]):
    silent = [
        key for key, f in judged.items() if not f.claim["note"] and (f.verdict not in SOUND or f.claim["finding"])
    ]
    assert silent == []


# What the review is known to have printed wrongly, each with the arithmetic or the page that shows it


def test_the_interval_that_excludes_its_estimate_is_impossible(judged: dict[str, Judged]):
    found = of_statement(judged, "nicolini_7d_adjusted")
    assert {found[number] for number in ("2.749", "0.996", "1.068")} == {"impossible"}
    assert found["0.014"] == "differs"


def test_one_group_with_two_percentages_contradicts_itself_and_the_right_one_is_spared(judged: dict[str, Judged]):
    assert of_statement(judged, "muj_hypo_first") == {"5.7": "inconsistent"}
    assert of_statement(judged, "muj_hypo")["5.6"] == "consistent"


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("muj_hypo_mrs", "29.4"),
        ("muj_hypo_mrs", "69.3"),
        ("muj_hyper_mrs", "85.5"),
        ("nicolini_7d", "19.3"),
    ],
)
def test_percentages_that_no_count_gives_are_unexplained(judged: dict[str, Judged], statement: str, number: str):
    assert of_statement(judged, statement)[number] == "unexplained"


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        ("bai_grade", "population misdescribed"),
        ("postuk_mrs", "wrong measure"),
        ("postuk_sich", "wrong measure"),
        ("marvel_dose", "wrong unit"),
        ("zhong_mrs", "population misdescribed"),
        ("schiphorst", "overgeneralised"),
        ("half_poor", "misattributed"),
        ("meta_grade", "misattributed"),
    ],
)
def test_known_findings_stand_with_their_reason(judged: dict[str, Judged], statement: str, finding: str):
    found = [f.claim for f in judged.values() if f.claim["statement"] == statement and f.claim["finding"] == finding]
    assert found and all(claim["note"] for claim in found)


def test_no_difference_in_bleeding_in_asset_it_differs_from_the_counts_of_the_trial(judged: dict[str, Judged]):
    assert of_statement(judged, "asset_harm")[">0.05"] == "differs"


def test_a_dose_in_another_unit_differs_from_the_trials(judged: dict[str, Judged]):
    assert of_statement(judged, "marvel_dose") == {"2": "differs"}


def test_numbers_that_hold_are_not_accused(judged: dict[str, Judged]):
    for statement in ("bai_nihss", "zhong_death", "optimal_good", "nicolini_24h", "asset_mrs", "migration_12"):
        bad = {f.verdict for f in judged.values() if f.claim["statement"] == statement} - {*SOUND, "unverifiable"}
        assert not bad, statement


def test_most_numbers_hold_and_none_is_left_without_a_verdict(judged: dict[str, Judged]):
    counts = Counter(found.verdict for found in judged.values() if found.claim["part"] in STATISTICS)
    assert sum(counts[verdict] for verdict in SOUND) > sum(counts.values()) / 2
    assert set(counts) <= set(VERDICTS)


def test_two_shares_of_one_group_raise_the_question_that_the_finding_answers(judged: dict[str, Judged]):
    asked = {found.claim["statement"]: found for found in judged.values() if found.questions}
    assert {"bai_grade", "postuk_mrs", "marvel_dose"} <= asked.keys()
    assert all(found.claim["finding"] or found.claim["note"] for found in asked.values())


# Coverage of a text

MARKS = marks_of(load_schema(ROOT)[0])
TEXT = """标题 2025
摘要 12 patients
导言:25例患者[1]
一、发生率
有10例(80%),TICI 2b级,Ly6G抗体,1 mmHg≈0.133 kPa[2-3]。
再说25%(1)两点
1. 小节:3 h 内
利益冲突 400-888
"""


def test_paragraphs_are_numbered_by_chapter_subsection_and_place():
    sections = [paragraph.section for paragraph in split_paragraphs(TEXT, MARKS)]
    assert sections == ["", "", "0.0.1", "", "i.0.1", "i.0.2", "i.1.1", ""]


def test_what_no_claim_covers_is_left_over_and_what_is_no_claim_is_excused():
    claims = [
        {"claim": "0.0.1-1", "section": "0.0.1", "printed": "25"},
        {"claim": "i.0.1-1", "section": "i.0.1", "printed": "10"},
        {"claim": "i.0.1-2", "section": "i.0.1", "printed": "2b"},
        {"claim": "i.0.2-1", "section": "i.0.2", "printed": "26"},
        {"claim": "x.0.1-1", "section": "x.0.1", "printed": "1"},
    ]
    coverage = cover(TEXT, claims, MARKS)
    left = [(found.paragraph.section, token.digits) for found in coverage for token in found.left]
    assert left == [("i.0.1", "80"), ("i.0.2", "25"), ("i.1.1", "3")]
    assert [name for found in coverage for name in found.lost] == ["i.0.2-1", "x.0.1-1"]
    assert as_text(coverage).splitlines()[-1] == "3 numbers claimed, 11 excused, 3 left over; 2 claims not found"


def test_a_text_in_another_language_is_divided_as_its_book_says():
    sections = {"name": "sections", "chapters": {"i": "Results", "ii": "Discussion"}, "endsBefore": ["References"]}
    text = "A title\nAs known [1], 5 sheep\nResults\n7 goats\n  Discussion\n1. Limits: 8 h\nREFERENCES\n1 A. 2020"
    found = split_paragraphs(text, marks_of({"resources": [sections]}))
    assert [paragraph.section for paragraph in found] == ["", "0.0.1", "", "i.0.1", "", "ii.1.1", "", ""]
    one = split_paragraphs(text, marks_of({"resources": []}))
    assert [paragraph.section for paragraph in one][1:4] == ["0.0.1", "0.0.2", "0.0.3"]


def test_claims_are_met_in_the_order_of_the_text():
    claims = [{"claim": f"i.0.1-{n}", "section": "i.0.1", "printed": p} for n, p in enumerate(("80", "10"), 1)]
    assert [name for found in cover(TEXT, claims, MARKS) for name in found.lost] == ["i.0.1-2"]


def test_claims_of_the_real_table_are_in_the_order_of_their_sections():
    rows = load(ROOT).tables["claims"]
    sections = list(dict.fromkeys(row["section"] for row in rows))
    assert len(sections) == sum(1 for a, b in itertools.pairwise(rows) if a["section"] != b["section"]) + 1
