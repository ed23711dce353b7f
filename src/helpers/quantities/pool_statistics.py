"""What a synthesis gives beside its estimate."""

from __future__ import annotations

from dataclasses import dataclass

from helpers.quantities.kinds import part_of_kind


@dataclass(frozen=True)
class PoolStatistics:
    """What a synthesis gives beside its estimate; None where there is no such number.

    Parameters: pi_low and pi_high, the prediction interval, on the scale of the estimate; tau2, i2 (percent), h2, with
    the limits of their intervals; q and its P; between_p, P of no difference between subgroups; control_risk, the
    median of the comparison groups, percent; members, with numbers and without.
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
    control_risk: float | None = part_of_kind("percentage")
    members: int | None = part_of_kind("number")

    def as_dict(self) -> dict[str, float]:
        """Return those that there are, by name."""
        return {name: number for name, number in vars(self).items() if number is not None}
