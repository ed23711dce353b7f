// Added to every page by `review serve`: loads the page again when it changed and goes to what changed on it, and shows
// what the check and the build say.
"use strict";
(() => {
  const shown = document.currentScript.dataset.digest;
  const host = document.createElement("div");
  host.id = "review-preview";
  const root = host.attachShadow({ mode: "open" }); // the book's style sheets stay outside
  root.innerHTML = `<style>
    :host { all: initial; }
    section { position: fixed; inset: auto 0 0 0; z-index: 2147483647; max-height: 40vh; overflow: auto;
      padding: .6rem 1rem; font: 1rem/1.5 system-ui, sans-serif; color: #fff; background: #1f3a5f; }
    section.faulty { background: #7a1420; } section.noted { background: #5a4300; }
    p, ol { margin: 0; } ol { padding-left: 2rem; }
    li { white-space: pre-wrap; overflow-wrap: anywhere; } b, em { display: block; } em { font-style: normal; }
    em::before { content: "\\2192  "; }
    [hidden] { display: none; } @media print { section { display: none; } }
  </style><section role="status" hidden><p></p><ol tabindex="0" aria-label="Faults"></ol></section>`;
  const section = root.querySelector("section");
  const list = root.querySelector("ol");

  function element(name, text) {
    const made = document.createElement(name);
    made.textContent = text; // text, never markup: it may quote data
    return made;
  }

  function tell({ state, text, faults }) {
    section.hidden = !text;
    section.className = faults.length && state !== "faulty" ? "noted" : state;
    root.querySelector("p").textContent = text;
    list.hidden = !faults.length;
    list.replaceChildren(
      ...faults.map(({ place, message, remedy }) => {
        const item = document.createElement("li");
        item.append(...(place ? [element("b", place)] : []), message, ...(remedy ? [element("em", remedy)] : []));
        return item;
      }),
    );
  }

  // What a reader sees as one piece; what holds another piece is not one.
  const BLOCKS = "h1, h2, h3, h4, p, li, dt, dd, tr, figure, pre";
  const KEPT = "review-preview";
  function blocks() {
    const main = document.querySelector("main") ?? document.body;
    return [...main.querySelectorAll(BLOCKS)].filter((block) => !block.querySelector(BLOCKS));
  }
  function sum(block) {
    let sum = 0;
    for (const letter of block.textContent + block.querySelector("svg")?.outerHTML) sum = (sum * 31 + letter.charCodeAt(0)) | 0;
    return sum;
  }
  function loadAgain() {
    try {
      sessionStorage.setItem(KEPT, JSON.stringify([location.pathname, blocks().map(sum)]));
    } catch {} // without it the page stays where it was
    location.reload();
  }
  function goToEdit() {
    let path, before;
    try {
      [path, before] = JSON.parse(sessionStorage.getItem(KEPT));
      sessionStorage.removeItem(KEPT);
    } catch {
      return;
    }
    if (path !== location.pathname) return;
    const now = blocks();
    const sums = now.map(sum);
    let begin = 0;
    while (begin < sums.length && sums[begin] === before[begin]) begin++;
    if (begin === sums.length && sums.length === before.length) return;
    const known = new Set(before);
    const edited = now.slice(begin).filter((block, i) => !known.has(sums[begin + i]));
    if (edited.length > now.length / 2) return; // another page, so to speak
    if (!edited.length && now.length) edited.push(now[Math.min(begin, now.length - 1)]); // something was taken out
    const isSeen = ({ top, bottom }) => top >= 0 && bottom <= innerHeight;
    if (edited.length && !edited.some((block) => isSeen(block.getBoundingClientRect())))
      edited[0].scrollIntoView({ block: "center" });
    for (const block of edited)
      block.animate([{ outline: "3px solid #d08700", outlineOffset: "4px" }, { outline: "3px solid transparent" }], 2500);
  }

  let leaving = false;
  let socket;
  function look() {
    if (document.visibilityState === "visible" && socket.readyState === WebSocket.OPEN)
      socket.send(JSON.stringify({ path: location.pathname }));
  }
  function connect() {
    socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/-/news`);
    socket.onopen = look;
    socket.onmessage = (event) => {
      const news = JSON.parse(event.data);
      if (news.digest !== shown) loadAgain();
      else tell(news);
    };
    socket.onclose = () => {
      if (leaving) return;
      tell({ state: "ended", text: "The preview has ended. Start it again with: review serve", faults: [] });
      setTimeout(connect, 1000);
    };
  }
  addEventListener("pagehide", () => (leaving = true));
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  addEventListener("visibilitychange", look);
  addEventListener("focus", look);
  if (document.readyState === "complete") goToEdit();
  else addEventListener("load", () => requestAnimationFrame(goToEdit)); // the browser has gone to where it was
  document.body.append(host);
  connect();
})();
