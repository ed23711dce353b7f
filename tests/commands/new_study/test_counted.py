"""A count in one answer: whether the source prints it or only its percentage stands in the row that it makes."""

from __future__ import annotations

import pytest

from helpers.commands.new_study.counted import COUNTS, SHARES, count_in
from helpers.stats.rounding import gives_percentage

COLUMNS = {
    name: {"name": name, "type": kind, "constraints": {}}
    for name, kind in {"back_calculated": "boolean", "locator": "string", "fault": "string"}.items()
}

ROWS = {
    "counts that the source prints": ("18/30", COUNTS, 30, ("18", "30", "", "false")),
    "counts with their percentage": ("18/30 60.0", COUNTS, 30, ("18", "30", "60.0", "false")),
    "a percentage of the whole group": ("60.0%", SHARES, 30, ("18", "30", "60.0", "true")),
    "a percentage of fewer": ("60.0% of 25", SHARES, 30, ("15", "25", "60.0", "true")),
    "a percentage where another group has counts": ("60.0%", COUNTS, 30, ("18", "30", "60.0", "true")),
    "a count that the author calculated": ("18/30 60.0", SHARES, 30, ("18", "30", "60.0", "true")),
    "a count where others have percentages alone": (
        "18/30; back_calculated=false", SHARES, 30, ("18", "30", "", "false")),
    "nobody": ("0%", SHARES, 30, ("0", "30", "0", "true")),
    "everybody": ("100.0 %", SHARES, 30, ("30", "30", "100.0", "true")),
    "a point of printers": ("60·0%", SHARES, 30, ("18", "30", "60.0", "true")),
    "a decimal comma": ("18/30 (60,0%)", COUNTS, 30, ("18", "30", "60.0", "false")),
    "a group of unknown size": ("60.0% of 30", SHARES, None, ("18", "30", "60.0", "true")),
    "numbers of which the source prints both": (
        "12/50 32; fault=The table prints both.", COUNTS, 50, ("12", "50", "32", "false")),
}  # fmt: skip


@pytest.mark.parametrize("case", ROWS.values(), ids=ROWS)
def test_an_answer_says_whether_its_count_is_printed_or_calculated_back(case: tuple):
    answer, prints, size, row = case
    cells, faults = count_in(answer, COLUMNS, prints, size)
    assert faults == []
    assert tuple(cells[name] for name in ("events", "total", "printed", "back_calculated")) == row


REFUSED = {
    "no count gives the percentage": ("61.0%", SHARES, 30, "No count of 30 gives 61.0%"),
    "more than everybody": ("110%", SHARES, 30, "No count of 30 gives 110%"),
    "several counts give it": ("60%", SHARES, 400, "5 counts of 400 give 60%, from 238 to 242"),
    "another count gives it": ("17/30 60.0", SHARES, 30, "60.0% of 30 is 18, not 17."),
    "a count alone where percentages are printed": ("18/30", SHARES, 30, "from a printed percentage"),
    "a size that nobody said": ("60.0%", SHARES, None, "is not known: write 60.0% of 30."),
    "a percentage that does not follow": ("12/50 32", COUNTS, 50, "12 of 50 is not 32%."),
    "more events than patients": ("50/20", COUNTS, 50, "events must be <= total; got 50 > 20."),
    "more patients than the group has": ("18/31", COUNTS, 30, "got 31 of a group of 30."),
    "nobody was looked at": ("0/0 5", COUNTS, 30, "total must be at least 1."),
    "a share of nobody": ("5% of 0", SHARES, 30, "total must be at least 1."),
    "a number that may be either": ("60.0", SHARES, 30, "In each group the percentage as printed"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_a_count_that_cannot_stand_is_refused_at_its_question(case: tuple):
    answer, prints, size, said = case
    assert said in " ".join(count_in(answer, COLUMNS, prints, size)[1])


def test_every_count_calculated_back_is_the_only_one_that_gives_its_percentage():
    for total in (1, 7, 30, 99, 150, 1500):
        for tenths in range(0, 1001, 7):
            printed = f"{tenths / 10:.1f}"
            cells, faults = count_in(f"{printed}% of {total}", COLUMNS, SHARES, None)
            fits = [events for events in range(total + 1) if gives_percentage(events, total, printed)]
            assert (not faults) == (len(fits) == 1)
            assert faults or cells["events"] == str(fits[0])
