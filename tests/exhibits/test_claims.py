"""What became of the numbers of the source review, as figures and tables have it."""

from __future__ import annotations

import pytest

from helpers.exhibits.claims import OF_KIND, by_section, listed_cells, verdict_cells
from helpers.quantities.claim_parts import kind_of
from helpers.quantities.lookup import QuantityError
from helpers.quantities.quantity import Quantity
from helpers.quantities.vocabulary import Review


def test_the_map_tells_apart_what_was_recomputed_what_agrees_outside_and_what_only_agrees_with_itself(real: Review):
    totals = dict.fromkeys(OF_KIND, 0)
    for counts in by_section(real).values():
        for kind, count in counts.items():
            totals[kind] += int(count.value)
    claims = real.evidence.tables["claims"]
    statistics = [row["verdict"] for row in claims if kind_of(row["part"]) == "statistic"]
    assert totals == {kind: sum(map(statistics.count, verdicts)) for kind, verdicts in OF_KIND.items()}
    unread = by_section(real)["III.1 CT and MR perfusion"]
    assert not unread["recomputed"].value and not unread["confirmed outside"].value


def test_each_verdict_says_which_kind_of_the_map_it_belongs_to(real: Review):
    assert {row[0]: row[2] for row in verdict_cells(real)} == {
        verdict: kind for kind, verdicts in OF_KIND.items() for verdict in verdicts
    }


def test_numbers_of_a_finding_are_listed_each_once_with_their_reason(real: Review):
    findings = ("misattributed", "population misdescribed")
    cells = listed_cells(real, findings)
    numbers = [part for row in cells for part in row[0] if isinstance(part, Quantity)]
    assert len(numbers) == sum(real.claims(finding=finding).value for finding in findings)
    assert len({number.expression for number in numbers}) == len(numbers)
    assert {row[1] for row in cells} == set(findings) and all(row[2] for row in cells)
    with pytest.raises(QuantityError, match="unknown finding 'misattribute'"):
        listed_cells(real, ("misattribute",))
