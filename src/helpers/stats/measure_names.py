"""Names of measures as publications print them: `aRR`, `acOR`, `Odds Ratio (95% CI)`, `OR, adjusted`."""

from __future__ import annotations

import re
from collections.abc import Container

INTERVAL_WORDS = re.compile(
    r"[\s,;]*[(\[]?\s*(\d+(\.\d+)? ?% ?)?\b(CI|confidence interval|CrI|credible interval)\b\s*[)\]]?", re.IGNORECASE
)
NOT_CRUDE = {
    "adjusted", "adj", "multivariable", "multivariate", "weighted", "matched", "pooled", "summary", "combined"
}  # fmt: skip
PASSED_OVER = {"crude", "unadjusted", "unadj", "univariable", "univariate", "with", "%", ""}
LONGEST = 200


def read_name(printed: str, names: Container[str]) -> tuple[str, bool] | None:
    """Return which of some names is printed, and whether no word says that it is not crude; None for no name.

    Parameters
    ----------
    printed : str
        In any case. `ARR` is none: it is an adjusted risk ratio to some, the absolute risk reduction to others.
    names : container of str
        In small letters.
    """
    if len(printed) > LONGEST:
        return None
    text = INTERVAL_WORDS.sub(" ", printed).replace("-", " ")
    words = [word.strip("().,").casefold() for word in text.split()]
    name = " ".join(word for word in words if word not in NOT_CRUDE | PASSED_OVER)
    if name in names:
        crude = name != "ard" and NOT_CRUDE.isdisjoint(words)  # a for absolute, or for adjusted
        return name, crude
    if name[:1] == "a" and name[1:] in names and " " not in name and (name != "arr" or "aRR" in printed):
        return name[1:], False
    shorter = re.split(r" [(\[]", printed)[0]  # adjusted odds ratio (aOR)
    return read_name(shorter, names) if shorter != printed else None
