// The search: loaded when a reader first wants it, with the index, both as scripts: a page from file:// may not fetch.
// Numbers are found as they are written, words by their beginning, by another name, and, where nothing has them, by the
// word that is spelled most alike. Text only ever enters the page as text.
(() => {
  "use strict";
  const root = document.documentElement.dataset.content_root ?? "";
  const FEW = 12, MANY = 100, OF_ONE_SECTION = 4;
  const KINDS = { answer: "answer", study: "study", figure: "figure", table: "table", term: "word", publication: "publication" };
  const WORTH = { answer: 1.8, study: 1.5, term: 2, publication: 0.7 };
  const NUMBER = /\d(?:[\d.,\u00b7]*\d)?(?:\/\d[\d,]*)?%?/u;
  const WORD = new RegExp(`[\\p{Script=Han}]+|${NUMBER.source}|[\\p{L}\\p{M}][\\p{L}\\p{M}\\p{N}'\u2019]*(?:[-\u2010\u2011][\\p{L}\\p{N}'\u2019]+)*`, "gu");

  // ---- Words, as they are compared ----
  const fold = (word) => {
    const plain = word.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replace(/['\u2019]s?$/, "").replace(/[-\u2010\u2011'\u2019]/g, "");
    if (/^\d/.test(plain)) return plain.replace(/\u00b7/g, ".").replace(/,(?=\d{3})/g, "");
    const alike = plain.replace(/ae|oe/g, "e").replace(/is(?=(e[drs]?|ing|ations?)$)/, "iz").replace(/our(?=s?$)/, "or");
    return alike.length > 3 ? alike.replace(/(?<![su])s$/, "") : alike;
  };
  const wordsOf = (text) => {
    const found = [];
    for (const [word] of text.matchAll(WORD)) {
      found.push(fold(word));
      if (/[-\u2010\u2011/]/.test(word)) found.push(...word.split(/[-\u2010\u2011/]/).filter(Boolean).map(fold));
    }
    return found;
  };
  const value = (number) => parseFloat(number);
  // How well a word of the book answers a word of the reader: 0 to 1.
  const likeness = (asked, word) => {
    if (asked === word) return 1;
    if (/^\d/.test(asked)) {
      if (!/^\d/.test(word) || asked.includes("/") || word.includes("/")) return asked.includes("/") && word.startsWith(asked) ? 0.5 : 0;
      if (asked.endsWith("%") && !word.endsWith("%")) return 0;
      if (value(asked) === value(word)) return 0.9;
      return !asked.endsWith("%") && word.startsWith(asked) ? 0.3 : 0;
    }
    if (/\p{Script=Han}/u.test(asked)) return word.includes(asked) ? 0.9 : 0;
    return word.startsWith(asked) && asked.length > 1 ? 0.5 + (0.4 * asked.length) / word.length : 0;
  };
  // Damerau's distance, by the letters next to each other.
  const distance = (a, b, most) => {
    if (Math.abs(a.length - b.length) > most) return most + 1;
    let [earlier, before] = [[], Array.from({ length: b.length + 1 }, (_, at) => at)];
    for (let i = 1; i <= a.length; i += 1) {
      const row = [i];
      for (let j = 1; j <= b.length; j += 1) {
        row[j] = Math.min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], earlier[j - 2] + 1);
      }
      if (Math.min(...row) > most) return most + 1;
      [earlier, before] = [before, row];
    }
    return before[b.length];
  };

  // ---- The index ----
  let index = null;
  const entriesOf = (given) => {
    const entries = [];
    const add = (entry, words, ids) => {
      const numbers = (ids || "").split(" ");
      const anchors = new Map();
      let seen = 0;
      const shown = words.replace(/\ue000([^\ue001]*)\ue001/g, (_, number) => {
        for (const word of wordsOf(number)) if (!anchors.has(word)) anchors.set(word, numbers[seen]);
        seen += 1;
        return number;
      });
      entries.push({ ...entry, shown, words: wordsOf(shown), anchors });
    };
    for (const [address, page, parts] of given.pages) {
      for (const [id, title, said] of parts) {
        const about = new Set(wordsOf(title || page));
        const own = address === given.front && id ? "answer" : "";
        const main = given.main.includes(address) ? 1 : 0.6;
        said.forEach(([words, ids, kind, at], place) => {
          const worth = main * (WORTH[kind || own] ?? 1) * (ids ? 1.2 : 1) * (place || !given.first ? 1 : 1.3);
          add({ address, page, title, section: id, id: at || id, kind: (kind !== "row" && kind) || own, about, worth }, words, ids);
        });
        if (title && !said.length && given.first) add({ address, page, title, section: id, id, kind: own, about, worth: main, bare: true }, "", "");
      }
    }
    return entries;
  };
  const prepare = () => {
    const entries = window.reviewIndex.flatMap((given, at) => entriesOf({ ...given, first: at === 0 }));
    const all = new Map();
    for (const entry of entries) for (const word of new Set([...entry.words, ...entry.about])) all.set(word, (all.get(word) ?? 0) + 1);
    const synonyms = Object.entries(window.reviewIndex[0].synonyms).map(([name, meant]) => [wordsOf(name), wordsOf(meant), name, meant]);
    index = { entries, all, synonyms: synonyms.sort((a, b) => b[0].length - a[0].length) };
  };
  const loaded = (element) => new Promise((resolve, reject) => {
    element.addEventListener("load", resolve);
    element.addEventListener("error", reject);
    document.head.append(element);
  });
  const add = (file) => loaded(Object.assign(document.createElement("script"), { src: `${root}${file}` })).then(prepare);

  // ---- What a reader asks for: each term is one or more ways to say it ----
  const termsOf = (query, notes) => {
    let text = query;
    const terms = [];
    for (const [, meant, name, told] of index.synonyms) {
      if (!/\p{Script=Han}/u.test(name) || !text.includes(name)) continue;
      text = text.replace(name, " ");
      terms.push([wordsOf(name), meant]);
      notes.push(`${name}: ${told}`);
    }
    const words = [...text.matchAll(WORD)].map(([word]) => fold(word));
    while (words.length) {
      const found = index.synonyms.find(([name]) => name.every((word, at) => words[at] === word));
      if (found) {
        terms.push([found[0], found[1]]);
        words.splice(0, found[0].length);
        notes.push(`${found[2]}: ${found[3]}`);
        continue;
      }
      const word = words.shift();
      const known = [...index.all.keys()].some((other) => likeness(word, other) > 0);
      const near = known || word.length < 4 || /\d/.test(word) ? "" : nearest(word);
      if (near) notes.push(`no \u201c${word}\u201d here; shown is \u201c${near}\u201d`);
      terms.push(near ? [[near]] : [[word]]);
    }
    return terms;
  };
  const nearest = (word) => {
    let [best, least] = ["", word.length > 7 ? 2.5 : 1.5];
    for (const [other, often] of index.all) {
      if (other.length < 4 || /^\d/.test(other)) continue;
      const far = Math.min(distance(word, other, 2), other.length > word.length ? distance(word, other.slice(0, word.length), 1) + 0.3 : 9) - Math.min(often, 99) / 1000;
      if (far < least) [best, least] = [other, far];
    }
    return best;
  };
  const find = (query) => {
    const notes = [];
    const terms = termsOf(query, notes);
    const likes = new Map(); // of each word asked for: how well each word of the book answers it
    for (const word of terms.flat(2)) if (!likes.has(word)) likes.set(word, new Map([...index.all.keys()].map((other) => [other, likeness(word, other)]).filter(([, like]) => like)));
    const best = (word, words) => { let most = 0; for (const other of words) most = Math.max(most, likes.get(word).get(other) ?? 0); return most; };
    const weight = terms.map((ways) => {
      const often = Math.max(1, ...ways.map((way) => Math.min(...way.map((word) => [...likes.get(word)].reduce((sum, [other]) => sum + index.all.get(other), 0)))));
      return Math.log(1 + index.entries.length / often);
    });
    const whole = weight.reduce((sum, each) => sum + each, 0);
    let found = [];
    for (const entry of index.entries) {
      let [score, had] = [0, 0];
      terms.forEach((ways, at) => {
        const said = Math.max(...ways.map((way) => Math.min(...way.map((word) => Math.max(best(word, entry.words), 0.8 * best(word, entry.about))))));
        const titled = Math.max(...ways.map((way) => Math.min(...way.map((word) => best(word, entry.about)))));
        score += weight[at] * (said + 0.4 * titled);
        if (said) had += weight[at];
      });
      if (had >= 0.6 * whole && score) found.push([score * (had >= whole - 1e-9 ? 2 : 1) * entry.worth, entry]);
    }
    const most = new Map();
    found = found.sort((a, b) => b[0] - a[0]).filter(([, entry]) => {
      const place = `${entry.address}#${entry.section}`;
      most.set(place, (most.get(place) ?? 0) + 1);
      return most.get(place) <= OF_ONE_SECTION && !(entry.bare && most.get(place) > 1);
    }).slice(0, MANY);
    return { notes, found: found.map(([, entry]) => entry), asked: (word) => [...likes].some(([, answers]) => answers.get(word) > 0.29), numbers: terms.flat(2).filter((word) => /^\d/.test(word)), likes };
  };

  // ---- What is shown ----
  const make = (tag, text, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    for (const [name, given] of Object.entries(attributes)) element.setAttribute(name, given);
    element.append(...children);
    return element;
  };
  const marked = (text, asked) => {
    const line = make("span", "", { class: "said" });
    let at = 0;
    for (const found of text.matchAll(WORD)) {
      if (!wordsOf(found[0]).some(asked)) continue;
      line.append(text.slice(at, found.index), make("mark", found[0]));
      at = found.index + found[0].length;
    }
    line.append(text.slice(at));
    return line;
  };
  const addressOf = (entry, result) => {
    for (const number of result.numbers)
      for (const [word, anchor] of entry.anchors) if (result.likes.get(number).get(word) > 0.5) return `${entry.address}#${anchor}`;
    return entry.address + (entry.id ? `#${entry.id}` : "");
  };
  const option = (entry, at, result, name) => {
    const kind = KINDS[entry.kind];
    const where = [entry.title || entry.page, entry.title && entry.title !== entry.page && entry.kind !== "answer" ? entry.page : ""].filter(Boolean);
    const head = make("span", "", { class: "where" }, marked(where[0], result.asked), ...(where[1] ? [make("span", ` \u2013 ${where[1]}`, { class: "page-of" })] : []));
    return make("a", "", { role: "option", id: `${name}-${at}`, href: root + addressOf(entry, result), tabindex: "-1", "aria-selected": "false" }, head, ...(kind ? [make("span", kind, { class: "kind" })] : []), ...(entry.shown ? [marked(entry.shown, result.asked)] : []));
  };

  // A field, the list of what it finds, and what is said of it. Arrows choose, Enter goes there.
  const mount = (field, list, status, most, after) => {
    let chosen = -1;
    const name = list.id;
    for (const [key, given] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": name, "aria-expanded": "false" })) field.setAttribute(key, given);
    const choose = (to) => {
      const options = [...list.children];
      options[chosen]?.setAttribute("aria-selected", "false");
      chosen = options.length ? (to + options.length) % options.length : -1;
      options[chosen]?.setAttribute("aria-selected", "true");
      options[chosen]?.scrollIntoView({ block: "nearest" });
      if (chosen < 0) field.removeAttribute("aria-activedescendant");
      else field.setAttribute("aria-activedescendant", options[chosen].id);
    };
    const show = () => {
      const query = field.value.trim();
      list.replaceChildren();
      choose(-1);
      field.setAttribute("aria-expanded", "false");
      if (!query) status.textContent = "A trial, a drug, an outcome, or a number such as 29%.";
      else if (!index) status.textContent = "Loading\u2026";
      else {
        const result = find(query);
        const shown = result.found.slice(0, most);
        list.append(...shown.map((entry, at) => option(entry, at, result, name)));
        field.setAttribute("aria-expanded", String(shown.length > 0));
        const count = result.found.length > shown.length ? `${shown.length} of ${result.found.length >= MANY ? `${MANY} or more` : result.found.length}` : shown.length || "Nothing";
        status.textContent = `${[`${count} found`, ...result.notes].join("; ")}.`;
        status.dataset.for = query;
        after?.(query);
      }
    };
    field.addEventListener("input", show);
    field.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const steps = { ArrowDown: chosen + 1, ArrowUp: chosen < 0 ? -1 : chosen - 1 };
      if (event.key in steps && list.children.length) { event.preventDefault(); choose(steps[event.key]); }
      else if (event.key === "Enter") { event.preventDefault(); (list.children[chosen] ?? list.children[0])?.click(); }
    });
    show();
    add("searchindex.js").then(show).then(() => add("searchtext.js")).then(show).catch(() => { status.textContent = "The index could not be loaded."; });
    return show;
  };

  const own = document.querySelector("main input[type=search]");
  const styled = own ? null : loaded(Object.assign(document.createElement("link"), { rel: "stylesheet", href: `${root}_static/search.css` }));
  let box = null;
  const open = async () => {
    if (own) { own.focus(); own.select(); return; }
    await styled;
    if (!box) {
      const field = make("input", "", { type: "search", "aria-label": "Search", autocomplete: "off", autocapitalize: "off", spellcheck: "false" });
      const list = make("div", "", { id: "found", role: "listbox", "aria-label": "Found", class: "found" });
      const status = make("p", "", { role: "status", class: "found-status" });
      const close = make("button", "Close", { type: "button" });
      box = make("dialog", "", { class: "search-box", "aria-label": "Search" }, make("div", "", { class: "search-field" }, field, close), status, list);
      close.addEventListener("click", () => box.close());
      box.addEventListener("click", (event) => { if (event.target === box || event.target.closest("a")) box.close(); });
      document.body.append(box);
      box.showModal();
      mount(field, list, status, FEW);
    } else if (!box.open) box.showModal();
    const field = box.querySelector("input");
    field.focus();
    field.select();
  };
  window.reviewSearch = { open, find: (query) => (index ? find(query).found : []) };
  if (own) {
    own.value = new URLSearchParams(location.search).get("q") ?? "";
    own.form.addEventListener("submit", (event) => event.preventDefault());
    mount(own, document.getElementById("search-results"), document.getElementById("search-status"), MANY, (query) => history.replaceState(null, "", `?q=${encodeURIComponent(query)}`));
    own.focus();
  }
})();
