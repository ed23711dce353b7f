// What every panel under a figure has: a section that its button opens, a title that takes the focus, the way back to
// what is printed, a setting that stands in the address, and words for screen readers.
((explorer) => {
  "use strict";
  const { make, levelAt } = explorer.marks;
  const SAID_AFTER = 300; // milliseconds: a screen reader is told of the last of several changes
  const KEPT = 60000; // milliseconds that the rows of an earlier setting can still be fetched: somebody may be at it

  // kind: "explore" or "define", as ids begin; named: what the panel is called in an address, "" for the first of a figure.
  explorer.frame = (button, { kind, named, titled, printed }) => {
    const { figure } = button.dataset;
    const key = named ? `${figure}/${named}` : figure;
    const level = levelAt(button);
    const id = (part) => `${kind}-${figure}-${part}`;
    const heading = (below, attributes, text) => make(`h${Math.min(6, level + below)}`, attributes, text);
    const part = (name, ...content) => make("div", { class: `explorer-${name}` }, ...content);
    const act = (words) => make("button", { type: "button", class: "explorer-act" }, words);
    const holder = make("section", { class: "explorer", id: id("panel"), "aria-labelledby": id("title"), hidden: true });
    const title = heading(0, { id: id("title"), class: "explorer-title", tabindex: "-1" }, titled);
    const [reset, close] = [act(`Back to the printed ${printed}`), act("Close")];
    const yours = make("p", { class: "explorer-changed" });
    const live = make("p", { role: "status", "aria-live": "polite", class: "explorer-live" });
    (button.closest("figure") ?? button).after(holder);
    button.setAttribute("aria-controls", holder.id);
    let [timer, file] = [0, ""];

    const show = (wanted) => {
      holder.hidden = !wanted;
      button.setAttribute("aria-expanded", String(wanted));
      // The page as it was before any change is a place to come back to.
      if (wanted && !history.state?.explorers) history.replaceState({ explorers: { ...explorer.settings } }, "");
    };
    const toggle = () => {
      show(holder.hidden);
      if (!holder.hidden) title.focus();
    };
    close.addEventListener("click", () => {
      show(false);
      button.focus();
    });

    // A browser that computes other numbers than the book prints shows none.
    const refused = (what) => {
      holder.append(title, make("p", { role: "alert" }, `This browser computes other numbers than this book prints: ${what} stays closed, and the figure above stands.`));
      return { toggle, arrive: () => show(true), back: () => {} };
    };
    const changed = (differs) => {
      yours.hidden = !differs.length;
      yours.textContent = `You changed this: ${differs.join("; ")}.`;
      holder.classList.toggle("changed", differs.length > 0);
    };
    const say = (words) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        live.textContent = words;
      }, SAID_AFTER);
    };
    const keep = (words) => {
      explorer.settings[key] = words;
    };
    const push = (words) => {
      keep(words);
      const query = [named, words].filter(Boolean).join("&");
      history.pushState({ explorers: { ...explorer.settings } }, "", `#${figure}${query ? `?${query}` : ""}`);
    };
    const fileOf = (csv) => {
      if (file) setTimeout(URL.revokeObjectURL, KEPT, file);
      file = URL.createObjectURL(new Blob([csv], { type: "text/csv" }));
      return file;
    };
    const opened = (back) => ({
      toggle,
      back,
      arrive: (words) => {
        const first = holder.hidden;
        back(words);
        show(true);
        if (first) title.scrollIntoView({ block: "start" });
      },
    });
    return { id, heading, part, holder, title, reset, close, yours, live, refused, changed, say, keep, push, fileOf, opened };
  };
})(globalThis.reviewExplorer);
