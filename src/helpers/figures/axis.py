"""The scale of a picture: where a value stands on it, its ticks, and what lies to either side of no effect."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

from helpers.quantities.quantity import Quantity

KINDS = {"percent": ("percentage",), "ratio": ("ratio",), "points": ("points", "number")}
RATIO_TICKS = (  # from fine to coarse; each has 1
    (0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5),
    (0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4),
    tuple(2.0**power for power in range(-10, 11)),
    tuple(4.0**power for power in range(-6, 7)),
    tuple(10.0**power for power in range(-6, 7)),
)
CLOSEST = 0.16  # of the axis between two ticks on a log scale, so that their numbers do not touch


def round_values(low: float, high: float, steps: int) -> list[float]:
    """Return round values from low to high, at most so many steps of 1, 2 or 5 apart."""
    from matplotlib.ticker import MaxNLocator

    found = MaxNLocator(nbins=steps, steps=[1, 2, 5, 10], min_n_ticks=1).tick_values(low, high)
    slack = 1e-9 * (high - low)
    return [round(float(value), 9) + 0.0 for value in found if low - slack <= value <= high + slack]


@dataclass(frozen=True)
class Axis:
    """A scale from `low` to `high`, made by `Axis.percent`, `Axis.ratio` or `Axis.points`.

    Parameters: label, what is measured, with unit; scale, a key of KINDS; no_effect, the value that stands for
    none; favours, what values below and above it favour.
    """

    label: str
    scale: str
    low: float
    high: float
    no_effect: float | None = None
    favours: tuple[str, str] | None = None

    @classmethod
    def percent(cls, label: str, upper: float = 100) -> Axis:
        """Return an axis of percentages from 0 to `upper`."""
        if not 0 < upper <= 100:
            raise ValueError(f"axis {label!r}: the axis ends between 0 and 100 percent; got {upper}")
        return cls(label, "percent", 0, upper)

    @classmethod
    def ratio(cls, label: str, low: float, high: float, favours: tuple[str, str] | None = None) -> Axis:
        """Return an axis of ratios on a log scale, without effect at 1."""
        if not 0 < low <= 1 <= high < math.inf or low == high:
            raise ValueError(f"axis {label!r}: an axis of ratios begins above 0 and holds 1; got {low} to {high}")
        return cls(label, "ratio", low, high, 1, favours)

    @classmethod
    def points(cls, label: str, low: float, high: float, favours: tuple[str, str] | None = None) -> Axis:
        """Return an axis of differences, without effect at 0."""
        if not -math.inf < low <= 0 <= high < math.inf or low == high:
            raise ValueError(f"axis {label!r}: an axis of differences holds 0; got {low} to {high}")
        return cls(label, "points", low, high, 0, favours)

    def analysed(self, value: float) -> float:
        """Return a value on the scale on which it is analysed: ratios as logarithms."""
        return math.log(value) if self.scale == "ratio" else value

    def place(self, value: float) -> float:
        """Return where a value stands: 0 at the beginning of the axis, 1 at its end, cut off there."""
        low, high = self.analysed(self.low), self.analysed(self.high)
        if value <= self.low:  # also a ratio of 0, which has no logarithm
            return 0.0
        return min((self.analysed(value) - low) / (high - low), 1.0)

    @property
    def ticks(self) -> list[float]:
        """Return round values along the axis, few enough for their numbers to stand apart."""
        if self.scale != "ratio":
            return round_values(self.low, self.high, 6)
        for series in RATIO_TICKS:
            inside = [tick for tick in series if self.low <= tick <= self.high]
            places = [self.place(tick) for tick in inside]
            gaps = [after - before for before, after in itertools.pairwise(places)]
            if len(inside) >= 3 and min(gaps) >= CLOSEST:
                return inside
        return sorted({self.low, 1, self.high})

    @property
    def words(self) -> str:
        """Return the axis in words, for alternative texts."""
        words = f"{self.label}, {'log ' * (self.scale == 'ratio')}axis from {self.low:g} to {self.high:g}"
        if self.no_effect is not None:
            words += f", no effect at {self.no_effect:g}"
        if self.favours:
            words += f"; below it {self.favours[0]}, above it {self.favours[1]}"
        return f"{words}."

    @property
    def notes(self) -> list[str]:
        """Return which side of no effect speaks for what, as sentences below a caption."""
        return [f"Below {self.no_effect:g}: {self.favours[0]}; above it: {self.favours[1]}."] if self.favours else []

    def check(self, figure: str, label: str, quantity: Quantity) -> None:
        """Refuse a quantity that the axis cannot show: another kind, not a number, turned round, or outside.

        Parameters: figure and label, how the message names the place. An interval may go on beyond the axis, a
        value, or the beginning of a range without value, may not. Raises: ValueError.
        """
        place, text = f"figure {figure!r}: {label}, {quantity.text},", quantity.text
        numbers = [number for number in (quantity.value, quantity.low, quantity.high) if number is not None]
        if not numbers:
            return
        if quantity.kind not in KINDS[self.scale]:
            raise ValueError(f"{place} is a {quantity.kind}; the axis {self.label!r} shows {KINDS[self.scale][0]}")
        if not all(map(math.isfinite, numbers)):
            raise ValueError(f"{place} has a value or limit that is not a number")
        if self.scale == "ratio" and min(numbers) <= 0:
            raise ValueError(f"{place} has a ratio of 0 or less, which has no place on a log axis")
        if None not in (quantity.low, quantity.high) and quantity.low > quantity.high:
            raise ValueError(f"{place} has a low limit, {quantity.low:g}, above its high one, {quantity.high:g}")
        shown = quantity.low if quantity.value is None else quantity.value
        if shown is None or (quantity.value is None and quantity.high is None):
            raise ValueError(f"figure {figure!r}: {label}, {text}, has neither value nor range")
        if not self.low <= shown <= self.high:
            raise ValueError(f"{place} lies outside the axis, {self.low:g} to {self.high:g}")
