"use strict";
(() => {
  const { room, lang, words } = JSON.parse(document.getElementById("told").textContent);
  const status = document.getElementById("status");
  const asked = document.getElementById("asked");
  const base = `/r/${room}`;
  const EVERY = 2000;
  const DAY = 24 * 60 * 60 * 1000;
  const KEPT = "ilmiotaulu-room";
  // The size of the drawing, and the room for what is written around it.
  const WIDTH = 360, HEIGHT = 270, LEFT = 52, RIGHT = 20, TOP = 14, BOTTOM = 30;
  // Known years are told as far back as leaves the finger room for the years that are asked.
  const FEWEST_KNOWN = 5;

  // ---- what this phone remembers: a mark of its own, and what it has sent; nothing of another room -------------
  const mine = remembered();

  function remembered() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEPT));
      if (kept && kept.room === room && kept.until > Date.now()) return { rounds: {}, ...kept };
    } catch (error) { /* a browser that keeps nothing has a new mark each time the page is opened */ }
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    const phone = Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join("");
    return { room, phone, until: Date.now() + DAY, sent: {}, rounds: {} };
  }

  function isSent(item, answer) {
    return JSON.stringify(mine.sent[item]) === JSON.stringify(answer);
  }

  function remember() {
    try { localStorage.setItem(KEPT, JSON.stringify(mine)); } catch (error) { /* as above */ }
  }
  remember();

  // ---- small pieces --------------------------------------------------------------------------------------------
  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function shape(name, attributes, text = "") {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.textContent = text;
    return made;
  }

  function say(text) {
    if (status.textContent !== text) status.textContent = text;
  }

  function written(value, guess) {
    const decimals = guess.decimals || 0;
    const locale = { fi: "fi-FI", sv: "sv-FI", en: "en-GB" }[lang];
    const number = value.toLocaleString(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
    return guess.mark ? `${number}\u00a0${guess.mark}` : number;
  }

  // ---- the line ------------------------------------------------------------------------------------------------
  function stepOf(guess) {
    const finest = Math.pow(10, -guess.decimals);
    const rough = (guess.high - guess.low) / 100;
    const unit = Math.pow(10, Math.floor(Math.log10(rough)));
    const nice = [1, 2, 5, 10].map(times => times * unit).find(one => one >= rough * 0.999);
    return Math.max(finest, nice);
  }

  function snapped(value, guess) {
    const step = stepOf(guess);
    const near = Math.round(value / step) * step;
    return Number(Math.min(guess.high, Math.max(guess.low, near)).toFixed(guess.decimals));
  }

  function scales(guess) {
    const from = Math.max(0, guess.times.length - Math.max(FEWEST_KNOWN, guess.asked.length));
    const first = Number(guess.times[from]);
    const last = Number(guess.asked[guess.asked.length - 1]);
    const x = time => LEFT + (WIDTH - LEFT - RIGHT) * (Number(time) - first) / (last - first);
    const y = value => HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value - guess.low) / (guess.high - guess.low);
    const value = at => guess.low + (HEIGHT - BOTTOM - at) / (HEIGHT - TOP - BOTTOM) * (guess.high - guess.low);
    const known = guess.times.slice(from).map((time, n) => [time, guess.known[from + n]]).filter(pair => pair[1] !== null);
    return { x, y, value, known };
  }

  function path(pairs, { x, y }) {
    return pairs.map(([time, value], n) => `${n ? "L" : "M"}${x(time).toFixed(1)} ${y(value).toFixed(1)}`).join("");
  }

  // The picture of the known years, with `lines` beside them: pairs of time and value, and what they look like.
  function picture(guess, lines) {
    const scale = scales(guess), { x, y, known } = scale;
    const label = fill(words.chart, { heading: guess.heading, place: guess.place });
    const svg = shape("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label });
    const begin = zoneOf(guess, scale);
    svg.append(shape("rect", { class: "zone", x: begin, y: TOP, width: WIDTH - RIGHT - begin + 8, height: HEIGHT - TOP - BOTTOM }));
    for (const share of [0, 0.25, 0.5, 0.75, 1]) {
      const value = guess.low + share * (guess.high - guess.low);
      const coarse = { ...guess, mark: "", decimals: Number.isInteger(value) ? 0 : Math.min(2, Math.max(1, guess.decimals)) };
      svg.append(shape("line", { class: "grid", x1: LEFT, x2: WIDTH - RIGHT, y1: y(value), y2: y(value) }));
      svg.append(shape("text", { x: LEFT - 6, y: y(value) + 4, "text-anchor": "end" }, written(value, coarse)));
    }
    const shown = [...new Set([known[0] && known[0][0], guess.times[guess.times.length - 1], guess.asked[guess.asked.length - 1]])];
    for (const time of shown.filter(Boolean)) {
      svg.append(shape("text", { x: x(time), y: HEIGHT - 8, "text-anchor": "middle" }, time));
    }
    svg.append(shape("path", { class: "known", d: path(known, scale) }));
    for (const [time, value] of known) svg.append(shape("circle", { class: "dot", cx: x(time), cy: y(value), r: 3 }));
    for (const [pairs, line, dot] of lines) {
      const joined = known.length && pairs.length ? [known[known.length - 1], ...pairs] : pairs;
      svg.append(shape("path", { class: line, d: path(joined, scale) }));
      for (const [time, value] of pairs) svg.append(shape("circle", { class: dot, cx: x(time), cy: y(value), r: 4.5 }));
    }
    return svg;
  }

  function zoneOf(guess, { x }) {
    return (x(guess.times[guess.times.length - 1]) + x(guess.asked[0])) / 2;
  }

  function pairsOf(guess, values) {
    return guess.asked.map((time, n) => [time, values[n]]).filter(pair => pair[1] !== null && pair[1] !== undefined);
  }

  function drawLine(guess, item, send) {
    const scale = scales(guess);
    const values = mine.sent[item] ? mine.sent[item].slice() : guess.asked.map(() => null);
    const chart = element("div", { class: "chart" }), pad = element("div", { class: "pad" });
    const begin = zoneOf(guess, scale) / WIDTH;
    pad.style.left = `${100 * begin}%`;
    pad.style.width = `${100 * (1 - begin)}%`;
    const last = scale.known.length ? scale.known[scale.known.length - 1][1] : guess.low;
    const step = stepOf(guess);
    const rows = guess.asked.map((time, n) => {
      const slider = element("input", {
        type: "range", id: `year-${n}`, min: guess.low, max: guess.high, step, value: snapped(values[n] === null ? last : values[n], guess),
      });
      const number = element("span", { class: "value", "aria-hidden": "true" });
      slider.addEventListener("input", () => { values[n] = snapped(Number(slider.value), guess); show(); });
      return { label: element("label", { for: `year-${n}` }, time), slider, number };
    });
    const button = element("button", { type: "button", class: "send" });

    function show() {
      const drawn = picture(guess, [[pairsOf(guess, values), "guess", "guess-dot"]]);
      chart.replaceChildren(drawn, pad);
      rows.forEach(({ slider, number }, n) => {
        const told = values[n] === null ? words.not_yet : written(values[n], guess);
        if (values[n] !== null) slider.value = values[n];
        slider.setAttribute("aria-valuetext", told);
        number.textContent = values[n] === null ? "–" : told;
      });
      button.setAttribute("aria-disabled", String(values.includes(null) || isSent(item, values)));
      button.textContent = mine.sent[item] ? words.again : words.send;
    }

    let before = null;
    function draw(event) {
      const box = chart.getBoundingClientRect();
      const at = (event.clientX - box.left) / box.width * WIDTH;
      const value = snapped(scale.value((event.clientY - box.top) / box.height * HEIGHT), guess);
      const places = guess.asked.map(scale.x);
      const near = places.reduce((best, x, n) => Math.abs(x - at) < Math.abs(places[best] - at) ? n : best, 0);
      // A quick finger leaves years out: they lie on the way. So do those before the first that was touched.
      let from = before ? before.near : -1, low = before ? before.value : last;
      if (!before) for (let n = 0; n < near; n++) if (values[n] !== null) { from = n; low = values[n]; }
      const towards = Math.sign(near - from);
      for (let n = from + towards; towards && n !== near; n += towards) {
        if (before || values[n] === null) values[n] = snapped(low + (value - low) * (n - from) / (near - from), guess);
      }
      values[near] = value;
      before = { near, value };
      show();
    }
    pad.addEventListener("pointerdown", event => { before = null; pad.setPointerCapture(event.pointerId); draw(event); event.preventDefault(); });
    pad.addEventListener("pointermove", event => { if (before) draw(event); });
    for (const end of ["pointerup", "pointercancel"]) pad.addEventListener(end, () => { before = null; });
    button.addEventListener("click", () => {
      if (values.includes(null)) say(words.unfinished);
      else if (!isSent(item, values)) send(values, show);
    });
    show();
    const sliders = element("div", { class: "sliders" });
    for (const { label, slider, number } of rows) sliders.append(label, slider, number);
    return [element("p", {}, words.line_how), chart, button, sliders];
  }

  // ---- the place -----------------------------------------------------------------------------------------------
  function choosePlace(guess, item, send) {
    let chosen = mine.sent[item] ? mine.sent[item][0] : null;
    const button = element("button", { type: "button", class: "send" });
    const how = element("p", {}, fill(words.place_how, { place: guess.place, places: guess.places }));

    function show() {
      for (const one of choices) one.setAttribute("aria-pressed", String(Number(one.textContent) === chosen));
      button.setAttribute("aria-disabled", String(chosen === null || isSent(item, [chosen])));
      button.textContent = mine.sent[item] ? words.again : words.send;
    }

    // No group that is compared has more places than a county has municipalities, thirty at most.
    const choices = Array.from({ length: guess.places }, (_, n) => {
      const one = element("button", { type: "button", "aria-label": fill(words.place, { place: n + 1 }) }, String(n + 1));
      one.addEventListener("click", () => { chosen = n + 1; show(); });
      return one;
    });
    const chooser = element("div", { class: "places", role: "group", "aria-label": guess.heading }, ...choices);
    button.addEventListener("click", () => {
      if (chosen === null) say(words.unfinished);
      else if (!isSent(item, [chosen])) send([chosen], show);
    });
    show();
    return [how, chooser, button];
  }

  // ---- beside the answer ---------------------------------------------------------------------------------------
  function revealed(guess, item) {
    const sent = mine.sent[item];
    const told = [element("p", { class: "finding" }, guess.finding)];
    if (!sent) told.push(element("p", {}, words.no_guess));
    if (guess.kind === "place") {
      const rows = [...(sent ? [[words.mine, sent]] : []), [words.actual, guess.answer]].map(([name, [place]]) => element(
        "tr", {}, element("th", { scope: "row" }, name), element("td", {}, `${fill(words.place, { place })} / ${guess.places}`),
      ));
      return [...told, element("table", {}, element("tbody", {}, ...rows))];
    }
    const lines = [[pairsOf(guess, guess.answer), "known", "dot"]];
    if (sent) lines.unshift([pairsOf(guess, sent), "guess", "guess-dot"]);
    const key = element("div", { class: "key" }, element("span", {}, words.actual));
    if (sent) key.append(element("span", { class: "of-guess" }, words.mine));
    const head = element("tr", {}, ...[words.year, ...(sent ? [words.mine] : []), words.actual].map(name => element("th", { scope: "col" }, name)));
    const rows = guess.asked.map((time, n) => element(
      "tr", {}, element("th", { scope: "row" }, time),
      ...(sent ? [sent] : []).concat([guess.answer]).map(values => element("td", {}, written(values[n], guess))),
    ));
    const table = element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows));
    return [...told, element("div", { class: "chart" }, picture(guess, lines)), key, table];
  }

  // ---- what the room looks at ----------------------------------------------------------------------------------
  let shown = "";

  function show(now) {
    const key = JSON.stringify(now);
    if (key === shown) return;
    shown = key;
    const { item, guess } = now;
    document.getElementById("privacy").hidden = false;
    if (now.over) return goodbye(words.over, words.thanks_kept);
    if (item === null) {
      asked.replaceChildren(element("p", {}, words.waiting_how));
      return say(words.waiting);
    }
    if (!guess) {
      asked.replaceChildren(...(now.hidden ? [element("p", {}, now.hidden)] : []));
      return say(words.look);
    }
    const head = [element("h2", {}, `${guess.place}: ${guess.heading}`)];
    const isAgain = mine.sent[item] && (now.round || 0) !== (mine.rounds[item] || 0);
    // The presenter has begun the guesses anew: what this phone sent is gone.
    if (isAgain) delete mine.sent[item];
    mine.rounds[item] = now.round || 0;
    remember();
    if (now.revealed) {
      asked.replaceChildren(...head, ...revealed(guess, item));
      return say(words.revealed);
    }
    const parts = (guess.kind === "line" ? drawLine : choosePlace)(guess, item, (answer, done) => send(item, answer, done));
    asked.replaceChildren(...head, ...parts, element("p", { class: "soft" }, words.change));
    say(mine.sent[item] ? words.sent : isAgain ? words.new_round : words.new);
  }

  // The end, of the show or of the room: thanks, what is kept, and where the summary is had.
  function goodbye(told, kept) {
    document.getElementById("privacy").hidden = true;
    asked.replaceChildren(...[words.thanks, kept, words.summary].map((text, n) => element(n ? "p" : "h2", {}, text)));
    say(told);
  }

  async function send(item, answer, done) {
    try {
      const response = await fetch(`${base}/guesses/${item}`, {
        method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ answer, phone: mine.phone }),
      });
      if (!response.ok) return say((await response.json()).error);
      mine.sent[item] = answer.slice();
      remember();
      done();
      say(words.sent);
      status.scrollIntoView({ block: "nearest" });
    } catch (error) {
      say(words.offline);
    }
  }

  let etag = "", ended = false, lost = "";

  async function look() {
    try {
      const response = await fetch(`${base}/now`, { cache: "no-store", headers: etag ? { "if-none-match": etag } : {} });
      if (response.status === 404) {
        ended = true;
        return goodbye(words.ended, words.thanks_gone);
      }
      if (lost) say(lost);
      lost = "";
      if (response.status === 200) {
        etag = response.headers.get("etag") || "";
        show(await response.json());
      }
    } catch (error) {
      lost = lost || status.textContent;
      say(words.offline);
    }
  }

  async function follow() {
    if (!document.hidden) await look();
    // Not all phones at the same moment.
    if (!ended) setTimeout(follow, EVERY + Math.random() * 500);
  }
  document.addEventListener("visibilitychange", () => { if (!document.hidden && !ended) look(); });
  follow();
})();
