"""Checks of printed statistics: they never accuse a correct result, and they find planted errors."""

from __future__ import annotations

import random
from collections import Counter
from decimal import ROUND_DOWN, ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

from helpers import audit
from helpers.audit.comparisons import yates_p
from helpers.quantities import formatting
from helpers.stats import two_groups
from helpers.stats.rounding import ROUNDINGS, events_that_give, gives_percentage, rounding_interval, rounds_to

DECIMALS = (0, 1, 2)
CORRECT = 20_000  # simulated results; one in 10,000 may be called an error
PLANTED = 1_000  # of each kind


def printed(value: float, places: int) -> str:
    return formatting.fixed(value, places)


def _written(events: int, total: int, places: int, way: str) -> str:
    """Return a percentage as the decimal module rounds it: another implementation."""
    exact = Decimal(100 * events * 10 ** (places + 3)) / Decimal(total)
    whole = (exact / 1000).quantize(Decimal(1), rounding=way)
    return str((whole / 10**places).quantize(Decimal(1).scaleb(-places)))


@pytest.mark.parametrize("places", [0, 1, pytest.param(2, marks=[pytest.mark.slow, pytest.mark.weekly])])
def test_grim_agrees_with_enumeration_for_every_n_up_to_200(places):
    every = [printed(number / 10**places, places) for number in range(100 * 10**places + 1)]
    for n in range(1, 201):
        reachable = {}
        for events in range(n + 1):
            for way in (ROUND_HALF_UP, ROUND_HALF_DOWN):
                reachable.setdefault(_written(events, n, places, way), set()).add(events)
        found = {percent: fits for percent in every if (fits := set(events_that_give(percent, n)))}
        assert found == reachable, n


@pytest.mark.parametrize(("rounding", "way"), [("up", ROUND_HALF_UP), ("cut", ROUND_DOWN)])
@pytest.mark.parametrize("places", DECIMALS)
def test_the_named_rounding_alone_decides_which_counts_fit(rounding, way, places):
    for n in range(1, 61):
        for events in range(n + 1):
            shown = _written(events, n, places, way)
            assert events in events_that_give(shown, n, rounding=rounding)
            for other in events_that_give(shown, n, rounding=rounding):
                assert _written(other, n, places, way) == shown


@pytest.mark.parametrize("places", [0, 1])
def test_the_power_of_grim_is_the_share_of_percentages_that_it_refuses(places):
    every = [printed(number / 10**places, places) for number in range(100 * 10**places + 1)]
    for n in (*range(1, 131), 248, 999, 1000):
        refused = sum(not events_that_give(percent, n) for percent in every)
        assert audit.grim_power(places, n) == pytest.approx(refused / len(every))
    assert (
        audit.grim("50", 100).verdict == audit.grim("50", 80).verdict == ""
    )  # with 80, halves either way fill the gaps


@pytest.mark.parametrize(
    ("percent", "total"),
    [("29.4", 14), ("69.3", 143), ("85.5", 54), ("19.3", 120), ("5.7", 248), ("27.9", 53), ("46.7", 53)],
)
def test_percentages_that_the_source_review_prints_and_no_count_gives_are_unexplained(percent, total):
    found = audit.grim(percent, total)
    assert found.verdict == "unexplained"
    assert f"no count of {total} gives {percent}%" in found.reason


@pytest.mark.parametrize("rounding", ["nearest", "", "HALF"])
def test_an_unknown_rounding_is_refused_by_name(rounding):
    for check in (
        lambda: rounding_interval("1.0", rounding=rounding),
        lambda: audit.audit_result({}, rounding=rounding),
    ):
        with pytest.raises(ValueError, match="rounding is one of half, up, cut"):
            check()


@given(st.integers(-300, 300), st.integers(1, 97), st.sampled_from(ROUNDINGS))
def test_what_rounds_to_a_number_lies_in_its_interval(numerator, denominator, rounding):
    value = Fraction(numerator, denominator)
    for tenth in range(-3001, 3001, 7):
        shown = printed(tenth / 10, 1)
        if rounds_to(value, shown, rounding=rounding):
            low, high = rounding_interval(shown, rounding=rounding)
            assert low <= value <= high


def test_every_value_is_printed_one_way_when_halves_go_up():
    for numerator in range(-120, 121):
        ways = [
            s
            for tenth in range(-62, 63)
            if rounds_to(Fraction(numerator, 20), s := printed(tenth / 10, 1), rounding="up")
        ]
        assert len(ways) == 1, (numerator, ways)


def simulated(random_: random.Random) -> tuple[dict[str, str], dict[str, object]]:
    """Return a correct, correctly rounded result, and what it was made of."""
    measure = random_.choice(("RR", "OR", "RD"))
    compute = {"RR": two_groups.risk_ratio, "OR": two_groups.odds_ratio, "RD": two_groups.risk_difference}[measure]
    while True:
        n, m = random_.randint(15, 600), random_.randint(15, 600)
        a, c = random_.randint(1, n - 1), random_.randint(1, m - 1)
        effect = compute(a, n, c, m)
        if measure == "RD" or (effect.low > 0.02 and effect.high < 60):
            break
    places = random_.choice((1, 2, 3)) if measure != "RD" else random_.choice((0, 1))
    result = {
        "result": "r",
        "measure": measure,
        "estimate": printed(effect.estimate, places),
        "ci_low": printed(effect.low, places),
        "ci_high": printed(effect.high, places),
        "p": random_.choice((_p(effect.p, 2), _p(effect.p, 3), "<0.05" if effect.p < 0.05 else ">0.05")),
        "events_1": str(a),
        "total_1": str(n),
        "percent_1": printed(100 * a / n, 1),
        "events_2": str(c),
        "total_2": str(m),
        "percent_2": printed(100 * c / m, 1),
    }
    for number in "12":
        if random_.random() < 0.5:
            del result[f"events_{number}"]
    return result, {"places": places}


def _p(p: float, places: int) -> str:
    return "<0.001" if p < 0.001 and places == 3 else printed(p, places)


def test_fewer_than_one_in_10000_correct_results_is_called_an_error(record_property):
    random_ = random.Random(20260105)
    wrong = []
    for _ in range(CORRECT):
        result, _ = simulated(random_)
        found = audit.audit_result(result)
        if found.verdict != "consistent":
            wrong.append((result, [check for check in found.checks if not check.passed]))
    record_property("false errors", f"{len(wrong)} of {CORRECT}")
    assert len(wrong) <= CORRECT / 10_000, wrong[:3]


def _swap(digits: str, random_: random.Random) -> str:
    places = [at for at in range(len(digits) - 1) if digits[at : at + 2].isdecimal() and digits[at] != digits[at + 1]]
    if not places:
        return digits
    at = random_.choice(places)
    return digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]


def _shift(digits: str) -> str:
    return str((Decimal(digits) * 10).normalize().quantize(Decimal(1).scaleb(-len(digits.partition(".")[2]))))


def _plant(kind: str, result: dict[str, str], random_: random.Random) -> None:
    """Put one error of a kind into a result."""
    if kind == "digits swapped in a percentage":
        result["percent_1"] = _swap(result["percent_1"], random_)
    elif kind == "digits swapped in the estimate":
        result["estimate"] = _swap(result["estimate"], random_)
    elif kind == "wrong group size":
        result["total_1"] = str(int(result["total_1"]) + random_.choice((-3, -2, -1, 1, 2, 3)))
    elif kind == "one bound changed":
        bound = random_.choice(("ci_low", "ci_high"))
        result[bound] = str(Decimal(result[bound]) + random_.choice((-1, 1)) * max(abs(Decimal(result[bound])) / 4, 1))
    elif kind == "sign lost":
        result["estimate"] = result["estimate"].lstrip("-")
    elif kind == "decimal shifted":
        column = random_.choice(("estimate", "ci_low", "ci_high", "percent_1", "p"))
        result[column] = "<" + _shift(result[column][1:]) if result[column][0] in "<>" else _shift(result[column])


@pytest.mark.parametrize(
    ("kind", "floor"),
    [
        ("digits swapped in a percentage", 0.95),
        ("digits swapped in the estimate", 0.95),
        ("wrong group size", 0.8),
        ("one bound changed", 0.9),
        ("sign lost", 0.95),
        ("decimal shifted", 0.8),
    ],
)
def test_planted_errors_are_found(kind, floor, record_property, capsys):
    random_ = random.Random(kind)
    found = tried = 0
    while tried < PLANTED:
        result, _ = simulated(random_)
        if kind == "sign lost" and not result["estimate"].startswith("-"):
            continue
        before = dict(result)
        _plant(kind, result, random_)
        if result == before:
            continue
        tried += 1
        found += audit.audit_result(result).verdict != "consistent"
    with capsys.disabled():
        print(f"\n  {kind}: {found} of {tried} found ({100 * found / tried:.0f}%)")
    assert found / tried >= floor


def test_the_impossible_interval_of_the_source_review_is_impossible():
    found = audit.ci_contains("2.749", "0.996", "1.068")
    assert found.verdict == "impossible"
    assert "outside" in found.reason


@pytest.mark.parametrize(
    ("estimate", "low", "high", "verdict"),
    [
        ("1.2", "1.2", "1.4", "consistent"),
        ("1.2", "1.25", "1.4", "consistent"),  # 1.2 may be 1.249
        ("1.2", "1.26", "1.4", "impossible"),
        ("1.2", "1.4", "1.1", "impossible"),
    ],
)
def test_an_interval_is_impossible_only_when_no_rounding_saves_it(estimate, low, high, verdict):
    assert audit.ci_contains(estimate, low, high).verdict == verdict


@pytest.mark.parametrize(
    ("p", "limits", "verdict"),
    [
        ("0.047", ("18.4", "0.3", "36.4"), "consistent"),  # CHOICE as published, a difference
        ("0.30", ("18.4", "0.3", "36.4"), "inconsistent"),
        ("0.02", ("18.4", "0.3", "36.4"), "unexplained"),
    ],
)
def test_a_p_that_turns_significance_over_is_marked_apart(p, limits, verdict):
    assert audit.p_fits_ci(p, *limits, ratio=False).verdict == verdict


def test_rounding_is_granted_before_anything_is_called_unexplained():
    found = audit.p_fits_ci("0.030", "4.366", "1.159", "16.445")
    assert found.verdict == "rounding"


@pytest.mark.parametrize(
    ("p", "verdict"), [("0.039", "consistent"), ("0.39", "inconsistent"), ("0.0001", "unexplained")]
)
def test_any_usual_test_of_the_counts_may_have_given_p(p, verdict):
    """38 of 120 against 31 of 65: Fisher's test gives .039, chi-square .032."""
    groups = audit.Group(38, 120), audit.Group(31, 65)
    assert audit.p_fits_groups(p, *groups).verdict == verdict


def test_others_counts_that_turn_a_p_over_differ_and_own_counts_contradict():
    groups = audit.Group(7, 414), audit.Group(0, 418)
    assert audit.p_fits_groups(">0.05", *groups, own=False).verdict == "differs"
    assert audit.p_fits_groups(">0.05", *groups).verdict == "inconsistent"


@pytest.mark.parametrize(
    "table", [(38, 120, 31, 65), (10, 44, 10, 19), (1, 9, 8, 10), (5, 10, 5, 10), (2, 300, 9, 280)]
)
def test_yates_agrees_with_scipy(table):
    a, n, c, m = table
    assert yates_p(*table) == pytest.approx(
        chi2_contingency([[a, n - a], [c, m - c]], correction=True).pvalue, rel=1e-12
    )


def test_a_crude_effect_that_does_not_follow_from_its_groups_is_unexplained():
    choice = audit.Group(None, 61, "59.0"), audit.Group(None, 52, "40.4")
    assert audit.effect_fits_groups("RD", "18.4", *choice).verdict == "unexplained"
    assert audit.effect_fits_groups("RD", "18.6", *choice).verdict == "consistent"
    asset = audit.Group(percent="65.9"), audit.Group(percent="54.9")
    assert audit.effect_fits_groups("RR", "1.20", *asset).verdict == "consistent"
    assert audit.effect_fits_groups("aRR", "9.99", *asset).verdict == ""


@pytest.mark.parametrize(
    ("result", "verdict"),
    [
        ({"percent_1": "104"}, "impossible"),
        ({"p": "1.2"}, "impossible"),
        ({"measure": "OR", "estimate": "-0.4"}, "impossible"),
        ({"events_1": "70", "total_1": "65"}, "impossible"),
        ({"events_1": "22", "total_1": "65", "percent_1": "33.9"}, "rounding"),
        ({"events_1": "22", "total_1": "65", "percent_1": "38.3"}, "inconsistent"),
        ({"total": "532", "total_1": "266", "total_2": "266"}, "consistent"),
        ({"total": "530", "total_1": "266", "total_2": "266"}, "inconsistent"),
        ({"total": "540", "total_1": "266", "total_2": "266"}, "unexplained"),
        ({"result": "nothing to check"}, "unverifiable"),
    ],
)
def test_parts_wholes_and_ranges(result, verdict):
    assert audit.audit_result(result).verdict == verdict


def test_questions_are_asked_and_not_judged():
    shares = audit.audit_result({"percent_1": "22.7", "percent_2": "77.3"})
    hazard = audit.audit_result({"measure": "aHR", "outcome_type": "binary", "estimate": "1.13"})
    dose = audit.audit_result({"dose": "2", "unit": "mg/(kg·min)"})
    fine = audit.audit_result({"dose": "0.4", "unit": "µg/(kg·min)", "measure": "aHR", "outcome_type": "time to event"})
    assert [len(found.questions) for found in (shares, hazard, dose, fine)] == [1, 1, 1, 0]
    assert "2,880 mg/kg a day" in dose.questions[0]
    assert {found.verdict for found in (shares, hazard, dose, fine)} == {"unverifiable"}


def test_one_fact_printed_twice_agrees_only_alike_or_rounded_further():
    assert audit.alike({"a": "5.7", "b": "5.6"}).verdict == "inconsistent"
    assert audit.alike({"a": "5.65", "b": "5.6"}).verdict == "consistent"
    table = audit.audit_table(
        [{"result": "a", "fact": "f", "percent_1": "5.7"}, {"result": "b", "fact": "f", "percent_1": "5.6"}]
    )
    assert [found.verdict for found in table] == ["inconsistent", "inconsistent"]
    assert audit.summarise(table) == {"inconsistent": 2}


def test_verdicts_are_ordered_from_best_to_worst():
    assert Counter(audit.SEVERITY.values()) == Counter(range(len(audit.VERDICTS)))
    assert audit.worst([]) == "unverifiable"
    assert audit.worst(["", "unverifiable", "consistent", "reproduced"]) == "reproduced"
    assert audit.worst(["reproduced", "rounding"]) == "rounding"
    assert audit.worst(["impossible", "differs"]) == "impossible"


def test_gives_percentage_takes_halves_either_way_unless_told():
    assert gives_percentage(1, 8, "12.5")
    assert gives_percentage(1, 16, "6.2") and gives_percentage(1, 16, "6.3")
    assert not gives_percentage(1, 16, "6.2", rounding="up")
    assert gives_percentage(1, 16, "6.2", rounding="cut")
