"""Questions with a way back: each answer is kept at once, and the same questions asked again take up what is kept."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import typer

from helpers.files.own_folder import beside
from helpers.files.problems import visible
from helpers.files.text import bounded

BACK = "<"  # the answer that goes to the question before
FILE, NEXT = "questions.json", "questions.next"
Told = TypeVar("Told")


class Interview:
    """Answers in the order of their questions.

    What asks is a function that depends on nothing but the answers: to go back, it runs again with one answer less.
    """

    def __init__(self, root: Path, about: str) -> None:
        """Take up the answers that were given to the same questions. Parameters: root, the book's; about, what for."""
        self.root, self._about = root, hashlib.sha256(about.encode("utf-8", "backslashreplace")).hexdigest()
        self._given, self._at, self._was = self._kept(), 0, ""

    def run(self, walk: Callable[[], Told]) -> Told:
        """Return what a walk of questions gives, once it comes to its end."""
        if self._given:
            path = self.root / ".review" / FILE
            typer.echo(f"{len(self._given)} answers are taken up where you left; to begin anew, delete {path}.")
        while True:
            self._at = 0
            try:
                return walk()
            except _Back:
                self._was = self._given.pop() if self._given else ""
                self._keep()

    def answer(self, question: str, proposed: str = "", words: Iterable[str] = ()) -> str:
        """Return the answer to a question.

        Parameters: question; proposed, what Enter takes; words, which the tab key completes. Raises: typer.Abort.
        """
        if self._at == len(self._given):
            _complete_from(words)
            proposed, self._was = self._was or proposed, ""
            try:
                said: str = typer.prompt(_shown(question), default=proposed, show_default=bool(proposed))
            except typer.Abort:
                if self._given:
                    typer.echo("\nYour answers are kept: the same command goes on here.")
                raise
            if said.strip() == BACK:
                raise _Back
            self._given.append(said.strip())
            self._keep()
        self._at += 1
        return self._given[self._at - 1]

    def refuse(self, why: str, answers: int = 1) -> None:
        """Take the last answer back, and those kept behind it, and say why. Parameters: why; answers, if several."""
        self._at -= answers
        del self._given[self._at :]
        self._keep()
        self.say(f"  {why}")

    def say(self, text: str) -> None:
        """Print a line, unless what it belongs to was answered before."""
        if self._at == len(self._given):
            typer.echo(_shown(text))

    def agrees(self, question: str, about: str) -> bool:
        """Return whether the answer to a question is yes. Parameters: question; about, what it means."""
        while (answer := self.answer(f"{question} [y/N]").casefold()) == "?":
            self.refuse(about)
        return answer in ("y", "yes")

    def forget(self) -> None:
        """Remove what is kept."""
        (self.root / ".review" / FILE).unlink(missing_ok=True)

    def _kept(self) -> list[str]:
        try:
            kept = json.loads(bounded(self.root / ".review" / FILE))
            known = kept["about"] == self._about and all(isinstance(each, str) for each in kept["given"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return []
        return list(kept["given"]) if known else []

    def _keep(self) -> None:
        folder = beside(self.root)
        (folder / NEXT).write_text(json.dumps({"about": self._about, "given": self._given}), encoding="utf-8")
        os.replace(folder / NEXT, folder / FILE)


class _Back(Exception):
    """Somebody goes to the question before."""


def _shown(text: str) -> str:
    return "\n".join(map(visible, text.split("\n")))


def _complete_from(words: Iterable[str]) -> None:
    """Let the tab key complete words, where the system has a library for it."""
    if not sys.stdin.isatty():
        return
    try:
        import readline
    except ImportError:  # Windows
        return
    known = sorted(words)
    readline.set_completer_delims(" \t;=/")
    readline.set_completer(lambda text, number: [*(word for word in known if word.startswith(text)), None][number])
    readline.parse_and_bind("tab: complete")
