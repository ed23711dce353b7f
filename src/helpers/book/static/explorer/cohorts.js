// Which count each cohort gives by a chosen definition, whether they are pooled, and what is said of them: the rule of
// helpers.quantities.cohorts and the words of Vocabulary.defined, compared with both by tests.
((explorer) => {
  "use strict";
  const { told, engine } = explorer;
  const MODEL = { measure: "PLO", method: "glmm", tau2: "", interval: "wald", by: "", off: new Set() };
  const READ = ["primary", "secondary", "review"];

  const fits = (member, chosen) => Object.entries(chosen).every(([choice, option]) => (member.fits[choice] ?? []).includes(option));
  // Of two counts of a cohort the smaller in these is taken: a member of the question, most patients, source.
  const rank = (m) => [m.printed ? 0 : 1, -m.counts[1], READ.indexOf(m.source)];
  const before = (one, other) => {
    const [a, b] = [rank(one), rank(other)];
    const at = a.findIndex((part, place) => part !== b[place]);
    return at >= 0 && a[at] < b[at];
  };
  const remaining = ({ members }, chosen) => {
    const best = new Map();
    for (const m of members) if (fits(m, chosen) && (!best.has(m.cohort) || before(m, best.get(m.cohort)))) best.set(m.cohort, m);
    return members.filter((m) => best.get(m.cohort) === m);
  };
  const howMany = (defined, chosen, choice, option) => {
    const asked = { ...chosen, [choice]: option };
    if (!option) delete asked[choice];
    return remaining(defined, asked).length;
  };
  // Counts that fit, too, but whose patients stand in the row of their cohort.
  const twice = ({ members }, chosen, rows) => members.filter((m) => fits(m, chosen) && !rows.includes(m));

  // The choices of which no option fits all cohorts, of those that must be shared or of the others.
  const unlikeIn = (choices, rows, shared) => {
    const agree = ({ name, options }) => options.some(([option]) => rows.every((m) => (m.fits[name] ?? []).includes(option)));
    return choices.filter((choice) => Boolean(choice.shared) === shared && !agree(choice)).map((choice) => choice.title);
  };
  const whyNot = ({ choices, overlaps, words }, rows) => {
    if (rows.length < words.fewest) return words.too_few;
    const unlike = unlikeIn(choices, rows, true);
    if (unlike.length) return told.filled(words.unlike, { titles: unlike.join(", ") });
    const there = new Set(rows.map((m) => m.study));
    const shared = overlaps.filter(([one, other]) => there.has(one) && there.has(other)).map(([, , why]) => why);
    return shared.length ? told.filled(words.overlapping, { why: shared.join("; ") }) : "";
  };

  const ends = (rows) => {
    const shares = rows.map((m) => (100 * m.counts[0]) / m.counts[1]);
    return [Math.min(...shares), Math.max(...shares)];
  };
  const rangeOf = (rows) => (rows.length > 1 ? told.range("PLO", ...ends(rows)) : told.styled("PLO", ends(rows)[0]));
  const sentence = ({ words }, rows) => {
    if (!rows.length) return words.none;
    if (rows.length > 1) return told.filled(words.several, { k: rows.length, range: rangeOf(rows) });
    const [events, total] = rows[0].counts.map(told.integer);
    return told.filled(words.one, { events, total });
  };

  // The data of a figure as if the cohorts that remain were the members of its question.
  const asQuestion = (data, rows) => ({ ...data, absent: [], members: rows.map((m) => ({ ...m, subgroup: "", groups: {}, left_out: "", included: "" })) });
  const poolOf = (data, rows) => {
    const { words } = data.defined;
    const why = whyNot(data.defined, rows);
    if (why) return { pool: null, why: rows.length ? why : "" };
    const pool = told.tell(asQuestion(data, rows), MODEL);
    if (pool.value === null) return { pool: null, why: words.not_estimable };
    if (!pool.notes.includes(data.words.any_share)) return { pool, why: "" };
    const [low, high] = [pool.pool.pi_low, pool.pool.pi_high].map((end) => engine.back("PLO", end));
    if (!Number.isFinite(low) || !Number.isFinite(high)) return { pool: null, why: words.nothing_foretold };
    return { pool: null, why: told.filled(words.no_rate, { pool: pool.text, low: told.styled("PLO", low), high: told.styled("PLO", high) }) };
  };
  const tell = (data, chosen) => {
    const { defined } = data;
    const rows = remaining(defined, chosen);
    const { pool, why } = poolOf(data, rows);
    const first = sentence(defined, rows);
    const common = { rows, sentence: first, why, pool, range: rows.length ? rangeOf(rows) : defined.words.no_cohort };
    if (pool) {
      const differ = unlikeIn(defined.choices, rows, false);
      const mixed = differ.length ? [told.filled(defined.words.mixed, { titles: differ.join(", ") })] : [];
      return { ...common, text: pool.text, facts: pool.facts, notes: [first, ...mixed, defined.words.unknown_overlap, ...pool.notes] };
    }
    const read = rows.length ? told.whereRead(data.words, rows) : "";
    const formula = told.filled(defined.words.formula, { label: data.label, k: rows.length });
    return { ...common, text: common.range, facts: [["How", formula]], notes: [first, why, read].filter(Boolean) };
  };

  // What every combination of choices leaves, some milliseconds at a time; `done` gets the counts. Returns how to stop.
  const SLICE = 10;
  const everyChoice = (data, done) => {
    const { choices } = data.defined;
    const options = choices.map((choice) => [undefined, ...choice.options.map(([name]) => name)]);
    const all = options.reduce((product, each) => product * each.length, 1);
    const nth = (number) => {
      const chosen = {};
      options.forEach((each, at) => {
        const option = each[number % each.length];
        number = Math.floor(number / each.length);
        if (option) chosen[choices[at].name] = option;
      });
      return chosen;
    };
    const found = { all, none: 0, few: 0, apart: 0, pooled: 0 };
    const pools = new Map();
    let [next, stopped] = [0, false];
    const step = () => {
      if (stopped) return;
      for (const end = performance.now() + SLICE; next < all && performance.now() < end; next++) {
        const rows = remaining(data.defined, nth(next));
        if (rows.length < data.defined.words.fewest) {
          found[rows.length ? "few" : "none"]++;
          continue;
        }
        const key = rows.map((m) => m.order).join();
        if (!pools.has(key)) pools.set(key, poolOf(data, rows).pool?.value ?? null);
        found[pools.get(key) === null ? "apart" : "pooled"]++;
      }
      if (next < all) setTimeout(step, 0);
      else done({ ...found, values: [...pools.values()].filter((value) => value !== null) });
    };
    setTimeout(step, 0);
    return () => {
      stopped = true;
    };
  };
  const surveyed = ({ all, none, few, apart, pooled, values }) => {
    const count = told.integer;
    const first = `${count(all)} combinations of choices: ${count(none)} leave no cohort, ${count(few)} one or two, ${count(apart)} more that are not pooled.`;
    if (!values.length) return first;
    const [low, high] = [Math.min(...values), Math.max(...values)].map((value) => told.styled("PLO", value));
    return `${first} ${count(pooled)} are pooled: ${count(values.length)} different sets of cohorts, with pools from ${low} to ${high}.`;
  };

  // Choices in the address: those that differ from the figure's own, "any" for none.
  const ANY = "any";
  const toAddress = ({ choices, chosen: own }, chosen) =>
    choices.filter(({ name }) => (chosen[name] ?? "") !== (own[name] ?? "")).map(({ name }) => `${name}=${chosen[name] || ANY}`).join("&");
  const fromAddress = ({ choices, chosen: own }, words = "") => {
    const given = new Map(words.split("&").map((part) => part.split("=")));
    const chosen = {};
    for (const { name, options } of choices) {
      const asked = given.get(name);
      const option = asked === ANY || options.some(([known]) => known === asked) ? asked : own[name];
      if (option && option !== ANY) chosen[name] = option;
    }
    return chosen;
  };
  const titleOf = ({ options }, option) => options.find(([name]) => name === option)?.[1] ?? "Any";
  const differences = ({ choices, chosen: own }, chosen) =>
    choices.filter(({ name }) => (chosen[name] ?? "") !== (own[name] ?? "")).map((choice) => `${choice.title}: ${titleOf(choice, chosen[choice.name])}`);
  const expression = (data, chosen) => {
    const made = data.defined.choices.filter(({ name }) => chosen[name]).map(({ name }) => `${name}="${chosen[name]}"`);
    return `defined(${[`"${data.question}"`, ...made].join(", ")})`;
  };

  explorer.cohorts = { MODEL, remaining, howMany, twice, tell, everyChoice, surveyed, asQuestion, toAddress, fromAddress, differences, expression };
})(globalThis.reviewExplorer);
