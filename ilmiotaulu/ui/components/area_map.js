// A map of areas as plain SVG, with dots for places in them: one tab stop, arrow keys from name to name and, after an
// area, through its dots; a tooltip, one choice.
// Geometry is fetched by URL once and kept; what changes with a choice (classes, texts) comes in `data`,
// and only the attributes that differ are touched. All text goes in through textContent or setAttribute.

const byName = new Intl.Collator("fi").compare;
const SMALLEST = 10, LARGEST = 13, SHORTENED = 11, FEWEST_LETTERS = 3;   // names: letter sizes in pixels
const DOT = 5.5;                // the radius of a dot in pixels
const REACH = 1.9;              // how many times as wide as its area a name may be where nothing else is written
const STEPS = [0, 1, -1, 1.6, -1.6];   // where a name looks for room above and below, in its own heights

const maps = new WeakMap();     // place -> what is drawn in it; goes with the place

export default function areaMap({data, parentElement, setTriggerValue}) {
  const here = parentElement.querySelector(".place");
  const map = maps.get(here) ?? build(here);
  maps.set(here, map);
  map.choose = code => setTriggerValue("chosen", code);
  map.sent = data;
  if (map.wanted && (map.wanted.url !== data.years_url || nearest(map, map.wanted.year) === String(data.year))) {
    map.wanted = null;                             // the server has followed, or shows something else
  }
  load(data.geometry_url).then(
    geometry => map.sent === data && render(map, geometry),
    () => map.sent === data && fail(map),
  );
}

// ---- years ----------------------------------------------------------------------------------------------

// What a year slider says: the map has the years of its figure fetched, and shows the one said.
function follow(map, year) {
  const url = map.sent.years_url;
  if (!url) return;
  map.wanted = {url, year};
  if (map.years?.url !== url) {
    map.years = {url};
    fetch(url).then(answer => answer.ok ? answer.json() : {}).then(
      file => { map.years = {url, file}; again(map); },
      () => { map.years = null; },                 // the server's own answer comes in any case
    );
  }
  again(map);
}

function again(map) {
  if (map.geometry && map.wanted?.url === map.sent.years_url) render(map, map.geometry);
}

// The figure's own year nearest to the one said, the later of two, as the server chooses; nothing before they are here.
function nearest(map, year) {
  const years = map.years?.url === map.wanted?.url ? Object.keys(map.years?.file ?? {}) : [];
  return years.toSorted((a, b) => Math.abs(a - year) - Math.abs(b - year) || b - a)[0];
}

// What is drawn: what was sent, in the year that the slider says.
function drawn(map) {
  const year = map.wanted && nearest(map, map.wanted.year);
  const data = year ? {...map.sent, ...map.years.file[year]} : map.sent;
  const timed = text => text.replaceAll("{time}", data.time);
  return {...data, title: timed(data.title), heading: timed(data.heading)};
}

// ---- building -------------------------------------------------------------------------------------------

function build(here) {
  const map = {nodes: new Map(), dots: new Map(), areas: new Map(), shown: null, at: null};
  map.hint = html("p", "hint");
  map.hint.id = "hint";
  map.far = svg("path", {class: "far"});
  map.shapesOfAreas = svg("g");
  map.shapesOfDots = svg("g");
  map.outlines = svg("path", {class: "outline"});
  map.labels = svg("g", {class: "labels"});
  map.edges = Object.fromEntries(
    Object.values(MARKS).map(mark => [mark, svg("path", {class: `edge ${mark}`})]));
  map.rings = {};
  const rings = ["hover", "chosen-case", "chosen", "focus-case", "focus"].map(
    name => map.rings[name] = svg("path", {class: `ring ${name}`}));
  map.defs = patterns("map");
  const over = svg("g", {class: "over", "aria-hidden": "true"}, [
    ...Object.values(map.edges), map.outlines, ...rings, map.labels]);
  map.list = svg("g", {role: "listbox", "aria-describedby": "hint"}, [map.shapesOfAreas, over, map.shapesOfDots]);
  map.svg = svg("svg", {class: "map", preserveAspectRatio: "xMidYMid meet"}, [
    map.defs, svg("g", {"aria-hidden": "true"}, [map.far]), map.list]);
  map.tip = html("div", "tip");
  map.tip.setAttribute("aria-hidden", "true");     // the same words are the area's own label
  map.tip.hidden = true;
  map.note = html("p", "note");
  map.note.setAttribute("role", "status");
  map.note.hidden = true;
  map.legend = html("ul", "legend");
  map.heading = html("div", "heading");
  map.subheading = html("p", "subheading");
  map.frame = html("div", "frame", [map.svg, map.tip, map.note]);
  map.root = html("div", "area-map", [map.heading, map.subheading, map.frame, map.legend, map.hint]);
  here.append(stylesheet(), map.root);

  map.svg.addEventListener("pointermove", event => point(map, event));
  map.svg.addEventListener("pointerdown", event => point(map, event));
  map.svg.addEventListener("pointerleave", event => event.pointerType !== "touch" && unpoint(map));
  map.svg.addEventListener("click", event => {
    const code = codeOf(event.target);
    if (code) { rove(map, code); map.choose(code); }
  });
  // Heard on the frame: an SVG group that listens for focus becomes a tab stop itself in Chromium.
  map.frame.addEventListener("keydown", event => key(map, event));
  map.frame.addEventListener("focusin", event => visit(map, codeOf(event.target), event.target));
  map.frame.addEventListener("focusout", () => leave(map));
  document.addEventListener("pointerdown", function elsewhere(event) {
    if (!map.root.isConnected) document.removeEventListener("pointerdown", elsewhere);
    else if (!event.composedPath().includes(map.svg)) unpoint(map);
  });
  window.addEventListener("ilmiotaulu-year", function heard({detail}) {
    if (!map.root.isConnected) window.removeEventListener("ilmiotaulu-year", heard);
    else follow(map, detail);
  });
  // The colours of the other mode, for a picture that is taken along.
  map.root.addEventListener("ilmiotaulu-mode", () => map.geometry && paint(map));
  new ResizeObserver(() => map.geometry && scale(map)).observe(map.svg);
  document.fonts.ready.then(() => { map.widths = null; if (map.geometry) scale(map); });
  return map;
}

// ---- drawing --------------------------------------------------------------------------------------------

function render(map, geometry) {
  const data = map.data = drawn(map);
  map.note.hidden = true;
  map.svg.removeAttribute("display");
  map.areas = told(data);
  const codes = [...map.areas.keys()].filter(code => geometry.areas[code]).sort(
    (a, b) => byName(map.areas.get(a).name, map.areas.get(b).name));
  const shapes = JSON.stringify([geometry.url, data.zoom, codes, data.names, data.points]);
  if (shapes !== map.shapes) draw(map, geometry, codes);
  map.shapes = shapes;
  map.hint.textContent = data.hint;
  map.heading.textContent = data.heading;
  map.heading.setAttribute("role", "heading");
  map.heading.setAttribute("aria-level", data.subheading ? "2" : "3");
  map.subheading.textContent = data.subheading;
  map.subheading.hidden = !data.subheading;
  map.list.setAttribute("aria-label", data.title);
  map.root.style.setProperty("--height", data.height ? `${data.height}px` : "78vh");
  paint(map);
}

// code -> {name, kind, text}; the time belongs to a figure, not to a word for why there is none.
function told({codes, names, classes, values, kinds, time}) {
  const called = listed(names, "|"), figures = listed(values, "|");
  return new Map(listed(codes, " ").map((code, at) => {
    const name = called[at], [kind, word] = classed(classes[at], kinds);
    return [code, {name, kind, text: `${name}: ${word || unbroken(figures[at]) + (time && ` (${time})`)}`}];
  }));
}

// Spaces inside a figure come as plain ones: a narrow one between thousands, a wide one before the unit. Words between
// figures may part.
function unbroken(words) { return words.replace(/(\d) (?=\d{3})/g, "$1\u202f").replace(/(\d) /g, "$1\u00a0"); }

function draw(map, geometry, codes) {
  const inside = new Set(codes);
  const hadFocus = map.list.contains(map.root.getRootNode().activeElement);

  map.geometry = geometry;
  map.codes = codes;
  map.box = map.data.zoom ? around(geometry, codes) : geometry.viewBox;
  map.nodes = new Map(codes.map(code => [code, svg("path", {
    class: "area", d: geometry.areas[code], role: "option", tabindex: -1, "data-code": code,
  })]));
  map.shapesOfAreas.replaceChildren(...map.nodes.values());
  dot(map, codes);
  map.far.setAttribute("d", joined(geometry.areas, code => !inside.has(code)));
  map.outlines.setAttribute("d", joined(geometry.outlines ?? {}, () => true));
  map.svg.setAttribute("viewBox", map.box.join(" "));
  for (const ring of Object.values(map.rings)) ring.removeAttribute("d");
  map.labelled = codes.filter(code => geometry.labels?.[code]).map(code => {
    const [x, y] = geometry.labels[code];
    return {code, x, y, isTile: isBox(geometry.areas[code]), node: svg("text", {x, y})};
  });
  map.labels.replaceChildren(...map.labelled.map(label => label.node));
  map.shown = {fills: new Map(), texts: new Map(), edges: {}};
  map.selected = undefined;
  rove(map, codes.includes(map.data.selected) ? map.data.selected : codes[0]);
  if (hadFocus) nodeOf(map, map.at)?.focus();
}

// The dots of the areas drawn, and the stops of the arrow keys: each area by name, after it its dots as they were sent.
function dot(map, codes) {
  const sent = map.data.points.filter(([, area]) => map.nodes.has(area));
  map.dots = new Map(sent.map(([id, area, words, kind, east, north]) => [id, {
    area, words, east, north,
    node: svg("circle", {class: pointClass(kind), role: "option", tabindex: -1, "data-code": id, "aria-label": words}),
  }]));
  map.stops = codes.flatMap(code => [code, ...sent.filter(([, area]) => area === code).map(([id]) => id)]);
  map.shapesOfDots.replaceChildren(...[...map.dots.values()].map(one => one.node));
}

function nodeOf(map, code) { return map.nodes.get(code) ?? map.dots.get(code)?.node; }

// Touches only what differs: a change of year or indicator repaints fills and texts, nothing else.
function paint(map) {
  const {selected, legend, marks} = map.data;
  const palette = dress(map.root, map.data);
  for (const [code, node] of map.nodes) {
    const {kind, text} = map.areas.get(code);
    const fill = fillOf(kind, palette, "map");
    const shown = `${kind} ${fill}`;
    if (map.shown.fills.get(code) !== shown) {
      node.setAttribute("fill", fill);
      node.setAttribute("class", `area ${MARKS[kind] ?? ""}`);
      map.shown.fills.set(code, shown);
    }
    if (map.shown.texts.get(code) !== text) {
      node.setAttribute("aria-label", text);
      map.shown.texts.set(code, text);
    }
    const chosen = String(code === selected);
    if (node.getAttribute("aria-selected") !== chosen) node.setAttribute("aria-selected", chosen);
  }
  for (const [kind, mark] of Object.entries(MARKS)) edge(map, mark, Number(kind));
  for (const [id, {node}] of map.dots) node.setAttribute("aria-selected", String(id === map.data.selected_point));
  explain(map.legend, palette, legend, marks, map.data.kinds_of_points);
  letter(map, palette);
  if (selected !== map.selected) choose(map, selected);
  if (!map.tip.hidden) map.tip.textContent = wordsOf(map, map.tipCode);
}

// Their outline is drawn above the neighbours, which would cover half of it and with it the dashes.
function edge(map, mark, kind) {
  const shape = joined(map.geometry.areas, code => map.nodes.has(code) && map.areas.get(code).kind === kind);
  if (map.shown.edges[mark] !== shape) map.edges[mark].setAttribute("d", map.shown.edges[mark] = shape);
}

function choose(map, selected) {
  map.selected = selected;
  const here = map.nodes.has(selected);
  ring(map, "chosen", here ? selected : null);
  if (here && map.focused === undefined) rove(map, selected);
  scale(map);                                      // the chosen name goes first where names compete for room
}

function ring(map, name, code) {
  const shape = map.geometry.areas[code] ?? "";    // a dot has no shape to go round: it is its own ring
  for (const part of [name, `${name}-case`]) map.rings[part]?.setAttribute("d", shape);
}

function fail(map) {
  map.svg.setAttribute("display", "none");
  map.note.textContent = map.sent.no_map || "–";
  map.note.hidden = false;
}

// ---- size: everything that must be measured in pixels, not in map units --------------------------------

function scale(map) {
  const unit = unitIn(map.svg, map.box);
  if (!unit) return;                               // the observer calls again when the tab opens
  scalePatterns(map.defs, unit);
  scatter(map, unit);
  map.widths ??= widths(map.svg);
  const taken = map.labelled.some(label => label.isTile) ? [] : boxes(map);
  const names = important(map);
  // Names that keep within their areas first; then those that must reach over their neighbours.
  const waiting = names.filter(label => !write(map, label, fit(map, label, unit), taken, unit));
  for (const label of waiting) write(map, label, reaching(map, label, unit), taken, unit);
}

// Writes a name where it is free, off the dots; hides it, and says no, where it is not.
function write(map, label, shown, taken, unit) {
  const {code, node, x, y, isTile} = label;
  const size = shown && shown.size * unit, across = shown && map.widths(shown.text) * size / 2 + 3 * unit;
  // What is written in a tile keeps within it.
  const steps = map.dots.size || shown?.isReaching ? STEPS : [0];
  const level = !shown ? undefined : isTile ? y : steps.map(step => y + step * size * 1.2).find(
    at => within(map, code, at) && free(taken, {x, y: at}, across, size * 0.6));
  node.setAttribute("display", level === undefined ? "none" : "inline");
  if (level === undefined) return false;
  if (node.textContent !== shown.text) node.textContent = shown.text;
  node.setAttribute("y", level);
  node.setAttribute("font-size", size);
  node.setAttribute("stroke-width", (shown.isReaching ? 3.5 : 2.5) * unit);
  node.toggleAttribute("data-reaching", Boolean(shown.isReaching));
  return true;
}

// Whether a height lies well inside an area.
function within(map, code, y) {
  const [, top, , height] = room(map.geometry, code);
  return y > top + height * 0.15 && y < top + height * 0.85;
}

// The bounds of the dots, on which no name is written.
function boxes(map) {
  return [...map.dots.values()].map(({node}) => {
    const [x, y, r] = ["cx", "cy", "r"].map(name => Number(node.getAttribute(name)));
    return [x - r, y - r, x + r, y + r];
  });
}

// Dots stand where their places are when the drawing says what its own corner is; else in rows within their area, as
// many as its width holds. Places at one point stand side by side.
function scatter(map, unit) {
  const {origin, labels} = map.geometry, groups = new Map();
  for (const one of map.dots.values()) {
    const here = origin ? `${one.east} ${one.north}` : one.area;
    groups.set(here, [...groups.get(here) ?? [], one]);
  }
  for (const group of groups.values()) {
    const {area, east, north} = group[0], [left, top, width, height] = room(map.geometry, area);
    const isTile = !origin && isBox(map.geometry.areas[area]);
    const step = isTile ? Math.min(DOT * 2.4 * unit, width / 4) : DOT * 2.4 * unit;
    const most = isTile ? Math.floor(width / step) : group.length;
    const [middle, level] = origin ? [east - origin[0], origin[1] - north]
      : isTile ? [left + width / 2, top + height - 0.8 * step]
      : [labels[area][0], labels[area][1] + LARGEST * 1.3 * unit];
    group.forEach(({node}, at) => {
      const row = Math.floor(at / most), across = Math.min(most, group.length - row * most);
      node.setAttribute("cx", middle + (at % most - (across - 1) / 2) * step);
      node.setAttribute("cy", level - row * step);
      node.setAttribute("r", Math.min(DOT * unit, step * 0.42));
    });
  }
}

function letter(map, palette) {
  for (const {code, node} of map.labelled) {
    const tone = toneOn(palette[map.areas.get(code).kind], map);
    if (node.getAttribute("class") !== tone) node.setAttribute("class", tone);
  }
}

// On a filled area the letters follow the fill, elsewhere the page.
function toneOn(fill, map) {
  if (!fill) return map.root.classList.contains("dark") ? "light" : "deep";
  return lightness(fill) < 0.3 ? "light" : "deep";
}

// The chosen area's name first, then those with most room.
function important(map) {
  const size = label => { const [, , w, h] = room(map.geometry, label.code); return w * h; };
  const rank = label => label.code === map.data.selected ? Infinity : size(label);
  return [...map.labelled].sort((a, b) => rank(b) - rank(a));
}

// What is written of a name, and how large in pixels: the whole name when it keeps within its own area, in a tile
// that is too narrow the beginning of it, else nothing.
function fit(map, {code, isTile}, unit) {
  const {name} = map.areas.get(code), [, , width, height] = room(map.geometry, code);
  // A name may reach somewhat beyond the largest circle inside its area, where the drawing tells it.
  const radius = map.geometry.labels[code][3];
  const most = radius ? Math.min(width * 1.02, radius * 2.9) : width * 1.02;
  const wide = most / unit, tall = height * 0.7 / unit;
  const size = Math.min(LARGEST, wide / map.widths(name), tall);
  if (size >= SMALLEST) return {text: name, size};
  if (!isTile || tall < SHORTENED) return null;
  for (let letters = name.length - 1; letters >= FEWEST_LETTERS; letters--) {
    const beginning = name.slice(0, letters).replace(/[\s-]+$/, "");
    if (beginning.length < FEWEST_LETTERS) return null;
    const text = `${beginning}.`;
    if (map.widths(text) * SHORTENED <= wide) return {text, size: SHORTENED};
  }
  return null;
}

// A name that is too long for its area, in the smallest letters; in a map of all areas nobody could tell whose it is.
function reaching(map, {code, isTile}, unit) {
  const {name} = map.areas.get(code), [, , width, height] = room(map.geometry, code);
  if (isTile || !map.data.zoom || height < SMALLEST * unit) return null;
  return map.widths(name) * SMALLEST * unit <= width * REACH ? {text: name, size: SMALLEST, isReaching: true} : null;
}

// The width of a text in the labels' own letters, as a share of their size.
function widths(node) {
  const pen = document.createElement("canvas").getContext("2d"), known = new Map();
  pen.font = `550 100px ${getComputedStyle(node).fontFamily}`;
  return text => {
    if (!known.has(text)) known.set(text, pen.measureText(text).width / 100);
    return known.get(text);
  };
}

function free(taken, {x, y}, across, up) {
  const box = [x - across, y - up, x + across, y + up];
  if (taken.some(t => box[0] < t[2] && box[2] > t[0] && box[1] < t[3] && box[3] > t[1])) return false;
  return taken.push(box) > 0;
}

// A shape of level and upright lines alone fills its bounds, as a tile does.
function isBox(path) { return /^[Mm][^a-zA-Z]*([HhVv][^a-zA-Z]*)+[Zz]$/.test(path); }

// ---- hand and keyboard ----------------------------------------------------------------------------------

function codeOf(node) { return node?.dataset?.code ?? null; }

function point(map, event) {
  const code = codeOf(event.target);
  if (!code) return unpoint(map);
  ring(map, "hover", code);
  const frame = map.frame.getBoundingClientRect();
  tell(map, code, event.clientX - frame.left, event.clientY - frame.top);
}

function unpoint(map) {
  if (!map.geometry) return;
  ring(map, "hover", null);
  map.tip.hidden = true;
}

function visit(map, code, node) {
  if (!code) return;
  rove(map, code);
  map.focused = code;
  // A mouse click focuses, too, but has its own tooltip and needs no ring.
  if (!node.matches(":focus-visible")) return;
  ring(map, "focus", code);
  const frame = map.frame.getBoundingClientRect(), area = node.getBoundingClientRect();
  tell(map, code, area.left + area.width / 2 - frame.left, area.top + area.height / 2 - frame.top);
}

function leave(map) {
  map.focused = undefined;
  ring(map, "focus", null);
  map.tip.hidden = true;
}

function tell(map, code, x, y) {
  map.tipCode = code;
  map.tip.textContent = wordsOf(map, code);
  place(map.tip, map.frame, x, y);
}

function wordsOf(map, code) { return map.shown.texts.get(code) ?? map.dots.get(code)?.words ?? ""; }

// One tab stop for the whole map: the area or dot last visited, at first the chosen area.
function rove(map, code) {
  nodeOf(map, map.at)?.setAttribute("tabindex", "-1");
  map.at = code;
  nodeOf(map, code)?.setAttribute("tabindex", "0");
}

function key(map, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const here = map.stops.indexOf(map.at), last = map.stops.length - 1;
  const goal = {
    ArrowRight: here + 1, ArrowDown: here + 1, ArrowLeft: here - 1, ArrowUp: here - 1, Home: 0, End: last,
  }[event.key];
  if (goal !== undefined) nodeOf(map, map.stops[Math.min(Math.max(goal, 0), last)])?.focus();
  else if (event.key === "Enter" || event.key === " ") map.choose(map.at);
  else if (event.key === "Escape") map.tip.hidden = true;
  else if (event.key.length === 1) spell(map, event.key, here);
  else return;
  event.preventDefault();
  event.stopPropagation();       // Streamlit's own shortcuts (r, c) must not fire while a name is spelt
}

// A letter moves to the next area or dot whose name begins with it.
function spell(map, letter, here) {
  const after = [...map.stops.slice(here + 1), ...map.stops.slice(0, here + 1)];
  const nameOf = code => map.areas.get(code)?.name ?? map.dots.get(code).words;
  const found = after.find(code => nameOf(code).toLowerCase().startsWith(letter.toLowerCase()));
  if (found) nodeOf(map, found).focus();
}
