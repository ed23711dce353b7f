"""The workflows of the project: pinned, with least permissions, and nothing that an author cannot run."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from books import ROOT, git

WORKFLOWS = {path.stem: yaml.safe_load(path.read_text()) for path in (ROOT / ".github/workflows").glob("*.yml")}
SETUP = yaml.safe_load((ROOT / ".github/actions/setup/action.yml").read_text())
PINNED = re.compile(r"[\w-]+/[\w-]+@[0-9a-f]{40}\Z")
WRITES = {
    "deploy": {"pages": "write", "id-token": "write"},
    "tell": {"contents": "read", "actions": "read", "pull-requests": "write"},
}
NO_TARGETS = (
    "command -v make || ",
    'cat _build/told/difference.md >> "$GITHUB_STEP_SUMMARY"',
    'python3 .ci/tell.py "$RUNNER_TEMP/told"',
    "sudo apt-get update && sudo apt-get install ",
)
JOBS = {f"{name}.{job}": content for name, flow in WORKFLOWS.items() for job, content in flow["jobs"].items()}
WITH_STEPS = {name: job for name, job in JOBS.items() if "steps" in job}
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))


def targets_of(job: dict) -> set[str]:
    """Return the targets of make that a job, or the workflow that it calls, asks for."""
    if "uses" in job:
        return set().union(*(targets_of(one) for one in WORKFLOWS[Path(job["uses"]).stem]["jobs"].values()))
    runs = [step["run"] for step in job["steps"] if step.get("run", "").startswith("make ")]
    return {word for run in runs for word in run.split() if word in TARGETS}


def behind(target: str) -> set[str]:
    """Return a target of make with all that it asks for first."""
    first = re.search(rf"^{target}: (.*?)(?:  ##.*)?$", MAKEFILE, re.MULTILINE)
    return {target}.union(*(behind(name) for name in (first[1].split() if first else ()) if name in TARGETS))


def test_there_are_workflows():
    assert set(JOBS) == {
        *("change.kind", "change.data", "change.code", "change.book", "change.difference", "tell.tell"),
        *(
            "change.deploy",
            "change.elsewhere",
            "code.code",
            "weekly.code",
            "weekly.renew",
            "weekly.constructs",
            "weekly.mutation",
            "weekly.oracle",
        ),
    }


@pytest.mark.parametrize("job", JOBS.values(), ids=JOBS)
def test_actions_are_pinned_by_commit_and_jobs_end(job: dict):
    if "uses" in job:
        assert re.fullmatch(r"\./\.github/workflows/(\w+)\.yml", job["uses"]) and set(job) <= {
            "needs",
            "if",
            "uses",
            "with",
        }
        return
    assert job["timeout-minutes"] <= 180
    for step in [*job["steps"], *SETUP["runs"]["steps"]]:
        assert "run" in step or step["uses"] == "./.github/actions/setup" or PINNED.match(step["uses"])


@pytest.mark.parametrize("name", WITH_STEPS)
def test_a_job_may_write_only_what_it_must_and_then_runs_no_code_of_the_change(name: str):
    job, short = JOBS[name], name.partition(".")[2]
    assert job.get("permissions", {}) == WRITES.get(short, {})
    if short in WRITES:
        assert not any("make" in step.get("run", "") for step in job["steps"])
        checkouts = [step["with"] for step in job["steps"] if "checkout" in step.get("uses", "")]
        assert not checkouts or set(WORKFLOWS[name.partition(".")[0]][True]) == {"workflow_run"}  # the default branch
        assert all(set(given) == {"persist-credentials", "sparse-checkout"} for given in checkouts)


def test_what_a_pull_request_left_behind_stays_outside_of_what_runs():
    (download,) = (step for step in JOBS["tell.tell"]["steps"] if "download-artifact" in step.get("uses", ""))
    assert download["with"]["path"].startswith("${{ runner.temp }}/")
    assert WORKFLOWS["tell"][True]["workflow_run"]["workflows"] == [WORKFLOWS["change"]["name"]]


@pytest.mark.parametrize("flow", WORKFLOWS.values(), ids=WORKFLOWS)
def test_the_whole_may_only_read(flow: dict):
    assert flow["permissions"] == {"contents": "read"}


def test_a_run_waits_only_for_runs_that_the_same_event_started():
    groups = {name: flow["concurrency"]["group"] for name, flow in WORKFLOWS.items() if "concurrency" in flow}
    assert set(groups) == {"change"}, "weekly runs are in no group: they take hours"
    for part in ("github.workflow", "github.event_name", "github.ref"):
        assert f"${{{{ {part} }}}}" in groups["change"]
    assert {name for name, job in JOBS.items() if "concurrency" in job} == {"change.deploy"}


@pytest.mark.parametrize("job", WITH_STEPS.values(), ids=WITH_STEPS)
def test_every_step_is_a_target_of_make(job: dict):
    for run in (step["run"] for step in job["steps"] if "run" in step):
        words = run.removeprefix("make ").removeprefix("--silent ").removesuffix(' >> "$GITHUB_OUTPUT"').split()
        assert run.startswith(NO_TARGETS) or set(words) <= TARGETS, run


@pytest.mark.parametrize("job", WITH_STEPS.values(), ids=WITH_STEPS)
def test_what_others_write_reaches_a_shell_only_as_a_variable(job: dict):
    assert not any("${{" in step.get("run", "") for step in job["steps"])


def test_code_passes_everything_that_data_must_pass_and_the_local_run_passes_what_code_must():
    data, code = targets_of(JOBS["change.data"]), targets_of(JOBS["change.code"])
    assert data == {"check-data", "verify-data"} and code == {"verify"}
    assert targets_of(JOBS["change.book"]) == {"book", "offline", "preview"} and {"book", "pdf"} < behind("offline")
    assert behind("verify-data") - {"verify-data", "test-data"} < behind("verify")  # `test` runs test-data's tests, too
    assert {"lint", "types", "check-data", "test"} < behind("verify")
    local = (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert re.findall(r"^make (?:--\S+ )*(.*)$", local, re.MULTILINE) == ["book verify"]


def test_what_is_installed_is_kept_for_one_lock_and_one_python_alone():
    (kept,) = (step["with"] for step in SETUP["runs"]["steps"] if step.get("id") == "environment")
    assert kept["path"] == ".venv" and "restore-keys" not in kept
    assert "hashFiles('requirements.lock', 'pyproject.toml')" in kept["key"] and "python-version" in kept["key"]
    assert all(any(step.get("uses") == "./.github/actions/setup" for step in job["steps"]) for job in made())


def made() -> list[dict]:
    """Return the jobs that ask make for something that needs the environment."""
    return [job for job in WITH_STEPS.values() if targets_of(job) - {"kind"}]


def test_only_code_that_passed_is_published():
    deploy = JOBS["change.deploy"]
    assert set(deploy["needs"]) == {"data", "code", "book"} and "!failure()" in deploy["if"]
    assert "needs.book.result == 'success'" in deploy["if"]


def test_what_is_published_waits_for_one_system_and_every_system_is_tried():
    systems = [json.loads(JOBS[f"change.{name}"]["with"]["systems"]) for name in ("code", "elsewhere")]
    every = WORKFLOWS["code"][True]["workflow_call"]["inputs"]["systems"]["default"]  # YAML reads `on` as true
    assert systems[0] == ["ubuntu-latest"] and [*systems[0], *systems[1]] == json.loads(every)


@pytest.mark.parametrize(
    ("files", "code"),
    [
        (["data/counts.csv", "chapters/therapy.md", "references.bib", "numbers.lock"], "false"),
        (["data/counts.csv", "src/helpers/stats/rounding.py"], "true"),
        (["data/datapackage.json"], "true"),  # the schema that runs
        (["chapters/helpers.py"], "true"),
        (["src/data/counts.csv"], "true"),
        ([], "true"),
    ],
)
def test_only_tables_chapters_entries_and_seen_numbers_pass_as_data(tmp_path: Path, files: list[str], code: str):
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "commit", "--quiet", "--allow-empty", "--message", "Before")
    for name in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x\n", encoding="utf-8")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--allow-empty", "--message", "After")
    assert kind(tmp_path, "HEAD~1") == f"code={code}"


def test_what_cannot_be_compared_is_code(tmp_path: Path):
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "commit", "--quiet", "--allow-empty", "--message", "Alone")
    assert [kind(tmp_path, base) for base in ("", "0" * 40, "nowhere")] == ["code=true"] * 3


def kind(folder: Path, base: str) -> str:
    """Return what `make kind` prints in another repository."""
    command = ["make", "--silent", "--file", str(ROOT / "Makefile"), "kind", f"BASE={base}"]
    alone = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}  # this may run in make
    return subprocess.run(command, cwd=folder, env=alone, capture_output=True, text=True, check=True).stdout.strip()
