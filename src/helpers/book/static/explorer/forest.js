// The table of a setting: a row a study with its box to tick, a row a pool, and cells that draw themselves.
((explorer) => {
  "use strict";
  const { told, state, marks } = explorer;
  const { make, pageOf, canvas, bar, square, diamond } = marks;

  // Roles are written out: where rows are laid out as cards on a phone, browsers forget that they are rows.
  const row = (name, ...cells) => rowOf(null, name, ...cells);
  const rowOf = (study, name, ...cells) => make("tr", { role: "row", class: name || null, "data-study": study }, ...cells);
  const cell = (name, label, ...content) => make("td", { role: "cell", class: name || null, "data-label": label || null }, ...content);
  const heading = (scope, ...content) => make("th", { role: "rowheader", scope }, ...content);
  const small = (text) => (text ? make("span", { class: "small" }, text) : null);

  const ORDER = {
    question: (m) => m.order,
    effect: (m, measure) => marks.study(m, measure).value,
    precision: (m, measure) => told.effectOf(m, measure).vi,
    year: (m) => m.year ?? Infinity,
    size: (m) => -(m.counts ?? [0, 0]).filter((_, at) => at % 2).reduce((sum, total) => sum + total, 0),
  };
  const counts = (m) => {
    const pairs = [];
    for (let at = 0; at < (m.counts ?? []).length; at += 2) pairs.push(`${m.counts[at]}/${told.integer(m.counts[at + 1])}`);
    return pairs;
  };
  const headsOf = (data, members) => {
    const columns = members[0]?.counts?.length ?? 0;
    return columns === 4 ? data.arms : columns === 2 ? ["Patients"] : [];
  };

  const studyRow = (data, setting, axis, member, weight, change) => {
    const on = !setting.off.has(member.study);
    const { value, low, high, text } = marks.study(member, setting.measure);
    const box = make("input", { type: "checkbox", "data-key": `${member.order}` });
    box.checked = on;
    box.addEventListener("change", () => change(member, box.checked));
    const why = member.left_out && `Left out of the printed pool: ${member.left_out}`;
    const name = heading("row", make("label", {}, box, make("span", {}, make("strong", {}, member.label), small(member.detail), small(why))), pageOf(member));
    const drawn = canvas(axis, bar(axis, low, high, "interval"), square(axis, value, weight, on));
    return rowOf(
      member.study, on ? "" : "off", name, ...counts(member).map((pair, at) => cell("count", headsOf(data, [member])[at], pair)),
      cell("plot", "", drawn), cell("effect", "", text), cell("weight", "Weight", on ? (weight === undefined ? "–" : `${told.fixed(weight, 1)}%`) : "out"),
    );
  };
  const totals = (data, members) => {
    const heads = headsOf(data, data.members);
    return heads.map((head, at) => {
      const sum = (place) => told.integer(members.reduce((all, m) => all + m.counts[2 * at + place], 0));
      return cell("count", head, members.length ? `${sum(0)}/${sum(1)}` : "");
    });
  };
  const poolRow = (data, setting, axis, found, words, name, before) => {
    const value = found.value === null ? [] : diamond(axis, found, "pool");
    const was = before && before.value !== null ? diamond(axis, before, "was") : [];
    const text = found.value === null ? found.text : `${told.styled(setting.measure, found.value)} (${told.range(setting.measure, found.low, found.high)})`;
    const two = found.members.length === 2 ? data.words.two_studies : "";
    return row(
      name, heading("row", make("strong", {}, words), small(`${found.members.length} of ${found.members.length + found.missing.length + out(data, setting, found)} studies`), small(two)),
      ...totals(data, found.members), cell("plot", "", canvas(axis, was, value)), cell("effect", "", text), cell("weight", "", ""),
    );
  };
  const out = (data, setting, found) => {
    const shown = new Set([...found.members, ...found.missing]);
    return data.members.filter((m) => setting.off.has(m.study) && !shown.has(m) && (!found.group || told.groupOf(data, found.setting, m) === found.group)).length;
  };
  const predictionRow = (data, setting, axis, found) => {
    const { pool } = found;
    if (!pool || found.value === null || !Number.isFinite(pool.pi_low)) return [];
    const ends = [pool.pi_low, pool.pi_high].map((end) => explorer.engine.back(setting.measure, end));
    const empty = headsOf(data, data.members).map(() => cell("count", "", ""));
    const drawn = canvas(axis, bar(axis, ...ends, "prediction"));
    const name = heading("row", "95% prediction interval", small("where the effect in a new study may lie"));
    return [row("foretold", name, ...empty, cell("plot", "", drawn), cell("effect", "", told.range(setting.measure, ...ends)), cell("weight", "", ""))];
  };

  // Everything that a setting shows: the whole pool, each group with its own, and the rows of the table.
  const look = (data, setting) => {
    const whole = told.tell(data, { ...setting, by: setting.by === state.SOURCE ? "" : setting.by });
    const labels = [...new Set(data.members.map((m) => told.groupOf(data, setting, m)))];
    const groups = labels.length > 1 ? labels.map((label) => ({ ...told.tell(data, setting, label), group: label })) : [];
    // Patients must not count twice; and a pool that foretells nothing is told with that note, and not drawn.
    const together = !whole.notes.includes(data.words.same_studies);
    return { whole, groups, together, drawn: together && !whole.notes.includes(data.words.any_share) };
  };

  const table = (data, setting, seen, before, change) => {
    const axis = marks.axisOf(data, setting.measure);
    const heads = headsOf(data, data.members);
    const head = (text, name) => make("th", { role: "columnheader", scope: "col", class: name }, text);
    const effect = told.kindOf(setting.measure) === "percentage" ? "% (95% CI)" : `${setting.measure} (95% CI)`;
    const columns = row("", head("Study", ""), ...heads.map((name) => head(name, "count")), head("Plot", "plot"), head(effect, "effect"), head("Weight", "weight"));
    const weights = ({ members, pool }) => new Map(members.map((m, at) => [m, pool?.weights[at]]));
    const sorted = (members) => [...members].sort((a, b) => ORDER[setting.order](a, setting.measure) - ORDER[setting.order](b, setting.measure) || a.order - b.order);
    const rows = [];
    const wide = heads.length + 4;
    for (const found of seen.groups.length ? seen.groups : [seen.whole]) {
      const members = data.members.filter((m) => !seen.groups.length || told.groupOf(data, setting, m) === found.group);
      const each = weights(found);
      if (seen.groups.length) rows.push(row("group", make("th", { role: "rowheader", scope: "rowgroup", colspan: wide }, found.group || "Others")));
      rows.push(...sorted(members).map((m) => studyRow(data, setting, axis, m, each.get(m), change)));
      const foretells = !found.notes.includes(data.words.any_share);
      if (seen.groups.length && found.members.length > 1 && foretells) rows.push(poolRow(data, setting, axis, found, data.pooled_as, "part"));
    }
    const feet = seen.drawn ? [poolRow(data, setting, axis, seen.whole, seen.groups.length ? "All" : data.pooled_as, "whole", before), ...predictionRow(data, setting, axis, seen.whole)] : [];
    const blank = (span) => make("td", { role: "cell", colspan: span });
    feet.push(row("axis", blank(heads.length + 1), cell("plot", "", marks.scale(axis, told.kindOf(setting.measure) === "percentage" ? [] : data.sides)), blank(2)));
    const part = (tag, ...content) => make(tag, { role: "rowgroup" }, ...content);
    return make("table", { role: "table", class: "explorer-table" }, make("caption", {}, data.label), part("thead", columns), part("tbody", ...rows, ...feet));
  };

  explorer.forest = { look, table };
})(globalThis.reviewExplorer);
