// How many of all settings agree: every selection of two or more studies by every model and interval, a few at a time.
((explorer) => {
  "use strict";
  const { engine, told, state, marks } = explorer;
  const { make, draw } = marks;
  const [MOST_STUDIES, BINS, SLICE] = [9, 60, 10]; // the last in milliseconds, so that the page never stands still

  // Selections of studies, as sets of those left out; of many studies those without one or two.
  const selections = (studies) => {
    const names = studies.map((m) => m.study);
    if (names.length > MOST_STUDIES) {
      const pairs = names.flatMap((one, at) => names.slice(at + 1).map((other) => [one, other]));
      return [[], ...names.map((one) => [one]), ...pairs].map((off) => new Set(off));
    }
    const all = Array.from({ length: 2 ** names.length }, (_, bits) => names.filter((_, at) => !((bits >> at) & 1)));
    return all.filter((off) => names.length - off.length > 1).map((off) => new Set(off));
  };
  const models = (data, measure) =>
    data.methods[measure].filter(([method]) => method !== "glmm").flatMap(([method, tau2]) => {
      const intervals = method === "random" ? Object.keys(data.words.intervals) : ["wald"];
      return intervals.map((interval) => ({ measure, method, tau2, interval, brief: true }));
    });

  // Call `done` with every pool of a measure, [estimate, low, high] on the scale of analysis; returns how to stop.
  const everySetting = (data, measure, done) => {
    const studies = state.studiesOf(data);
    const [chosen, asked] = [selections(studies), models(data, measure)];
    const found = [];
    let [next, stopped] = [0, false];
    const step = () => {
      if (stopped) return;
      for (const end = performance.now() + SLICE; next < chosen.length && performance.now() < end; next++) {
        const members = data.members.filter((m) => !chosen[next].has(m.study));
        for (const setting of members.length > 1 ? asked : []) {
          const pool = told.poolOf(members, setting);
          if (Number.isFinite(pool.yi) && Number.isFinite(pool.low)) found.push([pool.yi, pool.low, pool.high]);
        }
      }
      if (next < chosen.length) setTimeout(step, 0);
      else done({ found, selections: chosen.length, models: asked.length, studies: studies.length });
    };
    setTimeout(step, 30);
    return () => {
      stopped = true;
    };
  };

  const words = (data, measure, { found, selections: chosen, models: asked, studies }) => {
    const estimates = found.map(([yi]) => engine.back(measure, yi));
    const [low, high] = [Math.min(...estimates), Math.max(...estimates)].map((end) => told.styled(measure, end));
    const out = data.setting.off.length ? ", those that the printed pool leaves out among them" : "";
    const which = studies > MOST_STUDIES ? "all studies, and without any one or two of them" : `selections of two or more of ${studies} studies${out}`;
    const all = `${told.integer(found.length)} settings (${told.integer(chosen)}: ${which}; ${asked} models and intervals). Pools from ${low} to ${high}.`;
    if (measure === "PLO") return all;
    const above = found.filter(([yi]) => yi > 0).length;
    const [clearAbove, clearBelow] = [found.filter((p) => p[1] > 0).length, found.filter((p) => p[2] < 0).length];
    const none = told.styled(measure, engine.back(measure, 0));
    const count = told.integer;
    return `${all} ${count(above)} lie above ${none}, ${count(found.length - above)} at or below it; the interval excludes ${none} in ${count(clearAbove + clearBelow)}` +
      ` (${count(clearAbove)} above, ${count(clearBelow)} below).`;
  };

  const picture = (data, measure, { found }, here) => {
    const axis = marks.axisOf(data, measure);
    const places = found.map(([yi]) => axis.place(engine.back(measure, yi)));
    const edges = [Math.max(0, Math.min(...places) - 3), Math.min(100, Math.max(...places) + 3)];
    const across = (place) => (100 * (place - edges[0])) / (edges[1] - edges[0]);
    const bins = Array.from({ length: BINS }, () => [0, 0]);
    places.forEach((place, at) => {
      const bin = Math.max(0, Math.min(BINS - 1, Math.floor((BINS * across(place)) / 100)));
      bins[bin][axis.none !== null && (found[at][1] > 0 || found[at][2] < 0) ? 0 : 1]++;
    });
    const top = Math.max(...bins.map(([clear, open]) => clear + open), 1);
    const width = 100 / BINS;
    const box = (name, at, from, size) =>
      draw("rect", { class: name, x: `${(at * width).toFixed(2)}%`, width: `${(0.85 * width).toFixed(2)}%`, y: (60 - (60 * (from + size)) / top).toFixed(1), height: ((60 * size) / top).toFixed(1) });
    const bars = bins.flatMap(([clear, open], at) => [...(open ? [box("open", at, 0, open)] : []), ...(clear ? [box("clear", at, open, clear)] : [])]);
    const mark = (place, name) => draw("line", { class: name, x1: `${across(place).toFixed(2)}%`, x2: `${across(place).toFixed(2)}%`, y1: "0", y2: "64" });
    const none = axis.none === null ? [] : [mark(axis.place(axis.none), "none")];
    const own = here === null ? [] : [mark(axis.place(here), "here"), draw("text", { x: `${across(axis.place(here)).toFixed(2)}%`, y: "78", "text-anchor": "middle" }, "your setting")];
    return draw("svg", { class: "strip", "aria-hidden": "true", focusable: "false" }, ...none, ...bars, ...own);
  };

  // Fill a holder with the strip of a measure; returns how to stop.
  const fill = (holder, data, measure, here) => {
    holder.replaceChildren(make("p", { class: "small" }, "Every setting is being pooled ..."));
    return everySetting(data, measure, (result) => {
      if (!result.found.length) return holder.replaceChildren();
      const key = measure === "PLO" ? "" : "Dark: its interval excludes no effect; light: it does not. ";
      return holder.replaceChildren(
        make("p", {}, words(data, measure, result)), picture(data, measure, result, here),
        make("p", { class: "small" }, `${key}Settings overlap and are no sample of anything: their share is no probability.`),
      );
    });
  };

  explorer.strip = { fill, everySetting, words };
})(globalThis.reviewExplorer);
