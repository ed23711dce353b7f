// One popover for every number on the page, filled from the page's own data: no network, works from file://.
(() => {
  "use strict";
  const source = document.getElementById("review-quantities");
  if (!source) return;
  const data = JSON.parse(source.textContent);
  const SOURCE_WORDS = {
    primary: "read in the publication itself",
    secondary: "quoted by another publication",
    review: "printed by the source review",
  };

  // Text only ever enters the page as text: data and bibliography are not trusted with markup.
  const make = (tag, text, attributes = {}) => {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  const link = (text, href) => make("a", text, /^https:\/\//.test(href) ? { href, rel: "noopener" } : { href });

  const describeRow = (row) => {
    const item = make("li");
    item.append(make("strong", row.figure), ` ${row.label}`);
    if (row.definition) item.append(make("span", `${data.words.definition}: ${row.definition}.`, { class: "popover-small" }));
    if (row.note) item.append(make("span", row.note, { class: "popover-small" }));
    const origin = [SOURCE_WORDS[row.source], row.locator].filter(Boolean).join(", ");
    const line = make("span", origin && `${origin[0].toUpperCase()}${origin.slice(1)}. `, { class: "popover-small" });
    if (row.url) line.append(link("Open the source", row.url), " ");
    line.append(make("span", `(${row.row})`));
    item.append(line);
    return item;
  };

  const describeSource = (key) => {
    const item = make("li");
    const entry = data.sources[key];
    if (!entry) return item;
    item.append(link(entry.short, entry.href || "#"), " ");
    item.append(make("span", entry.verification, { class: `badge badge-${entry.verification}` }));
    if (entry.address) item.append(" ", link("publication", entry.address));
    return item;
  };

  const describeClaim = (claim) => {
    const item = make("li");
    if (claim.href) item.append(link(claim.text, claim.href));
    else item.append(claim.text);
    return item;
  };

  const section = (title, items) => {
    if (!items.length) return [];
    const list = make("ul");
    list.append(...items);
    return [make("p", title, { class: "popover-heading" }), list];
  };

  const fill = (popover, quantity) => {
    const close = make("button", "", { type: "button", class: "popover-close", "aria-label": "Close" });
    close.append(make("span", "\u00d7", { "aria-hidden": "true" }));
    close.addEventListener("click", () => hide(true));
    const facts = make("dl");
    for (const [name, text] of quantity.facts) facts.append(make("dt", name), make("dd", text));
    popover.replaceChildren(
      close,
      make("p", quantity.text, { class: "popover-value", id: "popover-value" }),
      facts,
      ...section("From these rows", quantity.rows.map(describeRow)),
      ...section("Note", quantity.notes.map((note) => make("li", note))),
      ...section("What the source review prints", quantity.audit.map(describeClaim)),
      ...section("Sources", quantity.sources.map(describeSource)),
      make("code", quantity.expression),
    );
  };

  const popover = make("div", "", {
    id: "review-popover",
    role: "dialog",
    "aria-labelledby": "popover-value",
    tabindex: "-1",
    popover: "manual", // the top layer: no box that scrolls or clips can hide it
  });
  let opener = null;

  const place = () => {
    const mark = opener.getBoundingClientRect();
    const width = document.documentElement.clientWidth;
    const left = Math.max(8, Math.min(mark.left, width - popover.offsetWidth - 8));
    const [above, below] = [mark.top - 14, window.innerHeight - mark.bottom - 14];
    popover.style.maxHeight = "";
    const under = popover.offsetHeight <= below || below >= above;
    popover.style.maxHeight = `min(24rem, ${under ? below : above}px)`; // what does not fit scrolls inside
    popover.style.left = `${left + window.scrollX}px`;
    popover.style.top = `${(under ? mark.bottom + 6 : mark.top - popover.offsetHeight - 6) + window.scrollY}px`;
  };

  const hide = (returnFocus) => {
    if (!opener) return;
    const was = opener;
    opener = null;
    was.setAttribute("aria-expanded", "false");
    if (popover.hidePopover) popover.hidePopover();
    popover.remove();
    if (returnFocus) was.focus();
  };

  const show = (button) => {
    hide(false);
    opener = button;
    fill(popover, data.quantities[Number(button.dataset.quantity)]);
    button.after(popover); // beside its button, so that Tab goes on from there
    if (popover.showPopover) popover.showPopover();
    button.setAttribute("aria-expanded", "true");
    place();
    popover.focus({ preventScroll: true });
  };

  for (const button of document.querySelectorAll("a.stat")) {
    button.setAttribute("role", "button");
    button.setAttribute("aria-haspopup", "dialog");
    button.setAttribute("aria-expanded", "false");
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

  // Capturing, because Sphinx's own script stops Escape before it gets here.
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || !opener) return;
      event.stopPropagation();
      hide(true);
    },
    true,
  );
  document.addEventListener("pointerdown", (event) => {
    if (opener && !popover.contains(event.target) && event.target !== opener) hide(false);
  });
  document.addEventListener("focusin", (event) => {
    // Not on the opener: a click on it gives it the focus first, and then closes.
    if (opener && !popover.contains(event.target) && event.target !== opener) hide(false);
  });
  window.addEventListener("resize", () => opener && place());
})();
