"""Say on a pull request what it moves: the one program that may write there, so it runs nothing that was proposed.

Run by .github/workflows/tell.yml with the code of the default branch. What the jobs of the pull request left behind is
data: read up to a length, and shown between fences where its author may not write to this repository.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

LONGEST = 60_000  # letters of a comment; GitHub takes 65,536
LONGEST_LIST = 20_000  # letters of the numbers that moved
ARTEFACT = "https://github.com/{repository}/actions/runs/{run}/artifacts/{id}"


def read(path: Path, longest: int = LONGEST) -> str:
    """Return what a plain file holds, up to a length; nothing of what is no plain file."""
    if path.is_symlink() or not path.is_file():
        return ""
    with path.open("rb") as file:
        text = file.read(4 * longest).decode("utf-8", "replace")
    shown = "".join(letter if letter.isprintable() or letter in "\n\t" else "?" for letter in text)
    return shown if len(shown) <= longest else shown[:longest] + "\n... cut off here: the run has all of it."


def fenced(text: str) -> str:
    """Return text that GitHub shows as it is: no link, no name and no picture in it acts."""
    fence = "`" * max(3, 1 + max((len(found) for found in re.findall(r"`+", text)), default=0))
    return f"{fence}text\n{text.strip()}\n{fence}"


def comment(difference: str, moved: str, artefacts: dict[str, str], head: tuple[str, str], *, own: bool) -> str:
    """Return the comment.

    Parameters: difference and moved, what the run of the pull request wrote; artefacts, addresses by name; head, the
    repository and branch that are proposed; own, whether its author may write to this repository.
    """
    parts = [difference.strip() if own else fenced(difference)] if difference.strip() else []
    parts += ["### Numbers that chapters show", fenced(moved)] if moved.strip() else []
    if moved.strip() and (lock := artefacts.get("numbers.lock")):
        upload = f"https://github.com/{quote(head[0])}/upload/{quote(head[1])}"
        parts.append(
            f"If you meant to move each of these numbers: open [numbers.lock]({lock}), save it, and drop it into "
            f"[your branch]({upload}), which commits it. If one is a slip, correct it instead."
        )
    if page := artefacts.get("preview.html"):
        parts.append(f"[Look at the pages]({page}) as this change leaves them; the file opens in the browser.")
    return "\n\n".join(parts)[:LONGEST]


def asked(*words: str) -> object:
    """Return GitHub's answer to a question."""
    ran = subprocess.run(["gh", "api", "--method", "GET", *words], capture_output=True, text=True, check=True)
    return json.loads(ran.stdout)


def main(folder: Path, environment: dict[str, str]) -> None:
    """Post the comment, or nothing where the pull request is closed or has gone on since."""
    repository, run, sha = (environment[name] for name in ("REPOSITORY", "RUN", "SHA"))
    head = environment["HEAD_REPOSITORY"], environment["HEAD_BRANCH"]
    owner = head[0].partition("/")[0]
    found = asked(f"repos/{repository}/pulls", "-f", "state=open", "-f", f"head={owner}:{head[1]}")
    numbers = [each["number"] for each in found if each["head"]["sha"] == sha]  # type: ignore[attr-defined]
    listed = asked(f"repos/{repository}/actions/runs/{run}/artifacts")
    artefacts = {
        each["name"]: ARTEFACT.format(repository=repository, run=run, id=int(each["id"]))
        for each in listed["artifacts"]  # type: ignore[index]
    }
    difference, moved = read(folder / "difference.md"), read(folder / "moved.txt", LONGEST_LIST)
    text = comment(difference, moved, artefacts, head, own=head[0] == repository)
    if not numbers or not text:
        return
    words = ["gh", "pr", "comment", str(numbers[0]), "--repo", repository, "--body-file", "-"]
    subprocess.run([*words, "--edit-last", "--create-if-none"], input=text, text=True, check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), dict(os.environ))
