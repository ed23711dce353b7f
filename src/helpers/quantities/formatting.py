"""The one place where numbers become text."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal

INFINITE = "∞"
UNKNOWN = "not known"
LARGEST = 1e12  # of the numbers that are written out


def fixed(value: float, places: int) -> str:
    """Return a number with a fixed count of decimals, halves rounded up, never `-0`.

    Parameters: value, any scale; places, decimals. Returns: text such as `12.5`; `1.50e+12` from 1e12 on, `∞` for what
    is infinite, `not known` for what is no number.
    Rounds what its first twelve digits say: behind them stands only the noise of binary arithmetic, which would
    turn the half in 3 of 2,000, 0.15%, into 0.1.
    """
    if not abs(value) <= LARGEST:
        if math.isfinite(value):
            return f"{value:.2e}"
        return UNKNOWN if math.isnan(value) else INFINITE if value > 0 else f"-{INFINITE}"
    rounded = Decimal(f"{float(value):.12g}").quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return str(abs(rounded) if rounded == 0 else rounded)


def integer(value: int) -> str:
    """Return a whole number with commas between thousands."""
    return f"{int(value):,}"


def number(value: float) -> str:
    """Return a plain number: whole, or with one decimal."""
    return integer(int(value)) if float(value).is_integer() and abs(value) <= LARGEST else fixed(value, 1)


def percent(value: float) -> str:
    """Return a percentage (0-100) with one decimal and its sign."""
    return f"{fixed(value, 1)}%"


def ratio(value: float) -> str:
    """Return a ratio with two decimals."""
    return fixed(value, 2)


def turned(printed: str) -> str:
    """Return 1 / a printed ratio as exactly as it was printed: of `0.14` it is 7.1, of `1.44` it is 0.69.

    Two significant digits or as many as there were, and no more decimals than a ratio has here.
    """
    inverse, digits = 1 / Decimal(printed), max(2, len(Decimal(printed).as_tuple().digits))
    places = max(inverse.adjusted() - digits + 1, -len(ratio(1).partition(".")[2]))
    return f"{inverse.quantize(Decimal(1).scaleb(places), rounding=ROUND_HALF_UP):f}"


def interval(low: str, high: str) -> str:
    """Return two limits, already text, joined so that signs stay readable."""
    return f"{low} to {high}" if set("-+") & set(low + high) else f"{low}-{high}"


def p_value(p: float) -> str:
    """Return P in the style of the AMA: two decimals, three below .01, bounds at the ends.

    Parameters: p, probability 0-1. Returns: text such as `P = .03`; rounding never lifts a P below .05 to .05.
    """
    return "P " + p_relation(p)


def p_relation(p: float) -> str:
    """Return P with its relation, where its letter stands beside it already: `= .03`, `< .001`."""
    relation, digits = _p(p)
    return f"{relation} {digits}"


def p_digits(p: float) -> str:
    """Return P where a title names it: its digits, with a relation only for a bound: `.03`, `< .001`."""
    relation, digits = _p(p)
    return digits if relation == "=" else f"{relation} {digits}"


def _p(p: float) -> tuple[str, str]:
    """Return the relation and the digits of P."""
    if p < 0.001:
        return "<", ".001"
    if p > 0.99:
        return ">", ".99"
    places = 3 if p < 0.01 else 2
    while p < 0.05 <= float(fixed(p, places)) and places < 12:
        places += 1
    return "=", fixed(p, places).removeprefix("0")


def printed_p(printed: str) -> str:
    """Return a P value as printed (`0.030`, `<0.001`) without its leading zero and with its relation."""
    return "P " + printed_relation(printed)


def printed_relation(printed: str) -> str:
    """Return a P value as printed, as `p_relation` does."""
    relation = printed[0] if printed[0] in "<>" else "="
    digits = printed.lstrip("<>")
    return f"{relation} {digits.removeprefix('0') if digits.startswith('0.') else digits}"


def effect(label: str, estimate: str, limits: str, p: str = "") -> str:
    """Return an effect with its interval and, if given, P: `RR 1.46 (95% CI 0.99-2.16)`."""
    inside = "; ".join(part for part in (f"95% CI {limits}" if limits else "", p) if part)
    return f"{label} {estimate}".lstrip() + (f" ({inside})" if inside else "")


def signed(value: float, places: int) -> str:
    """Return a number with a fixed count of decimals and its sign: `+12`, `-3`, `0`."""
    text = fixed(value, places)
    return f"+{text}" if value > 0 and text.strip("0.") else text


def rounded_up(value: float) -> str:
    """Return a number of patients rounded up, with commas between thousands.

    Behind twelve digits stands only the noise of binary arithmetic: it must not lift 20 to 21.
    """
    return integer(math.ceil(float(f"{value:.12g}"))) if abs(value) <= LARGEST else fixed(value, 0)
