"""Comparisons over ordered grades, and numbers needed to treat. (To come.)"""

from __future__ import annotations

from helpers.quantities.spoken import OnEvidence


class Ordered(OnEvidence):
    """Effects over the grades of a scale."""
