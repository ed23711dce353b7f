"""The workflow of the project: pinned, with least permissions, and nothing that an author cannot run."""

from __future__ import annotations

import re

import pytest
import yaml
from books import ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
PINNED = re.compile(r"[\w-]+/[\w-]+@[0-9a-f]{40}\Z")
WRITES = {"deploy": {"pages": "write", "id-token": "write"}, "comment": {"pull-requests": "write"}}
NO_TARGETS = ("command -v make || ", 'cat _build/difference.md >> "$GITHUB_STEP_SUMMARY"', "gh pr comment ")
JOBS = {(path.stem, name): job for path in WORKFLOWS for name, job in yaml.safe_load(path.read_text())["jobs"].items()}


def test_there_are_workflows():
    assert {name for _, name in JOBS} == {"test", "book", "difference", "comment", "mutation", "deploy"}


@pytest.mark.parametrize("job", JOBS.values(), ids=[name for _, name in JOBS])
def test_actions_are_pinned_by_commit_and_jobs_end(job: dict):
    assert job["timeout-minutes"] <= 180
    for step in job["steps"]:
        assert "run" in step or PINNED.match(step["uses"])


@pytest.mark.parametrize(("name", "job"), [(name, job) for (_, name), job in JOBS.items()], ids=[n for _, n in JOBS])
def test_a_job_may_write_only_what_it_must_and_then_runs_no_code_of_the_change(name: str, job: dict):
    assert job.get("permissions", {}) == WRITES.get(name, {})
    if name in WRITES:
        assert not any("checkout" in step.get("uses", "") or "make" in step.get("run", "") for step in job["steps"])


def test_the_whole_may_only_read():
    for path in WORKFLOWS:
        assert yaml.safe_load(path.read_text())["permissions"] == {"contents": "read"}


@pytest.mark.parametrize("job", JOBS.values(), ids=[name for _, name in JOBS])
def test_every_step_is_a_target_of_make(job: dict):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for run in (step["run"] for step in job["steps"] if "run" in step):
        assert run.startswith(NO_TARGETS) or set(run.removeprefix("make ").split()) <= targets, run


def test_what_others_write_reaches_a_shell_only_as_a_variable():
    for path in WORKFLOWS:
        for job in yaml.safe_load(path.read_text())["jobs"].values():
            assert not any("${{" in step.get("run", "") for step in job["steps"])
