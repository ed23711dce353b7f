"""The forms in which readers report: each field can be filled in by a link, and says what it is."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from books import ROOT

FORMS = {path.stem: path for path in (ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml") if path.stem != "config"}
BY_LINK = {"page", "value", "expression", "row"}  # what the popover of a number knows


@pytest.mark.parametrize("path", FORMS.values(), ids=FORMS)
def test_a_form_has_a_name_and_fields_with_names_of_their_own(path: Path):
    form = yaml.safe_load(path.read_text(encoding="utf-8"))
    fields = [field for field in form["body"] if field["type"] in ("input", "textarea")]
    assert form["name"] and form["description"] and len({field["id"] for field in fields}) == len(fields)
    assert all(field["attributes"]["label"] for field in fields)


def test_a_wrong_number_is_reported_with_all_that_its_popover_knows_and_what_only_the_reader_does():
    form = yaml.safe_load(FORMS["wrong-number"].read_text(encoding="utf-8"))
    fields = {field["id"]: field.get("validations", {}) for field in form["body"] if "id" in field}
    assert set(fields) == BY_LINK | {"what", "source"}
    assert {name for name, rules in fields.items() if rules.get("required")} == {"page", "what", "source"}
