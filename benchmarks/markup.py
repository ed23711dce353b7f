"""How much of a chapter's source is markup, how long is its longest line of prose, and how many numbers are typed?

Letters are counted outside the head of a file and outside its cells; a row of a table is no line of prose. Markup is
every role `{stat}`, `{holds}`, `{fixed}` and `{cite}`, from its name to its last quote, and the block `{names}`.

Run: .venv/bin/python benchmarks/markup.py [BOOK]
Target: therapy 43%, imaging 38%, incidence 31%, mechanisms 29%; no line of prose over 200; 40 typed numbers in all.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import NamedTuple

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
    found = {
        path.stem: markup_of(path.read_text(encoding="utf-8")) for path in sorted((book / "chapters").glob("*.md"))
    }
    print(f"{'chapter':<14}{'letters':>9}{'markup':>9}{'share':>7}{'longest':>9}{'typed':>7}")
    for name, each in found.items():
        print(f"{name:<14}{each.letters:>9,}{each.markup:>9,}{each.share:>6.0f}%{each.longest:>9}{each.typed:>7}")
    whole = Markup(
        sum(each.letters for each in found.values()),
        sum(each.markup for each in found.values()),
        max(each.longest for each in found.values()),
        sum(each.typed for each in found.values()),
    )
    print(f"{'all':<14}{whole.letters:>9,}{whole.markup:>9,}{whole.share:>6.0f}%{whole.longest:>9}{whole.typed:>7}")


if __name__ == "__main__":
    main()
