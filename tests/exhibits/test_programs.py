"""The page on methods names the versions that made it."""

import platform
import re

from books import ROOT

from helpers.exhibits import software
from helpers.exhibits.programs import PACKAGES


def test_every_program_stands_in_the_lock_file_with_the_version_that_is_shown():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8").lower()
    cells = software(name="software", caption="A caption.").cells
    assert cells[0][1] == platform.python_version() and [row[0] for row in cells[1:]] == list(PACKAGES)
    for name, version, _ in cells[1:]:
        assert re.search(rf"^{name.lower()}=={re.escape(version)}\b", lock, re.MULTILINE), name
