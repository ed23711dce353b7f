// The frame of every page: light or dark, where the reader is, the way to the search, print. No network.
(() => {
  "use strict";
  const root = document.documentElement;
  const all = (selector) => [...document.querySelectorAll(selector)];

  for (const button of all("[data-theme-switch]"))
    button.addEventListener("click", () => {
      root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
      try { localStorage.setItem("theme", root.dataset.theme); } catch { /* a private window */ }
    });
  for (const button of all("[data-print]")) button.addEventListener("click", () => print());

  // The search is loaded when it is first wanted.
  const search = () => {
    if (window.reviewSearch) { window.reviewSearch.open(); return; }
    if (document.querySelector("script[src*='search.js']")) return;
    const script = document.createElement("script");
    script.src = `${root.dataset.content_root}_static/search.js`;
    script.addEventListener("load", () => window.reviewSearch.open());
    document.head.append(script);
  };
  for (const link of all("[data-search]"))
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      search();
    });
  document.addEventListener("keydown", (event) => {
    const asked = event.key === "/" ? !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.closest("input, textarea, select") : event.key === "k" && (event.ctrlKey || event.metaKey);
    if (!asked || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    search();
  });

  // The contents: the section that is being read; on a narrow screen they close where they lead.
  const rail = document.getElementById("contents");
  const marks = all(".rail .sections a");
  const sections = marks.map((mark) => document.getElementById(decodeURIComponent(mark.hash.slice(1))));
  let waiting = false;
  const follow = () => {
    waiting = false;
    const at = sections.findLastIndex((section) => section && section.getBoundingClientRect().top < innerHeight * 0.35);
    marks.forEach((mark, index) => (index === at ? mark.setAttribute("aria-current", "location") : mark.removeAttribute("aria-current")));
  };
  if (marks.length) addEventListener("scroll", () => { waiting ||= requestAnimationFrame(follow); }, { passive: true });
  rail?.addEventListener("click", (event) => {
    if (event.target.closest("a") && rail.matches(":popover-open")) rail.hidePopover();
  });

  // Citing, copying, reporting: words that a reader takes along. A page from file:// has no clipboard: then the text is
  // selected instead.
  const book = JSON.parse(document.getElementById("book").textContent);
  const address = (id) => location.href.split("#")[0] + (id ? `#${id}` : "");
  const copy = async (text, button) => {
    let done = true;
    try { await navigator.clipboard.writeText(text); } catch {
      const field = document.createElement("textarea");
      field.value = text;
      field.style.cssText = "position:fixed;opacity:0";
      (button.closest("dialog, [popover]") ?? document.body).append(field);
      field.select();
      done = document.execCommand("copy");
      field.remove();
      button.focus();
    }
    const said = button.textContent;
    button.textContent = done ? "Copied" : "Press Ctrl+C";
    setTimeout(() => { button.textContent = said; }, 1600);
  };
  const make = (tag, text, attributes = {}) => Object.assign(document.createElement(tag), { textContent: text }, attributes);
  let box = null;
  const cite = (what, id) => {
    const page = document.querySelector("h1")?.childNodes[0]?.textContent.trim() ?? "";
    const stopped = (text) => (/[.?!]$/.test(text) ? text : `${text}.`);
    const part = [what, page].filter(Boolean).map(stopped).join(" ");
    const where = address(id);
    const version = book.version ? `Version ${book.version} of the data.` : "";
    const plain = [stopped(book.authors), part && `${part} In:`, stopped(book.title), version, where].filter(Boolean).join(" ");
    const fields = { author: `{${book.authors}}`, title: book.title, year: book.year, note: [part, version].filter(Boolean).join(" "), url: where };
    const bibtex = `@misc{review${book.year}${id ?? ""},\n${Object.entries(fields).map(([name, text]) => `  ${name} = {${text}}`).join(",\n")}\n}`;
    box?.remove();
    box = make("dialog", "", { className: "cite" });
    box.setAttribute("aria-label", "Cite");
    box.append(make("h2", "Cite"));
    for (const [name, text] of [["text", plain], ["BibTeX", bibtex]]) {
      const button = make("button", `Copy as ${name}`, { type: "button" });
      button.addEventListener("click", () => copy(text, button));
      box.append(make("pre", text, { tabIndex: 0 }), button);
    }
    const close = make("button", "Close", { type: "button" });
    close.addEventListener("click", () => box.close());
    box.append(close);
    box.addEventListener("click", (event) => { if (event.target === box) box.close(); });
    document.body.append(box);
    box.showModal();
  };
  const report = (what, lines, id) => {
    if (!book.issues) return "";
    const body = [`Page: ${address(id)}`, `Number: ${what}`, ...lines, `Version ${book.version}`, "", "What it should be:", "Where I read it (page, table):"];
    return `${book.issues}${encodeURIComponent(`Wrong number: ${what}`)}&body=${encodeURIComponent(body.join("\n"))}`;
  };
  window.review = { address, copy, cite, report };
  for (const button of all("[data-cite]"))
    button.addEventListener("click", () => {
      const frame = button.closest(".fig");
      const words = (selector) => frame?.querySelector(selector)?.textContent.trim() ?? "";
      const what = [words(".caption-number"), words(".fig-title")].filter(Boolean).join(": ");
      cite(what, frame?.querySelector(".here")?.hash.slice(1) ?? "");
    });
  for (const button of all("[data-copy]"))
    button.addEventListener("click", () => copy(button.parentElement.previousElementSibling.textContent, button));
  for (const link of all(".bar a.here"))
    link.addEventListener("click", () => copy(link.href, link));

  // A box that scrolls can be scrolled by keyboard.
  for (const each of all(".table-wrap, .cell_output .output, pre, div.math"))
    if (each.scrollWidth > each.clientWidth) each.tabIndex = 0;

  // What is folded away on the screen is printed, and folded again afterwards.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = all("article details:not([open], .code)");
    for (const details of folded) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of folded) details.open = false;
  });
})();
