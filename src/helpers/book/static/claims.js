// The table of claims: filter and sort in the page itself. Without script every row simply stands there.
(() => {
  "use strict";
  const table = document.querySelector("table.claims-table");
  if (!table) return;
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const text = (row, column) => row.cells[column].textContent.trim();
  const badge = (row, selector) => row.querySelector(selector)?.textContent.trim() ?? "";
  const facts = rows.map((row, order) => ({
    row,
    order,
    section: text(row, 0),
    words: row.textContent.toLowerCase(),
    verdict: badge(row, '.badge[class*="verdict-"]'),
    finding: badge(row, ".finding"),
    statistic: row.classList.contains("statistic"),
    notable: row.classList.contains("notable"),
  }));

  const make = (tag, content, attributes = {}) => {
    const element = document.createElement(tag);
    if (content) element.textContent = content;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  const choice = (label, options) => {
    const holder = make("label", `${label} `);
    const select = make("select");
    for (const [value, words] of options) select.append(make("option", words, { value }));
    holder.append(select);
    select.addEventListener("change", show);
    return [holder, select];
  };
  const unique = (name) => [...new Set(facts.map((fact) => fact[name]).filter(Boolean))];
  const counted = (name) => unique(name).map((word) => [word, `${word} (${facts.filter((f) => f[name] === word).length})`]);

  const [showLabel, shown] = choice("Show", [
    ["notable", "what does not hold, or has a finding"],
    ["statistic", "all statistics"],
    ["all", "all numbers"],
  ]);
  const [verdictLabel, verdict] = choice("Verdict", [["", "any"], ...counted("verdict")]);
  const [findingLabel, finding] = choice("Finding", [["", "any"], ...counted("finding")]);
  const [sectionLabel, section] = choice("Section", [["", "any"], ...counted("section")]);
  const searchLabel = make("label", "Search ");
  const search = make("input", "", { type: "search" });
  searchLabel.append(search);
  search.addEventListener("input", show);
  const status = make("p", "", { role: "status", class: "claims-status" });
  const controls = make("div", "", { class: "claims-controls", role: "group", "aria-label": "Filter the table" });
  controls.append(showLabel, verdictLabel, findingLabel, sectionLabel, searchLabel, status);
  (table.closest(".table-wrap") ?? table).before(controls);

  function show() {
    const wanted = search.value.trim().toLowerCase();
    let count = 0;
    for (const fact of facts) {
      const kept =
        (shown.value === "all" || fact[shown.value]) &&
        (!verdict.value || fact.verdict === verdict.value) &&
        (!finding.value || fact.finding === finding.value) &&
        (!section.value || fact.section === section.value) &&
        (!wanted || fact.words.includes(wanted));
      fact.row.hidden = !kept;
      count += kept;
    }
    status.textContent = `${count} of ${facts.length} numbers shown.`;
  }

  const number = (words) => parseFloat(words.replace(/^[^\d.-]*/, ""));
  const value = (fact, column) => {
    if (column === 0) return fact.order;
    if (column === 3) return fact.verdict;
    return column === 1 ? number(badge(fact.row, ".printed")) : number(text(fact.row, column));
  };
  const compare = (a, b) => {
    if (typeof a === "string") return a.localeCompare(b);
    return isNaN(a) - isNaN(b) || (isNaN(a) ? 0 : a - b);
  };
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = make("button", head.textContent.trim(), { type: "button", class: "claims-sort" });
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      facts.sort((a, b) => (down ? -1 : 1) * compare(value(a, column), value(b, column)) || a.order - b.order);
      body.append(...facts.map((fact) => fact.row));
    });
  });

  // A link to one claim must find it, whatever is filtered away.
  const reveal = () => {
    const row = location.hash.startsWith("#claim-") && document.getElementById(location.hash.slice(1));
    if (!row || !body.contains(row)) return;
    if (row.hidden) {
      for (const select of [verdict, finding, section]) select.value = "";
      search.value = "";
      shown.value = "all";
      show();
    }
    row.scrollIntoView({ block: "center" });
  };
  show();
  reveal();
  window.addEventListener("hashchange", reveal);
})();
