"""An invented study for the tests of `review new study`: its citation and its sheet."""

from __future__ import annotations

from helpers.files import transaction as transaction

BIB = """@article{Gamma,
  author = {Gamma, Gil}, title = {A trial of tissue}, journal = {Journal of Tests}, year = {2027},
  doi = {10.1000/gamma.1}
}
"""
SHEET = """
study:
  design: randomised trial
  scope: later
  not_cited: Only the tests use it.
  read: abstract
topics: {mechanism: none, assessment: [CT perfusion, angiography], treatment: intra-arterial lysis}
defaults: {source: primary, locator: abstract, url: "https://doi.org/10.1000/gamma.1"}
groups:
  - {group: drug, label: Drug, role: treated, allocation: randomised, dose: 0.10, dose_unit: mg/kg, n_analysed: 20}
  - {group: control, label: Control, role: control, allocation: randomised, n_analysed: 21}
outcomes:
  - {outcome: better_7d, label: Better, definition: Made up., direction: benefit, timepoint: 7 d}
definitions:
  - {definition: gamma_ctp, modality: CTP, threshold: "> 6 s", excludes_stenosis: yes, excludes_reocclusion: no,
     excludes_haemorrhage: not read}
counts:
  - {group: drug, outcome: nrp, definition: gamma_ctp, events: 5, total: 20, printed: 25.0, back_calculated: true}
  - {group: control, outcome: better_7d, events: 4, total: 21, back_calculated: false, source: secondary,
     reported_by: beta2021cohort, locator: table 1}
values:
  - {group: drug, outcome: better_7d, statistic: percentage, unit: "%", value: 10.0}
estimates:
  - {group: drug, comparator: control, outcome: better_7d, measure: RR, estimate: 1.10, ci_low: 0.90, ci_high: 1.30,
     p: .20, adjusted: false}
links:
  - {cause: clots move on, effect: no-reflow, direction: against, finding: No difference.}
inclusions:
  - {review: review01}
"""
KEY = "gamma2027tissue"
