"""Flows show what is left at each stage, and what went aside there."""

from __future__ import annotations

import pytest
from artists import artists_of, named
from figure_samples import LANES, stages, studies

from helpers.figures import Stage


def test_every_stage_has_its_box_and_an_arrow_leads_to_each_but_the_first_of_a_lane():
    for canvas in artists_of(stages).values():
        assert len([patch for patch in named(canvas, "box") if hasattr(patch, "get_xy")]) == 5
        assert len(named(canvas, "head")) == 3 + 2, "from stage to stage, and to what went aside"
        assert {text.get_text() for text in named(canvas, "lane")} == set(LANES)


def test_what_went_aside_stands_beside_its_stage_or_on_a_phone_below_it_and_never_in_the_box():
    wide, narrow = (artists_of(stages)[width] for width in ("wide", "narrow"))
    box = next(patch for patch in named(wide, "box") if hasattr(patch, "get_xy"))
    assert all(text.get_position()[0] > max(corner[0] for corner in box.get_xy()) for text in named(wide, "aside"))
    box = next(patch for patch in named(narrow, "box") if hasattr(patch, "get_xy"))
    assert named(narrow, "aside")[0].get_position()[1] > max(corner[1] for corner in box.get_xy())


def test_the_data_of_a_flow_tell_what_is_left_its_parts_and_what_went_aside():
    rows = stages().rows
    assert [row["place"] for row in rows] == [
        "left",
        "aside",
        "left",
        "part",
        "part",
        "left",
        *["aside"] * 3,
        *["left"] * 2,
    ]
    assert rows[3] == {
        "lane": "Cited",
        "stage": 2,
        "place": "part",
        "text": "17 confirmed",
        "number": 17,
        "expression": "studies(17)",
    }


@pytest.mark.parametrize("lanes", [{}, {"Alone": []}, {"One": [Stage((studies(1), "source"))], "None": []}])
def test_a_flow_without_lanes_or_stages_is_refused(lanes):
    with pytest.raises(ValueError, match="has lanes, and each lane stages"):
        stages(lanes)
