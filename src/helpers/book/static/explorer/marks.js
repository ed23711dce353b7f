// Cells that draw themselves: intervals, squares and diamonds in per cent of a cell's width, on one axis.
((explorer) => {
  "use strict";
  const { engine, told } = explorer;
  const SVG = "http://www.w3.org/2000/svg";
  const ENDS = [1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 12, 16, 20, 32, 50, 64, 100, 1000];
  const TICKS = [0.001, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 0.75, 1, 1.5, 2, 4, 5, 10, 20, 50, 100, 1000];
  const MOST_TICKS = 5;
  const Z = 1.959963984540054;

  // Text only ever enters the page as text: data are not trusted with markup.
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
    element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
    return element;
  };
  const draw = (tag, attributes, ...children) => {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  // A link to what the book has of a member's study.
  const pageOf = (member) => {
    const place = `${document.documentElement.dataset.content_root}studies/${member.study}.html`;
    return make("a", { class: "small", href: place, "aria-label": `The page of ${member.name}` }, "its page");
  };

  // Headings of a panel continue those of the page, whatever level they have reached where it stands.
  const levelAt = (place) => {
    const before = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(
      (each) => !each.closest(".explorer") && each.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_FOLLOWING,
    );
    return before.length ? Number(before.at(-1).localName[1]) + 1 : 2;
  };

  // The value and interval of one study, and its words.
  const study = (member, measure) => {
    if (member.counts?.length === 2) {
      const [events, total] = member.counts;
      const [share, z2] = [events / total, Z * Z];
      const middle = (share + z2 / (2 * total)) / (1 + z2 / total);
      const half = (Z / (1 + z2 / total)) * Math.sqrt((share * (1 - share)) / total + z2 / (4 * total * total));
      const [low, high] = [events === 0 ? 0 : middle - half, events === total ? 1 : middle + half];
      return worded(measure, 100 * share, 100 * low, 100 * high);
    }
    if (member.reported) return worded(measure, ...member.reported.map(Number));
    const { yi, vi } = told.effectOf(member, measure);
    const half = Z * Math.sqrt(vi);
    return worded(measure, ...[yi, yi - half, yi + half].map((end) => engine.back(measure, end)));
  };
  const worded = (measure, value, low, high) => ({
    value, low, high, text: `${told.styled(measure, value)} (${told.range(measure, low, high)})`,
  });

  // One axis for a measure of a question, whatever is chosen: it holds every study's value, and does not move.
  const axisOf = (data, measure) => {
    const values = data.members.map((m) => study(m, measure).value);
    const kind = told.kindOf(measure);
    if (kind === "percentage") return axis([0, 25, 50, 75, 100], 0, 100, (value) => value, null, "%");
    if (kind !== "ratio") {
      const most = Math.max(...values.map(Math.abs), 1e-9);
      const reach = kind === "points" ? Math.ceil(Math.max(10, most) / 10) * 10 : most * 1.2;
      return axis([-reach, -reach / 2, 0, reach / 2, reach], -reach, reach, (value) => value, 0, "");
    }
    const found = values.filter((value) => value > 0).map((value) => Math.max(value, 1 / value));
    const most = Math.max(...found, 1.25) * 1.25;
    const end = ENDS.find((each) => each >= most) ?? ENDS.at(-1);
    let ticks = TICKS.filter((tick) => tick >= 1 / end && tick <= end);
    while (ticks.length > MOST_TICKS) ticks = ticks.filter((tick, at) => tick === 1 || at % 2 === ticks.indexOf(1) % 2);
    return axis(ticks, 1 / end, end, Math.log, 1, "");
  };
  const axis = (ticks, low, high, scale, none, sign) => {
    const place = (value) => 3 + (94 * (scale(value) - scale(low))) / (scale(high) - scale(low));
    return { ticks, none, sign, low, high, place: (value) => (Number.isNaN(place(value)) ? -99 : place(value)) };
  };

  const at = (x) => `${x.toFixed(2)}%`;
  const within = (x) => Math.max(0.5, Math.min(99.5, x));
  const canvas = (axis, ...marks) => {
    const lines = axis.ticks.map((tick) =>
      draw("line", { class: tick === axis.none ? "none" : "grid", x1: at(axis.place(tick)), x2: at(axis.place(tick)), y1: "0", y2: "100%" }));
    return draw("svg", { "aria-hidden": "true", focusable: "false" }, ...lines, ...marks.flat());
  };
  const arrow = (side) => {
    const box = { x: side < 0 ? "0" : "98%", y: "50%", width: "2%", height: 10, viewBox: "0 0 10 10", preserveAspectRatio: "none", overflow: "visible" };
    return draw("svg", box, draw("path", { class: "arrow", transform: "translate(0 -5)", d: side < 0 ? "M10 0 0 5l10 5z" : "M0 0l10 5-10 5z" }));
  };
  const bar = (axis, low, high, name) => {
    const [left, right] = [axis.place(low), axis.place(high)];
    const line = draw("line", { class: name, x1: at(within(left)), x2: at(within(right)), y1: "50%", y2: "50%" });
    return [line, ...(left < 0.5 ? [arrow(-1)] : []), ...(right > 99.5 ? [arrow(1)] : [])];
  };
  const square = (axis, value, weight, on) => {
    const x = axis.place(value);
    if (x < 0 || x > 100) return [];
    const side = on ? 1.5 + 3.4 * Math.sqrt(weight ?? 8) : 8;
    const move = `translate(${(-side / 2).toFixed(1)} ${(-side / 2).toFixed(1)})`;
    return [draw("rect", { class: "value", x: at(x), y: "50%", width: side.toFixed(1), height: side.toFixed(1), transform: move })];
  };
  const diamond = (axis, { value, low, high }, name) => {
    const [left, middle, right] = [low, value, high].map((end) => within(axis.place(end)));
    const width = Math.max(right - left, 0.3);
    const peak = ((100 * (middle - left)) / width).toFixed(2);
    const box = { x: at(left), y: "50%", width: at(width), height: 18, viewBox: "0 0 100 18", preserveAspectRatio: "none", overflow: "visible" };
    const shape = draw("polygon", { class: name, points: `0,0 ${peak},-8 100,0 ${peak},8` });
    return [draw("svg", box, shape), ...(axis.place(low) < 0.5 ? [arrow(-1)] : []), ...(axis.place(high) > 99.5 ? [arrow(1)] : [])];
  };
  // Ticks with their numbers, and what lies on either side of no effect.
  const scale = (axis, sides) => {
    const marks = axis.ticks.map((tick) => [
      draw("line", { class: "tick", x1: at(axis.place(tick)), x2: at(axis.place(tick)), y1: "0", y2: "5" }),
      draw("text", { x: at(axis.place(tick)), y: "18", "text-anchor": "middle" }, told.number(tick).includes(".") || Number.isInteger(tick) ? `${tick}${axis.sign}` : String(Number(tick.toPrecision(3)))),
    ]);
    const middle = axis.none === null ? 0 : axis.place(axis.none);
    const words = sides.length ? [
      draw("text", { x: at(middle - 1.5), y: "36", "text-anchor": "end" }, `← ${sides[0]}`),
      draw("text", { x: at(middle + 1.5), y: "36" }, `${sides[1]} →`),
    ] : [];
    return draw("svg", { "aria-hidden": "true", focusable: "false", class: "scale" }, ...marks.flat(), ...words);
  };

  explorer.marks = { make, draw, pageOf, levelAt, study, axisOf, canvas, bar, square, diamond, scale };
})(globalThis.reviewExplorer);
