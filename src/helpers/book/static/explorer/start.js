// The buttons "Explore" and "Change the definition" under figures of pools. All else is loaded when it is first pressed, or when the address asks.
(() => {
  "use strict";
  const here = new URL(".", document.currentScript.src);
  const explorer = (globalThis.reviewExplorer ??= {});
  const SHARED = ["distributions.js", "engine.js", "counts.js", "told.js", "state.js", "marks.js"];
  const PARTS = { panel: [...SHARED, "forest.js", "strip.js", "panel.js"], define: [...SHARED, "cohorts.js", "define.js"] };
  const [received, asked, opened] = [new Map(), new Map(), new Map()];
  explorer.settings = {}; // by figure and panel, as an address has them
  explorer.receive = (figure, text) => received.set(figure, JSON.parse(text));

  // Script elements, in order: neither modules nor fetch work from file://.
  const load = (address, tag = "script") => {
    if (!asked.has(address)) {
      const element = document.createElement(tag);
      asked.set(address, new Promise((resolve, reject) => {
        element.onload = resolve;
        element.onerror = () => reject(new Error(address));
      }));
      if (tag === "script") Object.assign(element, { src: address, async: false });
      else Object.assign(element, { href: address, rel: "stylesheet" });
      document.head.append(element);
    }
    return asked.get(address);
  };

  const open = async (button) => {
    const { figure, file, panel = "panel" } = button.dataset;
    const name = panel === "panel" ? figure : `${figure}/${panel}`;
    if (!opened.has(name)) {
      const scripts = [...PARTS[panel].map((name) => new URL(name, here).href), new URL(file, location.href).href];
      opened.set(name, Promise.all([load(new URL("explorer.css", here).href, "link"), ...scripts.map((address) => load(address))])
        .then(() => explorer[panel](button, received.get(figure))));
    }
    try {
      return await opened.get(name);
    } catch {
      opened.delete(name);
      asked.clear();
      const told = document.createElement("p");
      told.setAttribute("role", "alert");
      told.textContent = "The explorer could not be loaded. The figure above is as printed.";
      button.after(told);
      return null;
    }
  };

  const buttons = [...document.querySelectorAll("button.explore-button")];
  for (const button of buttons) {
    button.hidden = false;
    button.setAttribute("aria-expanded", "false");
    button.addEventListener("click", async () => (await open(button))?.toggle());
  }
  // An address such as #figure?without=study opens the explorer of that figure in that setting, and one such as
  // #figure?define&choice=option the choice of its definition. The ways back and forward go through the settings of all that are open.
  const arrive = async (event) => {
    const kept = event?.state?.explorers;
    if (kept) {
      for (const [name, panel] of opened) (await panel).back(kept[name] ?? "");
      return;
    }
    const [figure, setting] = decodeURIComponent(location.hash.slice(1)).split("?");
    const [first, ...rest] = (setting ?? "").split("&");
    const panel = first === "define" ? first : undefined;
    const button = buttons.find((each) => each.dataset.figure === figure && each.dataset.panel === panel);
    if (!button || setting === undefined) return;
    (await open(button))?.arrive(panel ? rest.join("&") : setting);
    const row = new URLSearchParams(setting).get("row"); // of the study from whose page a reader comes
    if (row) button.closest("figure")?.nextElementSibling?.querySelector(`[data-study="${CSS.escape(row)}"] input`)?.focus();
  };
  window.addEventListener("popstate", arrive);
  arrive();
})();
