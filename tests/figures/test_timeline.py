"""Time lines put a single time at its tick and a period between two."""

from __future__ import annotations

import pytest
from artists import artists_of, named
from figure_samples import times

from helpers.figures import Span


def test_a_single_time_is_a_mark_at_its_tick_and_a_period_a_bar_between_two():
    for canvas in artists_of(times).values():
        ticks = {text.get_text(): text.get_position()[0] for text in named(canvas, "tick")}
        marks = [mark.get_offsets()[0][0] for mark in named(canvas, "time")]
        assert marks[1] == pytest.approx(ticks["30 min"], abs=1)
        bars = [line.get_xdata() for line in named(canvas, "span")]
        assert bars[0][0] == marks[0] and bars[0][1] == bars[1][0] == pytest.approx(ticks["1 day"], abs=1)


@pytest.mark.parametrize("span", [(-1, 0), (3, 2), (24, 97)])
def test_a_time_before_the_first_tick_after_the_last_or_backwards_is_refused(span):
    with pytest.raises(ValueError, match="runs forwards between 0 and 96"):
        times([Span("Alpha", *span, "text")])


def test_a_time_line_without_times_is_refused():
    with pytest.raises(ValueError, match="no rows"):
        times([])
