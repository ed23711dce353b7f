"""What an effect says beside its number: whether its interval holds no effect, where it lies, and who does better."""

from __future__ import annotations

from collections.abc import Callable

from helpers.evidence.evidence import Evidence
from helpers.evidence.profile import TRUTHS
from helpers.quantities.lookup import QuantityError
from helpers.quantities.quantity import Quantity
from helpers.stats.measures import MEASURES

Limits = tuple[float, float, float]  # low, estimate, high, each minus the value of no effect, or divided by it
SIDES: dict[str, Callable[[Limits], bool]] = {
    "open": lambda limits: limits[0] <= 0 <= limits[2],
    "higher": lambda limits: limits[0] > 0,
    "lower": lambda limits: limits[2] < 0,
    "above": lambda limits: limits[1] > 0,
    "below": lambda limits: limits[1] < 0,
}
BETTER = {"better": {"benefit": "higher", "harm": "lower"}, "worse": {"benefit": "lower", "harm": "higher"}}
WORDS = {
    "open": "its interval holds no effect",
    "higher": "its whole interval lies above no effect",
    "lower": "its whole interval lies below no effect",
    "above": "its estimate lies above no effect",
    "below": "its estimate lies below no effect",
    "better": "its whole interval lies where the first group does better",
    "worse": "its whole interval lies where the first group does worse",
}


def no_effect(measure: str, kind: str) -> float | None:
    """Return the value of no effect on the scale of a measure, None where it measures no effect.

    Parameters
    ----------
    measure : str
        A key of MEASURES, or how a source calls another effect.
    kind : str
        A key of TEXT_OF_KIND.
    """
    if measure in MEASURES:
        return MEASURES[measure].no_effect
    return 1.0 if measure and kind == "ratio" else None


def no_effect_of(quantity: Quantity) -> float:
    """Return the value of no effect on the scale of an effect: 1 for ratios, 0 for differences.

    Raises
    ------
    QuantityError
        For a quantity that is no effect of one group against another.
    """
    none = no_effect(quantity.measure, quantity.kind)
    if none is None or quantity.value is None:
        raise QuantityError(
            f"{quantity.expression} is {quantity.text}, no effect of one group against another: "
            f"it has no {', '.join('.' + name for name in TRUTHS)}"
        )
    return none


def truth(quantity: Quantity, name: str, evidence: Evidence) -> bool:
    """Return whether something is true of an effect.

    Parameters
    ----------
    quantity : Quantity
        An effect of one group against another.
    name : str
        One of TRUTHS, as WORDS says; a limit that is exactly no effect leaves it open.
    evidence : Evidence
        The book's data, which say whether an outcome is a benefit or a harm.

    Raises
    ------
    QuantityError
        When it is no effect, has no interval, or nothing says who does better.
    """
    none = no_effect_of(quantity)
    side = BETTER[name][_direction(quantity, evidence)] if name in BETTER else name
    low, high = quantity.low, quantity.high
    if side in ("above", "below"):
        low = high = quantity.value
    if low is None or high is None or quantity.value is None:
        raise QuantityError(f"{quantity.expression} has no interval: use .above or .below, which speak of its estimate")
    return SIDES[side]((low - none, quantity.value - none, high - none))


def _direction(quantity: Quantity, evidence: Evidence) -> str:
    """Return whether the outcome of an effect is a benefit or a harm."""
    if quantity.origin == "derived":
        raise QuantityError(f"{quantity.expression} is turned over: say .higher or .lower, not who does better")
    keys = {str(evidence.rows[ref]["outcome"]) for ref in quantity.rows if "outcome" in evidence.rows[ref]}
    found = {evidence.outcomes[key]["direction"] for key in keys if key in evidence.outcomes}
    if len(found) != 1 or not found <= {"benefit", "harm"}:
        said = " and ".join(sorted(filter(None, found))) or "nothing"
        raise QuantityError(
            f"{quantity.expression}: outcomes.csv calls its outcome {said}, neither a benefit nor a harm: "
            "say .higher or .lower, not who does better"
        )
    return str(found.pop())
