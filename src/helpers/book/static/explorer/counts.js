// Pools straight from counts, as helpers.stats.meta_analysis: Mantel-Haenszel, Peto, and the mixed model of proportions.
((explorer) => {
  "use strict";
  const { abs, ceil, exp, log, log1p, max, min, sqrt } = Math;
  const { normalUpper, chi2Upper, normalQuantile, tQuantile } = explorer.distributions;
  const { MEASURES, sum, onScale, notesOn, noNumbers } = explorer.engine;
  const NOT_ESTIMABLE = "No effect can be estimated: a group has no events, or nothing else, in any study.";

  // Rows of counts are [events, total, events, total].
  const mantelHaenszel = (measure, rows, level = 0.95) => {
    const cells = rows.map(([a, n, c, m]) => ({ a, b: n - a, c, d: m - c, n, m, size: n + m }));
    const total = (part) => sum(cells.map(part));
    let [yi, se, parts] = [NaN, NaN, []];
    if (measure === "RD") {
      parts = cells.map(({ n, m, size }) => (n * m) / size);
      const all = sum(parts);
      yi = total(({ a, c, n, m, size }) => (a * m) / size - (c * n) / size) / all;
      const first = yi * total(({ a, c, n, m, size }) => (c * n ** 2 - a * m ** 2 + (n * m * (m - n)) / 2) / size ** 2);
      const second = total(({ a, c, n, m, size }) => (a * (m - c)) / size + (c * (n - a)) / size) / 2;
      se = sqrt((first + second) / all ** 2);
    } else if (measure === "RR") {
      parts = cells.map(({ c, n, size }) => (c * n) / size);
      const [top, bottom] = [total(({ a, m, size }) => (a * m) / size), sum(parts)];
      yi = log(top / bottom);
      se = sqrt(total(({ a, c, n, m, size }) => (n / size) * (m / size) * (a + c) - (a / size) * c) / (top * bottom));
    } else {
      const each = cells.map(({ a, b, c, d, size }) => ({ p: (a + d) / size, q: (b + c) / size, r: (a * d) / size, s: (b * c) / size }));
      const of = (part) => sum(each.map(part));
      parts = each.map(({ s }) => s);
      const [r, s] = [of((x) => x.r), of((x) => x.s)];
      yi = log(r / s);
      se = sqrt(of((x) => x.p * x.r) / r ** 2 / 2 + of((x) => x.p * x.s + x.q * x.r) / (r * s) / 2 + of((x) => x.q * x.s) / s ** 2 / 2);
    }
    const each = cells.map(({ a, b, c, d }) => onScale(measure, a, b) - onScale(measure, c, d));
    const { variance } = MEASURES[measure];
    const precision = cells.map(({ a, b, c, d }) => 1 / (variance(a, b) + variance(c, d)));
    return stratified(measure, "mh", { yi, se, parts, each, precision }, cells, level);
  };

  const peto = (rows, level = 0.95) => {
    const cells = rows.map(([a, n, c, m]) => ({ a, b: n - a, c, d: m - c, n, m, size: n + m, events: a + c }));
    const excess = cells.map(({ a, n, size, events }) => a - (events * n) / size);
    const variance = cells.map(({ n, m, size, events }) => (events * (size - events) * (n / size) * (m / size)) / max(size - 1, 1));
    const yi = sum(excess) / sum(variance);
    const each = excess.map((more, i) => more / variance[i]);
    return stratified("OR", "peto", { yi, se: sqrt(1 / sum(variance)), parts: variance, each, precision: variance }, cells, level);
  };

  const stratified = (measure, method, { yi, se, parts, each, precision }, cells, level) => {
    const k = cells.length;
    const known = each.map((_, i) => i).filter((i) => Number.isFinite(each[i]) && Number.isFinite(precision[i]) && precision[i] > 0);
    const q = sum(known.map((i) => precision[i] * (each[i] - yi) ** 2));
    const df = known.length - 1;
    const sound = Number.isFinite(yi) && Number.isFinite(se) && se > 0;
    const silent = cells.filter(({ a, b, c, d }) => a + c === 0 || (b + d === 0 && measure === "OR")).length;
    const notes = notesOn(k, false);
    if (silent && measure !== "RD") {
      notes.push(`${silent} of ${k} studies: no events in either group, or events in all; they do not move a ratio.`);
    }
    if (!sound) notes.push(NOT_ESTIMABLE);
    const [point, error] = sound ? [yi, se] : [NaN, NaN];
    const width = normalQuantile((1 - level) / 2) * error;
    const all = sum(parts);
    return {
      ...noNumbers(), k, measure, method, interval: "wald", yi: point, se: error, low: point - width, high: point + width,
      p: 2 * normalUpper(abs(point / error)), q: df > 0 ? q : NaN, q_p: df > 0 ? chi2Upper(q, df) : NaN,
      i2: df > 0 ? (q > 0 ? 100 * max(0, 1 - df / q) : 0) : NaN, h2: df > 0 ? q / df : NaN,
      weights: parts.map((part) => (all > 0 ? (100 * part) / all : 0)), notes, tau2_limits: [NaN, NaN], i2_limits: [NaN, NaN],
    };
  };

  // ---- Proportions: a logistic model with a random intercept a study, by maximum likelihood ----
  const TAUS = Array.from({ length: 16 }, (_, i) => 1e-3 * (32.8 / 1e-3) ** (i / 15)); // on the logit scale
  const [FAR_BELOW, FARTHEST, CLOSE, STEPS] = [20, 80, 1e-9, 80];
  const DROP = 40; // below its top, on the scale of logarithms, the integrand is cut off: e^-40 is 4e-18
  const [SPREADS, LOGITS, MOST_NODES] = [0.7, 0.35, 3000]; // a step of the grid
  const chance = (eta) => 1 / (1 + exp(-eta));
  const softplus = (eta) => max(eta, 0) + log1p(exp(-abs(eta)));

  // The next step to where a falling slope is 0: Newton's, or half the bracket.
  const climbed = (point, slope, fall, bracket) => {
    if (slope > 0) bracket[0] = point;
    if (slope < 0) bracket[1] = point;
    const following = point + slope / fall;
    return following >= bracket[0] && following <= bracket[1] ? following : (bracket[0] + bracket[1]) / 2;
  };

  const likelihoodOfStudy = (events, total, theta, tau) => {
    const density = (z) => events * (theta + tau * z) - total * softplus(theta + tau * z) - (z * z) / 2;
    const slopeAt = (z) => tau * (events - total * chance(theta + tau * z)) - z;
    const bendAt = (z) => tau ** 2 * total * chance(theta + tau * z) * (1 - chance(theta + tau * z)) + 1;
    const bracket = [-abs(tau) * total, abs(tau) * total];
    const noise = 4e-16 * bracket[1];
    let mode = 0;
    for (let i = 0; i < STEPS; i++) {
      const [slope, bend] = [slopeAt(mode), bendAt(mode)];
      if (abs(slope / bend) < 1e-12 || abs(slope) <= noise) break;
      mode = climbed(mode, slope, bend, bracket);
    }
    const top = density(mode);
    const [low, high] = [-1, 1].map((side) => {
      let end = mode + side * sqrt(2 * DROP);
      for (let i = 0; i < STEPS; i++) {
        const below = top - density(end) - DROP;
        if (below < DROP / 2) break;
        end += below / slopeAt(end);
      }
      return end;
    });
    const finest = min(SPREADS / sqrt(bendAt(mode)), LOGITS / (abs(tau) + 1e-9));
    const nodes = min(ceil((high - low) / finest), MOST_NODES) + 1;
    const width = (high - low) / (nodes - 1);
    let [mass, slope, square, doubt, byTau] = [0, 0, 0, 0, 0];
    for (let node = 0; node < nodes; node++) {
      const z = low + width * node;
      const share = exp(density(z) - top);
      const p = chance(theta + tau * z);
      const miss = events - total * p;
      mass += share;
      slope += share * miss;
      square += share * miss * miss;
      doubt += share * total * p * (1 - p);
      byTau += share * miss * z;
    }
    const mean = slope / mass;
    return { value: top + log(mass * width) - log(2 * Math.PI) / 2, slope: mean, byTau: byTau / mass, bend: square / mass - mean ** 2 - doubt / mass };
  };
  const likelihood = (rows, theta, tau) => {
    const each = rows.map(([events, total]) => likelihoodOfStudy(events, total, theta, tau));
    return Object.fromEntries(["value", "slope", "byTau", "bend"].map((name) => [name, sum(each.map((part) => part[name]))]));
  };

  // For a tau, the best theta, the log-likelihood there and its slope in tau: each search begins where the last one ended.
  const climber = (rows) => {
    const [events, total] = [0, 1].map((at) => sum(rows.map((row) => row[at])));
    const crude = (events + 0.5) / (total + 1);
    const climb = { theta: log(crude / (1 - crude)) };
    climb.at = (tau) => {
      const bracket = [-FARTHEST, FARTHEST];
      let [theta, before, found] = [climb.theta, climb.theta, null];
      for (let i = 0; i < STEPS; i++) {
        found = likelihood(rows, theta, tau);
        before = theta;
        if (abs(found.slope) <= 1e-14 * total || bracket[1] - bracket[0] < CLOSE) break;
        theta = climbed(theta, found.slope, -found.bend, bracket);
        if (abs(theta - before) < CLOSE * max(1, abs(before))) break;
      }
      climb.theta = before;
      return { tau, theta: before, value: abs(before) > FARTHEST - 1 ? -Infinity : found.value, slope: found.byTau };
    };
    return climb;
  };

  // Theta, tau and the standard error of theta at the maximum, null where there is none.
  const best = (rows) => {
    const [climb, single] = [climber(rows), rows.length === 1];
    const seen = [climb.at(0)];
    for (const tau of single ? [] : TAUS) {
      seen.push(climb.at(tau));
      if (seen.at(-1).value < max(...seen.map((point) => point.value)) - FAR_BELOW) break;
    }
    const place = seen.reduce((highest, point, at) => (point.value > seen[highest].value ? at : highest), 0);
    let top = seen[place];
    if (!single && place > 0) {
      const up = top.slope > 0;
      if (up && place + 1 === seen.length) return null;
      let [low, high] = [top.tau, seen[up ? place + 1 : place - 1].tau].sort((a, b) => a - b);
      low = max(low, TAUS[0] / 100);
      climb.theta = top.theta;
      if (climb.at(low).slope > 0 && climb.at(high).slope < 0) {
        while (high - low > CLOSE * high * 0.01) {
          const middle = (low + high) / 2;
          if (climb.at(middle).slope > 0) low = middle;
          else high = middle;
        }
        top = climb.at((low + high) / 2);
      }
    }
    if (!(abs(top.theta) < FARTHEST) || !Number.isFinite(top.value)) return null;
    const step = 1e-4;
    const information = (theta, tau, name) =>
      (likelihood(rows, top.theta - theta, top.tau - tau)[name] - likelihood(rows, top.theta + theta, top.tau + tau)[name]) / (2 * step);
    const own = information(step, 0, "slope");
    if (!(top.tau > 0)) return own > 0 ? { theta: top.theta, tau: 0, se: sqrt(1 / own) } : null;
    const cross = (information(0, step, "slope") + information(step, 0, "byTau")) / 2;
    const ofTau = information(0, step, "byTau");
    const determinant = own * ofTau - cross ** 2;
    return own + ofTau > 0 && determinant > 0 ? { theta: top.theta, tau: top.tau, se: sqrt(ofTau / determinant) } : null;
  };

  // Rows of counts are [events, total].
  const proportion = (rows, level = 0.95) => {
    const k = rows.length;
    const found = { ...noNumbers(), k, measure: "PLO", method: "glmm", interval: "wald", weights: [], tau2_limits: [NaN, NaN], i2_limits: [NaN, NaN] };
    found.notes = notesOn(k, true);
    const [events, total] = [0, 1].map((at) => sum(rows.map((row) => row[at])));
    if (!(events > 0 && events < total)) return { ...found, notes: [...found.notes, NOT_ESTIMABLE] };
    const top = best(rows);
    if (!top) return { ...found, notes: [...found.notes, "The model found no maximum: no result."] };
    const { theta, tau, se } = top;
    const tail = (1 - level) / 2;
    const [width, spread] = [normalQuantile(tail) * se, sqrt(se ** 2 + tau ** 2)];
    const [pi, pi2] = [1, 2].map((less) => (k > 2 ? tQuantile(tail, k - less) * spread : NaN));
    return Object.assign(found, {
      yi: theta, se, low: theta - width, high: theta + width, p: 2 * normalUpper(abs(theta / se)), tau2: k === 1 ? NaN : tau ** 2,
      pi_low: theta - pi, pi_high: theta + pi, pi2_low: theta - pi2, pi2_high: theta + pi2,
    });
  };

  Object.assign(explorer.engine, { mantelHaenszel, peto, proportion });
})(globalThis.reviewExplorer);
