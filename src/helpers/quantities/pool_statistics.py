"""What a synthesis gives beside its estimate."""

from __future__ import annotations

from dataclasses import dataclass

from helpers.quantities.kinds import part_of_kind


@dataclass(frozen=True)
class PoolStatistics:
    """What a synthesis gives beside its estimate; None where there is no such number.

    Attributes
    ----------
    pi_low, pi_high : float or None
        The prediction interval, on the scale of the estimate.
    tau2, tau2_low, tau2_high : float or None
        With the limits of its interval.
    i2, i2_low, i2_high : float or None
        Percent, with the limits of its interval.
    h2, q, q_p : float or None
        H2; Q and its P.
    between_p : float or None
        P of no difference between subgroups.
    untested : str
        Why there are subgroups and no such P.
    control_risk : float or None
        The median of the comparison groups, percent.
    members : int or None
        With numbers and without.
    """

    pi_low: float | None = part_of_kind()
    pi_high: float | None = part_of_kind()
    tau2: float | None = part_of_kind("variance")
    tau2_low: float | None = part_of_kind("variance")
    tau2_high: float | None = part_of_kind("variance")
    i2: float | None = part_of_kind("share")
    i2_low: float | None = part_of_kind("share")
    i2_high: float | None = part_of_kind("share")
    h2: float | None = part_of_kind("ratio")
    q: float | None = part_of_kind("statistic")
    q_p: float | None = part_of_kind("p")
    between_p: float | None = part_of_kind("p")
    untested: str = ""
    control_risk: float | None = part_of_kind("percentage")
    members: int | None = part_of_kind("number")

    def as_dict(self) -> dict[str, float]:
        """Return those that there are, by name."""
        return {name: number for name, number in vars(self).items() if isinstance(number, float | int)}
