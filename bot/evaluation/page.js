// Draws the plots and the table of questions from the JSON of the page.
// Foreign text enters the document as text nodes only; nothing here parses HTML.
"use strict";

(() => {
  const data = JSON.parse(document.getElementById("report").textContent);
  const { results, texts, threshold, verdicts, curves } = data;
  const PAGE_SIZE = 50;
  const MAX_POINTS = 400; // more than a curve has pixels
  const SVG = "http://www.w3.org/2000/svg";

  // Building

  /** Give a node its attributes and children; strings become text nodes, null is left out. */
  function fill(node, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === "function") node.addEventListener(name, value);
      else if (value !== null && value !== false) node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.flat(Infinity).filter((child) => child !== null));
    return node;
  }
  const element = (tag, attributes = {}, ...children) =>
    fill(document.createElement(tag), attributes, children);
  const shape = (tag, attributes = {}, ...children) =>
    fill(document.createElementNS(SVG, tag), attributes, children);

  const count = (number) => number.toLocaleString("en");
  const plural = (number, word) => `${count(number)} ${word}${number === 1 ? "" : "s"}`;
  const duration = (seconds) =>
    seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(2)} s`;
  const score = (value) => (typeof value === "number" ? value.toFixed(2) : "n/a");
  const percent = (share) => `${Math.round(share * 100)} %`;

  // Plots

  const BOX = { left: 40, right: 322, top: 30, bottom: 190, width: 340, height: 228 };
  const across = (share) => BOX.left + share * (BOX.right - BOX.left);
  const up = (share) => BOX.bottom - share * (BOX.bottom - BOX.top);
  const label = (x, y, text, anchor = "middle", name = "tick") =>
    shape("text", { x, y, "text-anchor": anchor, class: name }, text);

  function frame(xName, yName, xTicks, yTicks) {
    const grid = yTicks.map(([share, text]) => [
      shape("line", { x1: BOX.left, x2: BOX.right, y1: up(share), y2: up(share), class: share ? "grid" : "axis" }),
      label(BOX.left - 5, up(share) + 3.5, text, "end"),
    ]);
    const ticks = xTicks.map(([share, text]) => label(across(share), BOX.bottom + 14, text));
    const names = [
      label((BOX.left + BOX.right) / 2, BOX.height - 6, xName, "middle", "name"),
      label(2, 9, yName, "start", "name"),
    ];
    return [grid, ticks, names];
  }

  function plot(title, meaning, summary, shapes, legend = []) {
    const drawing = shapes
      ? shape("svg", { viewBox: `0 0 ${BOX.width} ${BOX.height}`, role: "img", "aria-label": `${title}. ${summary}` }, shapes)
      : element("p", { class: "empty" }, "n/a: nothing to draw");
    const keys = legend.map(([name, text]) => element("li", {}, element("i", { class: name }), text));
    return element(
      "figure", {},
      element("figcaption", {}, element("h3", {}, title), element("p", {}, meaning)),
      drawing,
      keys.length ? element("ul", { class: "keys" }, keys) : null,
      element("p", { class: "summary" }, shapes ? summary : ""),
    );
  }

  const FIFTHS = [0, 0.2, 0.4, 0.6, 0.8, 1]; // of 1, 2 and 5 alike these are round
  const SHARES = FIFTHS.map((share) => [share, percent(share)]);

  /** The smallest of 1, 2, 5, 10, 20, … that is not below the value, from `least` on. */
  function roundUp(value, least) {
    for (let unit = least; ; unit *= 10)
      for (const step of [1, 2, 5]) if (unit * step >= value) return unit * step;
  }

  function riskCoverage(points) {
    const meaning = "If only the surest answers were given: how many, and how many of them wrong.";
    if (!points.length) return plot("Risk and coverage", meaning, "", null);
    const step = Math.ceil(points.length / MAX_POINTS);
    const kept = points.filter((_, at) => at % step === 0 || at === points.length - 1);
    const top = roundUp(Math.max(...kept.map(([, risk]) => risk), 0.05), 0.01);
    const spots = kept.map(([coverage, risk]) => `${across(coverage).toFixed(1)},${up(risk / top).toFixed(1)}`);
    const ticks = FIFTHS.map((share) => [share, `${+(share * top * 100).toPrecision(3)} %`]);
    const [coverage, risk] = points[points.length - 1];
    const below = [`${across(coverage)},${up(0)}`, `${across(kept[0][0])},${up(0)}`];
    return plot("Risk and coverage", meaning, `With ${percent(coverage)} of the questions answered, ${percent(risk)} would be wrong.`, [
      frame("coverage: share answered", "risk: share wrong", SHARES, ticks),
      shape("polygon", { points: [...spots, ...below].join(" "), class: "area" }),
      shape("polyline", { points: spots.join(" "), class: "curve" }),
    ]);
  }

  function reliability(bins) {
    const meaning = "Does a confidence of 0.8 mean right four times in five? On the diagonal it does.";
    const filled = bins.filter(([, , n]) => n > 0);
    if (!filled.length) return plot("Reliability", meaning, "", null);
    const most = Math.max(...filled.map(([, , n]) => n));
    const dots = filled.map(([confidence, share, n]) => {
      const [x, y, radius] = [across(confidence), up(share), 2 + 5 * Math.sqrt(n / most)];
      return [
        shape("line", { x1: x, x2: x, y1: up(confidence), y2: y, class: "gap" }),
        shape("circle", { cx: x, cy: y, r: radius, class: "dot" },
          shape("title", {}, `confidence ${score(confidence)}, right ${percent(share)}, n = ${n}`)),
        label(x, BOX.top - 8, count(n), "middle", "bin"),
      ];
    });
    const n = filled.reduce((sum, bin) => sum + bin[2], 0);
    const summary = `${plural(n, "question")} in ${plural(filled.length, "bin")}; the number above each counts its questions.`;
    return plot("Reliability", meaning, summary, [
      frame("mean confidence", "share right", FIFTHS.map((share) => [share, `${share}`]), SHARES),
      shape("line", { x1: across(0), y1: up(0), x2: across(1), y2: up(1), class: "diagonal" }),
      dots,
    ]);
  }

  /** Bars of stacked counts; `ticks` are [position of the bar, text]. */
  function bars(stacks, xName, ticks, numbered) {
    const most = Math.max(...stacks.map((stack) => stack.reduce((sum, part) => sum + part.n, 0)));
    const top = Math.max(5, roundUp(most, 1));
    const width = (BOX.right - BOX.left) / stacks.length;
    const columns = stacks.map((stack, at) => {
      let n = 0;
      const x = BOX.left + at * width + width * 0.1;
      const parts = stack.map((part) => {
        n += part.n;
        const attributes = { x, y: up(n / top), width: width * 0.8, height: up(0) - up(part.n / top), class: part.name };
        return shape("rect", attributes, shape("title", {}, `${part.title}: ${part.n}`));
      });
      return [parts, numbered && n ? label(x + width * 0.4, up(n / top) - 4, count(n), "middle", "bin") : null];
    });
    return [
      frame(xName, "questions", ticks.map(([at, text]) => [(at * width) / (BOX.right - BOX.left), text]),
        FIFTHS.map((share) => [share, count(share * top)])),
      columns,
    ];
  }

  function firstRight() {
    const meaning = "Where the first quote that holds the answer stands, of the questions that have one.";
    const answerable = results.filter((result) => result.answerable);
    if (!answerable.length) return plot("Rank of the first right quote", meaning, "", null);
    const ranks = answerable.map((result) => result.right_quotes[0] ?? 0);
    const last = Math.max(3, ...ranks);
    const names = [...Array(last).keys()].map((rank) => `${rank + 1}`).concat("none");
    const stacks = names.map((name, at) => {
      const here = answerable.filter((_, number) => ranks[number] === (at + 1) % (last + 1));
      const answered = here.filter((result) => result.answered).length;
      return [
        { n: answered, name: name === "none" ? "wrong" : "right", title: `${name}, answered` },
        { n: here.length - answered, name: "missed", title: `${name}, refused` },
      ];
    });
    const none = ranks.filter((rank) => rank === 0).length;
    const summary = `First at rank 1 for ${count(ranks.filter((rank) => rank === 1).length)} of ${plural(ranks.length, "question")}; none right for ${count(none)}.`;
    return plot(
      "Rank of the first right quote", meaning, summary,
      bars(stacks, "rank", names.map((name, at) => [at + 0.5, name]), true),
      [["right", "answered"], ["wrong", "answered, none right"], ["missed", "refused (rank among the nearest)"]],
    );
  }

  function latency() {
    const meaning = "How long answers took; the last bar takes in everything slower.";
    const sorted = results.map((result) => result.seconds).sort((a, b) => a - b);
    if (!sorted.length) return plot("Latency", meaning, "", null);
    const quantile = (share) => sorted[Math.ceil(share * sorted.length) - 1];
    const top = roundUp(Math.max(quantile(0.95), 1e-6) * 1.05, 1e-6);
    const counts = Array(20).fill(0);
    for (const seconds of sorted) counts[Math.min(19, Math.floor((seconds / top) * 20))]++;
    const stacks = counts.map((n, at) => [
      { n, name: "bar", title: `from ${duration((at * top) / 20)}${at < 19 ? ` to ${duration(((at + 1) * top) / 20)}` : ""}` },
    ]);
    const tickText = (at) => (top < 0.02 ? `${+((at * top * 1000) / 20).toPrecision(3)} ms` : duration((at * top) / 20));
    const ticks = [0, 4, 8, 12, 16, 20].map((at) => [at, at ? tickText(at) : "0"]);
    const longest = sorted[sorted.length - 1];
    const summary = `Half within ${duration(quantile(0.5))}, 95 % within ${duration(quantile(0.95))}, all within ${duration(longest)}.`;
    return plot("Latency", meaning, summary, bars(stacks, "time an answer took", ticks, false));
  }

  document.getElementById("plots").append(
    element("div", { class: "plots" },
      riskCoverage(curves.risk_coverage), reliability(curves.reliability), firstRight(), latency()),
  );

  // One question

  /** Cut by code points, which the offsets count; JavaScript's own count UTF-16 units. */
  function marked(points, from, to, spans) {
    const parts = [];
    let at = from;
    for (const [start, end] of [...spans].sort((a, b) => a[0] - b[0])) {
      const [low, high] = [Math.max(start, at), Math.min(end, to)];
      if (low >= high) continue;
      parts.push(points.slice(at, low).join(""), element("mark", {}, points.slice(low, high).join("")));
      at = high;
    }
    return [...parts, points.slice(at, to).join("")];
  }

  function quoteView(result, quote, at) {
    const right = result.right_quotes.includes(at + 1);
    const points = Array.from(texts[quote.paragraph_text]);
    const altered = points.slice(quote.start, quote.end).join("") !== texts[quote.text];
    const speaker = quote.speaker ? `Said by ${quote.speaker}` : "The reporter’s own words";
    return element(
      "li", { class: "quote" },
      element("p", { class: "over" },
        element("b", {}, `${result.answered ? "Quote" : "Nearest"} ${at + 1}`), " ",
        result.answerable ? element("span", { class: `badge ${right ? "right" : "plain"}` }, right ? "holds the gold" : "without the gold") : null,
        altered ? element("span", { class: "badge altered" }, "altered") : null,
        element("span", { class: "score" }, `score ${score(quote.score)}`)),
      altered ? element("p", { class: "shown", dir: "auto" }, `Shown, but not in the article: ${texts[quote.text]}`) : null,
      element("blockquote", { dir: "auto" },
        marked(points, 0, quote.start, quote.gold),
        element("span", { class: "given" }, marked(points, quote.start, quote.end, quote.gold)),
        marked(points, quote.end, points.length, quote.gold)),
      element("p", { class: "source" },
        element("cite", { dir: "auto" }, quote.title || "untitled"),
        quote.publisher ? ` · ${quote.publisher}` : "", ` · ${quote.paragraph ? `paragraph ${quote.paragraph}` : "masthead"}`,
        element("br"), speaker),
    );
  }

  function passageTable(passages) {
    const head = ["Rank", "Score", "Similarity", "Passage"].map((name) => element("th", { scope: "col" }, name));
    const rows = passages.map((passage) =>
      element("tr", { class: passage.relevant ? "relevant" : null },
        element("th", { scope: "row" }, passage.rank),
        element("td", {}, score(passage.score)),
        element("td", {}, score(passage.similarity)),
        element("td", { dir: "auto" },
          passage.relevant ? element("span", { class: "badge right" }, "holds the gold") : null,
          passage.relevant ? " " : null, texts[passage.text])));
    return element("table", { class: "passages" }, element("thead", {}, element("tr", {}, head)), element("tbody", {}, rows));
  }

  function whyView(result) {
    const above = result.confidence >= threshold;
    const meter = shape("svg", { viewBox: "0 0 100 8", preserveAspectRatio: "none", class: "meter", "aria-hidden": "true" },
      shape("rect", { y: 2, width: 100, height: 4, class: "track" }),
      shape("rect", { y: 2, width: 100 * result.confidence, height: 4, class: above ? "reached" : "short" }),
      shape("rect", { x: Math.min(100 * threshold, 99.4), width: 0.6, height: 8, class: "threshold" }));
    const sentence = `Confidence ${result.confidence.toFixed(3)} is ${above ? "at or above" : "below"} the threshold of ${threshold.toFixed(3)}.`;
    return element("section", {},
      element("h3", {}, result.answered ? "Why it was answered" : "Why it was refused"),
      meter, element("p", {}, sentence), result.reason ? element("p", { dir: "auto" }, result.reason) : null);
  }

  function goldView(result) {
    const list = (items) => element("ul", { class: "gold" }, items.map((item) => element("li", { dir: "auto" }, item)));
    const speaker = { true: "right", false: "wrong" }[result.speaker_right];
    return element("section", {},
      element("h3", {}, "Gold"),
      result.answerable ? list(result.gold) : element("p", {}, "The articles don’t answer this."),
      result.answers.length ? [element("h4", {}, "Short answers"), list(result.answers)] : null,
      result.prediction ? [element("h4", {}, "Answered"), element("p", { dir: "auto" }, result.prediction)] : null,
      speaker ? element("p", {}, `The speaker named is ${speaker}.`) : null);
  }

  function passagesView(result) {
    const ranks = result.relevant_ranks.length ? `the gold at rank ${result.relevant_ranks.join(", ")}` : "none holds the gold";
    const found = result.n_relevant ? `${ranks}; ${plural(result.n_relevant, "passage")} in scope ${result.n_relevant === 1 ? "holds" : "hold"} it` : ranks;
    return element("details", {},
      element("summary", {}, `${plural(result.passages.length, "passage")} retrieved`, element("small", {}, ` ${found}`)),
      element("div", { class: "scroll", role: "region", "aria-label": "Passages retrieved", tabindex: 0 }, passageTable(result.passages)));
  }

  function detailView(result) {
    const shown = result.answered ? "Quotes given" : "Nearest quotes, not given as an answer";
    const history = result.history.map((question) => element("li", { dir: "auto" }, question));
    return element("div", { class: "detail" },
      history.length ? element("section", { class: "history" }, element("h3", {}, "Asked before"), element("ol", {}, history)) : null,
      element("div", { class: "pair" }, goldView(result), whyView(result)),
      element("section", {}, element("h3", {}, shown),
        result.quotes.length
          ? element("ol", { class: "quotes" }, result.quotes.map((quote, at) => quoteView(result, quote, at)))
          : element("p", { class: "empty" }, "None.")),
      passagesView(result),
      element("p", { class: "id" }, `${result.id} · ${result.kind} · ${duration(result.seconds)}`));
  }

  // The table of questions

  const SEVERITY = ["invented", "wrong", "missed", "refused", "right"];
  const FILTERS = {
    all: ["All", () => true],
    wrong: ["Wrong", (result) => ["invented", "wrong", "missed"].includes(result.verdict)],
    refused: ["Refused", (result) => !result.answered],
    invented: ["Answered wrongly", (result) => result.verdict === "invented"],
    right: ["Right", (result) => ["right", "refused"].includes(result.verdict)],
    altered: ["Altered", (result) => result.altered_quotes > 0],
  };
  // [heading, value, whether the first click puts the greatest first]
  const COLUMNS = {
    verdict: ["Verdict", (result) => SEVERITY.indexOf(result.verdict), false],
    question: ["Question", null, false],
    kind: ["Kind", (result) => result.kind, false],
    confidence: ["Confidence", (result) => result.confidence, true],
    seconds: ["Time", (result) => result.seconds, true],
  };
  const state = { filter: "all", kind: "", words: [], sort: "", descending: false, page: 0 };
  const haystacks = new Map();

  function haystack(result) {
    if (!haystacks.has(result)) {
      const sources = result.quotes.flatMap((quote) => [quote.title, quote.publisher, quote.speaker]);
      const parts = [result.id, result.question, ...result.history, ...result.gold, ...result.answers, result.prediction, ...sources];
      haystacks.set(result, parts.filter(Boolean).join("\n").toLowerCase());
    }
    return haystacks.get(result);
  }

  function selected() {
    const passes = FILTERS[state.filter][1];
    const rows = results.filter((result) =>
      passes(result) && (!state.kind || result.kind === state.kind) &&
      state.words.every((word) => haystack(result).includes(word)));
    if (!state.sort) return rows;
    const value = COLUMNS[state.sort][1];
    const sign = state.descending ? -1 : 1;
    return rows.sort((a, b) => sign * ((value(a) > value(b)) - (value(a) < value(b))));
  }

  function questionRows(result, number) {
    const id = `detail-${number}`;
    const detail = element("tr", { class: "more", role: "row", id, hidden: true }, element("td", { colspan: 5, role: "cell" }));
    const toggle = () => {
      if (!detail.firstChild.firstChild) detail.firstChild.append(detailView(result));
      detail.hidden = !detail.hidden;
      button.setAttribute("aria-expanded", String(!detail.hidden));
    };
    const button = element("button", { type: "button", class: "open", "aria-expanded": "false", "aria-controls": id, dir: "auto", click: toggle }, result.question);
    const badge = element("span", { class: `badge ${result.verdict}` }, verdicts[result.verdict]);
    const altered = result.altered_quotes ? element("span", { class: "badge altered" }, "altered") : null;
    const row = element("tr", { class: "row", role: "row" },
      element("td", { class: "verdict", role: "cell" }, badge, altered),
      element("td", { class: "question", role: "cell" }, button,
        element("span", { class: "brief" }, `${result.kind} · ${result.confidence.toFixed(2)} · ${duration(result.seconds)}`)),
      element("td", { class: "kind", role: "cell" }, result.kind),
      element("td", { class: "number confidence", role: "cell" }, result.confidence.toFixed(2)),
      element("td", { class: "number seconds", role: "cell" }, duration(result.seconds)));
    return [row, detail];
  }

  // The roles outlive the phone’s style, which lays the rows out as blocks.
  const body = element("tbody", { role: "rowgroup" });
  const status = element("p", { class: "status", role: "status" });
  const move = (step) => () => { state.page += step; draw(); body.closest(".table").scrollIntoView(); };
  const previous = element("button", { type: "button", click: move(-1) }, "Previous");
  const next = element("button", { type: "button", click: move(1) }, "Next");
  const place = element("span");
  const pager = element("nav", { class: "pager", "aria-label": "Pages of questions" }, previous, place, next);

  function draw() {
    const rows = selected();
    const last = Math.max(0, Math.ceil(rows.length / PAGE_SIZE) - 1);
    const from = Math.min(state.page, last) * PAGE_SIZE;
    const shown = rows.slice(from, from + PAGE_SIZE);
    const none = element("tr", {}, element("td", { colspan: 5, class: "empty" }, "No question fits."));
    body.replaceChildren(...(shown.length ? shown.flatMap((result, at) => questionRows(result, from + at)) : [none]));
    status.textContent = `${count(rows.length)} of ${plural(results.length, "question")}`;
    place.textContent = shown.length ? `${count(from + 1)}–${count(from + shown.length)} of ${count(rows.length)}` : "";
    [previous.disabled, next.disabled, pager.hidden] = [state.page <= 0, state.page >= last, last === 0];
    for (const [name, head] of Object.entries(heads)) {
      head.setAttribute("aria-sort", name !== state.sort ? "none" : state.descending ? "descending" : "ascending");
    }
    order.value = state.sort ? `${state.sort} ${state.descending}` : "";
    for (const [name, chip] of Object.entries(chips)) chip.setAttribute("aria-pressed", String(name === state.filter));
  }

  function change(changes) {
    Object.assign(state, { page: 0 }, changes);
    draw();
  }

  const chips = {};
  for (const [name, [text, passes]] of Object.entries(FILTERS)) {
    const n = results.filter(passes).length;
    if (name === "altered" && !n) continue;
    const click = () => change({ filter: name });
    chips[name] = element("button", { type: "button", class: `chip ${name}`, "data-filter": name, click }, text, " ", element("b", {}, count(n)));
  }

  const heads = {};
  for (const [name, [text, value, descending]] of Object.entries(COLUMNS)) {
    const click = () => change({ sort: name, descending: state.sort === name ? !state.descending : descending });
    const inside = value ? element("button", { type: "button", "data-sort": name, click }, text) : text;
    const head = element("th", { scope: "col", role: "columnheader", class: name }, inside);
    if (value) heads[name] = head;
    COLUMNS[name].head = head;
  }

  const kinds = [...new Set(results.map((result) => result.kind))].sort();
  const kind = element("select", { change: (event) => change({ kind: event.target.value }) },
    element("option", { value: "" }, "All kinds"), kinds.map((name) => element("option", { value: name }, name)));
  const search = element("input", {
    type: "search", placeholder: "Question, gold, article, speaker…", autocomplete: "off", spellcheck: "false",
    input: (event) => change({ words: event.target.value.toLowerCase().split(/\s+/).filter(Boolean) }),
  });
  const ORDERS = [
    ["", "as in the set"], ["verdict false", "worst first"], ["verdict true", "best first"],
    ["confidence true", "most confident"], ["confidence false", "least confident"],
    ["kind false", "kind A–Z"], ["kind true", "kind Z–A"], ["seconds true", "slowest"], ["seconds false", "fastest"],
  ];
  const order = element("select", {
    change: (event) => {
      const [sort, descending] = event.target.value.split(" ");
      change({ sort, descending: descending === "true" });
    },
  }, ORDERS.map(([value, text]) => element("option", { value }, text)));

  document.getElementById("questions").append(
    element("div", { class: "chips", role: "group", "aria-label": "Filter by verdict" }, Object.values(chips)),
    element("div", { class: "controls" },
      element("label", { class: "search" }, "Search ", search),
      element("label", {}, "Kind ", kind),
      element("label", {}, "Order ", order)),
    status,
    element("table", { class: "table", role: "table", "aria-labelledby": "questions-title" },
      element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, Object.values(COLUMNS).map((column) => column.head))), body),
    pager,
  );
  draw();
})();
