"""What authors write short is written out in one form, and nothing else is changed."""

from __future__ import annotations

import pytest

from helpers.quantities.arithmetic import ExpressionError
from helpers.quantities.expressions import evaluate, quantity
from helpers.quantities.lookup import QuantityError
from helpers.quantities.shorthand import names_used, shortened, written_out
from helpers.quantities.syntax import LONGEST

NAMES = {
    "effect": "rr(alpha2020trial, drug, control, nrp)",
    "share": "pct(alpha2020trial, drug, nrp)",
    "half": "share / 2",
    "arms": "drug+control",
    "trial": "alpha2020trial",
    "one": "two + 1",
    "two": "one + 1",
    "me": "me",
}
PCT = 'pct("alpha2020trial", "drug", "nrp")'


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("pct(alpha2020trial, drug, nrp)", PCT),
        (PCT, PCT),
        ("pct('alpha2020trial', drug, nrp)", "pct('alpha2020trial', \"drug\", \"nrp\")"),
        ("pct(alpha2020trial,drug,outcome=excellent)", 'pct("alpha2020trial","drug",outcome="mrs_0_1_90d")'),
        ('pct(alpha2020trial, drug, "excellent")', 'pct("alpha2020trial", "drug", "mrs_0_1_90d")'),
        ("pct(alpha2020trial, drug+control, nrp)", 'pct("alpha2020trial", "drug+control", "nrp")'),
        ("pct(alpha2020trial, drug + control, nrp, source=review)",
         'pct("alpha2020trial", "drug+control", "nrp", source="review")'),
        ("n(excellent)", 'n("excellent")'),  # a short name is one of outcomes, and means nothing elsewhere
        ("40 <  share < 90", f"40 <  {PCT} < 90"),
        ("share.low > 1 and not effect.open",
         f'{PCT}.low > 1 and not rr("alpha2020trial", "drug", "control", "nrp").open'),
        ("2 * half", f"2 * ({PCT} / 2)"),
        ("pct(trial, drug, nrp)", PCT),
        ("pct(trial, arms, nrp)", 'pct("alpha2020trial", "drug+control", "nrp")'),
        ("count(share)", 'count("alpha2020trial", "drug", "nrp")'),
        ("or_(effect, source=primary)", 'or_("alpha2020trial", "drug", "control", "nrp", source="primary")'),
        ("studies(nrp, causes_excluded=3)", 'studies("nrp", causes_excluded=3)'),
    ],
)  # fmt: skip
def test_what_is_written_short_becomes_the_one_long_form(review, short, long):
    assert written_out(short, review.evidence, NAMES) == long
    assert written_out(long, review.evidence, NAMES) == long


def test_an_expression_gives_the_same_quantity_short_and_long(review):
    short = quantity("pct(alpha2020trial, drug, excellent)", review.evidence)
    assert short == quantity('pct("alpha2020trial", "drug", "mrs_0_1_90d")', review.evidence)
    assert short.expression == 'pct("alpha2020trial", "drug", "mrs_0_1_90d")'
    assert str(evaluate("half", review.evidence, NAMES)[0]) == "40.0%"


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("shar", "unknown name 'shar'; nearest: share"),
        ("pct(alfa2020trial, drug, nrp)", "unknown study 'alfa2020trial'; nearest: alpha2020trial"),
        ("pct(alpha2020trial, drug, excelent)", "unknown outcome 'excelent'; nearest: excellent"),
        ("nrp", "nrp is a key, and stands inside a call"),
        ("pct", r"pct is called with its arguments: pct\(study, group, outcome\)"),
        ("one", "the names one, two stand for each other"),
        ("me", "the names me stand for each other"),
        ("n(effect.low)", "arguments are plain text"),
        ("studies(effect)", r"effect stands for rr\(.*, which studies\(\) does not take as its outcome"),
        ("n(alpha2020trial, effect)", r"effect stands for .*, which n\(\) does not take as its group"),
        ("pct(drug-control, a, b)", "arguments are plain text"),
        ("pct(alpha2020trial, drug+1, nrp)", "arguments are plain text"),
        ("n(alpha2020trial) # all of them", "an expression has no comments"),
        ("n(alpha2020trial) + \\\n n(alpha2020trial)", "an expression has no comments and no"),
    ],
)
def test_what_stands_for_nothing_is_refused_with_the_nearest(review, expression, message):
    with pytest.raises(QuantityError, match=message):
        evaluate(expression, review.evidence, NAMES)


def test_names_cannot_grow_without_end(review):
    names = {"a0": "n(alpha2020trial)"} | {f"a{n}": f"a{n - 1} + a{n - 1} + a{n - 1}" for n in range(1, 40)}
    with pytest.raises(ExpressionError, match=rf"at most {LONGEST} characters; with its names written out"):
        written_out("a39", review.evidence, names)


def test_a_comment_mark_within_text_is_no_comment(review):
    with pytest.raises(QuantityError, match="unknown study '#1'"):
        evaluate('n("#1")', review.evidence)


@pytest.mark.parametrize(
    ("long", "short"),
    [
        (PCT, "pct(alpha2020trial, drug, nrp)"),
        ('rr("alpha2020trial", "drug+control", "x", "mrs_0_1_90d", source="review")',
         "rr(alpha2020trial, drug+control, x, excellent, source=review)"),
        ('claims(section="iii", finding="wrong unit")', 'claims(section=iii, finding="wrong unit")'),
        ("pct(", "pct("),
    ],
)  # fmt: skip
def test_a_remedy_is_written_as_an_author_would(review, long, short):
    assert shortened(long, review.evidence) == short


def test_uses_of_names_are_counted_where_they_stand(review):
    used = names_used("pct(trial, drug, nrp) - share > half or share.low > 1", NAMES)
    assert sorted(used) == ["half", "share", "share", "trial"]
    assert names_used("effect(1) + share", NAMES) == ["share"]
    assert names_used("share +", NAMES) == []
