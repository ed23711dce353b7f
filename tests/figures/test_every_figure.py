"""Every kind of figure keeps the promises of all: words, rows and pictures say the same, on every width."""

from __future__ import annotations

import json
import re

import pytest
from artists import artists_of, both, boxes_of, texts, touching
from figure_samples import SAMPLES, WIDTHS

from helpers.figures import MIME_TYPE


@pytest.fixture(params=SAMPLES.values(), ids=SAMPLES, scope="module")
def make(request):
    return request.param


def test_every_row_stands_in_both_pictures_and_in_the_words(make):
    figure = make()
    for svg in both(figure).values():
        shown = " ".join(texts(svg))
        for row in figure.rows:
            for key in ("label", "bar", "category", "row", "column", "design", "dose_text"):
                assert str(row.get(key, "")) in shown
                assert str(row.get(key, "")) in figure.alt
            if row.get("studies") != 0:
                assert row["text"] in shown
                assert row["text"] in figure.alt


def test_rows_have_the_same_columns_and_everything_is_plain_data(make):
    figure = make()
    assert len({tuple(row) for row in figure.rows}) == 1
    content = figure._repr_mimebundle_()[MIME_TYPE]
    assert json.loads(json.dumps(content, allow_nan=False)) == content


def test_the_same_input_gives_the_same_bytes(make):
    assert both(make()) == both(make())


def test_no_picture_refers_to_anything_outside_or_to_an_id_of_another(make):
    figure = make()
    for width, svg in both(figure).items():
        assert re.findall(r"https?://[^\s\"']+", svg) == ["http://www.w3.org/2000/svg"]
        assert not re.search(r"<(script|image|foreignObject|style)\b|\bon\w+=|@import|data:", svg)
        assert all(found.startswith(f"{figure.name}-{width}-") for found in re.findall(r'\bid="([^"]+)"', svg))


@pytest.mark.parametrize("width", WIDTHS)
def test_no_text_touches_another_or_leaves_the_paper(make, width):
    canvas = artists_of(make)[width]
    boxes = boxes_of(canvas)
    assert not touching(boxes)
    paper = (canvas.get_figwidth() * 72, canvas.get_figheight() * 72)
    for _, words, (left, top, right, bottom) in boxes:
        assert min(left, top) >= -0.5, words
        assert right <= paper[0] + 0.5, words
        assert bottom <= paper[1] + 0.5, words


def test_every_figure_says_what_its_marks_are_in_whole_sentences(make):
    figure = make()
    assert figure.notes and all(note.endswith(".") for note in figure.notes)
    assert figure._repr_mimebundle_()[MIME_TYPE]["notes"] == list(figure.notes)
