"""Sound inputs of the doors for files that other programs write. Not run by itself: `foreign_doors.py` uses them."""

from __future__ import annotations

AUTHORS = [{"family": "Zeta", "given": "Zoe", "suffix": "Jr"}, {"literal": "The Group", "name": "The Group"}]
WORK = {"type": "journal-article", "title": ["A <i>b</i> &amp; c"], "author": AUTHORS, "container-title": ["J"]}
WORK |= {"issued": {"date-parts": [[2026, 1]]}, "DOI": "10.1000/z", "page": "1-9", "volume": "3", "subtitle": ["S"]}
CSL = {"type": "article-journal", "title": "A b", "author": AUTHORS, "container-title": "J", "page": "e123"}
CSL |= {"issued": {"date-parts": [["2026", 1]]}, "DOI": "10.1000/z", "PMID": "1234", "volume": 3, "id": "x"}
BIBTEX = [
    "@article{zeta,\n author = {Zeta, Jr, Zoe and {The Group}},\n title = {Two {CT} doses \\'e},\n"
    " journal={J},\n year = 2026\n}",
    '@string{x = "y"}\n@misc{a, title = x # {b}, year = 2020, doi="10.1000/z"}\n@comment{c}\n@preamble{"x"}\n',
]
RIS = [
    "TY  - JOUR\nAU  - Zeta, Zoe\nTI  - No-reflow\nJO  - J\nPY  - 2026\nDO  - 10.1000/z\nER  - \n",
    "TY  - CONF\nA1  - X, Y\nT1  - Y\nY1  - 2020/01/02\nSP  - 1\nEP  - 9\nAN  - 123\nDB  - PubMed\nN1  - a\nb\nER  - ",
]
NBIB = [
    "PMID- 1234567\nOWN - NLM\nDP  - 2026 Jan\nTI  - No-reflow after\n      thrombectomy.\nPG  - 1-9\n"
    "LID - 10.1000/z [doi]\nFAU - Zeta, Zoe\nAU  - Zeta Z\nCN  - The Group\nTA  - J\nJT  - The journal\n"
    "AID - 10.1000/z [doi]\nVI  - 3\nIP  - 2\n",
]
ENW = [
    "%0 Journal Article\n%A Zeta, Zoe\n%A The Group,\n%T No-reflow after thrombectomy\n%J The journal\n%D 2026\n"
    "%V 3\n%N 2\n%P 1-9\n%R 10.1000/z\n%U https://example.org/z\n%M 1234\n",
]
CIW = [
    "FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nAU Zeta, Z\n   Eta, E\nAF Zeta, Zoe\n   Eta, Emil\n"
    "TI No-reflow after\n   thrombectomy\nSO THE JOURNAL\nPY 2026\nVL 3\nIS 2\nBP 1\nEP 9\nDI 10.1000/z\n"
    "PM 1234\nUT WOS:000001\nER\n\nEF\n",
]
POOLS = [
    "study,events_1,total_1,events_2,total_2\nA,1,10,2,10\nB,0,20,3,21\nC,5,30,5,30\n",
    "study,events,total\nA,1,10\nB,3,20\nC,20,20\n",
    "study,yi,vi\nA,0.1,0.02\nB,-0.3,.5\nC,1e3,4e-2\n",
    "author,year,ai,bi,ci,di\nA,2001,1,9,2,8\nB,2002,3,17,4,16\n",
    "Study,event.e,n.e,event.c,n.c\nA,1,10,2,10\nB,3,20,4,20\n",
    "study,estimate,ci_low,ci_high\nA,1.20,0.90,1.60\nB,0.80,0.50,1.28\n",
    "study,mean_1,sd_1,n_1,mean_2,sd_2,n_2\nA,1.2,0.3,20,1.4,0.4,21\nB,2,1,30,2.5,1.1,28\n",
    "study,te,sete\nA,0.1,0.2\nB,0.3,0.1\n",
]
RESULTS = """result,measure,estimate,ci_low,ci_high,p,events_1,total_1,percent_1,events_2,total_2,percent_2,unit,fact
a,RR,1.2,0.9,1.5,0.03,10,50,20.0,9,51,17.6,,f
b,aOR,2.0,1.1,3.9,<0.001,,,33.3,,,,mg,f
c,MD,-1.0,-2,0.1,0.05,,,,,,,,
"""
