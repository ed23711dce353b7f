"""Citations as programs export them: made-up records in the tags, order and layout of the programs' own files."""

# ruff: noqa: W291, W293 - a line of an export stays as its program writes it

from __future__ import annotations

TITLE = "A made-up cohort of reperfusion"
NBIB = """PMID- 30000001
OWN - NLM
STAT- MEDLINE
LR  - 20210109
IS  - 1878-0849 (Electronic)
VI  - 63
IP  - 2
DP  - 2020 Feb
TI  - A made-up cohort of
      reperfusion.
PG  - 1849-55
LID - S1769-7212(19)30059-X [pii]
LID - 10.1016/j.x.2019.03.004 [doi]
AB  - Words that go
      on.
FAU - Alpha, Ann B
AU  - Alpha AB
AD  - A place.
FAU - Beta, Bo Jr
AU  - Beta B Jr
CN  - The Made-up Study Group
TA  - Inv J
JT  - Invented journal
PMC - PMC7000001
EDAT- 2019/03/30 06:00
AID - S1769-7212(19)30059-X [pii]
AID - 10.1016/j.x.2019.03.004 [doi]
SO  - Inv J. 2020 Feb;63(2):1849-55.
"""
COCHRANE = """Record #3 of 18
Provider: John Wiley & Sons, Ltd.
Content: text/plain; charset="UTF-8"

TY  -  JOUR
AN  -  CN-00000001
A1  -  Alpha, A
T1  -  A made-up cohort of reperfusion
JA  -  Trials
PY  -  2024
VL  -  60
IS  -  7
SP  -  1279\u20101297
C3  -  PUBMED 30000001,EMBASE 640000001
DO  -  10.1186/x-12-39
UR  -  https://www.cochranelibrary.com/central/doi/10.1002/central/CN-00000001/full
ER  -  


"""
EMBASE = """TY  - JOUR
M3  - Article
Y1  - 2024
VL  - 15
IS  - 1 January
SN  - 2041-1723
JF  - Nature Communications
JO  - Nat. Commun.
UR  - https://www.embase.com/search/results?subaction=viewrecord&id=L2000000001&from=export
U2  - L2000000001
C5  - 30000001
DB  - Embase
DB  - Medline
L2  - http://dx.doi.org/10.1038/s41467-024-00000-3
A1  - Alpha, A.B.
A1  - Dos Santos, H.B.
T1  - A made-up cohort of reperfusion
ER  - 
"""
WOS_RIS = """TY  - JOUR
AU  - Alpha, AB
TI  - A made-up cohort of reperfusion
T2  - PLOS ONE
AB  - Background: words.
   Methods: more words.
J9  - PLOS ONE
DA  - SEP 22
PY  - 2010
VL  - 5
IS  - 9
C7  - e12292
DO  - 10.1371/journal.x.0000001
WE  - Arts &amp; Humanities Citation Index (A&amp;HCI)
AN  - WOS:000200000000001
N1  - Times Cited in Web of Science Core Collection:  142
Total Times Cited:  162
ER  -

"""
ENDNOTE_RIS = """TY  - JOUR
AB  - Words.
AU  - Alpha, Ann B.
AU  - Bisschop, Charlotte N. Steins
DA  - 2016/03/02
DO  - 10.1007/s00000-016-0001-9
IS  - 5
KW  - One
Two
L1  - internal-pdf://1734575198/Alpha.pdf
PY  - 2016
SN  - 14320584
09395555
SP  - 695-706
T2  - Annals of inventions
TI  - A made-up cohort of
reperfusion
UR  - http://dspace.example.org/handle/1874/342747
https://pubmed.ncbi.nlm.nih.gov/30000001/
VL  - 95
ID  - 16
ER  - 

"""
OVID = """6. 
TY  - JOUR
DB  - ERIC <1992 to June 2024>
ID  - EJ1000001
T1  - A made-up cohort of reperfusion
A1  - Alpha, Ann
A1  - Pranzetti Beta, Dirce M F
Y1  - 2017//
Y2  - 2017-12//
JF  - Journal of Inventions
VL  - 7
IS  - 3
SP  - 203
EP  - 218
L1  - https://dx.doi.org/10.1080/20000000.2016.1200155
ER  -  

 
"""
EPPI = """TY  - JOUR
T1  - A made-up cohort of reperfusion
JF  - BMC inventions
A1  - Alpha C D
A1  - Pereda-Beta X
Y1  - 2024///
DO  - 10.1186/s12862-024-00000-9
VL  - 24
SP  - 20
CY  - 
UR  - https://www.embase.com/search?id=L600000001&from=export http://dx.doi.org/10.1186/s12862-024-00000-9
N1  - 
ER  - 
"""
CIW = """FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Alpha, AB
   Beta, B
AF Alpha, Ann B.
   Beta, Bo
TI A made-up cohort of
   reperfusion
SO BIOCHEMISTRY
DT Article
CR OTHER JP, 1986, P NATL ACAD SCI USA, V83, P8589, DOI 10.1073/other
NR 59
PD JUN 8
PY 2004
VL 43
IS 22
BP 7003
EP 7016
DI 10.1021/bi000000f
PG 14
UT WOS:000220000000019
PM 30000001
ER

EF
"""
ENW = """%0 Journal Article
%A Alpha, Ann
%A Beta, Bo
%T A made-up cohort of reperfusion
%J Journal of Inventions
%V 12
%N 3
%P 101-109
%@ 0000-0000
%D 2021
%R 10.1000/enw.1
%U https://example.org/a
%M PMID: 30000001
"""
CSL = {
    "type": "article-journal", "id": "a", "title": TITLE, "container-title": "Stroke", "volume": "12", "issue": 3,
    "page": "e1-e9", "author": [{"family": "Alpha", "given": "Ann"}], "issued": {"date-parts": [[2021, 2]]},
    "DOI": "10.1161/x", "PMID": "30000001", "PMCID": "PMC7000001", "abstract": "Long.",
}  # fmt: skip
WOS_BIB = """@article{ WOS:000100000000001,
Author = {Alpha, Ann and Beta, Bo},
Title = {{A made-up cohort of perfusion}},
Journal = {{STROKE}},
Year = {{2021}},
Month = {{MAR}},
Volume = {{52}},
DOI = {{10.1161/STROKEAHA.120.000000}},
Article-Number = {{e12}},
}
"""
CINAHL = """TY  - JOUR
AU  - Alpha Beta, Ann
AU  - Gamma, Bo N.
T1  - A made-up cohort of reperfusion
JO  - Invented journal
JF  - Invented journal
Y1  - 2024/04/03/
VL  - 19
IS  - 4
M3  - Article
SP  - 215
EP  - 20
SN  - 00000000
N1  - Accession Number: 100000001; Source Info: 4/3/2024, Vol. 19 Issue 4, p215
L3  - 10.1000/invented.0001
L3  - https://www.example.org/articles/1#supplementary-information
UR  - https://search.ebscohost.com/login.aspx?direct=true&db=aph&AN=100000001&site=ehost-live
DP  - EBSCOhost
DB  - aph
ER  - 

"""
SCOPUS = """TY  - JOUR
AU  - Alpha, A.B.
TI  - A made-up cohort of reperfusion
PY  - 2024
T2  - Invented journal
VL  - 15
IS  - 1
C7  - 2864
DO  - 10.1000/invented.0002
UR  - https://www.scopus.com/inward/record.uri?eid=2-s2.0-1&doi=10.1000%2finvented.0002&partnerID=40
SN  - 00000000 (ISSN)
C2  - 30000001
LA  - English
J2  - Inv. J.
M3  - Article
DB  - Scopus
N1  - Export Date: 05 August 2024; Cited By: 2
ER  -

"""
CITAVI = """TY  - JOUR
SN  - 00000000
AU  - Alpha, Ann
T1  - A made-up cohort of reperfusion
JF  - Invented journal
SP  - 3643
EP  - 3651
VL  - 278
PY  - 2021
UR  - https://lens.org/084-036-012-777-223
L2  - https://www.ncbi.nlm.nih.gov/pmc/articles/PMC7000001
L2  - http://europepmc.org/article/MED/30000001
TS  - RIS
DO  - 10.1000/invented.0003
M4  - Citavi
ER  -

"""
COVIDENCE = """TY  - JOUR
TI  - A made-up cohort of reperfusion
AU  - Alpha, A.
PY  - 2024
PD  - 
JO  - Invented journal
VL  - 
IS  - (Alpha A., alpha@example.org) Invented University, Town, Country(Beta B.) Museum of Inventions
PG  - 
SP  - 
EP  - 
DO  - 10.1000/invented.0004
ER  - 

"""
