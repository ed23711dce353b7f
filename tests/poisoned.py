"""A small book whose every free text, in data, dictionary, bibliography, captions and headings, attacks its pages."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from books import copy_rich_book

HOOK = "window.ran = []; window.xs = (what) => window.ran.push(String(what)); window.alert = window.xs;"
LONG = "\"'><img src=x onerror=\"xs('{0}')\"><!--</script><script>xs('{0}')</script> [a](javascript:xs('{0}'))"
SHORT = "<svg/onload=xs('{0}')>"
TINY = "<svg/onload=xs()>"
ROLES = " {{download}}`../../secret.txt` ![x](../../secret.txt) [x](../../secret.txt)"
# What a rule allows to be one of a few words only, or takes apart.
RULED = {
    *(("groups", name) for name in ("agent", "dose_unit", "reperfusion_grade")),
    *(("claims", name) for name in ("refs", "expression", "unit", "printed")),
    *(("readings", "key"), ("readings", "read"), ("values", "unit"), ("outcomes", "scale"), ("sections", "section")),
    *(("studies", "risk_of_bias"), ("studies", "registration"), ("links", "cause"), ("links", "effect")),
    *(("agents", "agent"), ("agents", "iv_dose_unit"), ("agents", "iv_dose_max_unit")),
    ("conduct", "answer"),
    *(("protocols", "dose_max_unit"), ("protocols", "given_over_unit")),
}
PAGE = """# Data <b>

```{data-state}
```

```{data-dictionary}
```

## How `<img src=x onerror=xs('heading')>` looks

```{data-syntheses}
```

## Claims

```{claims-table}
```

```{audit-checks}
```

```{studies-table}
```
"""


def copy_poisoned_book(folder: Path) -> Path:
    """Copy the rich book with an attack in every free text, and with the pages that are made of data."""
    copy_rich_book(folder)
    (folder.parent / "secret.txt").write_text("TOPSECRET", encoding="utf-8")
    path = folder / "data/datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    for resource in package["resources"]:
        _poison_table(folder / "data", resource)
        for name in ("title", "description"):
            resource[name] += " " + LONG.format(f"dictionary.{name}")
        for column in resource["schema"]["fields"]:
            for name in ("title", "description", "unit"):
                if name in column:
                    column[name] += " " + SHORT.format(f"column.{name}")
    path.write_text(json.dumps(package), encoding="utf-8")
    _poison_bibliography(folder / "references.bib")
    (folder / "chapters/data.md").write_text(PAGE, encoding="utf-8")
    toc = folder / "_toc.yml"
    toc.write_text(toc.read_text(encoding="utf-8") + "  - file: chapters/data\n", encoding="utf-8")
    return folder


def _poison_table(data: Path, resource: dict) -> None:
    table = resource["name"]
    path = data / f"{table}.csv"
    if not path.exists():
        return
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    keys = {field for key in resource["schema"].get("foreignKeys", ()) for field in _listed(key["fields"])}
    for column in resource["schema"]["fields"]:
        limits = column.get("constraints", {})
        name = column["name"]
        free = column["type"] == "string" and not {"pattern", "enum"} & set(limits)
        if not free or name in keys or (table, name) in RULED:
            continue
        for row in rows:
            if row[name]:
                room = limits.get("maxLength", 1000) - len(row[name]) - 1
                where = f"{table}.{name}"
                texts = [text.format(where) for text in (LONG + ROLES, LONG, SHORT, TINY)]
                row[name] += next((f" {text}" for text in texts if len(text) <= room), "")
    if rows:
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        path.write_text(text.getvalue(), encoding="utf-8")


def _listed(fields: str | list[str]) -> list[str]:
    return [fields] if isinstance(fields, str) else fields


def _poison_bibliography(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(lines):
        for field in ("title", "journal", "note"):
            if line.startswith(f"  {field} = {{"):
                inside = line.rstrip(",").rstrip()[:-1]
                lines[number] = f"{inside} <img src=x onerror=xs('bib.{field}')>}}" + "," * line.endswith(",")
    path.write_text("\n".join(lines), encoding="utf-8")
