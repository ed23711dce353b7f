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
  const frame = document.getElementById("book");
  const book = JSON.parse(frame.textContent);
  const address = (id) => (book.address ?? location.href.split("#")[0]) + (id ? `#${id}` : "");
  const online = Boolean(book.address) || location.protocol !== "file:"; // else an address leads nobody else here
  // What opens on a page is loaded when it is first asked for, as a script: a page from file:// may not fetch.
  let loading = null;
  const load = () => (loading ??= new Promise((resolve) => {
    const script = make("script", "", { src: frame.dataset.src });
    script.addEventListener("load", () => resolve(window.reviewNumbers));
    document.head.append(script);
  }));
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
  // The forms of a citation come written; what is said of a part, the address and its id have their places in them.
  const cite = async ([plain, written] = [""], id = "") => {
    const { forms, letters } = (await load()).cite;
    const filled = (name, text) => [name === "BibTeX" ? written ?? plain : plain, address(id), id].reduce((all, part, at) => all.replaceAll(letters[at], () => part), text);
    box?.remove();
    box = make("dialog", "", { className: "cite" });
    box.setAttribute("aria-label", "Cite");
    box.append(make("h2", "Cite"));
    for (const [name, there, away] of forms) {
      const text = filled(name, online ? there : away);
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
  // A report: the form of the repository with what the page knows filled in; without one, words to send.
  const report = (known) => {
    const { address: form, fixed, title, body } = book.report;
    const words = [...Object.entries(known).map(([name, said]) => `${name[0].toUpperCase()}${name.slice(1)}: ${said}`), `Version: ${book.version}`, "What it should be:", "Where I read it (page, table):"].join("\n");
    if (!form) return { words };
    const fields = { ...fixed, [title]: `Wrong number: ${known.value}`, ...(body ? { [body]: words } : known) };
    return { href: `${form}?${Object.entries(fields).map((pair) => pair.map(encodeURIComponent).join("=")).join("&")}` };
  };
  window.review = { address, online, copy, cite, load, report };
  for (const button of all("[data-cite]"))
    button.addEventListener("click", async () => {
      const id = button.closest(".fig")?.querySelector(".here")?.hash.slice(1) ?? "";
      cite((await load()).cite.parts[id], id);
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
