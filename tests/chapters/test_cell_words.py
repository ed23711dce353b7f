"""Constants that a cell shows are typed numbers; what it computes, and what code needs, are not."""

from __future__ import annotations

import pytest

from helpers.chapters.markdown import read_chapter
from helpers.chapters.typed import find_typed

SHOWN = {
    "printed": ("print(37)", ["37"]),
    "last value": ("38.5", ["38.5"]),
    "negative": ("print(-37)", ["37"]),
    "named before": ('n = 37\nprint(f"{n}%")', ["37"]),
    "f-string": ('print(f"{37}% of x{x:.2f}")', ["37"]),
    "format": ('print("{}%".format(37))', ["37"]),
    "percent sign": ('"%d%%" % 37', ["37"]),
    "joined": ('"".join(["37", "%"])', ["37"]),
    "made a text": ('str(37) + "%"', ["37"]),
    "arithmetic": ("print(26 * 2)", ["52"]),
    "rounded": ("round(37.25, 1)", ["37.25"]),
    "HTML": ('HTML("<b>37%</b>")', ["37%"]),
    "Markdown": ('display(Markdown("**37%**"))', ["37%"]),
    "a loop": ("for share in (37, 38): print(share)", ["37", "38"]),
    "a frame": ('pd.DataFrame({"a": [37, 38]})', ["37", "38"]),
    "a table": ('Table("t", "C.", ["A"], [[37.5]])', ["37.5"]),
    "unpacked": ("print(*[37, 38])", ["37", "38"]),
    "beside a magic": ("%matplotlib inline\nprint(37)", ["37"]),
    "no blank": ('print("n=37")', ["37"]),
}
CODE = [
    "37;", "x = 37", "round(x, 2)", 'f"{share:.1f}%"', "x[0]", 'review.pct("a", "b", "c").value * 100',
    'exhibits.doses("x", ticks=[1, 3], width=6)', "plt.plot([1, 2]);", 'print(x, sep=" ")', "len(x) > 3",
    "True", "None",
    'fixed("24 h", "name")', 'print(fixed("24 h", "name"))', "print(x ** 2)", "9 ** 9 ** 9", "1 / 0",
    "print(np.linspace(0, 1, 50))", "x = x\nprint(x)", "(",
]  # fmt: skip


def typed(code: str) -> list[tuple[str, int]]:
    chapter = read_chapter(f"# A\n\n```{{code-cell}} python\n{code}\n```\n", "chapters/a.md")
    found = [(each, passage) for passage in chapter.passages for each in find_typed(passage.text)]
    return [(each.words, passage.place(each.start, each.end)[0]) for each, passage in found]


@pytest.mark.parametrize(("code", "words"), SHOWN.values(), ids=SHOWN)
def test_a_constant_that_a_cell_shows_is_told_with_its_line(code: str, words: list[str]):
    found = typed(code)
    assert [each for each, _ in found] == words
    assert all(4 <= line < 4 + len(code.split("\n")) for _, line in found)


@pytest.mark.parametrize("code", CODE)
def test_what_a_cell_computes_or_needs_is_no_typed_number(code: str):
    assert typed(code) == []


def test_a_name_is_kept_from_cell_to_cell():
    text = "```{code-cell}\nshare = 37\n```\n\n```{code-cell}\nprint(share)\n```\n"
    chapter = read_chapter(text, "chapters/a.md")
    assert [passage.place(0, 2) for passage in chapter.passages] == [(2, 0)]
