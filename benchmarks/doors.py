"""Every door through which a file comes in, and its share of the inputs. Not run by itself: `fuzz.py` uses them."""

from __future__ import annotations

import json

import foreign_doors
import own_doors
from door import Door
from sound_inputs import BIBTEX, CIW, CSL, ENW, NBIB, RIS, WORK

JSON = [json.dumps({"message": WORK}), json.dumps(CSL), json.dumps([CSL])]

DOORS = {
    "table": Door(own_doors.tables, 200),
    "dictionary": Door(own_doors.dictionary, 15),
    "bibliography": Door(own_doors.bibliography, 50),
    "bib": Door(foreign_doors.citation(".bib", BIBTEX, "lines"), 50),
    "ris": Door(foreign_doors.citation(".ris", RIS, "lines"), 60),
    "nbib": Door(foreign_doors.citation(".nbib", NBIB, "lines"), 50),
    "enw": Door(foreign_doors.citation(".enw", ENW, "lines"), 40),
    "ciw": Door(foreign_doors.citation(".ciw", CIW, "lines"), 40),
    "json": Door(foreign_doors.citation(".json", JSON, "json"), 80),
    "sheet": Door(own_doors.sheet, 30),
    "pool": Door(foreign_doors.pool, 90),
    "audit": Door(foreign_doors.audit, 70),
    "coverage": Door(foreign_doors.coverage, 15),
    "chapter": Door(own_doors.chapter, 40),
    "contents": Door(own_doors.contents, 40),
    "expression": Door(own_doors.expression, 130),
    "lock": Door(own_doors.lock, 60),
    "snapshot": Door(own_doors.snapshot, 5),
    "book": Door(own_doors.whole_book, 0.5),
}
