"""What R says is compared with what it said before: to the digit by the same versions, else within a tolerance."""

from __future__ import annotations

import copy

import pytest
from oracle import compare

FILE = {
    "R": "4.2.2",
    "metafor": "3.8.1",
    "cases": [
        {"call": "rma(method='EE')", "result": {"yi": -0.43, "p": 2.3e-26, "weights": [40.0, 60.0], "tau2": None}},
        {"call": "rma.glmm(measure='OR')", "result": {"yi": 1.5}},
    ],
    "polr": [[0.5, 0.25]],
}


def changed(*path: str | int, to: object) -> dict:
    file = copy.deepcopy(FILE)
    part = file
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = to
    return file


@pytest.mark.parametrize(
    "now",
    [
        FILE,
        changed("metafor", to="4.6.0"),
        changed("cases", 0, "result", "yi", to=-0.43 * (1 + 1e-9)),
        changed("cases", 0, "result", "p", to=2.4e-26),
        changed("cases", 1, "result", "yi", to=1.50001),
        changed("polr", 0, 1, to=0.25 * (1 + 1e-7)),
    ],
)
def test_other_versions_and_last_digits_are_no_difference(now):
    assert list(compare.differences(FILE, now)) == []


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (changed("cases", 0, "result", "yi", to=-0.43 * (1 + 1e-7)), "/cases[0]/result/yi was -0.43, is -0.43"),
        (changed("cases", 1, "result", "yi", to=1.5002), "/cases[1]/result/yi was 1.5, is 1.5002"),
        (changed("polr", 0, 1, to=0.2501), "/polr[0][1] was 0.25"),
        (changed("cases", 0, "result", "tau2", to=0.1), "/cases[0]/result/tau2 was None, is 0.1"),
        (changed("cases", 0, "call", to="rma()"), "/cases[0]/call was"),
        (changed("cases", 0, "result", "weights", to=[100.0]), "has 2 entries in the old file, 1 in the new"),
        (changed("cases", 0, "result", "k", to=2), "/cases[0]/result/k is only in the new file"),
    ],
)
def test_a_number_a_word_and_a_key_that_differ_are_named_with_their_place(now, words):
    assert any(words in line for line in compare.differences(FILE, now))
