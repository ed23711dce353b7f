// The explorer of one figure: controls, "as printed" beside "your setting", the table, and what can be taken away.
((explorer) => {
  "use strict";
  const { told, state, forest, strip } = explorer;
  const { make } = explorer.marks;
  const GUARD =
    "To explore with, not to choose from: a selection or a model that is chosen after the results are known can be made to show almost anything. " +
    "The book's own pool stays printed above, and beside yours.";

  const option = (value, text) => make("option", { value }, text);
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  // Whether this browser computes what the book prints: if not, no number of it may be shown.
  const agrees = (data) => {
    const found = told.tell(data, state.printed(data));
    return found.text === data.printed.text && same(found.facts, data.printed.facts) && same(found.notes, data.printed.notes);
  };

  explorer.panel = (button, data) => {
    const { figure } = button.dataset;
    const frame = explorer.frame(button, { kind: "explore", named: "", titled: `Explore: ${data.label}`, printed: "setting" });
    const { id, heading, part, holder, title } = frame;
    if (!agrees(data)) return frame.refused("the explorer");

    let setting = state.printed(data);
    let stop = () => {};
    let [stripped, seenNow] = ["", null];
    // Thousands of pools are computed only once somebody comes to where they are shown.
    const fillStrip = () => {
      const key = `${setting.measure} ${seenNow.whole.value}`;
      if (!seenNow.drawn || stripped === key) return;
      stripped = key;
      stop();
      stop = strip.fill(stripHolder, data, setting.measure, seenNow.whole.value);
    };
    let near = false;
    const watch = new IntersectionObserver((entries) => {
      near = entries.at(-1).isIntersecting;
      if (near) fillStrip();
    });
    const select = (name, label, options) => {
      const element = make("select", { id: id(name), "data-name": name }, ...options.map(([value, text]) => option(value, text)));
      return { element, holder: make("div", { class: "explorer-control" }, make("label", { for: element.id }, label), element) };
    };
    const models = () => data.methods[setting.measure].map(([method, tau2]) => [
      state.modelOf({ method, tau2 }), data.words.methods[method] + (tau2 ? `, ${tau2}` : ""),
    ]);
    const controls = {
      measure: select("measure", "Measure", data.measures.map((measure) => [measure.name, measure.words])),
      model: select("model", "Model", models()),
      interval: select("interval", "Interval", Object.entries(data.words.intervals)),
      by: select("by", "Groups", state.groupings(data)),
      order: select("order", "Order of studies", Object.entries(state.ORDERS)),
    };
    const [mine, forestHolder, beside, stripHolder, take] = ["yours", "forest", "beside", "strip", "take"].map((name) => part(name));
    // The strip comes last: it takes a while, and nothing that somebody is about to press may move.
    holder.append(
      title, make("p", { class: "explorer-guard" }, GUARD),
      make("fieldset", { class: "explorer-controls" }, make("legend", {}, "Setting"), ...Object.values(controls).map((control) => control.holder)),
      part("acts", frame.reset, frame.close), frame.yours, mine, forestHolder, beside, take,
      part("all", heading(1, {}, "How many of all settings agree"), stripHolder), frame.live,
    );

    const render = () => {
      const focused = document.activeElement?.dataset?.key;
      const seen = forest.look(data, setting);
      const differs = state.differences(data, setting);
      const before = setting.measure === data.setting.measure && differs.length ? told.tell(data, state.printed(data)) : null;
      controls.model.element.replaceChildren(...models().map(([value, text]) => option(value, text)));
      for (const [name, control] of Object.entries(controls)) control.element.value = name === "model" ? state.modelOf(setting) : setting[name];
      controls.interval.element.disabled = setting.method !== "random";
      frame.changed(differs);
      frame.reset.disabled = !differs.length && setting.order === "question";
      mine.replaceChildren(...settingWords(heading, data, setting, seen));
      forestHolder.replaceChildren(forest.table(data, setting, seen, before, (member, on) => {
        setting.off[on ? "delete" : "add"](member.study);
        change();
      }));
      if (focused) forestHolder.querySelector(`[data-key="${focused}"]`)?.focus({ preventScroll: true });
      take.replaceChildren(...takeAway(heading, data, setting, seen, figure, frame.fileOf(state.csv(data, setting))));
      stripHolder.parentElement.hidden = !seen.drawn;
      seenNow = seen;
      if (near) fillStrip();
      return { seen, differs };
    };
    const say = ({ seen, differs }) => {
      const pools = seen.together ? [seen.whole] : seen.groups;
      const found = pools.map(({ group, text, members }) => `${group ? `${group}: ` : ""}${text}, ${members.length} studies`);
      frame.say(`${found.join(". ")}. ${differs.length ? `Printed: ${data.printed.text}.` : "As printed."}`);
    };
    const change = () => {
      frame.push(state.toAddress(data, setting));
      say(render());
    };
    for (const [name, control] of Object.entries(controls)) {
      control.element.addEventListener("change", () => {
        const { value } = control.element;
        if (name === "model") state.choose(data, setting, value);
        else setting[name] = value;
        if (name === "measure") state.choose(data, setting, state.modelOf(setting));
        change();
      });
    }
    frame.reset.addEventListener("click", () => {
      setting = state.printed(data);
      change();
      title.focus();
    });
    beside.append(...notPooled(heading, data));
    render();
    watch.observe(stripHolder);
    return frame.opened((words) => {
      setting = state.fromAddress(data, words);
      frame.keep(state.toAddress(data, setting));
      say(render());
    });
  };

  const list = (notes) => (notes.length ? make("ul", {}, ...notes.map((note) => make("li", {}, note))) : null);
  const more = (summary, ...content) => make("details", {}, make("summary", {}, summary), ...content);

  // Each pool as printed beside the same in the setting, fact by fact: a fact that only one has stands alone.
  const compared = (data, setting, printed, yours) => {
    const cells = (found) => new Map([
      ["", found.text], ["Studies", `${found.members.length}`],
      ["Of 1,000", found.thousand ? `${found.thousand.text}, at a risk of ${told.fixed(found.risk, 1)}%` : ""], ...found.facts,
    ]);
    const [before, now] = [cells(printed), cells(yours)];
    const names = [...new Set([...before.keys(), ...now.keys()])].filter((name) => name !== "How" && (before.get(name) || now.get(name)));
    const line = (name) => make("tr", {},
      make("th", { scope: "row" }, name || "Pool"), ...[before, now].map((side) => make("td", { class: name ? null : "explorer-number" }, side.get(name) ?? "")));
    const head = make("tr", {}, make("td"), make("th", { scope: "col" }, "As printed"), make("th", { scope: "col" }, "Your setting"));
    const words = [["As printed", before], ["Your setting", now]].map(([who, side]) => make("p", { class: "small" }, `${who}: ${side.get("How") ?? ""}.`));
    const caption = yours.group ? make("caption", {}, yours.group) : make("caption", { class: "explorer-live" }, "As printed and in your setting");
    return [make("table", { class: "explorer-compared" }, caption, make("thead", {}, head), make("tbody", {}, ...names.map(line))), ...words];
  };
  const settingWords = (heading, data, setting, seen) => {
    const before = forest.look(data, state.printed(data));
    const groups = seen.groups.map((found) => [before.groups.find((each) => each.group === found.group), found]);
    const pairs = seen.together ? [[before.whole, seen.whole]] : groups.filter(([one]) => one);
    const notes = [...new Set(pairs.flatMap(([, yours]) => yours.notes))];
    return [...pairs.flatMap(([printed, yours]) => compared(data, setting, printed, yours)), heading(1, {}, "What to know of your setting"), list(notes)].filter(Boolean);
  };
  const notPooled = (heading, data) => {
    const absent = data.absent.map((m) => `${m.name}: ${m.why}`);
    const refused = data.refused.map((each) => `${each.name}, ${each.what}. ${each.why}`);
    return [
      ...(absent.length ? [heading(1, {}, "Known, without numbers that could be pooled"), list(absent)] : []),
      ...(refused.length ? [more(`Refused: ${refused.length} comparisons that share patients with these, or are of another kind`, list(refused))] : []),
    ].filter(Boolean);
  };
  const takeAway = (heading, data, setting, { together, groups }, figure, file) => {
    const name = `${figure}.csv`;
    const asked = together ? [undefined] : groups.map((found) => found.group);
    const expressions = setting.by === state.SOURCE && !together ? [] : asked.map((group) => state.expression(data, setting, group));
    const code = (text) => make("pre", { tabindex: "0" }, make("code", {}, text));
    return [
      heading(1, {}, "Take it away"),
      make("p", {}, make("a", { href: file, download: name }, "The rows of your setting (CSV)"), ". The address of this page holds your setting."),
      ...(together ? [make("p", { class: "small" }, "The same pool, from these rows:"), code(state.command(data, setting, name))] : []),
      make("p", { class: "small" }, "The same from the data of this book:"), ...expressions.map((expression) => code(`review show '${expression}'`)),
    ];
  };
})(globalThis.reviewExplorer);
