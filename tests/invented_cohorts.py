"""The small book with invented cohorts that counted in several ways, a question about them, and choices of its own."""

from __future__ import annotations

import json
from pathlib import Path

from invented_trials import HEADER, append, make_book

CHOICES = [
    {
        "name": "test",
        "title": "Test",
        "shared": True,
        "options": [
            {"name": "ct", "title": "CT alone", "where": {"modality": ["CTP"]}},
            {"name": "ctmr", "title": "CT or MR", "where": {"modality": ["CTP", "MR perfusion"]}},
            {"name": "asl", "title": "ASL", "where": {"modality": ["ASL"]}},
        ],
    },
    {
        "name": "time",
        "title": "Time",
        "options": [
            {"name": "early", "title": "Within 3 h", "where": {"from_h": {"least": 0}, "to_h": {"most": 3}}},
            {"name": "late", "title": "From 24 h", "where": {"from_h": {"least": 24}}},
        ],
    },
    {
        "name": "grade",
        "title": "Grade",
        "options": [
            {"name": "complete", "title": "3", "where": {"grade": ["3"]}},
            {"name": "nearly", "title": "2c or 3", "where": {"grade": ["2c", "3", "2c-3"]}},
        ],
    },
]
STUDIES = ("gamma2020trial", "theta2020again", "delta2021trial", "epsilon2022trial", "zeta2023trial", "kappa2024meta")
DEFINITIONS = {  # modality, from_h, to_h
    "gamma_early": ("gamma2020trial", "CTP", "0", "3"),
    "gamma_late": ("gamma2020trial", "CTP", "24", "48"),
    "theta_late": ("theta2020again", "CTP", "24", "48"),
    "delta_ct": ("delta2021trial", "CTP", "0", "2.5"),
    "epsilon_mr": ("epsilon2022trial", "MR perfusion", "", ""),
    "zeta_asl": ("zeta2023trial", "ASL", "0", "24"),
    "zeta_eye": ("zeta2023trial", "ASL", "24", "24"),
    "zeta_deep": ("zeta2023trial", "ASL", "24", "24"),
    "kappa_ct": ("kappa2024meta", "CTP", "0", "3"),
}
COUNTED = [  # study, group, definition, events, total, source, reported_by
    ("gamma2020trial", "whole", "gamma_early", 10, 100, "primary", ""),
    ("gamma2020trial", "whole", "gamma_late", 30, 100, "primary", ""),
    ("theta2020again", "whole", "theta_late", 12, 120, "primary", ""),
    ("delta2021trial", "whole", "delta_ct", 20, 80, "primary", ""),
    ("epsilon2022trial", "whole", "epsilon_mr", 9, 60, "primary", ""),
    ("epsilon2022trial", "drug", "epsilon_mr", 50, 90, "primary", ""),
    ("epsilon2022trial", "control", "epsilon_mr", 1, 99, "secondary", "gamma2020trial"),
    ("epsilon2022trial", "control", "epsilon_mr", 2, 99, "secondary", "delta2021trial"),
    ("zeta2023trial", "whole", "zeta_asl", 0, 40, "primary", ""),
    ("zeta2023trial", "whole", "zeta_eye", 4, 40, "primary", ""),
    ("zeta2023trial", "whole", "zeta_deep", 6, 40, "primary", ""),
    ("kappa2024meta", "whole", "kappa_ct", 40, 200, "primary", ""),
]
MEMBERS = """\
how_often,gamma2020trial,whole,,,gamma_early,,,,,
how_often,delta2021trial,whole,,,delta_ct,,,,,
how_often,zeta2023trial,whole,,,zeta_asl,,,,,
how_often,beta2021cohort,all,,,beta_asl,,,,,
"""
QUESTION = 'how_often,"How often, invented",,PLO,nrp,,,,,,Invented.\n'


def make_cohorts(folder: Path) -> Path:
    """Return a book with cohorts: gamma has two publications, kappa includes delta, epsilon tells without a time."""
    book = make_book(folder)
    data = book / "data"
    package = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    next(each for each in package["resources"] if each["name"] == "definitions")["choices"] = CHOICES
    (data / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    grades = dict.fromkeys(STUDIES, "mTICI 2c-3") | {"delta2021trial": "eTICI 3"}
    append(
        data / "groups.csv",
        [f"{key},whole,Whole,all,observational,,{grades[key]},,,,,200,primary,,Table 1,," for key in STUDIES],
    )
    append(
        data / "definitions.csv",
        [f"{key},{study},{test},,,,,,{low},{high},,no,no,no" for key, (study, test, low, high) in DEFINITIONS.items()],
    )
    append(
        data / "counts.csv",
        [f"{s},{g},nrp,{d},{events},{n},,false,{source},{by},Table 2,," for s, g, d, events, n, source, by in COUNTED],
    )
    header = (
        "synthesis,label,members_label,measure,outcome,method,tau2,interval,treatment_label,comparator_label,reason\n"
    )
    lysis = 'lysis,"Lysis, invented",,RR,mrs_0_1_90d,,,,,,Invented.\n'
    (data / "syntheses.csv").write_text(header + QUESTION + lysis, encoding="utf-8", newline="\n")
    own = "lysis,gamma2020trial,drug,control,,,,,,,\nlysis,delta2021trial,drug,control,,,,,,,\n"
    (data / "members.csv").write_text(HEADER + MEMBERS + own, encoding="utf-8", newline="\n")
    return book
