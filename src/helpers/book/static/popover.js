// One card for every number on the page: beside it, under it, or at the foot of a phone. What it shows is loaded when
// the first number is opened, as a script: a page from file:// may not fetch.
(() => {
  "use strict";
  const PHONE = 640;
  let data = null;
  let opener = null;

  // Text only ever enters the page as text: data and bibliography are not trusted with markup.
  const make = (tag, text, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const link = (text, href) => make("a", text, /^https:\/\//.test(href) ? { href, rel: "noopener" } : { href });
  const heading = (text) => make("p", text, { class: "popover-heading" });
  const list = (title, items) => (items.length ? [heading(title), make("ul", "", {}, ...items)] : []);
  const capital = (text) => text && text[0].toUpperCase() + text.slice(1);

  const load = async () => { data = await window.review.load(); };

  const dot = (kind) => make("i", "", { class: `dot ${kind}`, "aria-hidden": "true" });
  const mark = (kind) => make("span", "", { class: "mark", title: data.words.sources[kind] }, dot(kind), make("span", data.words.sources[kind], { class: "sr" }));
  const small = (...parts) => make("span", "", { class: "popover-small" }, ...parts);
  const whereOf = (row) => capital([data.words.sources[row.source], row.locator].filter(Boolean).join(", "));

  // What several rows have in common at the end of their labels is said once.
  const sharedBy = (labels) => {
    if (labels.length < 2) return [];
    let count = 0;
    while (labels.every((label) => label.length > count + 1 && label.at(-1 - count) === labels[0].at(-1 - count))) count += 1;
    return count ? labels[0].slice(-count) : [];
  };
  const tableOf = (rows, shared) => {
    const body = make("tbody");
    for (const row of rows) {
      const parts = row.label.split(", ");
      const words = parts.slice(0, parts.length - shared).join(", ");
      const name = make("td", "", {}, row.page ? link(words, row.page) : words);
      if (row.definition) name.append(small(`${data.words.definition}: ${row.definition}.`));
      if (row.note) name.append(small(row.note));
      const origin = make("td", "", { class: "r" });
      if (row.source && rows.length > 1) origin.append(mark(row.source));
      if (row.url && rows.length > 1) origin.append(" ", make("a", "open", { href: row.url, rel: "noopener", "aria-label": `Open the source of ${row.label}` }));
      body.append(make("tr", "", {}, name, make("td", row.figure ?? "", { class: "r" }), origin));
    }
    const kinds = [...new Set(rows.map((row) => row.source).filter(Boolean))];
    const legend = make("p", "", { class: "popover-small" }, ...kinds.flatMap((kind) => [dot(kind), ` ${data.words.sources[kind]} `]));
    const shown = [make("table", "", {}, body)];
    if (rows.length > 1 && kinds.length) shown.push(legend);
    if (rows.length === 1) {
      const [row] = rows;
      const where = small(...(row.source ? [dot(row.source), " "] : []), [whereOf(row), row.row].filter(Boolean).join(". "), ". ");
      if (row.url) where.append(link("Open the source", row.url));
      shown.push(where);
    }
    return shown;
  };
  const describeSource = (key) => {
    const entry = data.sources[key];
    if (!entry) return make("li");
    const item = make("li", "", {}, link(entry.short, entry.href || "#"), " ", make("span", entry.verification, { class: `badge badge-${entry.verification}` }));
    if (entry.address) item.append(" ", link("publication", entry.address));
    return item;
  };
  const details = (quantity, rows) => {
    const facts = make("dl");
    for (const [name, text] of quantity.facts) facts.append(make("dt", name), make("dd", text));
    const fold = make("details", "", {}, make("summary", "Technical details"), facts);
    if (rows.length > 1) fold.append(...list("Where each row stands", rows.map((row) => make("li", `${row.label}: ${[whereOf(row), row.row].filter(Boolean).join(". ")}`))));
    fold.append(make("code", quantity.expression));
    fold.addEventListener("toggle", () => place());
    return fold;
  };
  const foot = (quantity, rows) => {
    const act = (name, run) => {
      const button = make("button", name, { type: "button" });
      button.addEventListener("click", () => run(button));
      return button;
    };
    const id = opener.id;
    const line = make("div", "", { class: "popover-foot" });
    if (id) line.append(act("Copy link", (button) => window.review.copy(window.review.address(id), button)));
    line.append(act("Copy", (button) => window.review.copy([`${quantity.text}:`, quantity.words, ...(window.review.online ? [window.review.address(id)] : [])].join(" "), button)));
    line.append(act("Cite", () => window.review.cite(quantity.cite, id)));
    const { href, words } = window.review.report({ page: window.review.address(id), value: quantity.text, expression: quantity.expression, row: rows.map((row) => row.row).join(", ") });
    line.append(href ? link("Report an error", href) : act("Report an error", (button) => window.review.copy(words, button)));
    return line;
  };

  const fill = () => {
    const quantity = data.quantities[Number(opener.dataset.quantity)];
    const rows = quantity.rows.map((at) => data.rows[at]);
    const flags = quantity.audit.map((claim) => make("li", "", {}, claim.href ? link(claim.text, claim.href) : claim.text));
    const how = quantity.facts.find(([name]) => name === "How");
    const body = make("div", "", { class: "popover-body" });
    if (quantity.words) body.append(make("p", quantity.words, { class: "popover-words" }));
    if (how && capital(how[1]) !== quantity.words.replace(/\.$/, "")) body.append(make("p", how[1], { class: "popover-small" }));
    if (flags.length) body.append(make("div", "", { class: "popover-flag" }, ...list("What the source review prints", flags)));
    const shared = sharedBy(rows.map((row) => row.label.split(", ")));
    if (rows.length) body.append(heading([rows.length > 1 ? "What it is made of" : "Where it stands", shared.join(", ")].filter(Boolean).join(": ")), ...tableOf(rows, shared.length));
    body.append(...list("To know", quantity.notes.map((note) => make("li", note))), ...list("Sources", quantity.sources.map(describeSource)), details(quantity, rows));
    popover.querySelector(".popover-body").replaceWith(body);
    popover.append(foot(quantity, rows));
    popover.dataset.filled = "";
    place();
  };

  const popover = make("div", "", { id: "review-popover", role: "dialog", "aria-labelledby": "popover-value", tabindex: "-1", popover: "manual" });
  const thread = make("i", "", { class: "popover-thread", hidden: "", "aria-hidden": "true" });

  // In the margin where there is one, else under or above its number, else at the foot of the window.
  function place() {
    if (!opener) return;
    popover.style.cssText = "";
    popover.classList.remove("sheet");
    thread.hidden = true;
    const number = opener.getBoundingClientRect();
    const [wide, high] = [document.documentElement.clientWidth, innerHeight];
    const top = document.querySelector(".top")?.getBoundingClientRect().bottom ?? 0;
    if (wide < PHONE && high > wide) {
      popover.classList.add("sheet");
      document.body.style.paddingBottom = `${popover.offsetHeight}px`;
      const covered = opener.getBoundingClientRect().bottom + 16 - (high - popover.offsetHeight);
      if (covered > 0) scrollBy({ top: covered, behavior: "instant" });
      return;
    }
    const block = opener.closest("section > *");
    const left = block ? block.getBoundingClientRect().right + 34 : wide;
    if (left + 330 < wide && !opener.closest("table")) {
      popover.style.width = `${Math.min(390, wide - left - 16)}px`;
      popover.style.maxHeight = `${Math.min(high - Math.max(top, 0) - 24, 640)}px`;
      const y = Math.max(Math.max(top, 0) + 8, Math.min(number.top - 16, high - popover.offsetHeight - 12));
      popover.style.left = `${left + scrollX}px`;
      popover.style.top = `${y + scrollY}px`;
      thread.style.cssText = `left:${left - 26 + scrollX}px;top:${(number.top + number.bottom) / 2 + scrollY - 1}px;width:26px`;
      thread.hidden = number.bottom < y || number.bottom > y + popover.offsetHeight;
      return;
    }
    const [above, below] = [number.top - Math.max(top, 0) - 12, high - number.bottom - 12];
    const most = Math.min(640, high - 24);
    popover.style.maxHeight = `${most}px`;
    const under = popover.offsetHeight <= below || below >= above;
    popover.style.maxHeight = `${Math.min(most, Math.max(120, under ? below : above))}px`;
    popover.style.left = `${Math.max(8, Math.min(number.left, wide - popover.offsetWidth - 8)) + scrollX}px`;
    popover.style.top = `${(under ? number.bottom + 6 : number.top - popover.offsetHeight - 6) + scrollY}px`;
  }

  const hide = (returnFocus) => {
    if (!opener) return;
    const was = opener;
    opener = null;
    was.setAttribute("aria-expanded", "false");
    if (popover.hidePopover && popover.matches(":popover-open")) popover.hidePopover();
    popover.remove();
    thread.remove();
    document.body.style.paddingBottom = "";
    if (was.id && location.hash === `#${was.id}`) history.replaceState(null, "", location.href.split("#")[0] + "#");
    if (returnFocus) was.focus({ preventScroll: true });
  };

  const show = (button, focus = true) => {
    hide(false);
    opener = button;
    const close = make("button", "", { type: "button", class: "popover-close", "aria-label": "Close" }, make("span", "\u00d7", { "aria-hidden": "true" }));
    close.addEventListener("click", () => hide(true));
    delete popover.dataset.filled;
    popover.replaceChildren(
      make("div", "", { class: "popover-head" }, make("p", button.textContent, { class: "popover-value", id: "popover-value" }), close),
      make("div", "", { class: "popover-body" }, make("p", "Loading\u2026")),
    );
    if (data) fill();
    else load().then(() => opener === button && fill());
    button.after(popover); // beside its button, so that Tab goes on from there
    document.body.append(thread);
    if (popover.showPopover) popover.showPopover();
    button.setAttribute("aria-expanded", "true");
    place();
    if (button.id) history.replaceState(null, "", `#${button.id}`);
    if (focus) popover.focus({ preventScroll: true });
  };

  for (const button of document.querySelectorAll("a.stat")) {
    button.setAttribute("role", "button");
    button.setAttribute("aria-haspopup", "dialog");
    button.setAttribute("aria-expanded", "false");
    button.addEventListener("pointerenter", load, { once: true });
    button.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      if (opener === button) hide(true);
      else show(button);
    });
    button.addEventListener("keydown", (event) => {
      if (event.key === " ") {
        event.preventDefault();
        button.click();
      }
    });
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !opener || document.querySelector("dialog[open]")) return;
    event.stopPropagation();
    hide(true);
  }, true);
  // Not on the opener: a click on it gives it the focus first, and then closes.
  const outside = (event) => opener && !popover.contains(event.target) && event.target !== opener && !event.target.closest?.("dialog");
  document.addEventListener("pointerdown", (event) => { if (outside(event)) hide(false); });
  document.addEventListener("focusin", (event) => { if (outside(event)) hide(false); });
  addEventListener("resize", place);

  const arrive = () => {
    const target = location.hash.startsWith("#n-") && document.getElementById(location.hash.slice(1));
    if (!target || target === opener || !target.matches("a.stat")) return;
    target.scrollIntoView({ block: "center", behavior: "instant" });
    show(target, false);
  };
  addEventListener("hashchange", arrive);
  addEventListener("load", arrive);
})();
