"""Books of any size for the other benchmarks: coherent rows, or rows with a known share of faults.

A study has two groups, and each group ten outcomes, four of them ranges of one scale that must add up; so a book
of 100,000 counts has 5,000 studies, 5,000 bibliography entries and 10,000 groups. The data dictionary is the real
one. Not run by itself: `rows_scaling.py` uses it.
"""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterable
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
GROUPS = ("control", "drug")
RANGES = {"mrs_0_1_90d": (0, 1), "mrs_0_2_90d": (0, 2), "mrs_3_6_90d": (3, 6), "mrs_6_90d": (6, 6)}
OTHERS = ("sich_24h", "nrp", "ht", "recanalised", "early_gain_24h", "readmitted")
OUTCOMES = (*RANGES, *OTHERS)
ROWS_OF_STUDY = len(GROUPS) * len(OUTCOMES)
AXES = ("mechanism", "assessment", "treatment")  # an original study has a topic on each
EXCLUDED = ("excludes_stenosis", "excludes_reocclusion", "excludes_haemorrhage")
FAULTS = ("none", "arithmetic", "keys")
SHARE_AT_FAULT = 50  # one row in so many


def write_book(root: Path, rows: int, faults: str = "none") -> None:
    """Write a book with so many rows in data/counts.csv.

    Parameters: root, an empty folder; rows, a multiple of 20; faults, "none", "arithmetic" (events above the total:
    the domain rules find them) or "keys" (studies that do not exist: Frictionless finds them).
    """
    package = json.loads((PROJECT / "data/datapackage.json").read_text(encoding="utf-8"))
    columns = {r["name"]: [field["name"] for field in r["schema"]["fields"]] for r in package["resources"]}
    tables: dict[str, list[dict[str, object]]] = {name: [] for name in columns}
    for outcome in OUTCOMES:
        low, high = RANGES.get(outcome, ("", ""))
        about = {"scale": "mRS", "timepoint": "90 d"} if outcome in RANGES else {}
        row = {"outcome": outcome, "label": outcome, "definition": f"Invented: {outcome}.", "direction": "neutral"}
        tables["outcomes"].append({**row, **about, "from": low, "to": high})
    entries = []
    for number in range(rows // ROWS_OF_STUDY):
        _add_study(tables, entries, number)
    _spoil(tables["counts"], faults)
    (root / "data").mkdir(parents=True)
    shutil.copy(PROJECT / "_config.yml", root)
    (root / "data/datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    (root / "references.bib").write_text("\n".join(entries), encoding="utf-8")
    for name, found in tables.items():
        _write_table(root / f"data/{name}.csv", columns[name], found)


def _add_study(tables: dict[str, list[dict[str, object]]], entries: list[str], number: int) -> None:
    study, address = name_of(number), f"https://doi.org/10.1000/invented.{number}"
    sourced = {"source": "primary", "locator": "Table 2", "url": address}
    entries.append(
        f"@article{{{study},\n  author = {{Invented, Ann and Other, Olaf}},\n  title = {{Invented trial {number}}},\n"
        f"  journal = {{Journal of Benchmarks}},\n  year = {{2020}},\n  doi = {{10.1000/invented.{number}}},\n"
        "  verification = {confirmed},\n}\n"
    )
    facts = {"label": f"Trial {number}", "year": 2020, "design": "cohort", "scope": "context"}
    tables["studies"].append({"study": study, **facts, "risk_of_bias": "not assessed"})
    tables["topics"] += [{"study": study, "axis": axis, "topic": "none"} for axis in AXES]
    definition = {"definition": f"{study}_ctp", "study": study, "modality": "CTP", "threshold": "> 6 s"}
    tables["definitions"].append({**definition, **dict.fromkeys(EXCLUDED, "no")})
    for at, group in enumerate(GROUPS):
        total = 100 + (number + at) % 100
        roles = {"role": ("control", "treated")[at], "allocation": "randomised"}
        sizes = {"n_randomised": total, "n_analysed": total}
        tables["groups"].append({"study": study, "group": group, "label": group, **roles, **sizes, **sourced})
        excellent, good, dead = total // 4, total // 2, total // 10
        events = dict(zip(RANGES, (excellent, good, total - good, dead), strict=True))
        for outcome in OUTCOMES:
            count = events.get(outcome, (number * 7 + at) % 90)
            row = {"study": study, "group": group, "outcome": outcome, "events": count, "total": total}
            row |= {"definition": f"{study}_ctp" if outcome == "nrp" else "", "back_calculated": "false"}
            row["printed"] = f"{100 * count / total:.4f}" if outcome == "nrp" else ""
            tables["counts"].append({**row, **sourced})


def name_of(number: int) -> str:
    """Return the key of an invented study."""
    letters = "".join(chr(ord("a") + int(digit)) for digit in f"{number:05d}")
    return f"invented2020{letters}"


def _spoil(counts: list[dict[str, object]], faults: str) -> None:
    for row in counts[::SHARE_AT_FAULT]:
        if faults == "arithmetic":
            row["events"] = int(row["total"]) + 1
        elif faults == "keys":
            row["study"] = f"{row['study']}x"


def _write_table(path: Path, columns: list[str], rows: Iterable[dict[str, object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
