"""Pooling questions to take along: the script for R expects the page's numbers, and R finds them."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from books import ROOT
from typer.testing import CliRunner

from helpers.commands.cli import app
from helpers.evidence.evidence import load
from helpers.quantities.metafor import metafor_script, pooled_studies
from helpers.quantities.vocabulary import Review
from helpers.stats.measures import MEASURES

NUMBER = re.compile(r"(\w+) = (-?[\d.e+-]+)")


def write_question(review: Review, name: str, folder: Path) -> Path:
    rows, path = pooled_studies(review.evidence, name), folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    (folder / f"{name}.R").write_text(metafor_script(review.evidence, name), encoding="utf-8")
    return path


def expected_by(script: str) -> dict[str, float]:
    line = next(line for line in script.splitlines() if line.startswith("book <- c("))
    return {name: float(number) for name, number in NUMBER.findall(line)}


def test_the_script_of_every_pooled_question_expects_the_numbers_of_the_page(real: Review):
    asked = 0
    for name in real.evidence.syntheses:
        pooled, script = real.pooled(name), metafor_script(real.evidence, name)
        assert bool(script) == (pooled.value is not None) == bool(pooled_studies(real.evidence, name))
        if not script:
            continue
        asked += 1
        back, book = MEASURES[pooled.measure].back, expected_by(script)
        printed = {"estimate": pooled.value, "low": pooled.low, "high": pooled.high}
        predicted = {"predicted_low": pooled.number_of("pi_low"), "predicted_high": pooled.number_of("pi_high")}
        for part, number in (printed | predicted).items():
            assert (part in book) == (number is not None), (name, part)
            assert number is None or float(back(book[part])) == pytest.approx(number, rel=1e-12), (name, part)
        assert book["tau2"] == pytest.approx(pooled.number_of("tau2"), abs=1e-15)
    assert asked > 10


def test_the_table_of_a_question_gives_its_pool_to_the_command(real: Review, tmp_path):
    path = write_question(real, "iatt_todate_mrs_0_1", tmp_path)
    said = CliRunner().invoke(app, ["pool", str(path), "--measure", "RR"])
    pooled = real.pooled("iatt_todate_mrs_0_1")
    limits = f"{pooled.low:.2f}", f"{pooled.high:.2f}"
    assert said.exit_code == 0 and all(number in said.output for number in (f"{pooled.value:.2f}", *limits))


def test_words_of_the_data_stay_a_remark_of_the_script(real: Review, monkeypatch):
    name = "iatt_todate_mrs_0_1"
    about = replace(real.evidence.syntheses[name], about='A question\nsystem("rm")\r\u2028stop()')
    monkeypatch.setattr("helpers.quantities.metafor.find_synthesis", lambda evidence, asked: about)
    script = metafor_script(real.evidence, name)
    assert script.splitlines()[0].startswith('# A question system("rm") stop()')
    assert not [line for line in script.splitlines() if line.startswith(("system", "stop("))]


@pytest.mark.weekly  # R takes one to two seconds a question; the job with R runs it
def test_r_finds_the_numbers_of_every_question(tmp_path):
    if not shutil.which("Rscript"):
        pytest.skip("no Rscript: tests/oracle/README.md names what to install")
    review = Review(load(ROOT))
    for name in review.evidence.syntheses:
        if metafor_script(review.evidence, name):
            write_question(review, name, tmp_path)
            ran = subprocess.run(["Rscript", f"{name}.R"], cwd=tmp_path, capture_output=True, text=True)
            assert ran.returncode == 0, f"{name}: {ran.stdout[-500:]} {ran.stderr[-500:]}"
