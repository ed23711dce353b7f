// Long tables: filter and sort in the page itself. Without script every row simply stands there.
(() => {
  "use strict";
  const table = document.querySelector("table.filtered");
  if (!table) return;
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const text = (row, column) => row.cells[column].textContent.trim();
  const badge = (row, selector) => row.querySelector(selector)?.textContent.trim() ?? "";
  const number = (words) => parseFloat(words.replace(/^[^\d.-]*/, ""));

  const make = (tag, content, attributes = {}) => {
    const element = document.createElement(tag);
    if (content) element.textContent = content;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };

  // A choice: its label, its options, the first of which is what a reader meets, and whether a row stays.
  const anyOf = (label, of) => {
    const words = rows.map(of);
    const known = [...new Set(words.filter(Boolean))];
    const counted = known.map((word) => [word, `${word} (${words.filter((each) => each === word).length})`]);
    return { label, options: [["", "any"], ...counted], keeps: (row, value) => !value || of(row) === value };
  };
  const column = (at) => (row) => text(row, at);
  const [claims, studies] = ["claims-table", "studies-table"].map((name) => table.classList.contains(name));
  const verdict = (row) => badge(row, '.badge[class*="verdict-"]');
  const choices = [];
  if (claims) {
    choices.push(
      {
        label: "Show",
        options: [["notable", "what does not hold, or has a finding"], ["statistic", "all statistics"], ["all", "all numbers"]],
        keeps: (row, value) => value === "all" || row.classList.contains(value),
      },
      anyOf("Verdict", verdict), anyOf("Finding", (row) => badge(row, ".finding")), anyOf("Section", column(0)),
    );
  }
  if (studies) choices.push(anyOf("Design", column(2)), anyOf("Read", column(3)));
  const what = studies ? "studies" : "numbers";
  const order = new Map(rows.map((row, at) => [row, at]));
  // What a column is sorted by: numbers, words, or the order in which the rows were written.
  const values = claims
    ? [(row) => order.get(row), (row) => number(badge(row, ".printed")), (row) => number(text(row, 2)), verdict]
    : [...table.tHead.rows[0].cells].map((_, at) => {
      const numeric = rows.some((row) => /^\d+$/.test(text(row, at)));
      return (row) => (numeric ? number(text(row, at)) : text(row, at).toLowerCase());
    });

  const controls = make("div", "", { class: "table-controls", role: "group", "aria-label": "Filter the table" });
  for (const choice of choices) {
    const holder = make("label", `${choice.label} `);
    choice.select = make("select");
    for (const [value, words] of choice.options) choice.select.append(make("option", words, { value }));
    choice.select.addEventListener("change", show);
    holder.append(choice.select);
    controls.append(holder);
  }
  const searchLabel = make("label", "Search ");
  const search = make("input", "", { type: "search" });
  searchLabel.append(search);
  search.addEventListener("input", show);
  const status = make("p", "", { role: "status", class: "table-status" });
  controls.append(searchLabel, status);
  (table.closest(".table-wrap") ?? table).before(controls);

  function show() {
    const wanted = search.value.trim().toLowerCase();
    let count = 0;
    for (const row of rows) {
      const kept = choices.every((choice) => choice.keeps(row, choice.select.value));
      row.hidden = !kept || !row.textContent.toLowerCase().includes(wanted);
      count += !row.hidden;
    }
    status.textContent = `${count} of ${rows.length} ${what} shown.`;
  }

  const compare = (a, b, turn) => { // what has no number comes last, whichever way
    if (typeof a === "string") return turn * a.localeCompare(b);
    return isNaN(a) - isNaN(b) || (isNaN(a) ? 0 : turn * (a - b));
  };
  [...table.tHead.rows[0].cells].forEach((head, at) => {
    const button = make("button", head.textContent.trim(), { type: "button", class: "table-sort" });
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      rows.sort((a, b) => compare(values[at](a), values[at](b), down ? -1 : 1) || order.get(a) - order.get(b));
      body.append(...rows);
    });
  });

  // A link to one row must find it, whatever is filtered away.
  const reveal = () => {
    const row = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!row || !body.contains(row)) return;
    if (row.hidden) {
      for (const { options, select } of choices) select.value = options.some(([value]) => value === "all") ? "all" : "";
      search.value = "";
      show();
    }
    row.scrollIntoView({ block: "center" });
  };
  show();
  reveal();
  window.addEventListener("hashchange", reveal);
})();
