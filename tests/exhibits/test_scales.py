"""The whole of an ordered scale is put together from the counts of its grades, without gap or overlap."""

import pytest

from helpers.exhibits import ordered_bars
from helpers.quantities.grades import cover


def rows(*ranges):
    return [{"outcome": f"{a}_{b}", "from": a, "to": b} for a, b in ranges]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([(0, 1), (2, 2), (3, 6)], [(0, 1), (2, 2), (3, 6)]),
        ([(0, 2), (0, 0), (1, 1), (2, 2), (3, 6), (0, 1)], [(0, 0), (1, 1), (2, 2), (3, 6)]),  # the finest
        ([(0, 1), (3, 6)], []),  # a gap
        ([(0, 2), (2, 6)], []),  # an overlap
        ([(0, 1), (2, 2)], []),  # the end of the scale is missing
        ([], []),
    ],
)
def test_the_finest_ranges_that_follow_each_other_are_taken(given, expected):
    assert [(row["from"], row["to"]) for row in cover(rows(*given), 0, 6)] == expected


def test_the_bars_of_a_trial_cover_the_scale_and_say_what_each_grade_means(real):
    figure = ordered_bars("choice2022", "mRS", name="bars", caption="A caption.", review=real)
    assert [row["category"] for row in figure.rows] == ["0", "1", "2", "3", "4", "5-6"] * 2
    assert [row["bar"] for row in figure.rows[::6]] == ["Alteplase", "Placebo"], "treatment first"
    assert "mRS at 90 d: 0 no symptoms; 1 symptoms without significant disability" in " ".join(figure.notes)
    assert "Counts were calculated back from printed percentages." in figure.notes
    for bar in ("Alteplase", "Placebo"):
        assert sum(row["percent"] for row in figure.rows if row["bar"] == bar) == pytest.approx(100)


def test_a_study_whose_counts_leave_a_gap_is_refused(real):
    with pytest.raises(ValueError, match="do not cover mRS without gap or overlap"):
        ordered_bars("angeltnk2025", "mRS", name="bars", caption="A caption.", review=real)


def test_a_scale_that_no_outcome_is_a_range_of_is_refused(real):
    with pytest.raises(ValueError, match="no range of Barthel at 90 d"):
        ordered_bars("choice2022", "Barthel", timepoint="90 d", name="bars", caption="A caption.", review=real)
