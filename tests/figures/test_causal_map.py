"""Causal maps show what supports each arrow and what speaks against it."""

from __future__ import annotations

import pytest
from artists import artists_of, named
from figure_samples import CAUSES, EFFECTS, chain


def test_each_strand_has_its_mark_and_an_arrow_that_nothing_supports_is_dashed():
    for canvas in artists_of(chain).values():
        assert len(named(canvas, "for")) == 4 and len(named(canvas, "against")) == 2
        lines = [line.get_linestyle() for line in named(canvas, "arrow")]
        assert lines.count("--") == 1, "only the cause with evidence against it alone"
        assert "against it 4 trials" in " ".join(text.get_text() for text in named(canvas, "evidence"))


def test_on_a_phone_every_cause_leads_to_the_middle_and_none_to_another_cause():
    canvas = artists_of(chain)["narrow"]
    boxes = [patch.get_xy() for patch in named(canvas, "box")]
    trunk = max(named(canvas, "arrow"), key=lambda line: max(line.get_ydata()) - min(line.get_ydata()))
    causes, middle = boxes[:3], boxes[3]
    assert all(min(corner[0] for corner in box) > max(trunk.get_xdata()) for box in causes)
    assert max(trunk.get_ydata()) == pytest.approx(min(corner[1] for corner in middle), abs=2)


@pytest.mark.parametrize(
    ("causes", "effects", "reason"),
    [([], EFFECTS, "no causes"), (CAUSES, [], "no effects"), ([("alone", [])], EFFECTS, "no evidence")],
)
def test_a_map_without_causes_effects_or_evidence_is_refused(causes, effects, reason):
    with pytest.raises(ValueError, match=reason):
        chain(causes, effects)
