"""An entry is accepted as the page will show it."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.evidence import shown
from helpers.evidence.bibliography import find_entry_problems, load_bibliography
from helpers.evidence.reference import SHOWN
from helpers.files.bibtex import FILE, Entry, parse
from helpers.files.problems import Problem

GARBLED = "caf\u00c3\u00a9 trial"


def faults(**fields: str) -> list[Problem]:
    sound = {"author": "Alpha, Ann", "title": "T", "journal": "J", "year": "2020", "verification": "confirmed"}
    return find_entry_problems(Entry("alpha2020trial", "article", sound | fields, 7))


WRONG = {
    "a script": ("title", r"Two doses \url{javascript:x(1)} of a drug", r"\\url"),
    "a script elsewhere": ("journal", r"J \href{javascript:x(1)}{x}", r"\\href"),
    "a script in a remark": ("reason", r"J \url{data:text/html,x}", r"\\url"),
    "a command that nobody knows": ("title", r"A \SI{5}{mg} dose", r"\\SI"),
    "an environment": ("title", r"\begin{center}T\end{center}", r"\\begin"),
    "a formula of more than letters": ("title", r"A $x^{y+z}$ rule", "'^'"),
    "a dollar sign": ("title", "Costs of 5$ a day", "'$'"),
    "a tag": ("title", "<i>A</i> made-up cohort", "'<i>' would be seen"),
    "a tag of JATS": ("title", "A<jats:sub>2</jats:sub> cohort", "would be seen"),
    "an escape of HTML": ("title", r"Mind \&amp; brain", "'&amp;' would be seen"),
    "an escape by number": ("journal", r"J\&\#233;", "would be seen"),
    "a sign that is a blank": ("title", "In ~30 patients", "~ would be seen as a blank"),
    "letters read wrongly": ("title", GARBLED, "read wrongly"),
    "a letter lost": ("title", "A \ufffd cohort", "read wrongly"),
    "too many letters": ("note", "a" * 100_001, "it has 100001 letters"),
    "authors by commas": ("author", "Alpha A, Beta B, Gamma C, Delta D", "several names with commas"),
    "a script in a name": ("author", r"Alpha, Ann \url{javascript:x(1)}", r"\\url"),
    "a journal of BibLaTeX": ("journaltitle", "J", "it shows no journaltitle"),
    "an article number": ("eid", "e12", "it shows no eid"),
    "what another entry would give": ("crossref", "other", "it shows no crossref"),
    "a PMID as an eprint": ("eprint", "123", "it shows no eprint"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG.values(), ids=WRONG)
def test_what_a_page_would_lose_or_show_as_markup_is_a_fault_with_its_field(case: tuple):
    name, value, found = case
    (fault,) = faults(**{name: value})
    assert fault.found.startswith(f"{name}: ") and found in fault.found
    assert (fault.place.line, fault.subject) == (7, "alpha2020trial") and fault.remedy


RIGHT = {
    "a percent sign": ("50% of a made-up cohort", "50% of a made-up cohort"),
    "commands": (r"A \emph{made-up} cohort of CO$_2$ and p{\textless}0.05", "A made-up cohort of CO2 and p<0.05"),
    "exponents": (r"10$^{-3}$ and \textsuperscript{18}F", "10⁻³ and ¹⁸F"),
    "Greek": (r"$\beta$-blockers", "β-blockers"),
    "accents": (r"Caf{\'e} M{\"u}ller", "Café Müller"),
    "capitals": ("Trials in China: TICI, DAWN and Doppler", "Trials in China: TICI, DAWN and Doppler"),
    "dashes": ("48--72 h", "48–72 h"),
    "a tie": ("Figure~2", "Figure 2"),
    "comparisons": ("If a<b and c>d", "If a<b and c>d"),
    "a sign": (r"{\textasciitilde}30 patients", "~30 patients"),
}


@pytest.mark.parametrize("case", RIGHT.values(), ids=RIGHT)
def test_a_title_is_printed_as_its_words_say(case: tuple):
    from pybtex.database import Person

    from helpers.evidence.reference import reference_of

    latex, text = case
    assert faults(title=latex) == []
    assert str(reference_of({"title": latex, "year": "2020"}, {"author": [Person("Alpha, Ann")]})) == (
        f"Ann Alpha. {text}. 2020."
    )


def test_every_field_is_printed_in_every_type_of_entry():
    from pybtex.database import Person

    from helpers.evidence.reference import reference_of

    fields = {name: f"W{number}" for number, name in enumerate(SHOWN)} | {"url": "https://example.org/a"}
    for lacking in ("", *SHOWN):
        kept = {name: value for name, value in fields.items() if name != lacking}
        text = str(reference_of(kept, {"author": [Person("Alpha, Ann")], "editor": [Person("Beta, Bo")]}))
        assert all(value in text for value in kept.values()) and "Ann Alpha" in text and "Bo Beta" in text


def test_names_stand_in_the_order_of_their_script_with_their_suffix():
    from pybtex.database import Person

    from helpers.evidence.reference import name_in_order

    names = ["王, 阳", "Alpha, Jr., Ann", "van der Beta, Bo", "{The Group, Inc.}", "김, 민수"]
    assert [name_in_order(Person(name)) for name in names] == [
        "王阳",
        "Ann Alpha, Jr.",
        "Bo van der Beta",
        "The Group, Inc.",
        "김민수",
    ]


def test_names_in_chinese_letters_are_accepted():
    assert faults(author="王, 阳 and 高宗恩 and {研究组}") == []


def test_an_address_that_is_none_of_the_web_is_no_link():
    from helpers.evidence.reference import reference_of

    assert "HRef" not in repr(reference_of({"title": "T", "url": "javascript:x(1)"}, {}))


READ_ALIKE = {
    "parts joined by #": (
        '@string{s = "Stroke"}\n@misc{k, journal = s # " and Brain"}',
        {"journal": "Stroke and Brain"},
    ),
    "a month": ("@misc{k, month = jan}", {"month": "January"}),
    "quotes and braces": ('@misc{k, title = "A {"}b{"}"}', {"title": 'A {"}b{"}'}),
    "a number": ("@misc{k, year = 2020}", {"year": "2020"}),
}


@pytest.mark.parametrize("case", READ_ALIKE.values(), ids=READ_ALIKE)
def test_values_are_those_that_the_build_reads(case: tuple):
    text, fields = case
    ((entry,), problems) = parse(text)
    assert (dict(entry.fields), problems) == (fields, [])


OTHERWISE = {
    "a macro without a meaning": "@misc{k, month = foo}",
    "a macro above its meaning": '@misc{k, journal = s}\n@string{s = "Stroke"}',
    "an address in a remark": "% mail me @home\n@misc{k, title = {T}}",
    "an entry in a comment": "@comment{@misc{old, title = {O}}}\n@misc{k, title = {T}}",
    "keys that differ in capitals": "@misc{k, title = {T}}\n@misc{K, title = {T}}",
    "an escaped brace alone": r"@misc{k, title = {A \{ b}}",
    "a remark inside an entry": "@misc{k,\n% title = {O},\n title = {T}}",
}


@pytest.mark.parametrize("text", OTHERWISE.values(), ids=OTHERWISE)
def test_what_the_build_reads_otherwise_is_a_fault(text: str):
    assert "every program reads the bibliography alike" in {fault.rule for fault in parse(text)[1]}


def test_letters_that_a_command_would_swallow_are_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shown, "to_text", lambda latex: latex.replace(r"\emph{not}", "").strip())
    (fault,) = faults(title=r"It does \emph{not} work")
    assert fault.found.startswith("title: it would lose ")


def test_a_verdict_is_kept_by_content(tmp_path: Path):
    (tmp_path / "_build").mkdir()
    text = "@misc{k2020,\n  title = {T},\n  year = {2020},\n  verification = {probable},\n  note = {%s},\n}\n"
    (tmp_path / FILE).write_text(text % "N", encoding="utf-8")
    assert load_bibliography(tmp_path) == load_bibliography(tmp_path)
    (tmp_path / FILE).write_text(text % "<i>N</i>", encoding="utf-8")
    before, after = load_bibliography(tmp_path), load_bibliography(tmp_path)
    assert before == after and len(after[1]) == 1
