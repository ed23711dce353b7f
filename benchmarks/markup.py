"""How much of a chapter's source is markup, how long is its prose, and how many numbers does it hold?

Letters are counted outside the head of a file and outside its cells; a row of a table is no line of prose. Markup is
every role `{stat}`, `{holds}`, `{fixed}` and `{cite}`, from its name to its last quote, and the block `{names}`.
Words are those that a reader sees (`review words`) outside tables, captions and code; the last column says how many of
them there are for each number that can be opened.

Run: .venv/bin/python benchmarks/markup.py [BOOK]
Target: therapy 43%, imaging 38%, incidence 31%, mechanisms 29%; no line of prose over 200; 40 typed numbers in all;
of each chapter at most 1,800 words, and 25 words or more for a number.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import NamedTuple

from helpers.chapters.plain import Length, prose_length
from helpers.evidence.evidence import load

ROOT = Path(__file__).parents[1]
HEAD = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
CELL = re.compile(r"^(`{3,}|:{3,})\{code-cell\}.*?^\1[ ]*$\n?", re.DOTALL | re.MULTILINE)
NAMES = re.compile(r"^(`{3,}|:{3,})\{names\}.*?^\1[ ]*$\n?", re.DOTALL | re.MULTILINE)
ROLE = re.compile(r"\{(stat|holds|fixed|cite)\}`([^`]*)`")
TYPED = re.compile(r"\{fixed\}`|\bfixed\(")


class Markup(NamedTuple):
    """What a chapter's source is made of: letters, those of markup, its longest line of prose, typed numbers."""

    letters: int
    markup: int
    longest: int
    typed: int

    @property
    def share(self) -> float:
        """Return the share of markup, in percent."""
        return 100 * self.markup / self.letters if self.letters else 0.0

    def line(self, name: str, length: Length) -> str:
        """Return its line of the table. Parameters: name, of the chapter; length, of its prose."""
        columns = f"{name:<14}{self.letters:>9,}{self.markup:>9,}{self.share:>6.0f}%{self.longest:>9}{self.typed:>7}"
        return f"{columns}{length.words:>7,}{length.words_per_number:>9.1f}"


def markup_of(text: str) -> Markup:
    """Return what the source of a chapter is made of. Parameters: text, Markdown."""
    prose = CELL.sub("", HEAD.sub("", text))
    named = sum(len(found[0]) for found in NAMES.finditer(prose))
    prose_alone = NAMES.sub("", prose)
    roles = sum(len(found[0]) for found in ROLE.finditer(prose_alone))
    longest = max((len(line) for line in prose_alone.splitlines() if not line.startswith("|")), default=0)
    return Markup(len(prose), roles + named, longest, len(TYPED.findall(text)))


def main() -> None:
    """Print a line for each chapter of a book."""
    book = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT
    evidence = load(book)
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted((book / "chapters").glob("*.md"))}
    found = {name: markup_of(text) for name, text in texts.items()}
    lengths = {name: prose_length(text, f"chapters/{name}.md", evidence) for name, text in texts.items()}
    heads = f"{'chapter':<14}{'letters':>9}{'markup':>9}{'share':>7}{'longest':>9}{'typed':>7}"
    print(f"{heads}{'words':>7}{'a number':>9}")
    for name, each in found.items():
        print(each.line(name, lengths[name]))
    whole = Markup(
        sum(each.letters for each in found.values()),
        sum(each.markup for each in found.values()),
        max(each.longest for each in found.values()),
        sum(each.typed for each in found.values()),
    )
    print(whole.line("all", Length(*map(sum, zip(*lengths.values(), strict=True)))))


if __name__ == "__main__":
    main()
