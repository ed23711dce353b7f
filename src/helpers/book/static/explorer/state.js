// A setting of the explorer: what it changes, how it stands in the address, and how to get it elsewhere.
((explorer) => {
  "use strict";
  const { told } = explorer;
  const SOURCE = "source";
  const BY_VARIANCE = ["random", "common"];
  const ORDERS = { question: "As in the question", effect: "Effect", precision: "Precision", year: "Year", size: "Patients" };

  // A model in one word: the estimator of tau2 of a random pool, else the method.
  const modelOf = ({ method, tau2 }) => (method === "random" ? tau2 : method);
  const modelNamed = (data, measure, name) => data.methods[measure].find(([method, tau2]) => modelOf({ method, tau2 }) === name);
  const printed = (data) => ({ ...data.setting, interval: data.setting.interval || "wald", off: new Set(data.setting.off), order: "question" });
  const groupings = (data) => {
    const own = data.own_groups ? "As in the question" : "None";
    return [["", own], ...data.splits.map((split) => [split.name, split.words]), [SOURCE, "Where numbers were read"]];
  };
  const studiesOf = (data) => [...new Map(data.members.map((m) => [m.study, m])).values()];
  const apart = (data, setting) => {
    const before = printed(data);
    const studies = studiesOf(data);
    return {
      without: studies.filter((m) => setting.off.has(m.study) && !before.off.has(m.study)),
      including: studies.filter((m) => !setting.off.has(m.study) && before.off.has(m.study)),
    };
  };

  const toAddress = (data, setting) => {
    const before = printed(data);
    const { without, including } = apart(data, setting);
    const parts = [];
    if (without.length) parts.push(`without=${without.map((m) => m.study).join("+")}`);
    if (including.length) parts.push(`with=${including.map((m) => m.study).join("+")}`);
    if (setting.measure !== before.measure) parts.push(`measure=${setting.measure}`);
    if (modelOf(setting) !== modelOf(before)) parts.push(`model=${modelOf(setting)}`);
    if (setting.method === "random" && setting.interval !== before.interval) parts.push(`interval=${setting.interval}`);
    for (const name of ["by", "order"]) if (setting[name] !== before[name]) parts.push(`${name}=${setting[name]}`);
    return parts.join("&");
  };
  // What an address says, as far as the question knows it: an address is untrusted, too.
  const fromAddress = (data, words = "") => {
    const setting = printed(data);
    const known = new Set(data.members.map((m) => m.study));
    const given = new Map(words.split("&").map((part) => [part.split("=")[0], part.split("=").slice(1).join("=")]));
    const studies = (name) => (given.get(name) ?? "").split("+").filter((study) => known.has(study));
    for (const study of studies("without")) setting.off.add(study);
    for (const study of studies("with")) setting.off.delete(study);
    if (data.measures.some((measure) => measure.name === given.get("measure"))) setting.measure = given.get("measure");
    choose(data, setting, given.get("model") ?? modelOf(setting));
    if (given.get("interval") in data.words.intervals) setting.interval = given.get("interval");
    if (groupings(data).some(([name]) => name === given.get("by"))) setting.by = given.get("by");
    if (Object.hasOwn(ORDERS, given.get("order") ?? "")) setting.order = given.get("order");
    return setting;
  };
  // Take a model where the measure has it, else the first that it has.
  const choose = (data, setting, name) => {
    const [method, tau2] = modelNamed(data, setting.measure, name) ?? data.methods[setting.measure][0];
    const was = setting.method;
    Object.assign(setting, { method, tau2 });
    if (method === "random" && was !== "random") setting.interval = Object.keys(data.words.intervals)[0];
  };

  const modelWords = (data, { method, tau2, interval }) =>
    data.words.methods[method] + (method === "random" ? ` (tau2 by ${tau2}); ${data.words.intervals[interval]}` : "");
  // What differs from the printed setting, in words; nothing where nothing that is computed does.
  const differences = (data, setting) => {
    const before = printed(data);
    const { without, including } = apart(data, setting);
    const names = (members) => members.map((m) => m.name).join(", ");
    return [
      without.length ? `without ${names(without)}` : "", including.length ? `with ${names(including)}` : "",
      setting.measure !== before.measure ? data.measures.find((m) => m.name === setting.measure).words.toLowerCase() : "",
      modelWords(data, setting) !== modelWords(data, before) ? modelWords(data, setting) : "",
      setting.by !== before.by ? `grouped by: ${groupings(data).find(([name]) => name === setting.by)[1].toLowerCase()}` : "",
    ].filter(Boolean);
  };

  // The call of this book's vocabulary that gives the same number, of all members or of a group.
  const expression = (data, setting, group) => {
    const before = data.setting;
    const { without, including } = apart(data, setting);
    const random = setting.method === "random";
    const options = {
      measure: setting.measure, method: setting.method, tau2: random ? setting.tau2 : "", interval: random ? setting.interval : "",
    };
    const changed = Object.entries(options).filter(([name, word]) => word && word !== before[name]);
    if (random && before.method !== "random") changed.push(...["tau2", "interval"].filter((n) => !changed.some(([c]) => c === n)).map((n) => [n, options[n]]));
    if (without.length) changed.push(["without", without.map((m) => m.study).join("+")]);
    if (setting.by && setting.by !== SOURCE) changed.push(["by", setting.by]);
    if (group !== undefined) changed.push(["subgroup", group]);
    if (including.length) changed.push(["including", including.map((m) => m.study).join("+")]);
    return `pooled(${[`"${data.question}"`, ...changed.map(([name, word]) => `${name}="${word}"`)].join(", ")})`;
  };
  const command = (data, setting, file) => {
    const parts = [`review pool ${file}`, `--measure ${setting.measure}`, `--method ${setting.method}`];
    if (setting.method === "random") parts.push(`--tau2 ${setting.tau2}`, `--ci ${setting.interval}`);
    if (setting.by && BY_VARIANCE.includes(setting.method)) parts.push("--subgroup group");
    return parts.join(" ");
  };

  // A cell that no spreadsheet takes for a formula.
  const cell = (value) => {
    const text = String(value ?? "");
    const safe = /^[=+\-@\t\r]/.test(text) && !Number.isFinite(Number(text)) ? `'${text}` : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
  };
  const csv = (data, setting) => {
    const members = told.membersOf(data, setting);
    const counts = members[0]?.counts?.length ?? 0;
    const numbers = { 4: ["events_1", "total_1", "events_2", "total_2"], 2: ["events", "total"] }[counts] ?? ["yi", "vi"];
    const rows = members.map((m) => {
      const { yi, vi } = told.effectOf(m, setting.measure);
      return [m.label, ...(counts ? m.counts : [yi, vi]), told.groupOf(data, setting, m), m.detail, m.source, m.places.join("; ")];
    });
    const table = [["study", ...numbers, "group", "detail", "read_in", "rows"], ...rows];
    return table.map((row) => `${row.map(cell).join(",")}\n`).join("");
  };

  explorer.state = {
    SOURCE, ORDERS, modelOf, printed, groupings, studiesOf, toAddress, fromAddress, choose, modelWords, differences, expression, command, csv,
  };
})(globalThis.reviewExplorer);
