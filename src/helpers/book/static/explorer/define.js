// The choice of a definition under one figure: what counts, which cohorts remain, their range, and their pool if it is one.
((explorer) => {
  "use strict";
  const { told, state, marks, cohorts, engine } = explorer;
  const { make, canvas, bar, square, diamond } = marks;
  const GUARD =
    "To explore with, not to choose from: a definition that is chosen after its rates are known can be made to give almost any of them. " +
    "The figure above stays as printed.";

  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const agrees = (data) => {
    const { text, facts, notes } = cohorts.tell(data, data.defined.chosen);
    return same({ text, facts, notes }, data.defined.printed);
  };
  const row = (name, ...cells) => make("tr", { role: "row", class: name || null }, ...cells);
  const cell = (name, label, ...content) => make("td", { role: "cell", class: name, "data-label": label || null }, ...content);
  const head = (...content) => make("th", { role: "rowheader", scope: "row" }, ...content);
  const small = (text) => (text ? make("span", { class: "small" }, text) : null);
  const list = (lines) => make("ul", {}, ...lines.map((line) => make("li", {}, line)));
  const code = (text) => make("pre", { tabindex: "0" }, make("code", {}, text));

  // A row a cohort, in the order of the data; the pool and what it foretells below, where there is a pool.
  const table = (data, seen) => {
    const axis = marks.axisOf(cohorts.asQuestion(data, seen.rows), "PLO");
    const column = (text, name) => make("th", { role: "columnheader", scope: "col", class: name }, text);
    const line = (m) => {
      const { value, low, high, text } = marks.study(m, "PLO");
      const [events, total] = m.counts.map(told.integer);
      return row("", head(make("strong", {}, m.label), small(m.detail), marks.pageOf(m)), cell("count", "Patients", `${events}/${total}`),
        cell("plot", "", canvas(axis, bar(axis, low, high, "interval"), square(axis, value, undefined, true))), cell("effect", "", text));
    };
    const feet = [];
    if (seen.pool) {
      const { members, pool, value, low, high } = seen.pool;
      const [events, total] = [0, 1].map((at) => told.integer(members.reduce((sum, m) => sum + m.counts[at], 0)));
      feet.push(row("whole", head(make("strong", {}, data.pooled_as), small(`${members.length} cohorts`)), cell("count", "Patients", `${events}/${total}`),
        cell("plot", "", canvas(axis, diamond(axis, { value, low, high }, "pool"))), cell("effect", "", `${told.styled("PLO", value)} (${told.range("PLO", low, high)})`)));
      const ahead = [pool.pi_low, pool.pi_high].map((end) => engine.back("PLO", end));
      if (ahead.every(Number.isFinite)) {
        feet.push(row("foretold", head("95% prediction interval", small("where a new cohort may lie")), cell("count", "", ""),
          cell("plot", "", canvas(axis, bar(axis, ...ahead, "prediction"))), cell("effect", "", told.range("PLO", ...ahead))));
      }
    }
    feet.push(row("axis", make("td", { role: "cell", colspan: 2 }), cell("plot", "", marks.scale(axis, [])), make("td", { role: "cell" })));
    const group = (tag, ...content) => make(tag, { role: "rowgroup" }, ...content);
    return make("table", { role: "table", class: "explorer-table" }, make("caption", {}, "Cohorts that fit"),
      group("thead", row("", column("Cohort", ""), column("Patients", "count"), column("Plot", "plot"), column("% (95% CI)", "effect"))),
      group("tbody", ...seen.rows.map(line), ...feet));
  };

  // A choice as a set of radio buttons, each with the number of cohorts that would remain.
  const controlOf = (figure, choice, change) => {
    const inputs = [["", "Any"], ...choice.options].map(([option, title]) => {
      const input = make("input", { type: "radio", name: `define-${figure}-${choice.name}`, value: option });
      const count = make("span", { class: "explorer-count" });
      input.addEventListener("change", () => change(choice.name, option));
      return { option, input, count, label: make("label", {}, input, make("span", {}, title), count) };
    });
    return { choice, inputs, element: make("fieldset", { class: "explorer-choice" }, make("legend", {}, choice.title), ...inputs.map(({ label }) => label)) };
  };

  explorer.define = (button, data) => {
    const { figure } = button.dataset;
    const { defined } = data;
    const frame = explorer.frame(button, { kind: "define", named: "define", titled: `Change the definition: ${data.label}`, printed: "definition" });
    const { heading, part, holder, title } = frame;
    if (!agrees(data)) return frame.refused("the choice");

    let chosen = { ...defined.chosen };
    const change = (name, option) => {
      if (option) chosen[name] = option;
      else delete chosen[name];
      changed();
    };
    const controls = defined.choices.map((choice) => controlOf(figure, choice, change));
    const [answer, rows, notes, take] = ["answer", "forest", "beside", "take"].map((name) => part(name));
    const survey = part("survey", make("p", { class: "small" }, "Every combination is being counted ..."));
    holder.append(title, make("p", { class: "explorer-guard" }, GUARD), part("choices", ...controls.map(({ element }) => element)), part("acts", frame.reset, frame.close), frame.yours, answer, rows, notes, take, part("all", heading(1, {}, "What all choices leave"), survey), frame.live);
    // Thousands of combinations are gone through only once somebody comes to where they are counted.
    const watch = new IntersectionObserver((entries) => {
      if (!entries.at(-1).isIntersecting) return;
      watch.disconnect();
      cohorts.everyChoice(data, (found) => survey.replaceChildren(
        make("p", {}, cohorts.surveyed(found)), make("p", { class: "small" }, "Combinations overlap and are no sample of anything: their share is no probability."),
      ));
    });
    watch.observe(survey);

    const render = () => {
      const seen = cohorts.tell(data, chosen);
      const differs = cohorts.differences(defined, chosen);
      for (const { choice, inputs } of controls) {
        for (const { option, input, count, label } of inputs) {
          const left = cohorts.howMany(defined, chosen, choice.name, option);
          input.checked = (chosen[choice.name] ?? "") === option;
          count.replaceChildren(String(left), make("span", { class: "explorer-live" }, left === 1 ? " cohort" : " cohorts"));
          label.classList.toggle("none", left === 0);
        }
      }
      frame.changed(differs);
      frame.reset.disabled = !differs.length;
      const pooled = seen.pool ? `Pooled: ${seen.pool.text}.` : seen.why;
      const printed = [["As printed", defined.printed.text], ...defined.beside.map(([name, text]) => [`Printed beside it: ${name}`, text])].map(([name, text]) => `${name}: ${text}.`);
      answer.replaceChildren(
        make("p", { class: "explorer-number" }, seen.range), make("p", {}, seen.sentence),
        ...(pooled ? [make("p", { class: "explorer-pooled" }, pooled)] : []), ...printed.map((text) => make("p", { class: "small" }, text)),
      );
      rows.replaceChildren(...(seen.rows.length ? [table(data, seen)] : []));
      notes.replaceChildren(...notesOn(seen));
      const question = cohorts.asQuestion(data, seen.rows);
      take.replaceChildren(...takeAway(seen, question, frame.fileOf(state.csv(question, cohorts.MODEL))));
      return { seen, differs };
    };
    const notesOn = (seen) => {
      const twice = cohorts.twice(defined, chosen, seen.rows);
      const lines = twice.map((m) => told.filled(defined.words.twice, { label: `${m.label} (${m.detail})`, events: told.integer(m.counts[0]), total: told.integer(m.counts[1]) }));
      const facts = seen.pool ? seen.facts.map(([name, text]) => `${name}: ${text}`) : [];
      return [
        heading(1, {}, "What to know of this"), list([...facts, ...seen.notes.filter((note) => note !== seen.sentence && note !== seen.why), `The printed rate: ${defined.reason}`]),
        ...(lines.length ? [make("details", {}, make("summary", {}, `Counted once: ${lines.length} other ${lines.length === 1 ? "count" : "counts"} of these cohorts`), list(lines))] : []),
      ];
    };
    const takeAway = (seen, question, file) => {
      const name = `${figure}-cohorts.csv`;
      return [
        heading(1, {}, "Take it away"),
        ...(seen.rows.length ? [make("p", {}, make("a", { href: file, download: name }, "The rows of your choice (CSV)"), ". The address of this page holds your choice.")] : []),
        ...(seen.pool ? [make("p", { class: "small" }, "The same pool, from these rows:"), code(state.command(question, cohorts.MODEL, name))] : []),
        make("p", { class: "small" }, "The same from the data of this book:"), code(`review show '${cohorts.expression(data, chosen)}'`),
      ];
    };
    const say = ({ seen, differs }) =>
      frame.say(`${[seen.sentence, seen.pool ? `Pooled: ${seen.pool.text}.` : seen.why].filter(Boolean).join(" ")} ${differs.length ? `Printed: ${defined.printed.text}.` : "As printed."}`);
    const changed = () => {
      frame.push(cohorts.toAddress(defined, chosen));
      say(render());
    };
    frame.reset.addEventListener("click", () => {
      chosen = { ...defined.chosen };
      changed();
      title.focus();
    });
    render();
    return frame.opened((words) => {
      chosen = cohorts.fromAddress(defined, words);
      frame.keep(cohorts.toAddress(defined, chosen));
      say(render());
    });
  };
})(globalThis.reviewExplorer);
