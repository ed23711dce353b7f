// What the book says of a pool, letter by letter as Python writes it. Words come with the data of a question; only
// how numbers become text, and in which order sentences stand, is written here again, and compared by tests.
((explorer) => {
  "use strict";
  const { engine } = explorer;
  const { MEASURES, back } = engine;
  const LARGEST = 1e12;
  const BY_VARIANCE = ["random", "common"];

  // A fixed count of decimals, halves rounded up, of what the first twelve digits say; never -0.
  const fixed = (value, places) => {
    if (!(Math.abs(value) <= LARGEST)) {
      if (Number.isFinite(value)) return value.toExponential(2);
      return Number.isNaN(value) ? "not known" : value > 0 ? "∞" : "-∞";
    }
    const [digits, power] = Math.abs(value).toExponential(11).split("e");
    const shift = Number(power) - 11 + places;
    let whole = BigInt(digits.replace(".", ""));
    const scale = 10n ** BigInt(Math.abs(shift));
    whole = shift >= 0 ? whole * scale : (2n * whole + scale) / (2n * scale);
    const text = whole.toString().padStart(places + 1, "0");
    const point = text.length - places;
    return (value < 0 && whole > 0n ? "-" : "") + text.slice(0, point) + (places ? `.${text.slice(point)}` : "");
  };
  const integer = (value) => String(Math.trunc(value)).replace(/\B(?=(\d{3})+$)/g, ",");
  const number = (value) => (Number.isInteger(value) && Math.abs(value) <= LARGEST ? integer(value) : fixed(value, 1));
  const interval = (low, high) => (/[-+]/.test(low + high) ? `${low} to ${high}` : `${low}-${high}`);
  const digitsOfP = (p) => {
    if (p < 0.001) return ["<", ".001"];
    if (p > 0.99) return [">", ".99"];
    let places = p < 0.01 ? 3 : 2;
    while (p < 0.05 && Number(fixed(p, places)) >= 0.05 && places < 12) places++;
    return ["=", fixed(p, places).replace(/^0/, "")];
  };
  const pRelation = (p) => digitsOfP(p).join(" ");
  const pDigits = (p) => (digitsOfP(p)[0] === "=" ? digitsOfP(p)[1] : pRelation(p));
  const signed = (value, places) => {
    const text = fixed(value, places);
    return value > 0 && /[^0.]/.test(text) ? `+${text}` : text;
  };
  const effectText = (label, estimate, limits) => `${label} ${estimate}`.trimStart() + (limits ? ` (95% CI ${limits})` : "");
  const filled = (template, parts) => template.replace(/\{(\w+)\}/g, (all, name) => (name in parts ? parts[name] : all));

  const STYLES = {
    ratio: [(value) => fixed(value, 2), ""],
    points: [(value) => fixed(value, 1), ""],
    percentage: [(value) => fixed(value, 1), "%"],
    number: [number, ""],
  };
  const KINDS = { log: "ratio", logit: "percentage" };
  const kindOf = (measure) => KINDS[MEASURES[measure].scale] ?? (measure === "RD" ? "points" : "number");
  const styled = (measure, value) => STYLES[kindOf(measure)][0](value) + STYLES[kindOf(measure)][1];
  const range = (measure, low, high) => {
    const [digits, sign] = STYLES[kindOf(measure)];
    return interval(digits(low), digits(high)) + sign;
  };

  const median = (numbers) => {
    const sorted = [...numbers].sort((a, b) => a - b);
    const half = sorted.length >> 1;
    return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  };

  // The members that a setting leaves, in their order; of a group alone, where one is named.
  const groupOf = (data, setting, member) => (setting.by ? member.groups[setting.by] : member.subgroup);
  const membersOf = (data, setting, group) =>
    data.members.filter((m) => !setting.off.has(m.study) && (group === undefined || groupOf(data, setting, m) === group));

  const sizesOf = (members, setting) => {
    const each = members.map((m) => effectOf(m, setting.measure));
    return [each.map((e) => e.yi), each.map((e) => e.vi)];
  };
  const effectOf = (member, measure) => {
    if (member.counts) return engine.effect(measure, member.counts);
    const [yi, low, high] = member.reported.map((value) => engine.analysed(measure, Number(value)));
    return { yi, vi: ((high - low) / (2 * 1.959963984540054)) ** 2, corrected: false };
  };
  const poolOf = (members, setting) => {
    const { measure, method } = setting;
    const rows = members.map((m) => m.counts);
    if (method === "mh") return engine.mantelHaenszel(measure, rows);
    if (method === "peto") return engine.peto(rows);
    if (method === "glmm") return engine.proportion(rows);
    return engine.pool(...sizesOf(members, setting), setting);
  };

  // Whether groups differ: P, or why that is not tested.
  const between = (data, setting, members, group) => {
    const labels = members.map((m) => groupOf(data, setting, m));
    const names = [...new Set(labels)];
    const { words } = data;
    if (group !== undefined || names.length < 2) return { p: NaN, note: "" };
    if (new Set(members.map((m) => m.study)).size < members.length) return { p: NaN, note: words.same_studies };
    const size = (name) => labels.filter((label) => label === name).length;
    const alone = names.filter((name) => size(name) < 2);
    if (alone.length) return { p: NaN, note: filled(words.one_study_alone, { names: alone.join("; ") }) };
    if (!BY_VARIANCE.includes(setting.method)) return { p: NaN, note: words.no_test_between };
    const few = names.filter((name) => size(name) === 2);
    const p = engine.groupsDiffer(...sizesOf(members, setting), labels, setting);
    return { p, note: filled(words.between_studies[Number(few.length > 0)], { names: few.join("; ") }) };
  };

  const READ = ["primary", "secondary", "review"];
  const whereRead = (words, members) => {
    const count = (source) => members.filter((m) => m.source === source).length;
    const mix = READ.filter(count).map((source) => `${count(source)} ${words.read[source]}`).join(", ");
    return filled(words.where_read, { mix, back: members.filter((m) => m.back).length, k: members.length });
  };
  const memberNotes = (data, setting, members, missing) => {
    const { words } = data;
    const notes = members.length ? [whereRead(words, members)] : [];
    notes.push(...missing.map((m) => m.words), ...members.filter((m) => m.left_out).map((m) => m.included));
    const zero = BY_VARIANCE.includes(setting.method) ? members.filter((m) => m.counts && effectOf(m, setting.measure).corrected) : [];
    const names = zero.map((m) => m.name).join(", ");
    if (zero.length) notes.push(filled(MEASURES[setting.measure].scale === "identity" ? words.zero_cells_of_variance : words.zero_cells, { names }));
    if (members.length === 2) notes.push(words.two_studies);
    return notes;
  };
  const sourceNotes = (data, members) => {
    const rivals = members.flatMap((m) => m.rivals);
    const rows = members.flatMap((m) => m.rows);
    const notes = members.some((m) => m.reviewed) && members.some((m) => m.elsewhere) ? [data.words.as_review] : [];
    const agrees = (rival) => rows.some((row) => row.group === rival.group && row.figures === rival.figures);
    return [...new Set([...notes, ...rivals.filter((rival) => !agrees(rival)).map((rival) => rival.words)])];
  };

  const model = (setting) => (setting.method === "random" ? setting : { ...setting, tau2: "", interval: "wald" });

  // Everything that the book says of the pool of a setting, or of one of its groups.
  const tell = (data, asked, group) => {
    const [setting, { words }] = [model(asked), data];
    const { measure } = setting;
    const members = membersOf(data, setting, group);
    const pool = members.length > 1 ? poolOf(members, setting) : null;
    const asksFor = (m) => group === undefined || groupOf(data, setting, m) === group;
    const absent = data.absent.filter((m) => !setting.off.has(m.study));
    const beside = data.members.filter((m) => m.left_out && setting.off.has(m.study));
    const missing = [...absent, ...beside].filter(asksFor).sort((a, b) => a.order - b.order);
    const test = between(data, setting, members, group);
    const spread = pool && back(measure, pool.pi_high) - back(measure, pool.pi_low);
    const any = pool && MEASURES[measure].arms === 1 && !(spread < words.most_of_scale);
    const notes = [
      ...(pool ? pool.notes : []), ...memberNotes(data, setting, members, missing),
      ...[test.note, any ? words.any_share : ""].filter(Boolean), ...sourceNotes(data, members),
    ];
    const told = { members, missing, pool, notes, setting, facts: [["How", data.label]], thousand: null, value: null };
    if (!pool) {
      const why = filled(words.too_few[members.length], { of: members.length + missing.length });
      return { ...told, text: words.not_poolable, notes: [why, ...notes] };
    }
    const [value, low, high] = [pool.yi, pool.low, pool.high].map((end) => back(measure, end));
    if (![value, low, high].every((end) => Math.abs(end) <= LARGEST)) {
      return { ...told, text: words.not_estimable, notes: Number.isFinite(pool.yi) ? [...notes, words.beyond] : notes };
    }
    if (pool.high - pool.low < (1 - 1e-9) * (pool.wald_high - pool.wald_low)) {
      notes.unshift(filled(words.narrow, { wald: range(measure, back(measure, pool.wald_low), back(measure, pool.wald_high)) }));
    }
    const comparison = measure !== "PLO" && measure !== "GEN";
    const limits = range(measure, low, high);
    const text = effectText(comparison ? measure : "", styled(measure, value), limits);
    const how = words.methods[setting.method] + (setting.tau2 ? ` (tau2 by ${setting.tau2})` : "");
    const risks = members.filter((m) => m.counts?.length === 4).map((m) => (100 * m.counts[2]) / m.counts[3]);
    const risk = risks.length ? median(risks) : NaN;
    const predicted = [pool.pi_low, pool.pi_high].map((end) => back(measure, end));
    if (predicted.every(Number.isFinite) && range(measure, ...predicted) === limits) notes.push(words.no_variance);
    const facts = [
      [`95% CI, ${words.intervals[pool.interval]}`, limits],
      ["P", comparison ? pRelation(pool.p) : ""],
      ...details(words, setting, pool, test.p, risk),
      ["How", filled(words.formulas[measure], { k: members.length, how })],
    ];
    return { ...told, text, value, low, high, risk, thousand: perThousand(words, measure, [value, low, high], risk), facts: facts.filter((fact) => fact[1]) };
  };

  const details = (words, setting, pool, p, risk) => {
    const is = Number.isFinite;
    const ends = ([low, high], show, sign = "") => (is(low) && is(high) ? interval(show(low), show(high)) + sign : "");
    const [variance, share] = [(value) => fixed(value, 3), (value) => fixed(value, 0)];
    const beside = (text, limits) => (limits ? (text ? `${text} (${limits})` : limits) : text);
    const [tau2Limits, i2Limits] = [ends(pool.tau2_limits, variance), ends(pool.i2_limits, share, "%")];
    const { measure } = setting;
    const pi = [back(measure, pool.pi_low), back(measure, pool.pi_high)];
    return [
      [words.prediction, pi.every(is) ? range(measure, ...pi) : ""],
      [words.tau2[Number(is(pool.tau2_limits[0]))], beside(is(pool.tau2) ? variance(pool.tau2) : "", tau2Limits)],
      [words.i2[Number(is(pool.tau2))][Number(is(pool.i2_limits[0]))], beside(is(pool.i2) ? `${share(pool.i2)}%` : "", i2Limits)],
      [words.q, is(pool.q) ? fixed(pool.q, 2) : ""],
      [words.p_of_q, is(pool.q_p) ? pDigits(pool.q_p) : ""],
      [words.p_between, is(p) ? pDigits(p) : ""],
      [words.control_risk, is(risk) ? `${fixed(risk, 1)}%` : ""],
    ];
  };

  // Patients more, or below 0 fewer, of 1,000; null where an effect gives no such number.
  const perThousand = (words, measure, ends, risk) => {
    if (!Number.isFinite(risk) || !(ends[1] <= ends[0] && ends[0] <= ends[2])) return null;
    let each = ends.map((end) => 10 * end);
    if (measure !== "RD") {
      if (measure !== "RR" && measure !== "OR") return null;
      const base = risk / 100;
      let treated = ends.map((ratio) => ratio * base);
      if (measure === "OR") treated = treated.map((odds) => odds / (1 - base + odds));
      else if (treated[0] > 1 + 1e-12) return null;
      each = treated.map((share) => 1000 * (Math.min(share, 1) - base));
    }
    const [text, low, high] = each.map((value) => signed(value, 0));
    return { values: each, text: filled(words.per_1000, { text, limits: interval(low, high) }) };
  };

  explorer.told = { fixed, integer, number, interval, pRelation, pDigits, signed, styled, range, filled, kindOf, effectOf, poolOf, groupOf, membersOf, whereRead, tell };
})(globalThis.reviewExplorer);
