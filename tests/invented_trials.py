"""The small book with invented trials and a pooling question about them."""

from __future__ import annotations

from books import copy_small_book

COUNTS = {  # invented; treated events and total, control events and total
    "gamma2020trial": (30, 100, 20, 100),
    "delta2021trial": (25, 80, 24, 82),
    "epsilon2022trial": (0, 40, 3, 41),
}
TRIALS = [*COUNTS, "zeta2023trial", "eta2024cohort", "theta2020again", "iota2024none", "kappa2024meta"]
DESIGNS = {"eta2024cohort": "cohort", "kappa2024meta": "meta-analysis"}
ENTRY = """@misc{{{key},
  title = {{Invented {key}}},
  year = {{{year}}},
  verification = {{probable}},
  note = {{Invented}},
}}
"""
QUESTIONS = """\
synthesis,label,members_label,measure,outcome,method,tau2,interval,treatment_label,comparator_label,reason
lysis,"Lysis, invented",,RR,mrs_0_1_90d,,,,,,Invented.
"""
HEADER = "synthesis,study,group,comparator,outcome,definition,source,estimate,subgroup,absent,left_out\n"
MEMBERS = """\
lysis,gamma2020trial,drug,control,,,,,,,
lysis,delta2021trial,drug,control,,,,,,,
lysis,epsilon2022trial,drug,control,,,,,,,
lysis,zeta2023trial,low+high,control,,,,,,,
lysis,iota2024none,drug,control,,,,,,no page gives counts.,
"""


AXES = ("mechanism", "assessment", "treatment")  # of topics.csv


def append(path, lines):
    path.write_text(path.read_text(encoding="utf-8") + "".join(line + "\n" for line in lines), encoding="utf-8")


def make_book(folder):
    """Copy the small book and add invented trials: two arms, two doses, a cohort, a twin, a gap, a review."""
    book = copy_small_book(folder)
    data = book / "data"
    year = {key: key.strip("abcdefghijklmnopqrstuvwxyz") for key in TRIALS}
    cohort = {"gamma2020trial": "gamma", "theta2020again": "gamma"}
    append(
        data / "studies.csv",
        [
            f"{key},{key[:5].title()},{year[key]},{DESIGNS.get(key, 'randomised trial')},,,anterior,,,context,,"
            f"{cohort.get(key, '')},not assessed,,,Invented.,,abstract"
            for key in TRIALS
        ],
    )
    original = [key for key in TRIALS if DESIGNS.get(key) != "meta-analysis"]
    append(data / "topics.csv", [f"{key},{axis},none" for key in original for axis in AXES])
    bib = book / "references.bib"
    old = [f"@{entry}" for entry in bib.read_text(encoding="utf-8").split("@")[1:]]
    entries = [entry.strip() + "\n" for entry in old] + [ENTRY.format(key=key, year=year[key]) for key in TRIALS]
    bib.write_text("\n".join(sorted(entries, key=lambda entry: entry.partition("{")[2])), encoding="utf-8")
    groups, counts = [], []
    for key in TRIALS:
        allocation = "observational" if key == "eta2024cohort" else "randomised"
        arms = ("low", "high", "control") if key == "zeta2023trial" else ("drug", "control")
        for arm in arms:
            role = "control" if arm == "control" else "treated"
            groups.append(f"{key},{arm},{arm.title()},{role},{allocation},,,,,,,100,primary,,Table 1,,")
    groups.append("gamma2020trial,subset,Subset,subset,randomised,drug,,,,,,50,primary,,Table 1,,")
    rows = {(key, arm): COUNTS[key][at : at + 2] for key in COUNTS for arm, at in (("drug", 0), ("control", 2))}
    rows |= {
        ("zeta2023trial", "low"): (10, 40),
        ("zeta2023trial", "high"): (14, 42),
        ("zeta2023trial", "control"): (9, 44),
    }
    rows |= {("eta2024cohort", "drug"): (20, 60), ("eta2024cohort", "control"): (15, 61)}
    rows |= {("theta2020again", "drug"): (29, 98), ("theta2020again", "control"): (20, 99)}
    rows |= {("kappa2024meta", "drug"): (70, 90), ("kappa2024meta", "control"): (60, 99)}
    rows |= {("gamma2020trial", "subset"): (15, 50)}
    for (key, arm), (events, total) in rows.items():
        source = "review" if (key, arm) == ("delta2021trial", "control") else "primary"
        counts.append(f"{key},{arm},mrs_0_1_90d,,{events},{total},,false,{source},,Table 2,,")
    counts.append("gamma2020trial,drug,mrs_3_6_90d,,60,100,,false,primary,,Table 2,,")
    counts.append("gamma2020trial,control,mrs_3_6_90d,,70,100,,false,primary,,Table 2,,")
    append(data / "groups.csv", groups)
    append(data / "counts.csv", counts)
    append(data / "inclusions.csv", ["kappa2024meta,delta2021trial,"])
    append(
        data / "estimates.csv",
        [
            f"{key},drug,control,mrs_0_1_90d,RR,{numbers},,{adjusted},primary,,Table 3,,"
            for key, numbers, adjusted in (
                ("gamma2020trial", "1.40,1.00,1.96", "true"),
                ("delta2021trial", "1.10,0.80,1.51", "true"),
                ("epsilon2022trial", "1.30,0.70,2.40", "false"),
            )
        ],
    )
    write(book)
    return book


def write(book, members=MEMBERS, questions=QUESTIONS):
    """Write the pooling questions of a book. Parameters: members, rows of members.csv; questions, syntheses.csv."""
    (book / "data/syntheses.csv").write_text(questions, encoding="utf-8", newline="\n")
    (book / "data/members.csv").write_text(HEADER + members, encoding="utf-8", newline="\n")


def member(study, group="drug", outcome="", estimate=""):
    """Return a row of members.csv."""
    return f"lysis,{study},{group},control,{outcome},,,{estimate},,,\n"
