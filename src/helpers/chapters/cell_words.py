"""What a code cell puts before readers that its author typed: texts, constants that it shows, captions of its options.

Nothing runs. A number that the code computes is none of these; the build looks at what cells give.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeGuard

from helpers.chapters.fences import option_block
from helpers.chapters.markdown import Chapter, Passage, Role, read_chapter
from helpers.files.problems import Place

if TYPE_CHECKING:
    from helpers.chapters.markdown import Reader

SHOWING = ("print", "display")  # calls that show what they are given
TELLING = (*SHOWING, "str", "repr", "format", "round", "int", "float", "abs", "format", "join", "Decimal", "Fraction")
OPERATIONS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
DEEPEST = 40  # names that stand for others
OPTION_WORDS = {"image": ("alt",), "figure": ("caption",)}
PROMPTS = ("code_prompt_show", "code_prompt_hide")


def read_cell(reader: Reader, content: str, line: int) -> None:
    """Read a code cell into a chapter. Parameters: content below the fence; line, of its first line, from 0."""
    options, number = option_block(content)
    if "mystnb" in options:
        _read_options(reader, options, line)
    code = "\n".join([""] * number + content.split("\n")[number:])
    try:
        tree = ast.parse(_without_magics(code))
        ast.increment_lineno(tree, line)  # names are kept from cell to cell, with their lines
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return  # the build says how the cell fails
    calls = [node for node in ast.walk(tree) if _is_fixed(node)]
    explained = {id(part) for node in calls for part in ast.walk(node)}
    for call in calls:
        words = " :: ".join(str(part.value) for part in ast.walk(call) if isinstance(part, ast.Constant))
        reader.chapter.caption_roles.append(Role("fixed", words, reader.file, call.lineno))
    for target, named in _assignments(tree):
        reader.names.setdefault(target, []).append(named)
    silent = code.rstrip().endswith(";")
    shown = {id(each): each for each in _shown(tree, silent) for each in _typed(each, reader.names, explained)}
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and id(node) not in explained else None
        if isinstance(text, str) and (id(node) in shown or _speaks(text)):
            shown.pop(id(node), None)
            _speak(reader, text, *_lines(node))
    for each in shown.values():
        if (value := _value(each)) is not None:
            _speak(reader, str(value), *_lines(each))


def _lines(node: Any) -> tuple[int, int]:
    """Return the first line of a part of a cell, from 0, and the one behind its last."""
    return node.lineno - 1, node.end_lineno or node.lineno


def _read_options(reader: Reader, options: str, line: int) -> None:
    """Read the words that MyST-NB shows of a cell's options."""
    import yaml

    try:
        said = (yaml.safe_load(options) or {}).get("mystnb") or {}
        for kind, names in OPTION_WORDS.items():
            for name in names:
                if words := str((said.get(kind) or {}).get(name) or ""):
                    if name == "caption":
                        reader.read(words, line)
                    else:
                        reader.plain(words, "alternative text", line)
        for name in PROMPTS:
            reader.plain(str(said.get(name) or ""), "label of a cell", line)
    except (yaml.YAMLError, AttributeError):
        return  # the build says what is wrong with them


def _without_magics(code: str) -> str:
    """Return code whose lines for IPython alone are blank."""
    return "\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in code.split("\n"))


def _assignments(tree: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Yield each name with an expression that it stands for; the name of a loop stands for what is gone through."""
    for node in ast.walk(tree):
        pairs: list[tuple[ast.expr, ast.expr | None]] = []
        if isinstance(node, ast.Assign):
            pairs = [(target, node.value) for target in node.targets]
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr):
            pairs = [(node.target, node.value)]
        elif isinstance(node, ast.For | ast.comprehension):
            pairs = [(node.target, node.iter)]
        for target, value in pairs:
            if value is None:
                continue
            for name in ast.walk(target):
                if isinstance(name, ast.Name):
                    yield name.id, value


def _shown(tree: ast.Module, silent: bool) -> Iterator[ast.expr]:
    """Yield the expressions whose values a page shows."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name_of(node) in SHOWING:
            yield from node.args
    if tree.body and isinstance(last := tree.body[-1], ast.Expr) and not silent:
        yield last.value


def _typed(node: ast.AST | None, names: dict[str, Any], explained: set[int], depth: int = 0) -> Iterator[ast.expr]:
    """Yield the constants that the value of an expression shows as they were typed."""
    if node is None or id(node) in explained or depth > DEEPEST:
        return
    inside: list[ast.AST | None] = []
    if isinstance(node, ast.Name):
        inside = list(names.get(node.id, ()))
    elif isinstance(node, ast.expr) and _value(node) is not None:
        yield node
    elif isinstance(node, ast.BinOp):
        said = isinstance(node.left, ast.JoinedStr | ast.Constant) and isinstance(_value(node.left), str | None)
        words = said and isinstance(node.op, ast.Mod)
        inside = [node.left, node.right] if words or isinstance(node.op, ast.Add) else []
    elif isinstance(node, ast.JoinedStr | ast.List | ast.Tuple | ast.Set):
        inside = list(getattr(node, "values", None) or getattr(node, "elts", None) or ())
    elif isinstance(node, ast.FormattedValue):
        inside = [node.value]
    elif isinstance(node, ast.Dict):
        inside = [*node.keys, *node.values]
    elif isinstance(node, ast.Starred):
        inside = [node.value]
    elif isinstance(node, ast.IfExp):
        inside = [node.body, node.orelse]
    elif isinstance(node, ast.ListComp | ast.GeneratorExp | ast.SetComp):
        inside = [node.elt]
    elif isinstance(node, ast.Call) and (_name_of(node) in TELLING or _name_of(node)[:1].isupper()):
        inside = list(
            node.args[:1] if _name_of(node) in ("round", "format", "int") and not _method(node) else node.args
        )
        if isinstance(node.func, ast.Attribute):
            inside.append(node.func.value)
        if _method(node) or _name_of(node)[:1].isupper():
            inside += [keyword.value for keyword in node.keywords]
    for each in inside:
        yield from _typed(each, names, explained, depth + 1)


def _method(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Attribute) and node.func.attr in ("format", "join")


def _value(node: ast.AST) -> int | float | str | None:
    """Return the value of arithmetic on constants, None of anything else."""
    if isinstance(node, ast.Constant):
        value = node.value
        return value if isinstance(value, int | float | str) and not isinstance(value, bool) else None
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        value = _value(node.operand)
        return None if value is None or isinstance(value, str) else -value if isinstance(node.op, ast.USub) else value
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATIONS:
        left, right = _value(node.left), _value(node.right)
        if isinstance(left, int | float) and isinstance(right, int | float):
            try:
                return {"+": left + right, "-": left - right, "*": left * right}.get(
                    OPERATIONS[type(node.op)], left / right if right else None
                )
            except OverflowError:
                return None
    return None


def _name_of(call: ast.Call) -> str:
    return getattr(call.func, "id", "") or getattr(call.func, "attr", "")


def _is_fixed(node: ast.AST) -> TypeGuard[ast.Call]:
    """Return whether code declares a number with its reason, as `helpers.chapters.roles.fixed` does."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "fixed"


def _speaks(text: str) -> bool:
    """Return whether a text of a cell is for readers: words with spaces, or a bare number, but no key."""
    return " " in text.strip() or bool(re.match(r"[<>~]?[\d.,/%-]+\Z", text))


def _speak(reader: Reader, text: str, first: int, last: int) -> None:
    """Read a text of a cell as the Markdown that a caption is; the code's lines are searched for its parts."""
    found: Chapter = read_chapter(text, reader.file)
    source = reader.lines[first:last]

    def line_of(words: str) -> int:
        escaped = words.replace('"', '\\"')
        return next((first + n for n, line in enumerate(source, 1) if words in line or escaped in line), first + 1)

    def spoken(words: str) -> Passage:
        return Passage(words, "text of a cell", lambda start, end: (line_of(words[start:end].strip()), 0), reader.file)

    chapter = reader.chapter
    chapter.passages += [spoken(passage.text) for passage in found.passages]
    roles = (Role(r.name, r.content, r.file, line_of(r.content), r.titled) for r in found.roles)
    chapter.caption_roles += roles
    for problem in found.problems:
        chapter.problems.append(replace(problem, place=Place(reader.file, line=first + 1)))
