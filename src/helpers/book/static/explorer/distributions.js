// Tails and quantiles of the distributions that pools need, to 1e-12. A plain script: modules do not load from file://.
((explorer) => {
  "use strict";
  const { abs, exp, log, max, sqrt } = Math;
  // Lanczos' approximation with the coefficients of Numerical Recipes, 3rd edition, 6.1: errors below 1e-14.
  const SERIES = [
    57.156235665862923517, -59.597960355475491248, 14.136097974741747174, -0.49191381609762019978,
    0.33994649984811888699e-4, 0.46523628927048575665e-4, -0.98374475304879564677e-4, 0.15808870322491248884e-3,
    -0.2102644417241048832e-3, 0.2174396181152126432e-3, -0.16431810653676389022e-3, 0.84418223983852743293e-4,
    -0.2619083840158140867e-4, 0.36899182659531622704e-5,
  ];
  const SMALLEST = 1e-300;
  const logGamma = (x) => {
    const series = SERIES.reduce((sum, part, at) => sum + part / (x + 1 + at), 0.99999999999999709182);
    const shifted = x + 5.2421875;
    return (x + 0.5) * log(shifted) - shifted + log((2.5066282746310005 * series) / x);
  };

  // A continued fraction by Lentz's method: parts(i) gives its i-th numerator and denominator.
  const fraction = (first, parts) => {
    let value = first || SMALLEST;
    let [c, d] = [value, 0];
    for (let i = 1; i < 10000; i++) {
      const [top, bottom] = parts(i);
      d = 1 / (bottom + top * d || SMALLEST);
      c = bottom + top / c || SMALLEST;
      value *= c * d;
      if (abs(c * d - 1) < 1e-16) break;
    }
    return value;
  };

  // Upper tail of the gamma distribution of a shape.
  const gammaUpper = (shape, x) => {
    if (!(x > 0)) return x <= 0 ? 1 : NaN;
    const front = exp(shape * log(x) - x - logGamma(shape));
    if (x >= shape + 1) return front / fraction(x + 1 - shape, (i) => [-i * (i - shape), x + 1 - shape + 2 * i]);
    let [term, sum] = [1 / shape, 1 / shape];
    for (let n = shape + 1; abs(term) > abs(sum) * 1e-17; n++) {
      term *= x / n;
      sum += term;
    }
    return 1 - front * sum;
  };

  // Regularised incomplete beta; rest is 1 - x, given apart so that neither loses digits.
  const beta = (a, b, x, rest) => {
    if (Number.isNaN(x)) return NaN;
    if (x <= 0) return 0;
    if (rest <= 0) return 1;
    if (x > (a + 1) / (a + b + 2)) return 1 - beta(b, a, rest, x);
    const front = exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * log(x) + b * log(rest)) / a;
    const parts = (i) => {
      const m = i >> 1;
      const over = (a + i - 1) * (a + i);
      return [i % 2 ? (-(a + m) * (a + b + m) * x) / over : (m * (b - m) * x) / over, 1];
    };
    return front / fraction(1, parts);
  };

  const normalUpper = (z) => (z < 0 ? 1 - normalUpper(-z) : gammaUpper(0.5, (z * z) / 2) / 2);
  const chi2Upper = (x, df) => gammaUpper(df / 2, x / 2);
  const tUpper = (t, df) => (t < 0 ? 1 - tUpper(-t, df) : beta(df / 2, 0.5, df / (df + t * t), (t * t) / (df + t * t)) / 2);
  const fUpper = (f, df1, df2) => beta(df2 / 2, df1 / 2, df2 / (df2 + df1 * f), (df1 * f) / (df2 + df1 * f));

  // Where a falling function meets a level: a bracket, halved until no digit is left to gain.
  const crossing = (falling, level) => {
    let [low, high] = [0, 2];
    while (falling(high) > level) [low, high] = [high, 2 * high];
    for (let i = 0; i < 2000; i++) {
      const middle = (low + high) / 2;
      if (middle <= low || middle >= high) break;
      if (falling(middle) > level) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  };
  const kept = new Map();
  const keep = (key, find) => {
    if (!kept.has(key)) kept.set(key, find());
    return kept.get(key);
  };
  const normalQuantile = (tail) => keep(`z ${tail}`, () => crossing(normalUpper, tail));
  const tQuantile = (tail, df) => keep(`t ${tail} ${df}`, () => crossing((t) => tUpper(t, df), tail));
  const chi2Quantile = (tail, df) => keep(`c ${tail} ${df}`, () => crossing((x) => chi2Upper(x, df), tail));

  explorer.distributions = {
    normalUpper, chi2Upper, tUpper, fUpper, normalQuantile, tQuantile, chi2Quantile,
  };
})((globalThis.reviewExplorer ??= {}));
