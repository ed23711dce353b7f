"""How fast are pools computed: one at a time against metafor, by number of studies, and many at once?"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np

from helpers.stats import meta_analysis as ma

BCG = (  # metafor's dat.bcg: treated events and total, control events and total
    [4, 6, 3, 62, 33, 180, 8, 505, 29, 17, 186, 5, 27],
    [123, 306, 231, 13598, 5069, 1541, 2545, 88391, 7499, 1716, 50634, 2498, 16913],
    [11, 29, 11, 248, 47, 372, 10, 499, 45, 65, 141, 3, 29],
    [139, 303, 220, 12867, 5808, 1451, 629, 88391, 7277, 1665, 27338, 2341, 17854],
)
R = """
suppressPackageStartupMessages(library(metafor))
time <- function(yi, vi, times) {
  elapsed <- system.time(for (i in seq_len(times)) rma(yi, vi, method = "REML", test = "adhoc"))[["elapsed"]]
  cat(length(yi), 1e6 * elapsed / times, "\\n")
}
d <- escalc(measure = "RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
time(d$yi, d$vi, 1000)
set.seed(1)
for (k in c(10, 100, 1000)) {
  vi <- rchisq(k, 3) / 20
  time(rnorm(k, 0.2, sqrt(vi + 0.05)), vi, if (k < 1000) 100 else 2)
}
"""


def microseconds(work: Callable[[], object], times: int) -> float:
    """Return the mean time of a call over `times` calls, after one that is not counted."""
    work()
    start = time.perf_counter()
    for _ in range(times):
        work()
    return 1e6 * (time.perf_counter() - start) / times


def studies(k: int) -> tuple[np.ndarray, np.ndarray]:
    """Return k invented estimates and variances, heterogeneous."""
    random = np.random.default_rng(k)
    vi = random.chisquare(3, k) / 20
    return random.normal(0.2, np.sqrt(vi + 0.05)), vi


def metafor() -> dict[int, float]:
    """Return metafor's microseconds a pool, by number of studies; empty where there is no R with metafor."""
    if not shutil.which("Rscript"):
        return {}
    run = subprocess.run(["Rscript", "-e", R], capture_output=True, text=True, check=False)
    return {int(k): float(time) for k, time in (line.split() for line in run.stdout.splitlines())}


def main() -> None:
    """Print the figures."""
    sizes = ma.two_groups("RR", *BCG)
    theirs = metafor()
    print(
        f"{'REML, Hartung-Knapp with floor':34} {'here, us':>10} {'us per study':>13} {'metafor, us':>12} {'ratio':>7}"
    )
    rows = [(13, sizes.yi, sizes.vi, 1000)]
    rows += [(k, *studies(k), times) for k, times in ((10, 300), (100, 300), (1000, 100), (10_000, 20))]
    for k, yi, vi, times in rows:
        ours = microseconds(lambda yi=yi, vi=vi: ma.pool(yi, vi), times)
        other = f"{theirs[k]:12.0f} {theirs[k] / ours:7.1f}" if k in theirs else f"{'-':>12} {'-':>7}"
        print(f"{f'{k} studies, mean of {times}':34} {ours:10.0f} {ours / k:13.2f} {other}")
    yi, vi = studies(12)
    used = (np.arange(4096)[:, None] >> np.arange(12) & 1).astype(bool)
    both = np.tile(yi, (4096, 1)), np.tile(vi, (4096, 1))
    print(f"{'all 4,096 subsets of 12 at once':34} {microseconds(lambda: ma.pool_many(*both, used), 3):10.0f}")
    print(f"{'mixed model, 13 trials':34} {microseconds(lambda: ma.pooled_odds_ratio(*BCG), 3):10.0f}")
    print(f"{'mixed model, 13 proportions':34} {microseconds(lambda: ma.pooled_proportion(*BCG[:2]), 3):10.0f}")
    print(f"NumPy {np.__version__}, Python {sys.version.split()[0]}" + ("" if theirs else "; no R with metafor here"))


if __name__ == "__main__":
    main()
