"""The list of checks says what each does; the page on the audit is made from it."""

from __future__ import annotations

import random

import pytest

from helpers import audit
from helpers.audit.registry import ASKS, Registered, check, failing_in_words, register

ERRORS = {  # what may be wrong with a sound result
    "percent_1": ("33.9", "104", "38.3", "61.8"),
    "percent_2": ("66.2",),
    "events_1": ("23", "70"),
    "total_1": ("64", "0"),
    "p": ("0.5", "0.0001", "1.2"),
    "ci_low": ("0.9", "3", "0.2"),
    "estimate": ("2.1", "-0.4", "0.9"),
    "total": ("117", "130"),
    "measure": ("aHR", "RD", "", "OR", "MD"),
    "unit": ("mg/(kg·min)",),
    "statistic": ("z = -2.10", "z = -0.20"),
    "mean_1": ("4.01", "9.02"),
}
SOUND = {  # 22 of 65 against 21 of 52
    **{"measure": "RR", "estimate": "0.84", "ci_low": "0.52", "ci_high": "1.34", "p": "0.46", "total": "117"},
    **{"events_1": "22", "total_1": "65", "percent_1": "33.8", "total_2": "52", "percent_2": "40.4"},
    "statistic": "z = -0.74",
    "items": "1",
    "mean_1": "4.02",
    "sd_1": "2.1",
    "mean_2": "4.29",
    "sd_2": "1.9",
    **{"dose": "2", "unit": "mg/kg", "outcome_type": "binary"},
}


def planted() -> list[audit.Check]:
    """Return what all checks say of many results with up to three errors, and some numbers missing."""
    random_ = random.Random("planted")
    checks: list[audit.Check] = []
    for _ in range(3000):
        result = {name: text for name, text in SOUND.items() if random_.random() < 0.85}
        for name in random_.sample(sorted(ERRORS), random_.randint(0, 3)):
            result[name] = random_.choice(ERRORS[name])
        checks += audit.audit_result(result, own=random_.random() < 0.5).checks
    return checks


def test_a_sound_result_passes_every_check():
    assert [check for check in audit.audit_result(SOUND).checks if not check.passed] == []


def test_a_check_fails_only_as_the_list_says_or_by_rounding():
    failed: dict[str, set[str]] = {}
    for found in planted():
        if not found.passed:
            failed.setdefault(found.name, set()).add(found.verdict or ASKS)
    for name, verdicts in failed.items():
        assert verdicts <= {*audit.CHECKS[name].fails_as, "rounding"}, name
    silent = {name for name in audit.CHECKS if name not in failed}
    assert silent <= {"one fact, several places"} | {name for name in audit.CHECKS if name.startswith("against ")}


@pytest.mark.parametrize("registered", audit.CHECKS.values(), ids=audit.CHECKS)
def test_a_check_asks_one_question_and_reads_columns_of_a_result(registered: Registered):
    assert registered.question.endswith("?") and registered.fails_as
    assert set(registered.columns) <= set(audit.COLUMNS)


def test_no_check_calls_a_result_wrong_by_numbers_that_another_has_called_impossible():
    impossible = audit.audit_result({**SOUND, "events_1": "70"})
    assert {check.name for check in impossible.checks}.isdisjoint({"P and interval", "groups and effect"})


def test_a_check_with_a_name_that_is_there_or_an_unknown_verdict_is_refused():
    with pytest.raises(ValueError, match="'GRIM' is there already"):
        register(audit.CHECKS["GRIM"])
    with pytest.raises(ValueError, match="fails_as takes verdicts: reproduced, .*; got wrong"):
        check("new", columns=(), question="is it so?", fails_as={"wrong": ""})(lambda result: iter(()))
    assert "new" not in audit.CHECKS


def test_failing_is_said_in_words():
    assert failing_in_words(audit.CHECKS["GRIM"]) == "unexplained"
    assert failing_in_words(audit.CHECKS["parts and total"]) == (
        "inconsistent when they exceed it; unexplained when they fall short of it"
    )
