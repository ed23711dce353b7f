// Pools studies as helpers.stats.meta_analysis does, by the same steps, so that both give the same numbers.
// Names are those of its Pool; NaN means that there is no such number.
((explorer) => {
  "use strict";
  const { abs, exp, log, max, min, sqrt } = Math;
  const { normalUpper, chi2Upper, tUpper, fUpper, normalQuantile, tQuantile, chi2Quantile } = explorer.distributions;
  const CLOSE = 1e-7; // relative step of Newton's method after which a search ends
  const STEPS = 100;
  const GRID = [0, ...Array.from({ length: 64 }, (_, i) => (i === 63 ? 1 : 10 ** (-8 + (8 * i) / 63)))];
  const GRID_RATIO = GRID[2] / GRID[1];
  const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

  // What each group's patients with (a) and without (b) the event give: a fraction, and the variance that it brings.
  const risk = (a, b) => a / (a + b);
  const odds = (a, b) => a / b;
  const MEASURES = {
    RR: { scale: "log", arms: 2, fraction: risk, variance: (a, b) => 1 / a - 1 / (a + b) },
    OR: { scale: "log", arms: 2, fraction: odds, variance: (a, b) => 1 / a + 1 / b },
    RD: { scale: "identity", arms: 2, factor: 100, fraction: risk, variance: (a, b) => (risk(a, b) * (1 - risk(a, b))) / (a + b) },
    PLO: { scale: "logit", arms: 1, factor: 100, fraction: odds, variance: (a, b) => 1 / a + 1 / b },
    GEN: { scale: "identity" },
    HR: { scale: "log" },
    MD: { scale: "identity" },
    SMD: { scale: "identity" },
  };
  const back = (measure, value) => {
    const { scale, factor = 1 } = MEASURES[measure];
    if (scale === "log") return exp(value);
    return scale === "logit" ? factor / (1 + exp(-value)) : factor * value;
  };
  const analysed = (measure, value) => (MEASURES[measure].scale === "log" ? log(value) : value / (MEASURES[measure].factor ?? 1));
  const onScale = (measure, a, b) => {
    const share = MEASURES[measure].fraction(a, b);
    return MEASURES[measure].scale === "identity" ? share : log(share);
  };

  // Estimate and variance of a study's counts: [events, total] of one group, or of two, one after the other.
  const effect = (measure, counts) => {
    const { scale, variance } = MEASURES[measure];
    const groups = [];
    for (let at = 0; at < counts.length; at += 2) groups.push([counts[at], counts[at + 1] - counts[at]]);
    const zeros = groups.map(([a, b]) => a === 0 || b === 0);
    const corrected = scale === "identity" ? zeros.every(Boolean) : zeros.some(Boolean);
    const more = corrected ? 0.5 : 0;
    const vi = sum(groups.map(([a, b]) => variance(a + more, b + more)));
    const moved = scale === "identity" ? 0 : more;
    const sides = groups.map(([a, b]) => onScale(measure, a + moved, b + moved));
    return { yi: sides.length > 1 ? sides[0] - sides[1] : sides[0], vi, corrected };
  };

  // Weighted least squares with one mean for each group of studies; group[i] is the number of that of study i.
  const fit = (yi, vi, tau2, group, order) => {
    const [weight, across] = [new Float64Array(order), new Float64Array(order)];
    const [squares, cubes] = [new Float64Array(order), new Float64Array(order)];
    let logs = 0;
    for (let i = 0; i < yi.length; i++) {
      const w = 1 / (vi[i] + tau2);
      weight[group[i]] += w;
      across[group[i]] += w * yi[i];
      squares[group[i]] += w * w;
      cubes[group[i]] += w * w * w;
      logs += log(w);
    }
    const mean = across.map((total, g) => total / weight[g]);
    const pulled = new Float64Array(order);
    let [q, shrunk2] = [0, 0];
    for (let i = 0; i < yi.length; i++) {
      const w = 1 / (vi[i] + tau2);
      const shrunk = w * (yi[i] - mean[group[i]]);
      q += shrunk * (yi[i] - mean[group[i]]);
      shrunk2 += shrunk * shrunk;
      pulled[group[i]] += w * shrunk;
    }
    let trace = 0; // of P = W - WX(X'WX)^-1 X'W
    for (let g = 0; g < order; g++) trace += weight[g] - squares[g] / weight[g];
    return { weight, squares, cubes, mean, pulled, q, shrunk2, logs, trace };
  };

  // Where a function that falls from low to high is 0: Newton's steps, kept in a bracket. NaN where none is found.
  const root = (evaluate, start, from, to) => {
    let [point, low, high] = [start, from, to];
    for (let i = 0; i < STEPS; i++) {
      const [value, step] = evaluate(point);
      const following = point + step;
      if (abs(step) <= CLOSE * point) return following;
      if (value >= 0) low = point;
      if (value <= 0) high = point;
      const halfway = Number.isFinite(high) ? (low + high) / 2 : 2 * point + 1;
      if (following > low && following < high) point = following;
      else if (value !== 0) point = halfway;
      if (value === 0 || high - low <= 4e-16 * point || Number.isNaN(value)) return point;
    }
    return NaN;
  };

  // The tau2 at which the generalised Q is as wanted, 0 where it is below that at 0.
  const tau2WithQ = (yi, vi, wanted, group, order) => {
    const evaluate = (tau2) => {
      const at = fit(yi, vi, tau2, group, order);
      return [at.q - wanted, ((at.q / wanted - 1) * at.q) / at.shrunk2];
    };
    return evaluate(0)[0] <= 0 ? 0 : root(evaluate, 0, 0, Infinity);
  };

  // The tau2 of the highest mode of the (restricted) likelihood: a grid finds the mode, Newton's method its place.
  const mostLikely = (yi, vi, restricted, group, order) => {
    const likelihood = (tau2) => {
      const at = fit(yi, vi, tau2, group, order);
      return (at.logs - (restricted ? sum([...at.weight].map(log)) : 0) - at.q) / 2;
    };
    const evaluate = (tau2) => {
      const at = fit(yi, vi, tau2, group, order);
      let [score, bend, curve] = [at.shrunk2, 0, 0];
      for (let i = 0; i < yi.length; i++) {
        const w = 1 / (vi[i] + tau2);
        const g = group[i];
        const shrunk = w * (yi[i] - at.mean[g]);
        curve += shrunk * w * (shrunk - at.pulled[g] / at.weight[g]);
      }
      for (let g = 0; g < order; g++) {
        const second = at.squares[g] / at.weight[g];
        score -= restricted ? at.weight[g] - second : at.weight[g];
        bend += at.squares[g] + (restricted ? second * second - (2 * at.cubes[g]) / at.weight[g] : 0);
      }
      return [score, score / (2 * curve - bend)];
    };
    const widest = 10 * (max(...yi) - min(...yi)) ** 2;
    const grid = GRID.map((share) => share * widest);
    const heights = grid.map(likelihood);
    const best = heights.indexOf(max(...heights));
    if (best === 0 && !(evaluate(0)[0] > 0)) return 0;
    const [before, after] = [max(best - 1, 0), min(best + 1, GRID.length - 1)];
    const [left, top, right] = [heights[before], heights[best], heights[after]];
    const inside = best > 1 && best < after; // the top of a parabola through three points lies near the mode
    const start = grid[best] * (inside ? GRID_RATIO ** ((right - left) / 2 / (2 * top - left - right)) : 1);
    return root(evaluate, start, grid[before], grid[after]);
  };

  const tau2Of = (yi, vi, estimator, group = yi.map(() => 0), order = 1) => {
    const df = yi.length - order;
    if (df < 1) return NaN;
    const common = fit(yi, vi, 0, group, order);
    if (estimator === "DL") return max(0, (common.q - df) / common.trace);
    if (estimator === "PM") return tau2WithQ(yi, vi, df, group, order);
    return mostLikely(yi, vi, estimator === "REML", group, order);
  };

  const NUMBERS = "yi se low high p wald_low wald_high tau2 q q_p i2 h2 pi_low pi_high pi2_low pi2_high".split(" ");
  const noNumbers = () => Object.fromEntries(NUMBERS.map((name) => [name, NaN]));

  // The inverse-variance pool. Options: measure, method (random or common), tau2, interval, level; brief, without the
  // limits of tau2 and I2, which take longest.
  const pool = (yi, vi, { measure = "GEN", method = "random", tau2 = "REML", interval = "hksj-floor", level = 0.95, brief = false } = {}) => {
    const [k, df, tail, random] = [yi.length, yi.length - 1, (1 - level) / 2, method === "random"];
    const found = { k, measure, method, interval: "wald", ...noNumbers(), weights: [], tau2_limits: [NaN, NaN], i2_limits: [NaN, NaN] };
    found.notes = notesOn(k, random);
    if (k === 0) return found;
    const [group, several] = [yi.map(() => 0), df >= 1];
    const common = fit(yi, vi, 0, group, 1);
    const between = random ? tau2Of(yi, vi, tau2) : NaN;
    if (random && several && Number.isNaN(between)) {
      found.notes.push("The search for an answer did not end: there is no result.");
      return found;
    }
    const at = between > 0 ? fit(yi, vi, between, group, 1) : common;
    const byT = random && interval !== "wald" && several;
    let scale = byT ? at.q / df : 1;
    if (interval === "hksj-floor") scale = max(scale, 1);
    const plain = sqrt(1 / at.weight[0]);
    const se = sqrt(scale) * plain;
    const width = (byT ? tQuantile(tail, df) : normalQuantile(tail)) * se;
    const wald = normalQuantile(tail) * plain;
    const ratio = abs(at.mean[0] / se);
    const typical = df / common.trace;
    const spread = random && df >= 2 ? sqrt(se * se + between) : NaN;
    const [pi, pi2] = [0, 1].map((less) => (df >= 2 ? tQuantile(tail, max(df - less, 1)) * spread : NaN));
    const yhat = at.mean[0];
    Object.assign(found, {
      yi: yhat, se, low: yhat - width, high: yhat + width, wald_low: yhat - wald, wald_high: yhat + wald,
      p: 2 * (byT ? tUpper(ratio, df) : normalUpper(ratio)), tau2: between,
      pi_low: yhat - pi, pi_high: yhat + pi, pi2_low: yhat - pi2, pi2_high: yhat + pi2,
      weights: vi.map((v) => 100 / ((v + (between > 0 ? between : 0)) * at.weight[0])),
      interval: random && several ? interval : "wald",
    });
    if (!several) return found;
    found.q = common.q;
    found.q_p = chi2Upper(common.q, df);
    found.i2 = 100 * (random ? between / (between + typical) : common.q > 0 ? max(0, 1 - df / common.q) : 0);
    found.h2 = random ? 1 + between / typical : common.q / df;
    if (random && !brief) {
      found.tau2_limits = [tail, 1 - tail].map((share) => tau2WithQ(yi, vi, chi2Quantile(share, df), group, 1));
      found.i2_limits = found.tau2_limits.map((limit) => (100 * limit) / (limit + typical));
    }
    return found;
  };

  const notesOn = (k, random) => {
    if (k === 0) return ["No study: there is nothing to pool."];
    if (k === 1) return ["One study: its own estimate with Wald's interval; nothing was pooled."];
    return random && k < 5 ? [`${k} studies: their heterogeneity is hardly known, and no interval makes up for that.`] : [];
  };

  // P of no difference between groups of studies, with one tau2 for all of them.
  const groupsDiffer = (yi, vi, labels, { method = "random", tau2 = "REML", interval = "hksj-floor" } = {}) => {
    const names = [...new Set(labels)];
    const group = labels.map((label) => names.indexOf(label));
    const [order, df, random] = [names.length, yi.length - names.length, method === "random"];
    const between = random ? tau2Of(yi, vi, tau2, group, order) : 0;
    const at = fit(yi, vi, between, group, order);
    const byT = random && interval !== "wald";
    const scale = byT ? (interval === "hksj-floor" ? max(at.q / df, 1) : at.q / df) : 1;
    const mean = sum([...at.mean].map((each, g) => each * at.weight[g])) / sum([...at.weight]);
    const apart = sum([...at.mean].map((each, g) => at.weight[g] * (each - mean) ** 2)) / scale;
    return byT ? fUpper(apart / (order - 1), order - 1, df) : chi2Upper(apart, order - 1);
  };

  explorer.engine = { MEASURES, NUMBERS, sum, back, analysed, onScale, effect, pool, tau2Of, notesOn, noNumbers, groupsDiffer };
})(globalThis.reviewExplorer);
