"""What a drawing is made of: its artists, texts and boxes, and shapes of trials to draw."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from helpers.figures import (
    Axis,
    paper,
)
from helpers.quantities import formatting
from helpers.quantities.pool_statistics import PoolStatistics
from helpers.quantities.quantity import Quantity

PAGES = {"light": "#ffffff", "dark": "#121212"}


def texts(svg):
    return ["".join(node.itertext()).strip() for node in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def both(figure):
    return {"wide": figure.wide, "narrow": figure.narrow}


def artists_of(make):
    """Return what a figure puts on its wide and its narrow paper, as matplotlib Figures that know their places."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Canvas

    found = {}

    def keep(name, paint):
        canvas = Canvas(dpi=DPI)
        FigureCanvasAgg(canvas)
        paint(canvas)
        found[name.rsplit("-", 1)[1]] = canvas
        return "<svg/>"

    with pytest.MonkeyPatch.context() as patch, matplotlib.rc_context({"font.family": "DejaVu Sans"}):
        patch.setattr(paper, "draw", keep)
        make()
        for canvas in found.values():
            canvas.draw_without_rendering()
    return found


def named(canvas, name):
    """Return the artists of one name, in the order in which they were drawn."""
    return [artist for artist in canvas.axes[0].get_children() if artist.get_gid() == name]


def boxes_of(canvas):
    """Return the name and words of every text with the box it takes, as matplotlib measures it, y downwards."""
    height, dot = canvas.bbox.height, 72 / DPI
    texts = [text for text in canvas.axes[0].texts if text.get_text()]
    boxes = [text.get_window_extent() for text in texts]
    return [
        (
            text.get_gid(),
            text.get_text(),
            tuple(dot * end for end in (box.x0, height - box.y1, box.x1, height - box.y0)),
        )
        for text, box in zip(texts, boxes, strict=True)
    ]


def touching(boxes, slack=0.5):
    """Return the pairs of texts whose boxes overlap, but for `slack` points."""
    return [
        (one, other)
        for number, (_, one, a) in enumerate(boxes)
        for _, other, b in boxes[number + 1 :]
        if a[0] + slack < b[2] and b[0] + slack < a[2] and a[1] + slack < b[3] and b[1] + slack < a[3]
    ]


def axis_of(canvas, scale=float):
    """Return a function from a value to its place in points, read off the first and last number of a lying axis."""
    ticks = named(canvas, "tick")
    (first, x0), (last, x1) = ((scale(float(t.get_text())), t.get_position()[0]) for t in (ticks[0], ticks[-1]))
    return lambda value: x0 + (x1 - x0) * (scale(value) - first) / (last - first)


def contrast(one, other):
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


SVG = "{http://www.w3.org/2000/svg}"
DPI = 720  # ten dots a point, so that the measured boxes of texts are finely enough rounded


def luminance(colour):
    """Return the relative luminance of a colour: WCAG 2.2, definition of relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


FAVOURS = ("favours control", "favours lysis")
RATIO = Axis.ratio("Risk ratio for mRS 0-1", 0.25, 4, FAVOURS)
TRIALS = [  # made up
    ("Alpha 2020", (36, 61), (21, 52), (1.46, 0.99, 2.16), 11.2),
    ("Beta 2021", (52, 126), (41, 129), (1.30, 0.94, 1.80), 15.9),
    ("Gamma 2022", (74, 164), (48, 160), (1.50, 1.12, 2.01), 18.3),
    ("Delta 2023", (121, 267), (107, 265), (1.12, 0.92, 1.37), 24.7),
    ("Epsilon 2024", (130, 269), (117, 268), (1.11, 0.92, 1.33), 25.4),
    ("Zeta 2025", (20, 46), (20, 65), (1.41, 0.87, 2.30), 3.2),
    ("Eta 2025", (8, 60), (9, 60), (0.89, 0.37, 2.15), 1.3),
]


def count(events, total):
    return Quantity(f"count({events})", f"{events}/{total}", events, "number", events=events, total=total)


def ratio(value, low, high, measure="RR", **statistics):
    text = formatting.effect(measure, *map(formatting.ratio, [value]), formatting.interval(f"{low:.2f}", f"{high:.2f}"))
    method = "Wald on the log scale"
    more = {"interval": method, "level": 95, "measure": measure, "statistics": PoolStatistics(**statistics)}
    return Quantity(f"rr({value})", text, value, "ratio", low, high, **more)


def difference(value, low, high):
    text = formatting.effect("RD", f"{value:.1f}", formatting.interval(f"{low:.1f}", f"{high:.1f}"))
    return Quantity(f"rd({value})", text, value, "points", low, high, interval="Wald", level=95, measure="RD")


POOL = ratio(1.23, 1.08, 1.40, pi_low=0.93, pi_high=1.62)
