"""The preview: an edit reaches the browser, the page being looked at first, and nothing unsound is ever shown."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from books import CHANGED, COUNT, JUDGED, ROOT, build, edit
from previews import LONG, Line, Preview, files_of, play

from helpers.commands.serve.faults import Fault, read_faults
from helpers.commands.serve.inputs import changes_between, read_inputs

IN_VIEW = """words => [...document.querySelectorAll("main p")].some((block) => block.textContent.includes(words)
    && block.getBoundingClientRect().top >= 0 && block.getBoundingClientRect().bottom <= innerHeight)"""


def built_from_nothing(book: Path, folder: Path) -> dict[str, bytes]:
    """Return the site that `make book` makes of the book as it is now."""
    parts = ("chapters", "data", "_config.yml", "_toc.yml", "references.bib")
    for part in parts:
        (shutil.copytree if (book / part).is_dir() else shutil.copy)(book / part, folder / part)
    result = build(folder)
    assert result.returncode == 0, result.stdout
    return files_of(folder / "_build/html")


def same_site(preview: Preview, folder: Path) -> None:
    """Assert that what is shown is what a build from nothing makes."""
    folder.mkdir()
    expected, shown = built_from_nothing(preview.book, folder), preview.site()
    assert sorted(shown) == sorted(expected)
    assert [name for name in expected if shown[name] != expected[name]] == []


def change_the_count(book: Path) -> None:
    """Change a count, and the verdict that hangs on it."""
    edit(book / "data/claims.csv", JUDGED + ",reproduced,,", JUDGED + ",differs,,The trial has 90%.")
    edit(book / "data/counts.csv", COUNT, CHANGED)


@pytest.mark.slow
def test_an_edit_of_a_chapter_reaches_its_open_page(book, preview, tmp_path):
    shown = preview()

    async def story() -> None:
        async with Line(shown, "index") as line:
            early = await line.until(lambda news: news["digest"] != "")
            assert early["state"] == "building" and "text alone" in early["text"]
            assert "The scale is" in shown.page("index"), "before anything is built"
            old = await line.until_state("fresh")
            edit(book / "chapters/index.md", "The scale is", "The well-known scale is")
            await line.until(lambda news: news["state"] == "building" and news["digest"] == old["digest"])
            new = await line.until_state("fresh")
            assert new["digest"] != old["digest"], "the page loads itself again"
            assert "The well-known scale" in shown.page("index")
            edit(book / "chapters/results.md", "# Results", "# Some results")
            again = await line.until(lambda news: "Reading page 1 of 1: chapters/results." in news["text"])
            assert again["state"] == "building"
            assert (await line.until_state("fresh"))["text"] == ""
            assert "Some results" in shown.page("results")

    play(story())
    same_site(shown, tmp_path / "copy")
    assert not (book / "_build/html").exists(), "`make book` has its own folder"


@pytest.mark.slow
def test_an_edit_of_data_reaches_the_page_being_looked_at_first_and_then_all(book, preview, tmp_path):
    shown = preview()

    async def story() -> None:
        async with Line(shown, "index") as other, Line(shown, "results") as line:
            await other.until_state("fresh")
            await line.until_state("fresh")
            await line.look()
            change_the_count(book)
            await line.until_state("first")
            assert "90.0%" in shown.page("results") and "80.0%" not in shown.page("results")
            waiting = await other.until(lambda news: news["digest"] != "")
            assert waiting["state"] == "building" and "does not know" in waiting["text"]
            assert "80.0%" in shown.page("index")
            await line.until_state("fresh")
            await other.until_state("fresh")
            for name in ("index", "results"):
                assert "90.0%" in shown.page(name) and "80.0%" not in shown.page(name)

    play(story())
    same_site(shown, tmp_path / "copy")


@pytest.mark.slow
@pytest.mark.weekly
def test_a_newer_edit_breaks_off_a_round_and_undoing_it_shows_the_first_numbers_again(book, preview, tmp_path):
    shown = preview()

    async def story() -> None:
        async with Line(shown, "results") as line:
            await line.until_state("fresh")
            before = {path: path.read_bytes() for path in (book / "data").iterdir()}
            change_the_count(book)
            await line.until_state("first")
            for path, content in before.items():
                if path.read_bytes() != content:
                    path.write_bytes(content)
            edit(book / "chapters/results.md", "# Results", "# Some results")
            await line.until_state("fresh")

    play(story())
    assert "80.0%" in shown.page("results") and "Some results" in shown.page("results")
    same_site(shown, tmp_path / "copy")


@pytest.mark.slow
@pytest.mark.weekly
def test_an_edit_made_while_the_preview_was_off_is_not_missed(book, preview):
    async def story(shown: Preview) -> None:
        async with Line(shown, "results") as line:
            await line.until_state("fresh")

    first = preview()
    port = first.address.rpartition(":")[2]
    play(story(first))
    first.process.terminate()
    first.process.wait(LONG)
    change_the_count(book)
    second = preview("--port", port)
    assert "80.0%" in second.page("results"), "the last sound build is there at once"
    play(story(second))
    assert "90.0%" in second.page("results")
    assert "80.0%" not in second.page("results")


@pytest.mark.slow
def test_a_fault_is_told_by_file_and_line_and_goes_away_when_mended(book, preview, tmp_path):
    shown = preview()

    async def story() -> None:
        async with Line(shown, "index") as line:
            sound = await line.until_state("fresh")
            edit(book / "chapters/index.md", "The scale is", "Typed 17. The scale is")
            faulty = await line.until_state("faulty")
            [fault] = faulty["faults"]
            assert (fault["file"], fault["line"]) == ("chapters/index.md", 5)
            assert "got '17'" in fault["message"]
            assert faulty["digest"] == sound["digest"], "the last sound page stays"
            edit(book / "data/counts.csv", COUNT, COUNT.replace(",8,10,", ",18,10,"))
            places = {
                "data/counts.csv row 7",
                "chapters/index.md line 5",
            }  # as the check says
            told = await line.until(lambda news: {each["place"] for each in news["faults"]} == places)
            assert all(each["remedy"] for each in told["faults"])
            edit(book / "data/counts.csv", COUNT.replace(",8,10,", ",18,10,"), COUNT)
            edit(book / "chapters/index.md", "Typed 17. The", "The")
            mended = await line.until_state("fresh")
            assert mended["faults"] == []

    play(story())
    assert any("chapters/index.md line 5: " in line and "got '17'" in line for line in shown.lines)
    same_site(shown, tmp_path / "copy")


@pytest.mark.slow
@pytest.mark.weekly
def test_a_change_of_the_package_reaches_every_page(book, preview, tmp_path):
    package = tmp_path / "path/helpers"
    shutil.copytree(ROOT / "src/helpers", package, ignore=shutil.ignore_patterns("__pycache__"))
    shown = preview(path=package.parent)

    async def story() -> None:
        async with Line(shown, "results") as line:
            await line.until_state("fresh")
            sound = (package / "quantities/formatting.py").read_text(encoding="utf-8")
            (package / "quantities/formatting.py").write_text(sound + "\n\nthis is no Python\n", encoding="utf-8")
            faulty = await line.until_state("faulty")
            assert "SyntaxError" in faulty["faults"][0]["message"]
            changed = '\n\ndef fixed(value: float, places: int) -> str:\n    return f"{value:.3f}"\n'
            (package / "quantities/formatting.py").write_text(sound + changed, encoding="utf-8")
            await line.until_state("fresh")

    play(story())
    for name in ("index", "results"):
        assert "80.000%" in shown.page(name) and "80.0%" not in shown.page(name)


@pytest.mark.slow
@pytest.mark.weekly  # ten saves, a build each
def test_saves_one_after_another_are_followed_and_the_last_one_stays(book, preview):
    shown = preview()

    async def story() -> None:
        async with Line(shown, "index") as line:
            await line.until_state("fresh")
            seen = set()
            edit(book / "chapters/index.md", "The scale is", "The scale in white is")
            for turn in ("red", "green", "blue", "brown", "grey", "pink", "amber", "olive", "black"):
                path = book / "chapters/index.md"
                text = path.read_text(encoding="utf-8")
                path.write_text(re.sub(r"scale in \w+", f"scale in {turn}", text), encoding="utf-8", newline="\n")
                await asyncio.sleep(1)
                seen |= set(re.findall(r"The scale in \w+", shown.page("index")))
            await line.until_state("fresh")
            assert len(seen) >= 3, "the page follows, though each save comes before all pages are built"
            assert "The scale in black" in shown.page("index")

    play(story())


@pytest.mark.slow
@pytest.mark.weekly  # starts a preview for each moment
@pytest.mark.skipif(os.name == "nt", reason="kills a group of processes")
def test_a_preview_that_is_killed_at_any_moment_leaves_the_old_or_the_new_pages(book, preview):
    async def whole(shown: Preview) -> None:
        async with Line(shown, "index") as line:
            await line.until_state("fresh")

    edit(book / "chapters/index.md", "The scale is", "The scale x is")
    first = preview()
    port = first.address.rpartition(":")[2]
    play(whole(first))
    for turn, delay in enumerate((0.05, 0.2, 0.35, 0.5, 0.7, 0.9, 1.2)):
        before, after = f"scale x{'x' * turn} is", f"scale xx{'x' * turn} is"
        edit(book / "chapters/index.md", before, after)
        time.sleep(delay)
        running = psutil.Process(first.process.pid)
        for process in [running, *running.children(recursive=True)]:
            with contextlib.suppress(psutil.Error):
                process.kill()
        first.process.wait(LONG)
        first = preview("--port", port)
        page = first.page("index")
        assert before in page or after in page, "whole, and there at once"
        play(whole(first))
        assert after in first.page("index")


def is_kernel(process: psutil.Process) -> bool:
    """Return whether a process runs cells: started as usual, or forked from the server that is ready to be one."""
    commands = [" ".join(each.cmdline()) for each in (process, process.parent())]
    return "ipykernel_launcher" in commands[0] or all("kernel_server.py" in command for command in commands)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="sends a signal")
@pytest.mark.parametrize("sent", ["SIGINT", "SIGTERM"])
def test_ctrl_c_ends_it_and_all_it_started(book, preview, sent):
    shown = preview()
    top = psutil.Process(shown.process.pid)

    async def story() -> list[psutil.Process]:
        async with Line(shown, "results") as line:
            await line.until_state("fresh")
            change_the_count(book)
            while True:  # until a kernel runs
                below = top.children(recursive=True)
                for process in below:
                    with contextlib.suppress(psutil.Error):
                        if is_kernel(process):
                            return below
                await asyncio.sleep(0.05)

    below = play(story())
    shown.process.send_signal(getattr(signal, sent))
    assert shown.process.wait(LONG) == 0
    _, alive = psutil.wait_procs(below, timeout=10)
    assert [process for process in alive if process.status() != psutil.STATUS_ZOMBIE] == []
    assert shown.lines[-1] == "The preview has ended.\n"
    [folder] = (book / "_build/serve").iterdir()
    numbered = [path.name for path in folder.iterdir() if path.name.isdecimal()]
    assert numbered == [(folder / "whole").read_text(encoding="utf-8")], "what was under way is gone"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "helpers", "serve", *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, timeout=LONG)


def test_what_cannot_be_served_is_said_plainly(book, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        tries = {
            f"Port {port} is in use": run("--root", str(book), "--port", port),
            "Invalid value for '--port'": run("--root", str(book), "--port", "70000"),
            "--host takes an address of this computer": run("--root", str(book), "--port", "0", "--host", "192.0.2.1"),
            "a book's folder holds _config.yml": run("--root", str(tmp_path / "nothing")),
        }
    for words, result in tries.items():
        assert result.returncode in (1, 2)
        assert words in result.stderr, result.stderr
        assert "Traceback" not in result.stderr
    assert not (book / "_build").exists()


def test_faults_are_read_from_what_a_build_writes(tmp_path):
    report = (
        f"\x1b[31m{tmp_path}/chapters/index.md:5: WARNING: a number; got '17'\x1b[0m\n"
        f"{tmp_path}/chapters/index.md:5: WARNING: a number; got '17'\n"
        "WARNING: data/counts.csv row 7: events: 18\x07\n"
        "some progress\n"
    )
    found = read_faults(report, tmp_path)
    assert found == [
        Fault("chapters/index.md", 5, "a number; got '17'"),
        Fault("", 0, "data/counts.csv row 7: events: 18\x07"),
    ]
    assert str(found[0]) == "chapters/index.md line 5: a number; got '17'"
    assert str(found[1]).endswith("18\\x07"), "a terminal must not act on it"
    crashed = read_faults("Traceback:\n  line\nValueError: no\n", tmp_path)
    assert [fault.message for fault in crashed] == ["Traceback:\n  line\nValueError: no"]
    assert len(read_faults("", tmp_path)) == 1, "a failed build always has a fault"


def test_inputs_are_what_a_book_is_built_from(book):
    before = read_inputs(book)
    for name in ("chapters/.index.md.swp", "chapters/index.md~", "notes.txt", "_build/x"):
        (book / name).parent.mkdir(exist_ok=True)
        (book / name).write_text("x", encoding="utf-8")
    assert changes_between(before, read_inputs(book)) == []
    edit(book / "chapters/index.md", "The scale is", "That scale is")
    (book / "data/topics.csv").unlink()
    assert changes_between(before, read_inputs(book)) == ["chapters/index.md", "data/topics.csv"]


@pytest.mark.slow
@pytest.mark.browser
def test_a_browser_shows_faults_as_text_and_loads_the_mended_page_by_itself(browser, book, preview):
    sound = (book / "data/counts.csv").read_text(encoding="utf-8")
    edit(book / "data/counts.csv", COUNT, COUNT.replace(",8,10,", ",18,10,"))
    shown = preview()
    context = browser.new_context()
    context.set_default_timeout(LONG * 1000)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"http://{shown.address}/chapters/index.html")
    panel = page.locator("#review-preview section")
    panel.get_by_text("data/counts.csv row 7").wait_for()
    assert page.locator("h1").inner_text() == "The book is not built yet"

    (book / "data/counts.csv").write_text(sound, encoding="utf-8", newline="\n")
    page.get_by_role("heading", name="A small book").wait_for()
    panel.wait_for(state="hidden")
    title = page.title()

    cell = "raise ValueError('<img src=x onerror=document.title=location>')"
    edit(book / "chapters/results.md", "rows = [\n", f"{cell}\nrows = [\n")
    panel.get_by_text("chapters/results.md line 20").wait_for()
    panel.get_by_text("ValueError: <img src=x onerror=document.title=location>").wait_for()
    assert page.locator("#review-preview img").count() == 0
    assert page.title() == title, "the markup did nothing, the sound page stays"

    edit(book / "chapters/results.md", f"{cell}\n", "")
    panel.wait_for(state="hidden")
    edit(book / "chapters/index.md", "The scale is", "The well-known scale is")
    page.get_by_text("The well-known scale is").wait_for()

    with (book / "chapters/index.md").open("a", encoding="utf-8") as chapter:
        chapter.write("".join(f"\nLine {'x' * n} of a long page.\n" for n in range(1, 60)))
    last = page.get_by_text(f"Line {'x' * 59} of a long page.")
    last.wait_for()
    page.evaluate("scrollTo(0, 0)")
    edit(book / "chapters/index.md", f"Line {'x' * 58} of", "Here was an edit, in")
    page.get_by_text("Here was an edit").wait_for()
    page.wait_for_function(IN_VIEW, arg="Here was an edit")
    assert {url.split("/")[2] for url in asked if not url.startswith("data:")} == {shown.address}
    context.close()
