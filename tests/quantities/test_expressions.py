"""Expressions in prose: calls of the vocabulary, plain arithmetic, comparisons, and nothing else."""

from __future__ import annotations

import ast
import warnings

import pytest
from books import copy_small_book
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.chapters.roles import read_fixed, read_holds
from helpers.evidence.evidence import load
from helpers.quantities import expressions
from helpers.quantities.expressions import evaluate, holds, quantity
from helpers.quantities.lookup import QuantityError
from helpers.quantities.quantity import Quantity
from helpers.quantities.syntax import LONGEST, MOST_NODES
from helpers.quantities.vocabulary import VOCABULARY

DRUG = 'pct("alpha2020trial", "drug", "nrp")'  # 8/10
CONTROL = 'pct("alpha2020trial", "control", "nrp")'  # 5/10
BETA = 'pct("beta2021cohort", "all", "nrp")'  # 10/50
N = 'n("alpha2020trial")'  # 20
RR = 'rr("alpha2020trial", "drug", "control", "nrp")'  # 1.60, P = .18
RD = 'rd("alpha2020trial", "drug", "control", "nrp")'  # 30.0


@pytest.fixture(scope="module")
def evidence(tmp_path_factory):
    return load(copy_small_book(tmp_path_factory.mktemp("expressions") / "book"))


@pytest.mark.parametrize(
    ("expression", "text", "kind"),
    [
        (DRUG, "80.0%", "percentage"),
        (f"  {DRUG}\n", "80.0%", "percentage"),
        (f"({DRUG})", "80.0%", "percentage"),
        (f"{DRUG}.low", "49.0%", "percentage"),
        (f"{DRUG}.events", "8", "number"),
        (f"{RR}.p", "P = .18", "p"),
        ('pct(study="alpha2020trial", group="drug", outcome="nrp", source="review")', "70.0%", "percentage"),
        (f"{DRUG} - {CONTROL}", "30.0", "points"),
        (f"{CONTROL} - {DRUG}", "-30.0", "points"),
        (f"{DRUG} + {BETA}", "100.0%", "percentage"),
        (f"100 - {DRUG}", "20.0%", "percentage"),
        (f"{CONTROL} + {RD}", "80.0%", "percentage"),
        (f"({DRUG} - {CONTROL}) - ({DRUG} - {BETA})", "-30.0", "points"),
        (f"{DRUG} / {CONTROL}", "1.60", "ratio"),
        (f"{DRUG} / 2", "40.0%", "percentage"),
        (f"2 * {DRUG}", "160.0%", "percentage"),
        (f"1 / {RR}", "RR 0.63 (95% CI 0.31-1.25)", "ratio"),
        (f"100 / {RD}", "3.3", "number"),
        (f"1 / {DRUG}", "0.0", "number"),
        (f"{RR} * {RR}", "2.56", "ratio"),
        (f'{N} + n("beta2021cohort")', "70", "number"),
        (f"{N} / 3", "6.7", "number"),
        (f"{N} * 1000", "20,000", "number"),
        (f"{DRUG}.total + {DRUG}.total", "20", "number"),
        (f'count("alpha2020trial", "drug", "nrp") / {N}', "0.40", "ratio"),
        (f'span("nrp").high - {CONTROL}', "30.0", "points"),
        (f"{N} * -1", "-20", "number"),
    ],
)
def test_arithmetic_gives_a_quantity_in_its_own_unit(evidence, expression, text, kind):
    found = quantity(expression, evidence)
    assert (found.text, found.kind) == (text, kind)


def test_arithmetic_merges_rows_sources_and_notes_and_says_what_was_done(evidence):
    found = quantity(f"{DRUG} - {BETA}", evidence)
    assert [str(row) for row in found.rows] == ["data/counts.csv row 7", "data/counts.csv row 9"]
    assert found.sources == ("alpha2020trial", "beta2021cohort")
    assert found.notes == ("The source review prints it differently: 7/10 (printed: 70%) (section i).",)
    assert found.formula == "80.0% - 20.0%"
    assert found.limits == found.method == ""
    assert (found.low, found.p, found.events, found.total, found.k) == (None,) * 5


def test_a_row_that_is_used_twice_is_shown_once(evidence):
    found = quantity(f"{DRUG} / ({DRUG} + {BETA})", evidence)
    assert len(found.rows) == 2
    assert len(found.notes) == 1


@pytest.mark.parametrize(
    "expression",
    [
        f"{DRUG} + {N}",
        f"{RR} - {DRUG}",
        f"{RD} + {DRUG}",
        f"{RR}.p - {RR}.p",
        f"{RR}.p * 2",
        f"1 - {RR}.p",
    ],
)
def test_arithmetic_without_meaning_is_refused(evidence, expression):
    with pytest.raises(QuantityError, match="has no meaning"):
        quantity(expression, evidence)


@pytest.mark.parametrize(
    ("condition", "true"),
    [
        (f"{DRUG} > 50", True),
        (f"40 < {CONTROL} < 60", True),
        (f"40 < {DRUG} < 60", False),
        (f"{DRUG} > {CONTROL} > {BETA}", True),
        (f"{DRUG} - {CONTROL} >= 30", True),
        (f"{RD} >= 30 and {RR} == 1.6", True),
        (f"{RR}.p < 0.05", False),
        (f"not {RR}.p < 0.05", True),
        (f"{RR}.p < 0.05 or {DRUG} != 80", False),
        ('count("alpha2020trial", "drug", "nrp") == 8', True),
        ('span("nrp").low <= 0', True),
    ],
)
def test_words_hold_exactly_when_their_condition_does(evidence, condition, true):
    found, used = holds(condition, evidence)
    assert found is true
    assert used
    assert all(isinstance(each, Quantity) for each in used)


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        (DRUG, "is not a comparison"),
        ("1", "is not a comparison"),
        ("1 < 2", "depends on no data"),
        (f"{DRUG} > 50 or 1 < 2", "depends on no data"),
        (f"{DRUG} > 50 and not 2 < 1", "depends on no data"),
        (f"{DRUG} and {DRUG} > 50", "and/or join comparisons"),
        (f"not {DRUG}", "not allowed"),
        ('span("nrp") > 5', "is a range: use its .low or .high"),
        (f"({DRUG} > 50) > 0", "a comparison is not a number"),
        (f"{DRUG} > 50 in 60", "only < <= > >= == != compare"),
        (f"{DRUG} < 50 in 60", "only < <= > >= == != compare"),
        (f"{DRUG} is {DRUG}", "only < <= > >= == != compare"),
    ],
)
def test_a_condition_that_is_no_comparison_or_depends_on_no_data_is_refused(evidence, condition, message):
    with pytest.raises(QuantityError, match=message):
        holds(condition, evidence)


@pytest.mark.parametrize("expression", ["1", "1 + 1", f"{DRUG} > 5"])
def test_prose_shows_quantities_only(evidence, expression):
    with pytest.raises(QuantityError, match="not a quantity: call one of n, count, pct"):
        quantity(expression, evidence)


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ('ptc("a")', "unknown function 'ptc'; nearest: pct"),
        ('xyz("a")', "unknown function 'xyz'; nearest: n, count, pct"),
        ('pct("alpha2020trial")', "pct: missing a required argument: 'group'; it takes study, group, outcome, source"),
        ('pct("a", "b", "c", "d", "e", "f")', "pct: too many positional arguments; it takes study"),
        ('pct("a", "b", "c", sorce="d")', "unexpected keyword argument 'sorce'; it takes .*source=None"),
        ('rr("a", "b", "c", "d", comparator="c")', "multiple values for argument 'comparator'"),
        ('pct("a", "b", "c", source="review", source="primary")', "an option is given twice"),
        ('n(evidence="a", study="b")', "unexpected keyword argument 'evidence'"),
        ('n(self="a", study="b")', "multiple values for argument 'self'"),
        ('span("nrp", scpe="cited")', "unexpected keyword argument 'scpe'; it takes outcome, .*scope=None"),
        ('studies(scpe="cited")', "unknown filter 'scpe' of studies.. without an outcome; nearest: scope"),
        ('pct("alfa2020trial", "drug", "nrp")', "unknown study 'alfa2020trial'; nearest: alpha2020trial"),
        (f"{DRUG}.median", "no attribute 'median'; it has value, low"),
        (f"{DRUG}.k", "has no k; it has value, low, high, events, total"),
        (f"{DRUG} / 0", "divides by zero"),
        (f"{DRUG} / ({DRUG} - {DRUG})", "divides by zero"),
        ("pct(“alpha2020trial”)", "plain ASCII, with straight quotes"),
        ("pct(", "malformed expression"),
        ("", "malformed expression"),
    ],
)
def test_a_mistake_is_named_in_plain_words(evidence, expression, message):
    with pytest.raises(QuantityError, match=message):
        evaluate(expression, evidence)


FORBIDDEN = {
    "import": "__import__('os')",
    "import-system": "__import__('os').system('true')",
    "builtin": "print('a')",
    "eval": "eval('1')",
    "open": "open('/etc/passwd')",
    "attribute-of-function": "pct.__class__",
    "attribute-of-number": "(1).__class__",
    "attribute-of-text": "'a'.__class__",
    "dict-of-quantity": f"{DRUG}.__dict__",
    "class-of-quantity": f"{DRUG}.__class__.__mro__",
    "method-of-quantity": f"{DRUG}.as_dict()",
    "provenance-of-quantity": f"{DRUG}.rows",
    "text-of-quantity": f"{DRUG}.text",
    "call-of-a-call": f"{DRUG}()",
    "call-of-an-attribute": 'review.pct("a", "b", "c")',
    "comprehension": "[x for x in 'a']",
    "generator": "n(x for x in 'a')",
    "lambda": "lambda: 1",
    "call-of-lambda": "(lambda: 1)()",
    "subscript": "'a'[0]",
    "subscript-of-vocabulary": "VOCABULARY['pct']",
    "f-string": "f'{1}'",
    "f-string-argument": "n(f'{1}')",
    "walrus": "(x := 1)",
    "walrus-argument": "n(x := 'a')",
    "star": "pct(*'abc')",
    "double-star": "pct(**{})",
    "double-star-call": f"pct(**{DRUG})",
    "nested-call": f"n({N})",
    "name": "VOCABULARY",
    "name-of-function": "pct",
    "name-self": "self",
    "evidence": "evidence",
    "evidence-argument": "n(evidence)",
    "huge-power": "9**9**9",
    "power": "10**100000",
    "shift": "1 << 100000",
    "modulo": "5 % 2",
    "floor": "5 // 2",
    "matrix": "1 @ 2",
    "bits": "1 | 2",
    "invert": "~1",
    "plus": "+1",
    "text-times-number": "'a' * 1000000000",
    "text": "'a'",
    "long-text": "'" + "a" * 590 + "'",
    "bytes": "b'a'",
    "bytes-argument": "n(b'a')",
    "ellipsis": "...",
    "none": "None",
    "true": "True",
    "true-argument": "n(True)",
    "float-argument": "n(1.5)",
    "negative-argument": "n(-1)",
    "complex": "1j",
    "infinite": "1e999",
    "infinite-negative": "-1e999",
    "not-a-number": "1e999 - 1e999",
    "not-a-number-name": "nan",
    "huge-float": "1e308 * 10",
    "huge-integer": "9" * 500,
    "huge-hexadecimal": "0x" + "f" * 500,
    "huge-product": "*".join(["1000000000000"] * 40),
    "huge-product-of-quantity": f"{N} * 1e12",
    "huge-quotient-of-quantity": f"{N} / 1e-300",
    "list": "[1]",
    "tuple": "(1, 2)",
    "set": "{1}",
    "dict": "{}",
    "conditional": "1 if 1 else 2",
    "await": "await x",
    "yield": "(yield)",
    "statement": "import os",
    "two-statements": "1; 2",
    "assignment": "x = 1",
    "two-lines": "1\n2",
    "comment-only": "# 1",
    "null-byte": "1\x00",
    "surrogate": "\ud800",
    "surrogate-argument": "n('\ud800')",
    "unicode-function": "ｐct('a', 'b', 'c')",
    "unicode-name": "pćt('a')",
    "unicode-digits": "١",
    "nested-brackets": "(" * 290 + "1" + ")" * 290,
    "open-brackets": "(" * 600,
    "nested-lists": "[" * 200 + "]" * 200,
    "minuses": "-" * 500 + "1",
    "minuses-longer": "-" * 599 + "1",
    "nots": "not " * 149 + "1",
    "nots-longer": "not " * 300 + "1",
    "too-long": "1" + " " * LONGEST,
    "too-many-parts": "+".join(["1"] * 61),
    "attributes": f"{DRUG}" + ".value" * 90,
    "false-or-text": f"{DRUG} > 99 and 'a'",
    "comparison-with-text": f"{DRUG} > 'a'",
}


@pytest.mark.parametrize("expression", FORBIDDEN.values(), ids=FORBIDDEN)
def test_whatever_is_not_vocabulary_is_refused_in_plain_words(evidence, expression):
    with pytest.raises(QuantityError) as refusal:
        evaluate(expression, evidence)
    message = str(refusal.value)
    assert 10 < len(message) < 400
    assert not any(
        word in message for word in ("Traceback", "Error(", "object at 0x", "helpers.", "<locals>", "facts()")
    )


def test_only_the_vocabulary_is_ever_called(evidence, monkeypatch):
    called = []

    def spy(name, function):
        def wrapped(*arguments, **options):
            called.append(name)
            return function(*arguments, **options)

        wrapped.__wrapped__ = function  # so that the signature stays the function's own
        return wrapped

    monkeypatch.setattr(expressions, "VOCABULARY", {name: spy(name, call) for name, call in VOCABULARY.items()})
    expressions.CALLED.clear()
    for expression in FORBIDDEN.values():
        with pytest.raises(QuantityError):
            evaluate(expression, evidence)
    assert set(called) <= set(VOCABULARY)
    expressions.CALLED.clear()
    evaluate(f"{DRUG} - {CONTROL} > {N} and {RR} > 1", evidence)
    assert called[-4:] == ["pct", "pct", "n", "rr"]


def test_the_evaluator_has_a_method_for_these_kinds_of_syntax_and_no_other():
    kinds = {name: kind for name, kind in vars(ast).items() if isinstance(kind, type) and issubclass(kind, ast.expr)}
    reached = {name for name in kinds if hasattr(expressions._Evaluator, f"_{name.lower()}")}
    assert reached == {"Constant", "Call", "Attribute", "UnaryOp", "BinOp", "Compare", "BoolOp"}


@pytest.mark.parametrize(
    ("expression", "fits"),
    [
        pytest.param("1" + " " * (LONGEST - 1), True, id="longest"),
        pytest.param("1" + " " * LONGEST, False, id="one-letter-more"),
        # Every minus sign is two parts, the sign and its operation; the number is one more.
        pytest.param("-" * ((MOST_NODES - 1) // 2) + "1", True, id="most-parts"),
        pytest.param("-" * (MOST_NODES // 2) + "1", False, id="one-part-more"),
    ],
)
def test_the_bounds_are_those_that_the_message_names(evidence, expression, fits):
    if fits:
        assert abs(evaluate(expression, evidence)[0]) == 1
    else:
        with pytest.raises(QuantityError, match=rf"at most ({LONGEST} characters|{MOST_NODES} parts)"):
            evaluate(expression, evidence)


def gives_a_result_or_a_plain_refusal(expression, evidence):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # "\d" in a text, 1if: Python warns of what it will refuse
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            result, used = evaluate(expression, evidence)
        except QuantityError as refusal:
            assert str(refusal)
            return
    assert type(result) in (Quantity, int, float, bool)
    assert all(isinstance(each, Quantity) for each in used)
    if isinstance(result, Quantity):
        assert used
        assert "e+" not in result.text
        assert result.value is None or abs(result.value) <= expressions.LARGEST
        json_ready = result.as_dict()
        assert json_ready["text"] == result.text


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=80) | st.text(alphabet="pctn()\"'.,<>=+-*/0123456789eE_ :[]{}\\#x\n", max_size=60))
def test_any_text_gives_a_result_or_a_plain_refusal(evidence, text):
    gives_a_result_or_a_plain_refusal(text, evidence)


WORDS = st.sampled_from(
    ['"alpha2020trial"', '"beta2021cohort"', '"drug"', '"control"', '"all"', '"tici3"', '"nrp"', '"mrs_0_1_90d"']
    + ['"nihss_24h"', '"median"', '"review"', '"primary"', '""', "None", "3", "True", "1.5", "x", "-1", "*y", "**z"]
    + [f'{name}="cited"' for name in ("scope", "source", "design", "grade", "evidence")]
)
CALLS = st.builds(
    lambda name, arguments: f"{name}({', '.join(arguments)})",
    st.sampled_from([*VOCABULARY, "print", "__import__", "facts"]),
    st.lists(WORDS, max_size=5),
)
GOOD = st.sampled_from([DRUG, CONTROL, BETA, N, RR, RD, 'span("nrp")', 'studies("nrp")', "references()"])
NUMBERS = st.sampled_from(["0", "1", "2.5", "1e12", "-3", "1e-300", "1e999"])
GRAMMAR = st.recursive(
    GOOD | CALLS | NUMBERS,
    lambda inner: (
        st.builds(lambda a, op, b: f"({a} {op} {b})", inner, st.sampled_from(["+", "-", "*", "/", "**", "@"]), inner)
        | st.builds(lambda a, op, b: f"{a} {op} {b}", inner, st.sampled_from(["<", ">=", "==", "in", "is"]), inner)
        | st.builds(lambda a, op, b: f"({a} {op} {b})", inner, st.sampled_from(["and", "or", "if"]), inner)
        | st.builds(
            lambda a, name: f"{a}.{name}", inner, st.sampled_from(["value", "low", "p", "events", "k", "__class__"])
        )
        | st.builds(lambda op, a: f"{op} {a}", st.sampled_from(["-", "not", "+", "~", "lambda:"]), inner)
        | st.builds(lambda a: f"[{a}][0]", inner)
    ),
    max_leaves=8,
)


@settings(max_examples=500, deadline=None)
@given(expression=GRAMMAR)
def test_any_combination_of_fragments_gives_a_result_or_a_plain_refusal(evidence, expression):
    gives_a_result_or_a_plain_refusal(expression, evidence)


@pytest.mark.parametrize(
    ("read", "content", "halves"),
    [
        (read_holds, "about half :: 40 < x < 60", ("about half", "40 < x < 60")),
        (read_fixed, "Tmax > 6 s :: definition", ("Tmax > 6 s", "definition")),
        (read_fixed, "  a::b ", ("a", "b")),
    ],
)
def test_a_role_divides_its_words_from_what_is_behind_them(read, content, halves):
    assert read(content) == halves


@pytest.mark.parametrize("read", [read_holds, read_fixed])
@pytest.mark.parametrize("content", ["", "::", "words", "words ::", ":: 1 < 2", "words : 1"])
def test_a_role_without_one_of_its_halves_shows_an_example(read, content):
    with pytest.raises(QuantityError, match=r"write (words :: condition|number :: reason); for example"):
        read(content)
