"""What each study looks at: the words of the evidence map and of the causal chain, and the rules they obey."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from helpers.files.problems import Problem
from helpers.files.tables import Row

NONE = "none"
TOPICS = {  # by axis, in the order of the chapters
    "mechanism": ("microvascular obstruction", "inflammation", "haemodynamics", NONE),
    "assessment": (
        "CT perfusion",
        "MR perfusion",
        "arterial spin labelling",
        "angiography",
        "transcranial Doppler",
        "microscopy",
        NONE,
    ),
    "treatment": (
        "intra-arterial lysis",
        "antithrombotic drugs",
        "anti-inflammatory drugs",
        "neuroprotective drugs",
        "vasodilators",
        "blood pressure targets",
        NONE,
    ),
}
ORIGINAL = (  # designs that observe patients or animals themselves; reviews collect what others observed
    "randomised trial",
    "secondary analysis of randomised trials",
    "cohort",
    "case-control",
    "animal experiment",
)


def find_topic_problems(studies: list[Row], topics: list[Row]) -> Iterator[Problem]:
    """Yield topics off their axis, original studies without a place on each axis, and `none` beside a topic.

    Parameters: rows of studies.csv and of topics.csv.
    """
    placed: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in topics:
        if row["topic"] not in TOPICS[row["axis"]]:
            found = f"{row['topic']} is not one of {', '.join(TOPICS[row['axis']])}"
            yield row.fault(f"a topic belongs to its axis, {row['axis']}", found, "Correct the topic or the axis.")
        placed[row["study"], row["axis"]].append(row["topic"])
    for row in studies:
        found = {axis: placed[row["study"], axis] for axis in TOPICS}
        missing = [axis for axis in TOPICS if not found[axis]]
        if row["design"] in ORIGINAL and missing:
            rule = "an original study has a topic on each axis in topics.csv"
            yield row.fault(rule, f"it has none for {', '.join(missing)}", f"Add them; {NONE} is a topic, too.")
        for axis in TOPICS:
            if NONE in found[axis] and len(found[axis]) > 1:
                rule = f"{NONE} stands alone on the axis {axis}"
                yield row.fault(rule, f"got {', '.join(found[axis])}", "Remove one.")
        if (row["design"] == "animal experiment") != bool(row["species"]):
            found = f"design is {row['design'] or 'empty'}, species {row['species'] or 'empty'}"
            yield row.fault("an animal experiment names its species, others none", found, "Correct one of them.")
