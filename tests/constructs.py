"""What each directive and role does with its words, found by building a page for each: src/helpers/chapters/shown.json.

Run: python tests/constructs.py [FILE] writes the file again, after an upgrade or a change of the extensions of
_config.yml. Probes stand in the argument, in each option and in the body of everything that is registered; the built
pages say whether a reader sees them, and whether Markdown in them is read.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import itertools
import json
import re
import sys
import tempfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from books import ROOT, copy_small_book

FILE = ROOT / "src/helpers/chapters/shown.json"
MADE_WITH = (ROOT / "requirements.lock", ROOT / "_config.yml", Path(__file__))  # what they are follows from these alone
UNSEEN, CODE, PLAIN, TITLE, PARSED = ORDER = ("", "code", "plain", "title", "parsed")
PROBE = re.compile(r"zq\d+z")
SILENT = {
    "class",
    "id",
    "href",
    "src",
    "style",
    "name",
    "for",
    "value",
    "type",
    "xmlns",
    "aria-labelledby",
    "aria-controls",
}
ARGUMENTS = (  # what a directive may want: words, an address, a file, a page, a language, a signature
    "words {fixed}`PROBE :: r`", "PROBE", "square.svg", "https://example.org", "results", "python", "html", "x PROBE",
    "1.0 {fixed}`PROBE :: r`", "a: PROBE",
)  # fmt: skip
LANGUAGES = (
    "c",
    "cpp",
    "js",
    "py",
    "rst",
)  # domains of programming languages: all of them is read
OPTIONS = ("words {fixed}`PROBE :: r`", "PROBE")
BODIES = (
    "Words {fixed}`PROBE :: r` here.", "- {fixed}`PROBE :: r`", "* - {fixed}`PROBE :: r`",
    "| a |\n|---|\n| {fixed}`PROBE :: r` |", "![a](square.svg)\n\n{fixed}`PROBE :: r`", "PROBE <results>",
    "```{code-block} python\n:caption: {fixed}`PROBE :: r`\n\nPROBE\n```", "PROBE", "description: PROBE",
    "term\n  {fixed}`PROBE :: r`",
    *(f"```{{{child}}} A\n{{fixed}}`PROBE :: r`\n```" for child in ("grid-item", "tab-item", "step", "dropdown")),
)  # fmt: skip
WITH = {"link": "https://example.org", "img-top": "square.svg", "avatar": "square.svg"}  # what other options need
ROLES = ("PROBE <results>", "PROBE <https://example.org>", "PROBE", "words <PROBE>", "flight;PROBE", "PROBE <8>")


def main(file: Path) -> int:
    """Write what was found; return 1 where it is not what was there."""
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    with tempfile.TemporaryDirectory() as folder:
        found = probe(copy_small_book(Path(folder) / "book"))
    now = text_of(found | {"made_with": {"sha256": made_with()}})
    file.write_text(now, encoding="utf-8")
    if now == before:
        return 0
    print(f"{file.name} is another one now: look at the difference, and commit it.")
    return 1


def made_with() -> str:
    """Return the digest of what the file is made with: the versions of all packages, the extensions, the probes."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in MADE_WITH)).hexdigest()


def text_of(found: dict[str, dict[str, Any]]) -> str:
    """Return the file's text: a line for each construct."""
    parts = []
    for kind, constructs in found.items():
        lines = (f"    {json.dumps(name)}: {json.dumps(said)}" for name, said in sorted(constructs.items()))
        parts.append(f"  {json.dumps(kind)}: {{\n" + ",\n".join(lines) + "\n  }")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def application(book: Path) -> Any:
    """Return Sphinx with the extensions and settings of a book, as Jupyter Book starts it."""
    from jupyter_book.config import get_final_config
    from sphinx.application import Sphinx

    settings, _ = get_final_config(user_yaml=book / "_config.yml", cli_config={"latex_individualpages": False})
    settings |= {"external_toc_path": "_toc.yml", "external_toc_exclude_missing": False, "nb_execution_mode": "off"}
    out = book / "_build"
    return Sphinx(str(book), None, str(out / "html"), str(out / ".doctrees"), "html", settings, None, io.StringIO())


def directives_of(app: Any) -> dict[str, Any]:
    """Return every directive by the names that a page can give it."""
    from docutils.parsers.rst import directives

    names = [*directives._directive_registry, *directives._directives]
    for name, domain in ((name, domain) for name, domain in app.env.domains.items() if name not in LANGUAGES):
        names += [f"{name}:{each}" for each in domain.directives]
        if name == "std":
            names += list(domain.directives)
    return {name: found for name in sorted(set(names)) if (found := _class_of(app, name)) is not None}


def _class_of(app: Any, name: str) -> Any:
    from docutils.parsers.rst import directives
    from docutils.parsers.rst.languages import en
    from sphinx.util.docutils import sphinx_domains

    app.env.prepare_settings("index")
    with contextlib.redirect_stderr(io.StringIO()), sphinx_domains(app.env):
        found, _ = directives.directive(name, en, None)
    return found


def roles_of(app: Any) -> list[str]:
    """Return the names of every role."""
    from docutils.parsers.rst import roles
    from docutils.parsers.rst.languages import en

    names = [*roles._roles, *roles._role_registry, *en.roles]
    for name, domain in ((name, domain) for name, domain in app.env.domains.items() if name not in LANGUAGES):
        names += [f"{name}:{each}" for each in domain.roles]
        if name == "std":
            names += list(domain.roles)
    return sorted(set(filter(None, names)))


class Pages:
    """Pages of probes, read and written one by one."""

    def __init__(self, app: Any, book: Path) -> None:
        """Begin with none."""
        self.app, self.book, self.numbers, self.pages = app, book, itertools.count(), {}
        app.builder.read()  # makes what extensions expect to find

    def add(self, texts: list[str]) -> list[str]:
        """Write a page for probes; return their names."""
        named: list[str] = []
        parts = []
        for text in texts:
            while "PROBE" in text:
                named.append(f"zq{next(self.numbers)}z")
                text = text.replace("PROBE", named[-1], 1)
            parts.append(text)
        self.pages[f"chapters/probe{len(self.pages)}"] = parts
        return named

    def seen(self) -> dict[str, str]:
        """Return how each probe is shown."""
        builder, env, found = self.app.builder, self.app.env, {}
        waiting, read = dict(self.pages), {}
        for name, parts in waiting.items():
            self._write(name, parts)
        env.find_files(self.app.config, builder)
        while waiting:
            name, parts = waiting.popitem()
            self._write(name, parts)
            env.found_docs.add(name)
            try:
                builder.read_doc(name)
            except Exception:  # one of its texts ends the build: each stands alone then
                if len(parts) > 1:
                    waiting |= {f"{name}-{number}": [part] for number, part in enumerate(parts)}
                continue
            read[name] = dict(_in_tree(env.get_doctree(name)))
        for listener in self.app.events.listeners["env-updated"]:
            with contextlib.suppress(Exception):  # of a probe that names no style of a bibliography
                listener.handler(self.app, env)
        builder.prepare_writing(set(read))
        for name, in_tree in read.items():
            try:
                builder.write_doc(name, env.get_and_resolve_doctree(name, builder))
            except Exception as error:
                print(f"{name} cannot be written: {type(error).__name__}: {error}", file=sys.stderr)
                continue
            html = _Seen()
            html.feed((Path(builder.outdir) / f"{name}.html").read_text(encoding="utf-8"))
            for shown in (probe for words in html.words for probe in PROBE.findall(words)):
                found[shown] = in_tree.get(shown, PLAIN)
        return found

    def _write(self, name: str, parts: list[str]) -> None:
        (self.book / f"{name}.md").write_text("# A\n\n" + "\n\n".join(parts) + "\n", encoding="utf-8")


class _Seen(HTMLParser):
    """The words of an article, and of its attributes that hold words."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.words += [value for name, value in attributes if value and name not in SILENT]


def _in_tree(document: Any) -> Iterator[tuple[str, str]]:
    from docutils import nodes

    from helpers.book.page_words import NO_PLACE, classes_of, holders_of, is_caption, is_inside

    for message in [*document.findall(nodes.system_message), *document.findall(nodes.problematic)]:
        if message.parent is not None:
            for probe in PROBE.findall(str(message)):
                yield probe, UNSEEN
            message.parent.remove(message)
    for text in document.findall(nodes.Text):
        for probe in PROBE.findall(text.astext()):
            holders = list(holders_of(text))
            if any("fixed" in classes_of(holder) for holder in holders):
                titled = any(isinstance(holder, NO_PLACE) and not is_caption(holder) for holder in holders)
                yield probe, TITLE if titled else PARSED
            else:
                yield probe, CODE if is_inside(text, (nodes.literal_block, nodes.math, nodes.math_block)) else PLAIN
    for node in document.findall(nodes.Element):
        for address in ("uri", "refuri", "reftarget"):
            for probe in PROBE.findall(str(node.get(address, ""))):
                yield probe, UNSEEN  # also where it is shown, for want of what it leads to


def probe(book: Path) -> dict[str, dict[str, Any]]:
    """Return what each directive and role of a book's extensions shows."""
    (book / "chapters/square.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    (book / "_toc.yml").write_text("format: jb-book\nroot: chapters/index\n", encoding="utf-8")
    app = application(book)
    pages, plans = Pages(app, book), {}
    for name, made in directives_of(app).items():
        plans[name] = _plan(name, made, pages)
    roles = {name: pages.add([f"A {{{name}}}`{text}` b." for text in ROLES]) for name in roles_of(app)}
    found = pages.seen()

    def best(probes: list[str]) -> str:
        return max((found.get(each, "") for each in probes), key=ORDER.index, default="")

    directives = {}
    for name, (made, argument, options, body) in plans.items():
        said = {"arguments": [getattr(made, "required_arguments", 0), getattr(made, "optional_arguments", 0)]}
        shown = {"argument": best(argument), "body": best(body)}
        said |= {place: how for place, how in shown.items() if how}
        if getattr(made, "option_spec", None):
            said["options"] = {option: how for option, probes in options.items() if (how := best(probes))}
        directives[name] = said
    return {"directives": directives, "roles": {name: _role(probes, found) for name, probes in roles.items()}}


def _plan(name: str, made: Any, pages: Pages) -> tuple[Any, list[str], dict[str, list[str]], list[str]]:
    """Write the pages of a directive; return the probes of its argument, of each option, of its body."""
    required, optional = getattr(made, "required_arguments", 0), getattr(made, "optional_arguments", 0)
    needed = ARGUMENTS if required else ARGUMENTS[:2] if optional else ()
    silent = [text.replace("{fixed}`PROBE :: r`", "x").replace("PROBE", "x") for text in needed if required]
    silent += [] if required else ["", "python"] if optional else [""]
    spec = getattr(made, "option_spec", None) or {}

    def fence(argument: str, inside: str) -> str:
        return f"::::::{{{name}}} {argument}\n{inside}\n::::::"

    def silenced(body: str) -> str:
        return body.replace("{fixed}`PROBE :: r`", "x").replace("PROBE", "x")

    bodies = [silenced(each) for each in BODIES] if getattr(made, "has_content", True) else [""]
    asked = pages.add([fence(text, f"\n{body}") for text in needed for body in bodies[:4]])
    options = {}
    for option in spec:
        others = "".join(f":{each}: {value}\n" for each, value in WITH.items() if each in spec and each != option)
        texts = [
            f":{option}: {value}\n{more}\n{body}"
            for value in OPTIONS
            for more in dict.fromkeys(("", others))
            for body in dict.fromkeys((bodies[0], "results"[: len(bodies[0])]))
        ]
        options[option] = pages.add([fence(argument, text) for argument in silent for text in texts])
    body = pages.add([fence(argument, f"\n{each}") for argument in silent for each in BODIES])
    return made, asked, options, body


def _role(probes: list[str], found: dict[str, str]) -> str:
    """Return how a role shows its words: a title before its target, all of it, or nothing."""
    titled, linked, alone, target, behind, numbered = (found.get(probe, UNSEEN) for probe in probes)
    if CODE in (titled, alone):
        return CODE
    if (titled or linked or numbered) and not target:
        return TITLE
    return PLAIN if alone and behind else UNSEEN


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else FILE))
