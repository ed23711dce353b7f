"""Words that are true while a number says so: a phrase of the book with its condition, a number word, other words.

The book's phrases stand in data/datapackage.json under `phrases`, each with what it says of an effect: `open`,
`higher`, `not open` and so on. A phrase takes effects and nothing else, so that no other condition can stand behind it.
Other words take a comparison.
"""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Mapping
from functools import cache

from helpers.chapters.english import NEGATIONS, SHARES, STRESSES, TURNS, WHOLES
from helpers.evidence.evidence import Evidence
from helpers.quantities.expressions import evaluate, holds
from helpers.quantities.lookup import QuantityError
from helpers.quantities.quantity import Quantity
from helpers.quantities.syntax import parse
from helpers.quantities.truths import WORDS, truth

CLOSE = 1e-9  # relative: shares such as a third have no last digit
ANOTHER = re.compile(rf"[\w-]| (?:{'|'.join(TURNS)})\b")  # behind a phrase: it is not that phrase
STRESSED = re.compile(rf"^(?:(?:{'|'.join(STRESSES)}) )+")


def phrases_of(evidence: Evidence) -> Mapping[str, str]:
    """Return the book's phrases, each with what it says of an effect; none where it lists none."""
    phrases: Mapping[str, str] = evidence.package.get("phrases", {})
    return phrases


def condition_of(words: str, evidence: Evidence) -> tuple[str, str] | None:
    """Return the phrase that words begin with and its condition, None when they begin with none; the longest counts.

    Verbs and words of stress may stand before it ("still excludes no effect", "was much rarer"), and one that turns
    it round ("not more frequent"); "more than ten" is not "more".
    """
    said = STRESSED.sub("", " ".join(words.split()).lower())
    wholes = _wholes(tuple(phrases_of(evidence).items()))
    return next(
        (found for found in wholes if said.startswith(found[0]) and not ANOTHER.match(said, len(found[0]))), None
    )


@cache
def _wholes(phrases: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Return phrases with their conditions, in the order in which they are looked for: turned round ones come last."""
    ordered = sorted(phrases, key=lambda phrase: len(phrase[0]), reverse=True)
    return tuple(
        (f"{negation} {phrase.lower()}".strip(), _turned(said) if negation else said)
        for negation in ("", *NEGATIONS)
        for phrase, said in ordered
    )


def _turned(said: str) -> str:
    return said.removeprefix("not ") if said.startswith("not ") else f"not {said}"


def number_of(words: str) -> tuple[float, bool] | None:
    """Return the number that words are alone, and whether it is a percentage; None when they are no number word."""
    said = " ".join(words.replace("-", " ").split()).lower()
    if said in WHOLES:
        return WHOLES[said], False
    if said in SHARES:
        return SHARES[said], True
    return None


def judge(words: str, condition: str, evidence: Evidence) -> tuple[bool, str, tuple[Quantity, ...]]:
    """Return whether words are true, the whole condition that was looked at, and the quantities in it.

    Parameters: words, of a role `{holds}`; condition, written out. Raises: QuantityError when the words do not take the
    condition, or it cannot be computed.
    """
    if (phrase := condition_of(words, evidence)) is not None:
        return _phrase(*phrase, condition, evidence)
    if (number := number_of(words)) is not None:
        return _number(words, *number, condition, evidence)
    if not isinstance(evaluate(condition, evidence)[0], bool):
        near = difflib.get_close_matches(words.lower(), phrases_of(evidence), n=3, cutoff=0.4)
        hint = f"nearest phrases: {', '.join(near)}" if near else "the phrases stand in data/datapackage.json"
        raise QuantityError(
            f"{condition!r} is not a comparison, such as 40 < pct(...) < 60, and {words!r} is no phrase and no number "
            f"word, which need none; {hint}"
        )
    true, used = holds(condition, evidence)
    return true, condition, used


def _phrase(phrase: str, said: str, condition: str, evidence: Evidence) -> tuple[bool, str, tuple[Quantity, ...]]:
    """Judge effects by what a phrase says of each."""
    tree = parse(condition)
    parts = tree.values if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And) else [tree]
    negated, name = said.startswith("not "), said.removeprefix("not ")
    answers: list[bool] = []
    effects: list[str] = []
    used: list[Quantity] = []
    for part in parts:
        effect = _without(part, name, negated=negated)
        text = ast.get_source_segment(condition.strip(), effect) or ""
        found, quantities = evaluate(text, evidence)
        if not isinstance(found, Quantity):
            raise QuantityError(
                f"{phrase!r} says of an effect that {'it is not so that ' * negated}{WORDS[name]}: write effects alone "
                f"behind it, such as {phrase} :: reported(...), joined by and; got {ast.unparse(part)[:120]}"
            )
        answers.append(truth(found, name, evidence) is not negated)
        effects.append(f"{'not ' if negated else ''}{text}.{name}")
        used += quantities
    return all(answers), " and ".join(effects), tuple(used)


def _without(part: ast.expr, name: str, *, negated: bool) -> ast.expr:
    """Return the effect of which a condition says just what a phrase says; of any other condition all of it."""
    inner = part.operand if negated and isinstance(part, ast.UnaryOp) and isinstance(part.op, ast.Not) else part
    bare = not negated or inner is not part
    return inner.value if bare and isinstance(inner, ast.Attribute) and inner.attr == name else part


def _number(
    words: str, number: float, share: bool, condition: str, evidence: Evidence
) -> tuple[bool, str, tuple[Quantity, ...]]:
    """Judge a count, or a percentage, by the word that must equal it."""
    found, used = evaluate(condition, evidence)
    if not isinstance(found, Quantity) or found.value is None:
        raise QuantityError(f"{words!r} is a number: write the count that it must equal, for example studies(...)")
    if found.kind not in (("percentage", "share") if share else ("number",)):
        kinds = "a percentage" if share else "a count"
        raise QuantityError(f"{words!r} equals {kinds}; {found.expression} is {found.text}")
    return abs(found.value - number) <= CLOSE * max(1.0, number), f"{condition} == {number:g}", used
