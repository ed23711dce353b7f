"""The books of the tests: copies of them, changes to them, builds of them."""

from __future__ import annotations

import atexit
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from helpers.commands.built import SITE, is_built
from helpers.files.transaction import FOLDER

ROOT = Path(__file__).parents[1]
ADDRESS = "https://example.org/review"  # of the rich book's site
SMALL_BOOK = Path(__file__).parent / "books/small"
LOADED_BY_EVERY_BUILD = [
    "jupyter_book.cli.main",
    "jupyter_book.sphinx",
    "myst_nb.sphinx_ext",
    "sphinx_external_toc",
    "sphinx_design",
    "sphinxcontrib.bibtex",
    "helpers.book",
]
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def copy_small_book(folder: Path) -> Path:
    """Copy the small book; its schema and settings are the real ones, so they cannot drift apart."""
    shutil.copytree(SMALL_BOOK, folder)
    shutil.copy(ROOT / "_config.yml", folder)
    package = json.loads((ROOT / "data/datapackage.json").read_text(encoding="utf-8"))
    package["source_review"] = "source2025review"
    for field in (field for table in package["resources"] for field in table["schema"]["fields"]):
        field.pop("readTwice", None)  # its numbers were invented once
    for said_of_the_real_book in ("reasons", "namedQuantities"):
        package.pop(said_of_the_real_book, None)
    (folder / "data/datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    return folder


def copy_bcg_book(folder: Path) -> Path:
    """Copy the book about another subject: its own dictionary, six tables, one chapter; the settings are shared."""
    shutil.copytree(SMALL_BOOK.with_name("bcg"), folder)
    settings = (ROOT / "_config.yml").read_text(encoding="utf-8")
    settings = settings.replace("title: No-reflow after successful thrombectomy", "title: BCG vaccine")
    (folder / "_config.yml").write_text(settings, encoding="utf-8")
    return folder


def copy_rich_book(folder: Path) -> Path:
    """Copy the small book with numbers in every place a page has, and with markup in data, bibliography and captions.

    It has more than five pages, so they are read side by side; and its site has an address.
    """
    copy_small_book(folder)
    shutil.copytree(SMALL_BOOK.with_name("rich"), folder, dirs_exist_ok=True)
    edit(folder / "data/studies.csv", "beta2021cohort,Beta", "beta2021cohort,<script>alert('label')</script>")
    edit(folder / "data/groups.csv", "tici3,mTICI 3,", "tici3,<script>alert('group')</script>,")
    edit(
        folder / "data/definitions.csv", "CBF,40% below", "CBF,</script><script>alert('definition')</script> 40% below"
    )
    edit(folder / "data/counts.csv", "review01,Table 3", "review01,</script><img src=x onerror=alert('locator')>")
    edit(folder / "data/estimates.csv", "excludes its estimate.", "excludes <script>alert('fault')</script>.")
    edit(folder / "references.bib", "[An invented cohort]", "[An invented <script>alert('title')</script> cohort]")
    edit(folder / "references.bib", "{Beta, Bo}", "{Beta, Bo <img src=x onerror=alert('author')>}")
    edit(folder / "_config.yml", 'baseurl: ""', f'baseurl: "{ADDRESS}"')
    return folder


def copy_real_book(folder: Path) -> Path:
    """Copy what the book of this repository is built from."""
    for name in ("chapters", "data"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("_config.yml", "_toc.yml", "references.bib", "requirements.lock", "numbers.lock", "CITATION.cff"):
        shutil.copy(ROOT / name, folder)
    return folder


def write_files(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write files, by their names, into a folder, and return it."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def files_of_book(folder: Path) -> dict[str, bytes]:
    """Return what stands in a book, without what a change of it keeps beside it."""
    paths = (path for path in folder.rglob("*") if path.is_file() and FOLDER not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def edit(path: Path, old: str, new: str) -> None:
    """Replace the one place where `old` stands in a file."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


def build(
    folder: Path, *options: str, path: Path | None = None, alone: bool = False
) -> subprocess.CompletedProcess[str]:
    """Build a book as `make book` does; output and errors come together in `stdout`.

    Parameters: folder of the book; options, further ones; path, a folder whose modules come before the installed ones;
    alone, whether in a process that is started anew, as it is with a path. Otherwise, on Linux, the process is a fork
    of one that has loaded what every build loads, and nothing else: loading is half of a small build.
    """
    environment = {**os.environ, "NO_COLOR": "1", "PYTHONUTF8": "1"}
    if path is not None:
        environment["PYTHONPATH"] = os.pathsep.join([str(path), *filter(None, [os.environ.get("PYTHONPATH")])])
    arguments = ["build", str(folder), "-W", "-n", "--keep-going", *options]
    if path is None and not alone and sys.platform == "linux":
        result = _forked(arguments, environment)
    else:
        jupyter_book = "from jupyter_book.cli.main import main; main()"  # as its script does; it has no __main__
        result = subprocess.run(
            [sys.executable, "-c", jupyter_book, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            env=environment,
            check=False,
        )
    result.stdout = COLOUR.sub("", result.stdout)
    return result


def _forked(arguments: list[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run jupyter-book in a fork of the process of this worker that has loaded it."""
    from multiprocessing import get_context

    forks = get_context("forkserver")
    forks.set_forkserver_preload(LOADED_BY_EVERY_BUILD)
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "output"
        process = forks.Process(target=_jupyter_book, args=(arguments, dict(environment), str(Path.cwd()), str(output)))
        process.start()
        process.join()
        told = output.read_text(encoding="utf-8")
    return subprocess.CompletedProcess(arguments, process.exitcode, told)


def _jupyter_book(arguments: list[str], environment: dict[str, str], folder: str, output: str) -> None:
    with Path(output).open("wb") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv[1:] = arguments
    from jupyter_book.cli.main import main

    try:
        main()
    finally:
        atexit._run_exitfuncs()  # as at the end of a process that was started; multiprocessing leaves them out


def warnings_of(result: subprocess.CompletedProcess[str], folder: Path) -> list[str]:
    """Return the warnings of a build, each by the file (seen from the book) and line it names."""
    lines = [line for line in result.stdout.splitlines() if "WARNING: " in line]
    places = re.compile(rf".*?{re.escape(str(folder) + os.sep)}")  # behind what Sphinx was just doing
    return sorted(places.sub("", line, count=1).replace(os.sep, "/") for line in lines)


def page(folder: Path, name: str) -> str:
    """Return the HTML of a built page."""
    return (folder / f"_build/html/chapters/{name}.html").read_text(encoding="utf-8")


def built(folder: Path) -> Path:
    """Build a book that must be sound, and return its folder."""
    result = build(folder)
    assert result.returncode == 0, result.stdout
    return folder


def real_site(folder: Path) -> Path:
    """Copy the book of this repository with its site: what `make book` left if it is of now, else one built."""
    copy_real_book(folder)
    if not is_built(ROOT):
        return built(folder)
    shutil.copytree(ROOT / SITE, folder / SITE)
    return folder


def git(folder: Path, *arguments: str) -> str:
    """Run git as a person whom no configuration of this computer concerns."""
    person = {f"GIT_{who}_{what}": "x@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {**os.environ, **person, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    ran = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, text=True, env=environment)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


def commit(folder: Path, message: str = "A state") -> str:
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message)
    return git(folder, "rev-parse", "HEAD")


COUNT = "alpha2020trial,drug,nrp,alpha_ctp,8,10,80,"
CHANGED = "alpha2020trial,drug,nrp,alpha_ctp,9,10,90,"
JUDGED = '"pct(""alpha2020trial"", ""drug"", ""nrp"")"'  # of claims.csv
