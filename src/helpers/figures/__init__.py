"""Figures for chapters: each draws quantities, and carries its own words, rows and numbers."""

from helpers.figures.axis import Axis
from helpers.figures.causal_map import Strand, causal_map
from helpers.figures.doses import dose_response_plot
from helpers.figures.dots import dots
from helpers.figures.evidence_map import evidence_map
from helpers.figures.figure import (
    ACCENT,
    INK,
    LIGHT_COLOURS,
    LINE,
    MIME_TYPE,
    MUTED,
    PAGE_COLOURS,
    SECOND,
    Figure,
    compact,
    draw,
    for_paper,
    recolour,
    without_drawing,
)
from helpers.figures.flow import Stage, flow
from helpers.figures.forest import forest_plot
from helpers.figures.forest_rows import ForestRow, figure_text
from helpers.figures.funnel import funnel_plot
from helpers.figures.ordered_bars import ordered_bars
from helpers.figures.paper import LAYOUTS, Layout
from helpers.figures.repeated_pools import cumulative_plot, leave_one_out_plot
from helpers.figures.table import Citation, Table
from helpers.figures.timeline import Span, timeline
from helpers.figures.verdict_map import verdict_map

__all__ = [
    "ACCENT",
    "INK",
    "LAYOUTS",
    "LIGHT_COLOURS",
    "LINE",
    "MIME_TYPE",
    "MUTED",
    "PAGE_COLOURS",
    "SECOND",
    "Axis",
    "Citation",
    "Figure",
    "ForestRow",
    "Layout",
    "Span",
    "Stage",
    "Strand",
    "Table",
    "causal_map",
    "compact",
    "cumulative_plot",
    "dose_response_plot",
    "dots",
    "draw",
    "evidence_map",
    "figure_text",
    "flow",
    "for_paper",
    "forest_plot",
    "funnel_plot",
    "leave_one_out_plot",
    "ordered_bars",
    "recolour",
    "timeline",
    "verdict_map",
    "without_drawing",
]
