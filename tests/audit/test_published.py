"""Correct results as fifteen trials and their reports printed them: none is accused, and what is only told is listed.

Each row of `published.csv` stands on the page that it names, as printed; `told` is the verdict where a reader is told
of something: a P that nobody calls one for non-inferiority, a P or ratio of a model, a P of heterogeneity.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

from typer.testing import CliRunner

from helpers.commands.cli import app

PUBLISHED = Path(__file__).with_name("published.csv")


def test_published_results_are_not_accused():
    result = CliRunner().invoke(app, ["audit", str(PUBLISHED), "--json"])
    assert result.exit_code == 0, result.output
    found = {row["result"]: row["verdict"] for row in json.loads(result.stdout)["results"]}
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(found) == 51 and all(row["url"].startswith("http") for row in rows)
    sound = ("consistent", "unverifiable")
    assert {name: verdict for name, verdict in found.items() if verdict not in sound} == {
        row["result"]: row["told"] for row in rows if row["told"]
    }
