// Added to every page by `review serve`: loads the page again when it changed, and shows what the build says.
"use strict";
(() => {
  const shown = document.currentScript.dataset.digest;
  const host = document.createElement("div");
  host.id = "review-preview";
  const root = host.attachShadow({ mode: "open" }); // the book's style sheets stay outside
  root.innerHTML = `<style>
    :host { all: initial; }
    section { position: fixed; inset: auto 0 0 0; z-index: 2147483647; max-height: 50vh; overflow: auto;
      padding: .6rem 1rem; font: 1rem/1.5 system-ui, sans-serif; color: #fff; background: #1f3a5f; }
    section.faulty { background: #7a1420; }
    p, ol { margin: 0; } ol { padding-left: 2rem; }
    li { white-space: pre-wrap; overflow-wrap: anywhere; } b { display: block; }
    [hidden] { display: none; } @media print { section { display: none; } }
  </style><section role="status" hidden><p></p><ol tabindex="0" aria-label="Faults"></ol></section>`;
  const section = root.querySelector("section");
  const list = root.querySelector("ol");

  function tell({ state, text, faults }) {
    section.hidden = !text;
    section.className = faults.length ? "faulty" : state;
    root.querySelector("p").textContent = text;
    list.hidden = !faults.length;
    list.replaceChildren(
      ...faults.map(({ file, line, message }) => {
        const item = document.createElement("li");
        const place = document.createElement("b");
        place.textContent = file + (line ? ` line ${line}` : "");
        item.append(...(file ? [place] : []), message); // text, never markup: it may quote data
        return item;
      }),
    );
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
      if (news.digest !== shown) location.reload();
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
  document.body.append(host);
  connect();
})();
