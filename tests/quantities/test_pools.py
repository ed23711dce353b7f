"""A pooling question is read strictly, refused with a reason, and answered as the meta-analysis itself would."""

from __future__ import annotations

import json
import math
import re
from statistics import median

import pytest
from books import copy_small_book, edit
from hypothesis import given
from hypothesis import strategies as st

from helpers.commands.check import find_problems
from helpers.evidence import syntheses
from helpers.evidence.digest import digest
from helpers.evidence.evidence import load
from helpers.evidence.rules.topics import TOPICS
from helpers.exhibits.pools import (
    FINDINGS_COLUMNS,
    MODELS,
    cumulative_rows,
    dose_points,
    findings_cells,
    funnel_points,
    leave_one_out_rows,
    model_rows,
    synthesis_rows,
)
from helpers.figures import Axis, forest_plot
from helpers.quantities.expressions import ExpressionError, holds, quantity
from helpers.quantities.lookup import QuantityError
from helpers.quantities.vocabulary import Review
from helpers.stats import meta_analysis as ma

COUNTS = {  # invented; treated events and total, control events and total
    "gamma2020trial": (30, 100, 20, 100),
    "delta2021trial": (25, 80, 24, 82),
    "epsilon2022trial": (0, 40, 3, 41),
}
TRIALS = [*COUNTS, "zeta2023trial", "eta2024cohort", "theta2020again", "iota2024none", "kappa2024meta"]
DESIGNS = {"eta2024cohort": "cohort", "kappa2024meta": "meta-analysis"}
ENTRY = """@misc{{{key},
  title = {{Invented {key}}},
  year = {{{year}}},
  verification = {{probable}},
  note = {{Invented}},
}}
"""
QUESTION = """\
lysis:
  label: Lysis, invented
  measure: RR
  outcome: mrs_0_1_90d
  members:
    - {study: gamma2020trial, group: drug, comparator: control}
    - {study: delta2021trial, group: drug, comparator: control}
    - {study: epsilon2022trial, group: drug, comparator: control}
    - {study: zeta2023trial, group: low+high, comparator: control}
    - {study: iota2024none, group: drug, comparator: control, absent: no page gives counts.}
  reason: Invented.
"""


def append(path, lines):
    path.write_text(path.read_text(encoding="utf-8") + "".join(line + "\n" for line in lines), encoding="utf-8")


def make_book(folder):
    """Copy the small book and add invented trials: two arms, two doses, a cohort, a twin, a gap, a review."""
    book = copy_small_book(folder)
    data = book / "data"
    year = {key: key.strip("abcdefghijklmnopqrstuvwxyz") for key in TRIALS}
    cohort = {"gamma2020trial": "gamma", "theta2020again": "gamma"}
    append(
        data / "studies.csv",
        [
            f"{key},{key[:5].title()},{year[key]},{DESIGNS.get(key, 'randomised trial')},,,anterior,,,context,,"
            f"{cohort.get(key, '')},not assessed,,,Invented.,"
            for key in TRIALS
        ],
    )
    original = [key for key in TRIALS if DESIGNS.get(key) != "meta-analysis"]
    append(data / "topics.csv", [f"{key},{axis},none" for key in original for axis in TOPICS])
    bib = book / "references.bib"
    old = [f"@{entry}" for entry in bib.read_text(encoding="utf-8").split("@")[1:]]
    entries = [entry.strip() + "\n" for entry in old] + [ENTRY.format(key=key, year=year[key]) for key in TRIALS]
    bib.write_text("\n".join(sorted(entries, key=lambda entry: entry.partition("{")[2])), encoding="utf-8")
    groups, counts = [], []
    for key in TRIALS:
        allocation = "observational" if key == "eta2024cohort" else "randomised"
        arms = ("low", "high", "control") if key == "zeta2023trial" else ("drug", "control")
        for arm in arms:
            role = "control" if arm == "control" else "treated"
            groups.append(f"{key},{arm},{arm.title()},{role},{allocation},,,,,,,100,primary,,Table 1,,")
    groups.append("gamma2020trial,subset,Subset,subset,randomised,drug,,,,,,50,primary,,Table 1,,")
    rows = {(key, arm): COUNTS[key][at : at + 2] for key in COUNTS for arm, at in (("drug", 0), ("control", 2))}
    rows |= {
        ("zeta2023trial", "low"): (10, 40),
        ("zeta2023trial", "high"): (14, 42),
        ("zeta2023trial", "control"): (9, 44),
    }
    rows |= {("eta2024cohort", "drug"): (20, 60), ("eta2024cohort", "control"): (15, 61)}
    rows |= {("theta2020again", "drug"): (29, 98), ("theta2020again", "control"): (20, 99)}
    rows |= {("kappa2024meta", "drug"): (70, 90), ("kappa2024meta", "control"): (60, 99)}
    rows |= {("gamma2020trial", "subset"): (15, 50)}
    for (key, arm), (events, total) in rows.items():
        source = "review" if (key, arm) == ("delta2021trial", "control") else "primary"
        counts.append(f"{key},{arm},mrs_0_1_90d,,{events},{total},,false,{source},,Table 2,,")
    counts.append("gamma2020trial,drug,mrs_3_6_90d,,60,100,,false,primary,,Table 2,,")
    counts.append("gamma2020trial,control,mrs_3_6_90d,,70,100,,false,primary,,Table 2,,")
    append(data / "groups.csv", groups)
    append(data / "counts.csv", counts)
    append(data / "inclusions.csv", ["kappa2024meta,delta2021trial,"])
    append(
        data / "estimates.csv",
        [
            f"{key},drug,control,mrs_0_1_90d,RR,{numbers},,{adjusted},primary,,Table 3,,"
            for key, numbers, adjusted in (
                ("gamma2020trial", "1.40,1.00,1.96", "true"),
                ("delta2021trial", "1.10,0.80,1.51", "true"),
                ("epsilon2022trial", "1.30,0.70,2.40", "false"),
            )
        ],
    )
    write(book, QUESTION)
    return book


def write(book, text):
    (book / syntheses.FILE).write_text(text, encoding="utf-8")


@pytest.fixture
def book(tmp_path):
    return make_book(tmp_path / "book")


@pytest.fixture(scope="module")
def review(tmp_path_factory):
    return Review(load(make_book(tmp_path_factory.mktemp("pooling") / "book")))


def faults(book):
    return [str(found) for found in find_problems(book) if found.file == syntheses.FILE]


# --- form


def test_the_invented_question_is_sound(book):
    assert faults(book) == []


def test_a_book_without_the_file_has_no_questions(book):
    (book / syntheses.FILE).unlink()
    assert load(book).syntheses == {}


FORMS = {
    "no yaml": ("lysis: [", "the file is YAML"),
    "a list": ("- lysis\n", "the file is a mapping"),
    "a word": ("lysis\n", "the file is a mapping"),
    "anchor": ("lysis: &a {label: x}\n", "anchors, aliases and tags are not read"),
    "alias": ("a: &x [1]\nb: *x\n", "anchors, aliases and tags are not read"),
    "tag": ("lysis: !!python/object:os.system {}\n", "anchors, aliases and tags are not read"),
    "deep": ("lysis: " + "[" * 30 + "]" * 30, "more than 20 levels"),
    "too deep": ("[" * 100_000, "more than 20 levels"),
    "too large": ("# " + "x" * 200_001, "at most 200000 bytes"),
    "bad name": (QUESTION.replace("lysis:", "Lysis 1:"), "named in lower-case letters"),
    "name twice": (QUESTION + QUESTION, "'lysis' stands twice"),
    "unknown key": (QUESTION.replace("  measure:", "  messure:"), "got 'messure'"),
    "no reason": (QUESTION.replace("  reason: Invented.\n", ""), "a synthesis says its reason"),
    "empty label": (QUESTION.replace("Lysis, invented", "''"), "label of synthesis lysis is text"),
    "members": (QUESTION[: QUESTION.index("    -")] + "    []\n  reason: x\n", "members are a list of at least one"),
    "measure": (QUESTION.replace("RR", "HR"), "measure is one of RR, OR, RD, PLO; got 'HR'"),
    "method": (QUESTION.replace("RR\n", "RD\n  method: peto\n"), "method is one of random, common, mh for RD"),
    "tau2": (QUESTION.replace("RR\n", "RR\n  tau2: HE\n"), "tau2 is one of REML, DL, PM, ML; got 'HE'"),
    "interval": (QUESTION.replace("RR\n", "RR\n  interval: t\n"), "interval is one of hksj-floor, hksj, wald"),
    "no comparator": (QUESTION.replace(", comparator: control}", "}"), "a member for RR has a comparator"),
    "comparator of a proportion": (QUESTION.replace("RR", "PLO"), "a proportion has no comparator"),
    "estimate": (QUESTION.replace("control}", "control, estimate: OR}", 1), "got OR in a synthesis of RR"),
}


@pytest.mark.parametrize(("text", "message"), FORMS.values(), ids=FORMS)
def test_a_file_of_bad_form_is_refused_with_place_and_rule(book, text, message):
    write(book, text)
    found = faults(book)
    assert any(message in fault for fault in found), found
    assert all(fault.startswith(syntheses.FILE) for fault in found)


def test_all_faults_come_at_once_each_with_its_line(book):
    write(book, QUESTION.replace("RR", "HR").replace("reason: Invented.", "because: Invented."))
    found = faults(book)
    assert len(found) == 3
    assert any(f"line {QUESTION[: QUESTION.index('  reason')].count(chr(10)) + 1}" in fault for fault in found)


def test_words_that_yaml_would_turn_into_values_stay_text(book):
    write(book, QUESTION.replace("Lysis, invented", "no").replace("Invented.", "1.0"))
    found = load(book).syntheses["lysis"]
    assert (found.label, found.reason) == ("no", "1.0")


@given(text=st.one_of(st.text(max_size=300), st.text(alphabet="lysi:{}[]-,& *!\n'\"#|>", max_size=200)))
def test_no_text_makes_reading_fail(tmp_path_factory, text):
    folder = tmp_path_factory.mktemp("fuzz")
    (folder / "data").mkdir()
    (folder / syntheses.FILE).write_text(text, encoding="utf-8", errors="surrogatepass", newline="")
    found, problems = syntheses.load_syntheses(folder)
    assert not found or not problems or isinstance(found, dict)


# --- what must not be pooled


def member(study, group="drug", rest=""):
    return f"    - {{study: {study}, group: {group}, comparator: control{rest}}}\n"


LAST = "  reason: Invented.\n"
RULES = {
    "a group twice": (member("gamma2020trial"), "a synthesis uses a patient once", "Take the arms as one"),
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
        member("kappa2024meta", rest=", estimate: RR").replace("kappa2024meta", "gamma2020trial"),
        "adjusted and crude effects are pooled apart",
        "show the rest beside them",
    ),
    "harm": (member("gamma2020trial", rest=", outcome: mrs_3_6_90d"), "point the same way", "Leave it out"),
    "no counts": (member("iota2024none").replace("}", "}"), "a synthesis uses a patient once", "already used"),
    "unknown study": (member("gamma2020trail"), "a member's study is in studies.csv", "got 'gamma2020trail'"),
    "unknown group": (member("eta2024cohort", "drugs"), "a member's groups are in groups.csv", "has drug, control"),
    "unknown outcome": (member("eta2024cohort", rest=", outcome: mrs"), "an outcome is in outcomes.csv", "got 'mrs'"),
}


@pytest.mark.parametrize(("line", "rule", "words"), RULES.values(), ids=RULES)
def test_what_must_not_be_pooled_is_refused_by_line_with_what_to_do(book, line, rule, words):
    write(book, QUESTION.replace(LAST, line + LAST))
    found = faults(book)
    number = QUESTION[: QUESTION.index(LAST)].count("\n") + 1
    assert any(rule in fault and words in fault and "lysis" in fault for fault in found), found
    assert any(f"line {number}" in fault for fault in found)


def test_groups_of_one_comparison_that_were_not_allocated_alike_are_refused(book):
    edit(
        book / "data/groups.csv",
        "delta2021trial,control,Control,control,randomised",
        "delta2021trial,control,Control,control,not randomised",
    )
    assert any("allocated alike" in fault for fault in faults(book))


def test_a_member_without_numbers_says_why_and_no_longer_when_it_has_them(book):
    write(book, QUESTION.replace(", absent: no page gives counts.", ""))
    assert any("no row for drug, control" in fault and "absent: ..." in fault for fault in faults(book))
    write(book, QUESTION)
    append(
        book / "data/counts.csv",
        [f"iota2024none,{arm},mrs_0_1_90d,,5,50,,false,primary,,Table 2,," for arm in ("drug", "control")],
    )
    assert any("Remove `absent`: the member can be pooled now" in fault for fault in faults(book))


def test_a_group_judged_by_two_definitions_must_name_one(book):
    append(book / "data/counts.csv", ["beta2021cohort,all,nrp,alpha_ctp,12,50,,false,primary,,abstract,,"])
    edit(book / "data/definitions.csv", "alpha_ctp,alpha2020trial", "alpha_ctp,beta2021cohort")
    only = "    - {study: beta2021cohort, group: all}\n"
    question = f"rate:\n  label: x\n  measure: PLO\n  outcome: nrp\n  members:\n{only}  reason: x\n"
    write(book, question)
    assert any("judged by one definition" in fault and "Name one" in fault for fault in faults(book))


def test_reported_effects_are_pooled_adjusted_with_adjusted_only(book):
    names = ("gamma2020trial", "delta2021trial", "epsilon2022trial")
    lines = [member(name, rest=", estimate: RR") for name in names]
    start = QUESTION[: QUESTION.index("    -")]
    write(book, start + "".join(lines[:2]) + LAST)
    assert faults(book) == []
    found = Review(load(book)).pooled("lysis", method="common")
    logs = [math.log(number) for number in (1.4, 1.1)]
    errors = [math.log(high / low) / (2 * 1.959963984540054) for low, high in ((1.0, 1.96), (0.8, 1.51))]
    weights = [1 / error**2 for error in errors]
    expected = math.exp(sum(w * y for w, y in zip(weights, logs, strict=True)) / sum(weights))
    assert found.value == pytest.approx(expected)
    assert "adjusted log risk ratios of 2 studies" in found.formula
    write(book, start + "".join(lines) + LAST)
    assert any("adjusted and crude" in fault for fault in faults(book))


# --- answers

ROWS = [*COUNTS.values(), (24, 82, 9, 44)]  # the two dose arms of zeta as one, by hand: 10 + 14 of 40 + 42
COLUMNS = [[row[at] for row in ROWS] for at in range(4)]


@pytest.mark.parametrize("measure", ["RR", "OR", "RD"])
@pytest.mark.parametrize(
    "model",
    [
        {},
        {"tau2": "DL", "interval": "wald"},
        {"tau2": "PM", "interval": "hksj"},
        {"tau2": "ML"},
        {"method": "common"},
    ],
    ids=str,
)
def test_an_answer_is_that_of_the_meta_analysis(review, measure, model):
    sizes = ma.two_groups(measure, *COLUMNS)
    expected = ma.pool(sizes.yi, sizes.vi, measure=measure, **model)
    found = review.pooled("lysis", measure=measure, **model)
    assert (found.value, found.low, found.high) == (expected.estimate, *expected.ci)
    assert found.p == expected.p
    assert (found.k, found.total, found.statistics.members) == (4, sum(COLUMNS[1]) + sum(COLUMNS[3]), 5)
    if "method" not in model:
        assert found.statistics.tau2 == expected.tau2
        assert (found.statistics.pi_low, found.statistics.pi_high) == expected.prediction


@pytest.mark.parametrize(
    ("options", "fit"),
    [
        ({"method": "mh"}, lambda *c: ma.mantel_haenszel("RR", *c)),
        ({"method": "mh", "measure": "RD"}, lambda *c: ma.mantel_haenszel("RD", *c)),
        ({"method": "peto", "measure": "OR"}, ma.peto),
        ({"method": "glmm", "measure": "OR"}, ma.pooled_odds_ratio),
    ],
)
def test_counts_are_pooled_by_the_method_asked_for(review, options, fit):
    assert review.pooled("lysis", **options).value == pytest.approx(fit(*COLUMNS).estimate)


def test_the_text_is_the_number_that_is_drawn_and_checked(review):
    found = review.pooled("lysis")
    assert found.text == f"RR {found.value:.2f} (95% CI {found.low:.2f}-{found.high:.2f})"
    assert quantity('pooled("lysis").pi_high', review.evidence).text == f"{found.statistics.pi_high:.2f}"
    assert holds('pooled("lysis", interval="wald").low >= pooled("lysis").low', review.evidence)[0]


def test_notes_name_what_is_missing_added_and_read_where(review):
    notes = review.pooled("lysis").notes
    assert "Iota2 is not in the pool: no page gives counts." in notes
    assert any(note.startswith("A zero cell in Epsil: 0.5") for note in notes)
    assert any("3 in the publication, 1 in the source review alone" in note for note in notes)


def test_a_study_can_be_left_out_and_a_pool_be_cut_short(review):
    without = review.pooled("lysis", without="gamma2020trial")
    first = review.pooled("lysis", first=2)
    assert (without.k, first.k) == (3, 2)
    assert any("no headline" in note for note in first.notes)
    assert review.pooled("lysis", source="primary").k == 3


def test_fewer_than_two_members_are_not_poolable_and_give_no_number(review):
    found = review.pooled("lysis", first=1)
    assert (found.text, found.value, found.k) == ("not poolable", None, 1)
    assert "two are the fewest" in found.notes[0]
    with pytest.raises(QuantityError, match="has no value"):
        found.part("value")
    with pytest.raises(QuantityError, match="gives no effect"):
        review.per_1000("lysis", first=1)


@pytest.mark.parametrize("measure", ["RR", "OR", "RD"])
def test_patients_per_thousand_follow_from_the_median_control_risk(review, measure):
    risk = median(c / m for _, _, c, m in ROWS)
    effect = review.pooled("lysis", measure=measure)
    found = review.per_1000("lysis", measure=measure)

    def by_hand(value):
        if measure == "RR":
            return 1000 * risk * (value - 1)
        if measure == "RD":
            return 10 * value
        odds = value * risk / (1 - risk)
        return 1000 * (odds / (1 + odds) - risk)

    for name in ("value", "low", "high"):
        assert getattr(found, name) == pytest.approx(by_hand(getattr(effect, name)))
    assert "per 1,000 (95% CI " in found.text
    assert found.statistics.control_risk == pytest.approx(100 * risk)


@pytest.mark.parametrize(
    "options",
    [{"measure": "PLO"}, {"measure": "HR"}, {"method": "peto"}, {"tau2": "HE"}, {"interval": "t"}, {"without": "x"}]
    + [{"subgroup": "x"}, {"source": "review"}, {"first": 9}, {"first": "2"}, {"first": 0}],
    ids=str,
)
def test_an_unknown_option_is_refused_with_what_there_is(review, options):
    for function in (review.pooled, review.per_1000):
        with pytest.raises(QuantityError):
            function("lysis", **options)


def test_a_chapter_learns_of_unknown_names_without_a_traceback(review):
    for expression in (
        'pooled("lisis")',
        'per_1000("lysis", colour="red")',
        'pooled("lysis", colour="red")',
        "pooled(5)",
    ):
        with pytest.raises((QuantityError, ExpressionError)):
            quantity(expression, review.evidence)


def test_everything_a_pool_says_is_strict_json_and_no_bare_float(review):
    for options in ({}, {"method": "mh"}, {"measure": "OR", "method": "glmm"}, {"first": 1}, {"measure": "RD"}):
        found = review.pooled("lysis", **options)
        json.dumps(found.as_dict(), allow_nan=False)
        shown = " ".join([found.text, *(text for _, text in found.details)])
        assert "float" not in shown
        assert not re.search(r"[.][0-9]{5,}", shown)


def test_arms_taken_as_one_are_summed_and_must_not_share_patients(review):
    assert review.count("zeta2023trial", "low+high", "mrs_0_1_90d").text == "24/82"
    assert review.rr("zeta2023trial", "low+high", "control", "mrs_0_1_90d").value == pytest.approx(24 / 82 / (9 / 44))
    for group in ("low+low", "low+high+low"):
        with pytest.raises(QuantityError, match="must not share patients"):
            review.count("zeta2023trial", group, "mrs_0_1_90d")
    with pytest.raises(QuantityError, match="must not share patients"):
        review.count("gamma2020trial", "drug+subset", "mrs_0_1_90d")


def test_subgroups_have_pools_of_their_own_and_a_test_between_them(book):
    text = QUESTION
    for number, name in enumerate(("gamma2020trial", "delta2021trial", "epsilon2022trial", "zeta2023trial")):
        kind = "old" if number < 2 else "new"
        text = text.replace(f"{name}, group", f"{name}, subgroup: {kind}, group")
    write(book, text)
    review = Review(load(book))
    old, new = review.pooled("lysis", subgroup="old"), review.pooled("lysis", subgroup="new")
    assert (old.k, new.k) == (2, 2)
    sizes = ma.two_groups("RR", *COLUMNS)
    parts = [ma.pool(sizes.yi[part], sizes.vi[part], measure="RR") for part in (slice(2), slice(2, 4))]
    between = ma.pool([part.yi for part in parts], [part.se**2 for part in parts], method="common").q_p
    assert review.pooled("lysis").statistics.between_p == pytest.approx(between)
    rows = synthesis_rows(review, "lysis")
    assert [row.heading for row in rows if row.heading] == ["old", "new", "All"]
    assert sum(row.summary for row in rows) == 3


def test_the_question_belongs_to_what_a_page_is_made_of(book):
    before = digest(book)
    write(book, QUESTION + "# more\n")
    assert digest(book) != before


# --- rows of figures


def test_a_plots_rows_are_the_quantities_of_the_text(review):
    rows = synthesis_rows(review, "lysis")
    assert [row.label for row in rows] == ["Gamma 2020", "Delta 2021", "Epsil 2022", "Zeta2 2023", "Pooled"]
    assert [group.text for group in rows[3].groups] == ["24/82", "9/44"]
    assert rows[3].detail == "Low + High"
    assert rows[-1].quantity == review.pooled("lysis")
    assert sum(row.weight for row in rows[:-1]) == pytest.approx(100)
    assert rows[0].quantity == review.rr("gamma2020trial", "drug", "control", "mrs_0_1_90d")
    figure = forest_plot("f", "Caption.", rows, axis=Axis.ratio("Risk ratio", 0.1, 10), title="Lysis")
    assert review.pooled("lysis") in figure.quantities


def test_pools_without_each_study_and_as_they_came_in(review):
    left, grown = leave_one_out_rows(review, "lysis"), cumulative_rows(review, "lysis")
    assert [label for label, _ in left] == ["Gamma 2020", "Delta 2021", "Epsil 2022", "Zeta2 2023"]
    assert left[1][1] == review.pooled("lysis", without="delta2021trial")
    assert [found.k for _, found in grown] == [2, 3, 4]
    assert grown[-1][1].value == review.pooled("lysis").value


def test_a_funnel_stands_on_the_standard_errors_of_the_pool(review):
    points = funnel_points(review, "lysis")
    errors = [math.sqrt(variance) for variance in ma.two_groups("RR", *COLUMNS).vi]
    assert [error for *_, error in points] == pytest.approx(errors)
    with pytest.raises(ValueError, match="no standard errors of its own"):
        funnel_points(review, "lysis", method="mh")


# Summaries that chapters show


def test_a_summary_of_findings_says_what_nobody_has_judged(review):
    (row,) = findings_cells(review, {"Excellent outcome": "lysis"})
    assert len(row) == len(FINDINGS_COLUMNS)
    assert row[0] == "Excellent outcome" and row[-2:] == ["not assessed", "not assessed"]
    assert row[1].value == review.pooled("lysis").k and row[2] == review.pooled("lysis")
    assert row[3].value == review.pooled("lysis").statistics.control_risk and row[4] == review.per_1000("lysis")


def test_every_model_of_a_question_stands_in_its_block_and_the_smaller_question_last(review):
    rows = model_rows(review, {"Excellent": ("lysis", "lysis"), "Again": ("lysis", "")})
    assert [row.heading for row in rows] == ["Excellent", *[""] * len(MODELS), "Again", *[""] * (len(MODELS) - 1)]
    assert rows[0].quantity == review.pooled("lysis") == rows[len(MODELS)].quantity
    assert rows[2].quantity == review.pooled("lysis", tau2="DL", interval="wald")


def test_doses_are_shares_of_the_intravenous_dose_and_other_drugs_are_left_out(book):
    groups = book / "data/groups.csv"
    edit(
        groups,
        "gamma2020trial,drug,Drug,treated,randomised,,,,,",
        "gamma2020trial,drug,Drug,treated,randomised,,,tenecteplase,0.0625,mg/kg",
    )
    edit(
        groups,
        "zeta2023trial,low,Low,treated,randomised,,,,,",
        "zeta2023trial,low,Low,treated,randomised,,,alteplase,0.225,mg/kg",
    )
    edit(
        groups,
        "delta2021trial,drug,Drug,treated,randomised,,,,,",
        "delta2021trial,drug,Drug,treated,randomised,,,urokinase,100000,IU",
    )
    found = dose_points(Review(load(book)), "lysis")
    assert [(share, text, size) for _, share, text, _, size in found] == [(0.25, "1/4", 100), (0.25, "1/4", 40)]
