"""Rules of arithmetic and of medicine: each refuses its wrong rows by name, and lets the right ones pass."""

# ruff: noqa: E501 - a table of cases reads best with one case in a line

from __future__ import annotations

import copy
from decimal import Decimal

import pytest
from books import ROOT, SMALL_BOOK
from hypothesis import given
from hypothesis import strategies as st

from helpers.evidence.bibliography import load_bibliography
from helpers.evidence.dictionary import TABLES, columns_of, fields_of, load_schema
from helpers.evidence.evidence import _type_cells
from helpers.evidence.rules.registry import find_domain_problems
from helpers.files.bibtex import Entry
from helpers.files.problems import Problem
from helpers.files.tables import Row, read_table

Tables = dict[str, list[Row]]
DICTIONARY = load_schema(ROOT)[0]
ENTRIES: dict[str, Entry] = load_bibliography(SMALL_BOOK)[0]
ALPHA, BETA = "alpha2020trial", "beta2021cohort"
WHOLE, SUBSET = 9, 10  # rows of counts.csv: no-reflow in all patients of the cohort, and in a subset of them
CONTRADICTION = "say so in fault"


def read_tables() -> Tables:
    tables = {}
    for table in TABLES:
        path = SMALL_BOOK / f"data/{table}.csv"
        tables[table], problems = read_table(path, f"data/{table}.csv", columns_of(DICTIONARY, table))
        assert not problems and not list(_type_cells(tables[table], fields_of(DICTIONARY, table)))
    return tables


SMALL = read_tables()


@pytest.fixture
def tables() -> Tables:
    return copy.deepcopy(SMALL)


def row_of(tables: Tables, table: str, number: int) -> Row:
    return next(row for row in tables[table] if row.number == number)


def add(tables: Tables, table: str, like: int, **cells: object) -> Row:
    """Append a row that differs from another one in some cells."""
    row = Row(table, len(tables[table]) + 2, {**row_of(tables, table, like), **cells})
    tables[table].append(row)
    return row


def problems_after(table: str, number: int, **cells: object) -> list[Problem]:
    tables = copy.deepcopy(SMALL)
    assert cells.keys() <= row_of(tables, table, number).keys()
    row_of(tables, table, number).update(cells)
    return find_domain_problems(DICTIONARY, tables, ENTRIES)


def test_the_small_book_obeys_every_rule(tables: Tables):
    assert find_domain_problems(DICTIONARY, tables, ENTRIES) == []


ONE_CELL = {
    # studies
    "space before": ("studies", 2, {"label": " Alpha"}, "label has no spaces around it", "' Alpha'", "Remove them"),
    "no-break space": ("studies", 2, {"note": "x\xa0"}, "note has no spaces around it", r"'x\xa0'", "Remove them"),
    "no entry": ("studies", 2, {"study": "x2020"}, "a study has an entry in references.bib", "there is none", "Add"),
    "other year": ("studies", 2, {"year": 2021}, "year is the year of the entry", "says 2021, the entry 2020", "Correct"),
    "no year": ("studies", 2, {"year": None}, "year is the year of the entry", "says nothing, the entry 2020", "Correct"),
    "year unread": ("studies", 4, {"year": 2020}, "year is the year of the entry", "2020, the entry nothing", "Correct"),
    "no number": ("studies", 2, {"review_ref": None}, "a cited study has its reference number", "empty", "one of them"),
    "number uncited": ("studies", 3, {"review_ref": 3}, "others none", "scope is context, review_ref 3", "one of them"),
    "number twice": ("studies", 4, {"review_ref": 2}, "belongs to one study", "2 is also that of alpha2020trial", "Correct"),
    "no assessor": ("studies", 2, {"risk_of_bias": "low"}, "names its assessor", "assessed_by ''", "'not assessed'"),
    "assessor of none": ("studies", 2, {"assessed_by": "review01"}, "names its assessor", "'review01'", "'not assessed'"),
    # groups
    "no such whole": ("groups", 5, {"part_of": "al"}, "part_of names a group of the same study", "'al' is not", "Correct"),
    "whole elsewhere": ("groups", 5, {"part_of": "drug"}, "a group of the same study", "'drug' is not", "add the group"),
    "part of itself": ("groups", 5, {"part_of": "tici3"}, "not part of itself", "back to 'tici3'", "Correct part_of"),
    "too large": ("groups", 5, {"n_analysed": 51}, "no larger than its whole", "51 analysed, but 50 in all", "sizes"),
    "dose, no unit": ("groups", 3, {"dose_unit": ""}, "a dose has a unit", "dose '0.25', unit ''", "Fill the other"),
    "unit, no dose": ("groups", 3, {"dose": ""}, "and a unit a dose", "dose '', unit 'mg/kg'", "Fill the other"),
    "group of hearsay": ("groups", 2, {"source": "secondary"}, "exactly when the source is secondary", "''", "Name the"),
    # outcomes
    "range reversed": ("outcomes", 2, {"from": 2, "to": 1}, "a range of a scale", "from is 2, to 1", "Correct it"),
    "range open": ("outcomes", 5, {"from": 2}, "a range of a scale", "from is 2, to None", "Correct it"),
    # counts
    "more events": ("counts", WHOLE, {"events": 51, "printed": ""}, "events must be <= total", "51 > 50", CONTRADICTION),
    "other percentage": ("counts", WHOLE, {"printed": "21"}, "comes from its counts", "10 of 50 is not 21%", CONTRADICTION),
    "too precise": ("counts", WHOLE, {"printed": "20.1"}, "comes from its counts", "is not 20.1%", CONTRADICTION),
    "sound but marked": ("counts", WHOLE, {"fault": "no"}, "fault marks only rows", "sound but marked 'no'", "Empty the"),
    "more than group": ("counts", SUBSET, {"total": 21, "back_calculated": False}, "no larger than the group", "21 of a group of 20", "the group's size"),
    "hearsay of nobody": ("counts", SUBSET, {"reported_by": ""}, "exactly when the source is secondary", "reported_by ''", "Name"),
    "quoted primary": ("counts", WHOLE, {"reported_by": "review01"}, "exactly when", "source is primary", "correct the source"),
    "from nothing": ("counts", SUBSET, {"printed": ""}, "calculated back only where it alone", "0 counts of 20 give ''%: []", "values.csv"),
    "no definition": ("counts", WHOLE, {"definition": ""}, "names its definition", "the cell is empty", "definitions.csv"),
    # values
    "no number at all": ("values", 2, {"value": "", "low": "", "high": "", "interval": ""}, "a value or both limits", "neither", "remove the row"),
    "one limit": ("values", 2, {"high": ""}, "low, high and interval are filled together", "high ''", "all three"),
    "unnamed interval": ("values", 2, {"interval": ""}, "are filled together", "interval ''", "all three"),
    "interval of nothing": ("values", 2, {"low": "", "high": ""}, "are filled together", "interval 'IQR'", "all three"),
    "limits swapped": ("values", 3, {"low": "42.9", "high": "12.5"}, "low is not above high", "42.9 and 12.5", CONTRADICTION),
    "outside limits": ("values", 2, {"value": "22"}, "an interval holds its value", "22 is not in 12 to 21", CONTRADICTION),
    "above 100%": ("values", 3, {"high": "101"}, "between 0 and 100", "this one does not", CONTRADICTION),
    "below 0%": ("values", 3, {"low": "-1"}, "between 0 and 100", "this one does not", CONTRADICTION),
    "no count gives it": ("values", 2, {"statistic": "percentage", "unit": "%", "value": "17"}, "comes from a count", "no count of 10 is 17%", CONTRADICTION),
    "sound value marked": ("values", 2, {"fault": "odd"}, "fault marks only rows", "sound but marked 'odd'", "Empty the"),
    # estimates
    "CI excludes": ("estimates", 2, {"ci_low": "1.5"}, "holds its estimate", "1.44 is not in 1.5 to 1.95", CONTRADICTION),
    "CI reversed": ("estimates", 2, {"ci_low": "1.95", "ci_high": "1.06"}, "ci_low is not above", "1.95 and 1.06", CONTRADICTION),
    "unmarked": ("estimates", 3, {"fault": ""}, "holds its estimate", "2.749 is not in 0.996 to 1.068", CONTRADICTION),
    "sound estimate marked": ("estimates", 2, {"fault": "odd"}, "fault marks only rows", "'odd'", "Empty the cell"),
    "P above 1": ("estimates", 2, {"p": "1.01"}, "P lies between 0 and 1", "got 1.01", CONTRADICTION),
    "P above 1, <": ("estimates", 2, {"p": "<2"}, "P lies between 0 and 1", "got <2", CONTRADICTION),
    "no ratio": ("estimates", 2, {"ci_low": "0.00"}, "a ratio is above 0", "this one is not", CONTRADICTION),
    "half an interval": ("estimates", 2, {"ci_high": ""}, "an interval has both limits", "ci_high ''", "empty both"),
    "against itself": ("estimates", 2, {"comparator": "drug"}, "group and comparator differ", "both are drug", "Correct"),
}  # fmt: skip


@pytest.mark.parametrize("case", ONE_CELL.values(), ids=ONE_CELL)
def test_a_wrong_row_is_refused_by_its_rule_with_its_place_and_what_to_do(case: tuple):
    table, number, cells, rule, found, remedy = case
    faults = [fault for fault in problems_after(table, number, **cells) if rule in fault.rule]
    assert faults, f"no fault says {rule!r}"
    assert all(fault.file == f"data/{table}.csv" for fault in faults)
    assert any(fault.place.row == number and found in fault.found and remedy in fault.remedy for fault in faults)


ONLY_ONE = ("space before", "other year", "dose, no unit", "more events", "other percentage", "one limit", "P above 1")


@pytest.mark.parametrize("name", ONLY_ONE)
def test_one_wrong_cell_is_one_fault(name: str):
    table, number, cells, *_ = ONE_CELL[name]
    assert len(problems_after(table, number, **cells)) == 1


def test_the_fault_names_study_group_and_outcome():
    (fault,) = problems_after("counts", WHOLE, printed="21")
    assert str(fault) == (
        "data/counts.csv row 9 (beta2021cohort, all, nrp): the printed percentage comes from its counts; "
        "10 of 50 is not 21%. Check the locator and correct the row; if the source prints this, say so in fault."
    )


def test_faults_of_several_rules_are_reported_together(tables: Tables):
    row_of(tables, "counts", WHOLE)["printed"] = "21"
    row_of(tables, "estimates", 2)["p"] = "2"
    row_of(tables, "studies", 2)["year"] = 1999
    assert len(find_domain_problems(DICTIONARY, tables, ENTRIES)) == 3


MARKED = {
    "more events than patients": ("counts", WHOLE, {"events": 51, "printed": ""}),
    "a percentage that its counts cannot give": ("counts", WHOLE, {"printed": "21"}),
    "an interval that excludes its value": ("values", 2, {"value": "22"}),
    "an interval that excludes its estimate": ("estimates", 2, {"ci_low": "1.5"}),
    "an interval the wrong way round": ("estimates", 2, {"ci_low": "1.95", "ci_high": "1.06"}),
    "an impossible P": ("estimates", 2, {"p": "1.01"}),
}


@pytest.mark.parametrize("case", MARKED.values(), ids=MARKED)
def test_what_a_source_really_prints_stands_once_it_is_marked(case: tuple):
    table, number, cells = case
    assert problems_after(table, number, **cells) != []
    assert problems_after(table, number, **cells, fault="The source prints this.") == []


SOUND = {
    "P below a bound": ("estimates", 2, {"p": "<0.001"}),
    "P without its zero": ("estimates", 2, {"p": ".02"}),
    "P of 1": ("estimates", 2, {"p": "1"}),
    "no P": ("estimates", 2, {"p": ""}),
    "an estimate without its interval": ("estimates", 2, {"ci_low": "", "ci_high": ""}),
    "an estimate at its limit": ("estimates", 2, {"estimate": "1.06"}),
    "a negative difference": ("estimates", 2, {"measure": "RD", "estimate": "-2", "ci_low": "-4", "ci_high": "0"}),
    "trailing zeros": ("counts", WHOLE, {"printed": "20.00"}),
    "rounded half up": ("counts", WHOLE, {"events": 1, "total": 8, "printed": "13"}),
    "rounded half down": ("counts", WHOLE, {"events": 1, "total": 8, "printed": "12"}),
    "everybody": ("counts", WHOLE, {"events": 50, "printed": "100"}),
    "a group of unknown size": ("groups", 4, {"n_analysed": None}),
    "a value that a count gives": ("values", 2, {"statistic": "percentage", "unit": "%", "value": "20"}),
    "a percentage of a group of unknown size": ("values", 3, {"statistic": "percentage", "value": "17"}),
}


@pytest.mark.parametrize("case", SOUND.values(), ids=SOUND)
def test_a_sound_row_passes(case: tuple):
    table, number, cells = case
    tables = copy.deepcopy(SMALL)
    row_of(tables, table, number).update(cells)
    if case is SOUND["a percentage of a group of unknown size"]:
        row_of(tables, "groups", 4)["n_analysed"] = None
    assert find_domain_problems(DICTIONARY, tables, ENTRIES) == []


def test_a_total_may_reach_the_randomised_when_nobody_says_how_many_were_analysed(tables: Tables):
    row_of(tables, "groups", 2)["n_analysed"] = None
    assert find_domain_problems(DICTIONARY, tables, ENTRIES) == []
    row_of(tables, "groups", 2)["n_randomised"] = 9
    assert {fault.found for fault in find_domain_problems(DICTIONARY, tables, ENTRIES)} == {"got 10 of a group of 9"}


def test_a_circle_of_parts_is_refused_and_does_not_run_for_ever(tables: Tables):
    add(tables, "groups", 5, group="a", part_of="b", n_analysed=None)
    add(tables, "groups", 5, group="b", part_of="a", n_analysed=None)
    add(tables, "groups", 5, group="c", part_of="a", n_analysed=None)
    faults = [
        fault
        for fault in find_domain_problems(DICTIONARY, tables, ENTRIES)
        if fault.rule == "a group is not part of itself"
    ]
    assert [fault.subject for fault in faults] == [f"{BETA}, a", f"{BETA}, b", f"{BETA}, c"]


def test_a_subset_of_a_subset_is_no_larger_than_the_whole(tables: Tables):
    row_of(tables, "groups", 5)["n_analysed"] = None
    add(tables, "groups", 5, group="tici3_left", part_of="tici3", n_analysed=51)
    (fault,) = find_domain_problems(DICTIONARY, tables, ENTRIES)
    assert fault.found == "51 analysed, but 50 in all"


@pytest.mark.parametrize("cells", [{"events": 11, "printed": ""}, {"events": 11, "printed": "55"}])
def test_a_subset_counts_no_more_events_than_its_whole(tables: Tables, cells: dict):
    add(tables, "counts", WHOLE, group="tici3", total=20, **cells)
    (fault,) = find_domain_problems(DICTIONARY, tables, ENTRIES)
    assert (fault.rule, fault.found) == ("a subset counts no more than its whole", "events is 11, but 10 in all")


def test_a_subset_has_no_larger_total_than_its_whole(tables: Tables):
    row_of(tables, "counts", WHOLE).update(total=15, printed="")
    add(tables, "counts", WHOLE, group="tici3", total=20, events=3, printed="")
    (fault,) = find_domain_problems(DICTIONARY, tables, ENTRIES)
    assert fault.found == "total is 20, but 15 in all"


def test_counts_of_different_sources_are_not_held_against_each_other(tables: Tables):
    add(tables, "counts", WHOLE, group="tici3", source="review", total=20, events=11, printed="")
    assert find_domain_problems(DICTIONARY, tables, ENTRIES) == []


@pytest.mark.parametrize(("events", "total", "printed"), [(1, 400, "0"), (2, 400, "0"), (3, 400, "1")])
def test_a_count_that_is_not_the_only_one_is_not_calculated_back(tables: Tables, events, total, printed):
    row_of(tables, "groups", 4)["n_analysed"] = 400
    row_of(tables, "counts", WHOLE).update(events=events, total=total, printed=printed, back_calculated=True)
    (fault,) = find_domain_problems(DICTIONARY, tables, ENTRIES)
    assert "calculated back only where it alone" in fault.rule
    assert f"counts of 400 give '{printed}'%" in fault.found and "values.csv" in fault.remedy


# Ranges of one scale


def test_mrs_ranges_that_do_not_add_up_are_refused(tables: Tables):
    row_of(tables, "counts", 4)["events"] = 5
    (fault,) = find_domain_problems(DICTIONARY, tables, ENTRIES)
    assert (fault.rule, fault.place.row) == ("mRS ranges add up", 4)
    assert fault.found == "5 here, but the other ranges leave 6"


def test_mrs_ranges_that_do_not_nest_are_refused(tables: Tables):
    row_of(tables, "counts", 2).update(events=6, printed="60")
    faults = find_domain_problems(DICTIONARY, tables, ENTRIES)
    assert [fault.rule for fault in faults] == ["mRS ranges nest"]
    assert faults[0].subject.startswith(f"{ALPHA}, control, mrs_0_")


def test_ranges_of_other_totals_times_and_sources_are_not_compared(tables: Tables):
    row = row_of(tables, "counts", 4)
    for cells in ({"total": 9}, {"source": "review"}):
        changed = copy.deepcopy(tables)
        row_of(changed, "counts", row.number).update(events=2, **cells)
        assert find_domain_problems(DICTIONARY, changed, ENTRIES) == []
    row_of(tables, "outcomes", 4)["timepoint"] = "24 h"
    row["events"] = 2
    assert find_domain_problems(DICTIONARY, tables, ENTRIES) == []


def test_a_range_that_no_other_touches_is_left_alone(tables: Tables):
    add(tables, "outcomes", 2, outcome="mrs_3_4_90d", alias="", **{"from": 3, "to": 4})
    tables["counts"] = [row_of(tables, "counts", 6)]
    add(tables, "counts", 6, outcome="mrs_3_4_90d", events=2, printed="20")
    assert find_domain_problems(DICTIONARY, tables, ENTRIES) == []


@given(st.lists(st.integers(0, 9), min_size=7, max_size=7).filter(any), st.data())
def test_ranges_counted_from_one_table_of_grades_pass_and_one_wrong_count_does_not(
    grades: list[int], data: st.DataObject
):
    ranges = {"mrs_0_1_90d": (0, 1), "mrs_0_2_90d": (0, 2), "mrs_3_6_90d": (3, 6)}
    tables = copy.copy(SMALL)
    total = sum(grades)
    tables["groups"] = [copy.copy(row) for row in SMALL["groups"]]
    for row in tables["groups"]:
        row["n_analysed"] = None if row["study"] == ALPHA else row["n_analysed"]
        row["n_randomised"] = None
    tables["counts"] = [copy.copy(row) for row in SMALL["counts"] if row.number in (2, 3, 4)]
    for row in tables["counts"]:
        low, high = ranges[row["outcome"]]
        row.update(total=total, events=sum(grades[low : high + 1]), printed="")
    assert find_domain_problems(DICTIONARY, tables, ENTRIES) == []
    poor = next(row for row in tables["counts"] if row["outcome"] == "mrs_3_6_90d")
    poor["events"] = data.draw(st.integers(0, total).filter(lambda n: n != poor["events"]))
    assert [fault.rule for fault in find_domain_problems(DICTIONARY, tables, ENTRIES)] == ["mRS ranges add up"]


# Numbers of any length


@given(st.decimals(0, 10**6, places=3).map(str), st.decimals(0, 10**6, places=3).map(str), st.data())
def test_an_interval_is_refused_exactly_when_it_excludes_its_estimate(low: str, high: str, data: st.DataObject):
    estimate = data.draw(st.decimals(0, 10**6, places=3).map(str))
    rules = {f.rule for f in problems_after("estimates", 2, measure="MD", ci_low=low, ci_high=high, estimate=estimate)}
    if Decimal(low) > Decimal(high):
        assert rules == {"ci_low is not above ci_high"}
    elif Decimal(low) <= Decimal(estimate) <= Decimal(high):
        assert rules == set()
    else:
        assert rules == {"a confidence interval holds its estimate"}


def test_numbers_as_long_as_a_cell_may_be_are_compared():
    nines = "9" * 2000
    assert problems_after("values", 2, value=nines, low=nines, high=nines) == []
    (fault,) = problems_after("counts", WHOLE, printed="0." + nines[:1998])
    assert fault.rule == "the printed percentage comes from its counts" and len(str(fault)) < 800


def test_the_key_of_a_range_names_its_scale_and_grades():
    found = problems_after("outcomes", 2, to=2)
    assert ("the key of a range begins with its scale and grades", "Begin it with mrs_0_2.") in [
        (problem.rule, problem.remedy) for problem in found
    ]
