"""Which count a cohort gives by a chosen definition, and which cohorts are pooled: by hand and by another way."""

from __future__ import annotations

import csv
import json
from itertools import product

import pytest
from books import ROOT
from definitions_in_browser import how_many
from invented_cohorts import make_cohorts

from helpers.evidence.evidence import load
from helpers.quantities.cohorts import cohorts_of, remaining, why_not_pooled
from helpers.quantities.lookup import QuantityError
from helpers.quantities.vocabulary import Review
from helpers.stats.meta_analysis import pooled_proportion

QUESTION = "how_often"


@pytest.fixture(scope="module")
def cohorts(tmp_path_factory) -> Review:
    return Review(load(make_cohorts(tmp_path_factory.mktemp("cohorts") / "book")))


def rows_of(review, **chosen):
    """Return what each cohort gives: study, group, definition, events and total."""
    found = remaining(cohorts_of(review.evidence, review.evidence.syntheses[QUESTION]), chosen)
    return {(c.part.member.study, c.part.member.group, c.part.member.definition): tuple(c.counted[:2]) for c in found}


BY_HAND = [
    # Nothing chosen: members of the question first, whatever is larger; treated arms and contradicting quotations never
    (
        {},
        {
            ("gamma2020trial", "whole", "gamma_early"): (10, 100),
            ("delta2021trial", "whole", "delta_ct"): (20, 80),
            ("zeta2023trial", "whole", "zeta_asl"): (0, 40),
            ("beta2021cohort", "all", "beta_asl"): (10, 50),
            ("alpha2020trial", "control", "alpha_ctp"): (5, 10),
            ("epsilon2022trial", "whole", "epsilon_mr"): (9, 60),
            ("kappa2024meta", "whole", "kappa_ct"): (40, 200),
        },
    ),
    # The member does not fit: the largest count, from another publication; of equal ones the first, whatever it found
    (
        {"time": "late"},
        {
            ("theta2020again", "whole", "theta_late"): (12, 120),
            ("zeta2023trial", "whole", "zeta_eye"): (4, 40),
        },
    ),
    ({"time": "late", "test": "ctmr"}, {("theta2020again", "whole", "theta_late"): (12, 120)}),
    # A subset counts where only it meets the grade; the scale does not matter
    (
        {"grade": "complete"},
        {
            ("delta2021trial", "whole", "delta_ct"): (20, 80),
            ("beta2021cohort", "tici3", "beta_asl"): (0, 20),
            ("alpha2020trial", "control", "alpha_ctp"): (5, 10),
        },
    ),
    # A time that nobody read fits no limits
    ({"test": "ctmr", "time": "early", "grade": "complete"}, {("delta2021trial", "whole", "delta_ct"): (20, 80)}),
    ({"test": "asl", "time": "early"}, {}),
]


@pytest.mark.parametrize(("chosen", "expected"), BY_HAND, ids=[str(case[0]) for case in BY_HAND])
def test_a_cohort_gives_the_count_that_the_rule_says(cohorts, chosen, expected):
    assert rows_of(cohorts, **chosen) == expected


def test_what_would_remain_is_counted_with_the_other_choices_as_they_are(cohorts):
    counts = cohorts_of(cohorts.evidence, cohorts.evidence.syntheses[QUESTION])
    assert [how_many(counts, {"time": "late"}, "test", option) for option in ("", "ct", "ctmr", "asl")] == [2, 1, 1, 1]
    assert [how_many(counts, {"time": "late"}, "time", option) for option in ("", "early", "late")] == [7, 3, 2]


WHY = [
    ({"time": "late"}, "Not pooled: three cohorts are the fewest."),
    ({}, "Not pooled: these cohorts do not agree in: Test. Choose there first."),
    ({"test": "ct"}, "one of delta2021trial and kappa2024meta includes the other"),
    ({"test": "asl", "time": "early"}, "No cohort that was read fits these choices. That is an answer, too."),
]


@pytest.mark.parametrize(("chosen", "why"), WHY)
def test_cohorts_that_may_not_be_pooled_are_told_as_a_range_with_the_reason(cohorts, chosen, why):
    found = cohorts.defined(QUESTION, **chosen)
    assert found.value is None and any(why in note for note in found.notes)
    rows = rows_of(cohorts, **chosen)
    shares = [100 * events / total for events, total in rows.values()]
    assert found.k == len(rows)
    assert (found.low, found.high) == ((min(shares), max(shares)) if rows else (None, None))
    assert found.text == (f"{min(shares):.1f}-{max(shares):.1f}%" if rows else "no cohort")


def test_cohorts_that_may_be_pooled_are_pooled_by_the_mixed_model(tmp_path):
    book = make_cohorts(tmp_path / "book")
    inclusions = book / "data/inclusions.csv"
    text = inclusions.read_text(encoding="utf-8")
    inclusions.write_text(text.replace("kappa2024meta,delta2021trial,\n", ""), encoding="utf-8", newline="\n")
    review = Review(load(book))
    found = review.defined(QUESTION, test="ctmr", grade="nearly")
    counts = list(rows_of(review, test="ctmr", grade="nearly").values())
    assert counts == [(10, 100), (20, 80), (5, 10), (9, 60), (40, 200)]
    pool = pooled_proportion(*zip(*counts, strict=True))
    assert (found.k, found.total) == (5, 450)
    assert found.value == pytest.approx(pool.estimate, abs=1e-9)
    assert (found.low, found.high) == pytest.approx(pool.ci, abs=1e-9)
    assert found.notes[0] == "5 cohorts fit; single cohorts found 10.0-50.0%."
    again = review.defined(QUESTION, test="ctmr", grade="nearly", time="early")
    assert again.value is not None and again.k == 3


def test_a_pool_that_foretells_almost_any_share_is_no_rate_to_quote(tmp_path):
    book = make_cohorts(tmp_path / "book")
    counts = book / "data/counts.csv"
    text = counts.read_text(encoding="utf-8").replace("zeta_asl,0,40", "zeta_asl,39,40")
    text = text.replace("epsilon_mr,9,60", "epsilon_mr,1,60")
    counts.write_text(text, encoding="utf-8", newline="\n")
    definitions = book / "data/definitions.csv"
    text = definitions.read_text(encoding="utf-8").replace("epsilon2022trial,MR perfusion", "epsilon2022trial,ASL")
    definitions.write_text(text, encoding="utf-8", newline="\n")
    found = Review(load(book)).defined(QUESTION, test="asl")
    assert found.value is None and found.text == "1.7-97.5%"
    assert found.notes[1].startswith("No rate to quote: the pool would be ")
    assert "but a new cohort could find anything from " in found.notes[1]


def test_unknown_choices_and_questions_of_two_groups_are_refused(cohorts):
    for chosen, message in (({"tset": "ct"}, "unknown choice 'tset'"), ({"test": "mr"}, "unknown option 'mr'")):
        with pytest.raises(QuantityError, match=message):
            cohorts.defined(QUESTION, **chosen)
    with pytest.raises(QuantityError, match="compares groups"):
        cohorts.defined("lysis")


def table(name):
    with (ROOT / f"data/{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by_another_way(question):
    """Return the choices of this book, and a function that gives the rows of a combination, from the files alone."""
    groups = {(row["study"], row["group"]): row for row in table("groups")}
    definitions = {row["definition"]: row for row in table("definitions")}
    cohort = {row["study"]: row["cohort"] or row["study"] for row in table("studies")}
    package = json.loads((ROOT / "data/datapackage.json").read_text(encoding="utf-8"))
    choices = next(each for each in package["resources"] if each["name"] == "definitions")["choices"]
    order = ["primary", "secondary", "review"]
    best = {}
    for row in table("counts"):
        key = (row["study"], row["group"], row["outcome"], row["definition"])
        if key not in best or order.index(row["source"]) < order.index(best[key]["source"]):
            best[key] = row
    members = [row for row in table("members") if row["synthesis"] == question]
    outcome = next(row["outcome"] for row in table("syntheses") if row["synthesis"] == question)

    def treated(study, group):
        row = groups[study, group]
        return row["role"] == "treated" or (bool(row["part_of"]) and treated(study, row["part_of"]))

    found, own = [], set()
    for member in members:
        keys = [(member["study"], arm, member["outcome"] or outcome) for arm in member["group"].split("+")]
        rows = [
            row for (*key, definition), row in best.items() if tuple(key) in keys and definition == member["definition"]
        ]
        assert len(rows) == len(keys)
        own |= {(*keys[0], member["definition"])} if len(keys) == 1 else set()
        found.append((True, member["study"], member["group"], member["definition"], rows))
    outcomes = {member["outcome"] or outcome for member in members} | {outcome}
    for key, row in best.items():
        if key[2] in outcomes and key[3] and key not in own and not treated(*key[:2]):
            found.append((False, key[0], key[1], key[3], [row]))

    def fits(entry, wanted):
        _, study, group, definition, _ = entry
        for column, condition in wanted.items():
            if column == "grade":
                cells = [groups[study, arm]["reperfusion_grade"].rpartition(" ")[2] for arm in group.split("+")]
            else:
                cells = [definitions[definition][column]]
            for cell in cells:
                if isinstance(condition, list):
                    good = cell in condition
                else:
                    good = cell != "" and condition.get("least", -1e9) <= float(cell) <= condition.get("most", 1e9)
                if not good:
                    return False
        return True

    def rows(chosen):
        conditions = [
            option["where"]
            for choice in choices
            for option in choice["options"]
            if option["name"] == chosen.get(choice["name"])
        ]
        left = {}
        for place, entry in enumerate(found):
            if all(fits(entry, condition) for condition in conditions):
                events, total = (sum(int(row[name]) for row in entry[4]) for name in ("events", "total"))
                source = max(order.index(row["source"]) for row in entry[4])
                key = (not entry[0], -total, source, place)
                left.setdefault(cohort[entry[1]], []).append((key, (*entry[1:4], events, total)))
        return {min(each)[1] for each in left.values()}

    return choices, rows


@pytest.mark.parametrize("step", [23, pytest.param(1, marks=pytest.mark.weekly)])  # every combination: some seconds
def test_combinations_of_choices_of_this_book_leave_the_rows_that_another_way_to_them_leaves(real, step):
    for name in ("nrp_by_definition", "nrp_by_grade"):
        choices, rows = by_another_way(name)
        counts = cohorts_of(real.evidence, real.evidence.syntheses[name])
        options = [["", *(option["name"] for option in choice["options"])] for choice in choices]
        every = list(product(*options))
        for made in every[::step]:
            chosen = {c["name"]: option for c, option in zip(choices, made, strict=True) if option}
            members = [(c.part.member, c.counted) for c in remaining(counts, chosen)]
            found = {(m.study, m.group, c.definition, c.events, c.total) for m, c in members}
            assert found == rows(chosen), chosen


def test_the_definition_of_the_printed_rate_leaves_its_cohorts_and_gives_its_pool(real):
    chosen = {"test": "ctmr", "finding": "low", "grade": "nearly"}
    printed = real.pooled("nrp_by_definition", subgroup="Low volume or flow (CT or MR)")
    found = real.defined("nrp_by_definition", **chosen)
    assert (found.text, found.details, found.notes[3:]) == (printed.text, printed.details, printed.notes)
    assert (
        found.notes[1]
        == "They are pooled although they differ in: Threshold, Time after recanalisation, Other causes excluded."
    )
    assert found.notes[2] == "Whether cohorts share patients is not known, unless the data say so."
    assert set(found.rows) == set(printed.rows)
    counts = remaining(cohorts_of(real.evidence, real.evidence.syntheses["nrp_by_definition"]), chosen)
    assert why_not_pooled(real.evidence, counts) == "" and all(count.printed for count in counts)
