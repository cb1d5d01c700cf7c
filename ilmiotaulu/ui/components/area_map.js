// A map of areas as plain SVG: one tab stop, arrow keys from name to name, a tooltip, one choice.
// Geometry is fetched by URL once and kept; what changes with a choice (classes, texts) comes in `data`,
// and only the attributes that differ are touched. All text goes in through textContent or setAttribute.

const SVG = "http://www.w3.org/2000/svg";
const HIDDEN = -1, MISSING = -2, EXAMPLE = -3;
const MARKS = {[HIDDEN]: "hidden", [MISSING]: "missing", [EXAMPLE]: "example"};
const byName = new Intl.Collator("fi").compare;

const geometries = new Map();   // url -> promise of the parsed file; shared by every map of the session
const maps = new WeakMap();     // parentElement -> what is drawn in it

export default function areaMap({data, parentElement, setTriggerValue}) {
  const map = maps.get(parentElement) ?? build(parentElement);
  maps.set(parentElement, map);
  map.choose = code => setTriggerValue("chosen", code);
  map.data = data;
  load(data.geometry_url).then(
    geometry => map.data === data && render(map, geometry),
    () => map.data === data && fail(map),
  );
  return () => {
    map.watch.disconnect();
    document.removeEventListener("pointerdown", map.elsewhere);
    maps.delete(parentElement);
  };
}

function load(url) {
  if (!geometries.has(url)) {
    const fetched = fetch(url).then(answer => {
      if (!answer.ok) throw new Error(`${answer.status}`);
      return answer.json();
    }).then(file => ({...file, url, bounds: new Map()}));
    fetched.catch(() => geometries.delete(url));   // the next change tries again
    geometries.set(url, fetched);
  }
  return geometries.get(url);
}

// ---- building -------------------------------------------------------------------------------------------

function svg(name, attributes = {}, children = []) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function html(name, className, children = []) {
  const node = document.createElement(name);
  node.className = className;
  node.append(...children);
  return node;
}

function pattern(id, size, turn, children) {
  return svg("pattern", {
    id, width: size, height: size, patternUnits: "userSpaceOnUse", patternTransform: `rotate(${turn})`,
  }, [svg("rect", {class: "paper", width: size, height: size}), ...children]);
}

function patterns(prefix) {
  // Two sets: pattern units follow the drawing they are used in, and the map's units are metres or tiles.
  return svg("defs", {}, [
    pattern(`${prefix}-hidden`, 7, 45, [svg("line", {class: "ink", x1: 0, y1: 0, x2: 0, y2: 7})]),
    pattern(`${prefix}-example`, 7, 0, [svg("circle", {class: "dot", cx: 3.5, cy: 3.5, r: 1.3})]),
  ]);
}

function build(parent) {
  const map = {nodes: new Map(), shown: null, at: null};
  map.hint = html("p", "hint");
  map.hint.id = "hint";
  map.far = svg("path", {class: "far"});
  map.list = svg("g", {role: "listbox", "aria-describedby": "hint"});
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
  map.svg = svg("svg", {class: "map", preserveAspectRatio: "xMidYMid meet"}, [
    map.defs, svg("g", {"aria-hidden": "true"}, [map.far]), map.list, over]);
  map.tip = html("div", "tip");
  map.tip.setAttribute("aria-hidden", "true");     // the same words are the area's own label
  map.tip.hidden = true;
  map.note = html("p", "note");
  map.note.setAttribute("role", "status");
  map.note.hidden = true;
  map.legend = html("ul", "legend");
  map.frame = html("div", "frame", [map.svg, map.tip, map.note]);
  map.root = html("div", "area-map", [map.frame, map.legend, map.hint]);
  parent.querySelector(".place").append(map.root);

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
  map.elsewhere = event => !event.composedPath().includes(map.svg) && unpoint(map);
  document.addEventListener("pointerdown", map.elsewhere);
  map.watch = new ResizeObserver(() => map.geometry && scale(map));
  map.watch.observe(map.svg);
  return map;
}

// ---- drawing --------------------------------------------------------------------------------------------

function render(map, geometry) {
  const data = map.data;
  map.note.hidden = true;
  map.svg.removeAttribute("display");
  const {focus, names, classes} = data;
  const codes = (focus.length ? focus : Object.keys(names))
    .filter(code => code in classes && geometry.areas[code])
    .sort((a, b) => byName(names[a] ?? a, names[b] ?? b));
  const drawn = JSON.stringify([geometry.url, focus.length > 0, codes]);
  if (drawn !== map.drawn) draw(map, geometry, codes);
  map.drawn = drawn;
  map.hint.textContent = data.hint;
  map.list.setAttribute("aria-label", data.title);
  paint(map);
}

function draw(map, geometry, codes) {
  const inside = new Set(codes);
  const hadFocus = map.list.contains(map.root.getRootNode().activeElement);

  map.geometry = geometry;
  map.codes = codes;
  map.box = map.data.focus.length ? around(geometry, codes) : geometry.viewBox;
  map.nodes = new Map(codes.map(code => [code, svg("path", {
    class: "area", d: geometry.areas[code], role: "option", tabindex: -1, "data-code": code,
  })]));
  map.list.replaceChildren(...map.nodes.values());
  map.far.setAttribute("d", joined(geometry.areas, code => !inside.has(code)));
  map.outlines.setAttribute("d", joined(geometry.outlines ?? {}, () => true));
  map.svg.setAttribute("viewBox", map.box.join(" "));
  for (const ring of Object.values(map.rings)) ring.removeAttribute("d");
  map.labelled = codes.filter(code => geometry.labels?.[code]).map(code => {
    const [x, y, text] = geometry.labels[code];
    const node = svg("text", {x, y});
    node.textContent = text;
    return {code, x, y, text, node};
  });
  map.labels.replaceChildren(...map.labelled.map(label => label.node));
  map.shown = {fills: new Map(), texts: new Map(), edges: {}};
  map.selected = undefined;
  rove(map, codes.includes(map.data.selected) ? map.data.selected : codes[0]);
  if (hadFocus) map.nodes.get(map.at)?.focus();
}

function joined(shapes, wanted) {
  return Object.keys(shapes).filter(wanted).map(code => shapes[code]).join("");
}

// Touches only what differs: a change of year or indicator repaints fills and texts, nothing else.
function paint(map) {
  const {classes, values, names, selected, missing_words: words} = map.data;
  const dark = isDark(map.root);
  const palette = dark ? map.data.palette_dark : map.data.palette;
  map.root.style.setProperty("--accent", dark ? map.data.accent_dark : map.data.accent);
  map.root.classList.toggle("dark", dark);
  for (const [code, node] of map.nodes) {
    const kind = classes[code];
    const fill = fillOf(kind, palette);
    const shown = `${kind} ${fill}`;
    if (map.shown.fills.get(code) !== shown) {
      node.setAttribute("fill", fill);
      node.setAttribute("class", `area ${MARKS[kind] ?? ""}`);
      map.shown.fills.set(code, shown);
    }
    const text = values[code] ?? `${names[code] ?? code}: ${words[MARKS[kind]] ?? "–"}`;
    if (map.shown.texts.get(code) !== text) {
      node.setAttribute("aria-label", text);
      map.shown.texts.set(code, text);
    }
    const chosen = String(code === selected);
    if (node.getAttribute("aria-selected") !== chosen) node.setAttribute("aria-selected", chosen);
  }
  for (const [kind, mark] of Object.entries(MARKS)) edge(map, mark, Number(kind));
  explain(map, palette);
  letter(map, palette);
  if (selected !== map.selected) choose(map, selected);
  if (!map.tip.hidden) map.tip.textContent = map.shown.texts.get(map.tipCode) ?? "";
}

// Their outline is drawn above the neighbours, which would cover half of it and with it the dashes.
function edge(map, mark, kind) {
  const shape = joined(map.geometry.areas, code => map.data.classes[code] === kind && map.nodes.has(code));
  if (map.shown.edges[mark] !== shape) map.edges[mark].setAttribute("d", map.shown.edges[mark] = shape);
}

function choose(map, selected) {
  map.selected = selected;
  const here = map.nodes.has(selected);
  ring(map, "chosen", here ? selected : null);
  if (here && map.focused === undefined) rove(map, selected);
  scale(map);                                      // the chosen name goes first where names compete for room
}

function fillOf(kind, palette) {
  if (kind === HIDDEN || kind === EXAMPLE) return `url(#map-${MARKS[kind]})`;
  return kind === MISSING ? "var(--paper)" : palette[kind] ?? "var(--paper)";
}

function ring(map, name, code) {
  const shape = code ? map.geometry.areas[code] : "";
  for (const part of [name, `${name}-case`]) map.rings[part]?.setAttribute("d", shape);
}

function explain(map, palette) {
  const {legend, classes, missing_words: words} = map.data;
  const present = new Set(map.codes.map(code => classes[code]));
  const rows = legend.map((text, index) => [palette[index], "", text]);
  for (const kind of [HIDDEN, MISSING, EXAMPLE]) {
    if (present.has(kind)) rows.push([fillOf(kind, palette).replace("map-", "key-"), MARKS[kind], words[MARKS[kind]] ?? ""]);
  }
  const told = JSON.stringify(rows);
  if (told === map.told) return;
  map.told = told;
  map.legend.hidden = !rows.length;
  map.legend.replaceChildren(...rows.map(([fill, mark, text]) => {
    const box = svg("rect", {x: 1, y: 1, width: 20, height: 14, rx: 3, fill, class: `area ${mark}`});
    const swatch = svg("svg", {class: "swatch", width: 22, height: 16, "aria-hidden": "true"}, [patterns("key"), box]);
    const words = html("span", "words");
    words.textContent = text;
    return html("li", "key", [swatch, words]);
  }));
}

function fail(map) {
  map.svg.setAttribute("display", "none");
  map.note.textContent = map.data.missing_words.no_map ?? "–";
  map.note.hidden = false;
}

// ---- size: everything that must be measured in pixels, not in map units --------------------------------

function scale(map) {
  const {width, height} = map.svg.getBoundingClientRect();
  if (!width || !height) return;                   // in a closed tab; the observer calls again when it opens
  const [, , boxWidth, boxHeight] = map.box;
  const unit = Math.max(boxWidth / width, boxHeight / height);   // map units in a pixel
  for (const each of map.defs.children) {
    const turn = each.id.endsWith("hidden") ? 45 : 0;
    each.setAttribute("patternTransform", `rotate(${turn}) scale(${unit})`);
  }
  const taken = [];
  for (const label of important(map)) {
    const size = fit(label, room(map.geometry, label.code), unit);
    const shown = size && free(taken, label, size * unit);
    label.node.setAttribute("display", shown ? "inline" : "none");
    if (!shown) continue;
    label.node.setAttribute("font-size", size * unit);
    label.node.setAttribute("stroke-width", 2.5 * unit);
  }
}

function letter(map, palette) {
  for (const {code, node} of map.labelled) {
    const tone = toneOn(palette[map.data.classes[code]], map);
    if (node.getAttribute("class") !== tone) node.setAttribute("class", tone);
  }
}

// The chosen area's name first, then those with most room.
function important(map) {
  const size = label => { const [, , w, h] = room(map.geometry, label.code); return w * h; };
  const rank = label => label.code === map.data.selected ? Infinity : size(label);
  return [...map.labelled].sort((a, b) => rank(b) - rank(a));
}

// The largest letter size, 8.5-13 px, that keeps the name within its own area; 0 when none does.
function fit(label, [, , width, height], unit) {
  const widest = width * 1.02 / (label.text.length * 0.52 * unit);
  const size = Math.min(13, widest, height * 0.7 / unit);
  return size >= 8.5 ? size : 0;
}

function free(taken, {x, y, text}, size) {
  const half = [text.length * size * 0.27, size * 0.6];
  const box = [x - half[0], y - half[1], x + half[0], y + half[1]];
  if (taken.some(t => box[0] < t[2] && box[2] > t[0] && box[1] < t[3] && box[3] > t[1])) return false;
  return taken.push(box) > 0;
}

function room(geometry, code) {
  if (!geometry.bounds.has(code)) geometry.bounds.set(code, bounds(geometry.areas[code]));
  return geometry.bounds.get(code);
}

function around(geometry, codes) {
  if (!codes.length) return geometry.viewBox;
  const boxes = codes.map(code => room(geometry, code));
  const left = Math.min(...boxes.map(b => b[0])), top = Math.min(...boxes.map(b => b[1]));
  const right = Math.max(...boxes.map(b => b[0] + b[2])), bottom = Math.max(...boxes.map(b => b[1] + b[3]));
  const margin = 0.03 * Math.max(right - left, bottom - top);
  return [left - margin, top - margin, right - left + 2 * margin, bottom - top + 2 * margin];
}

// Read from the path itself: asking the browser gives nothing while the map is in a closed tab.
function bounds(path) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  let x = 0, y = 0, startX = 0, startY = 0;
  for (const [, letter, rest] of path.matchAll(/([a-zA-Z])([^a-zA-Z]*)/g)) {
    const numbers = (rest.match(/-?\d*\.?\d+(?:e-?\d+)?/g) ?? []).map(Number);
    const relative = letter === letter.toLowerCase(), kind = letter.toUpperCase();
    if (kind === "Z") { x = startX; y = startY; continue; }
    const step = kind === "H" || kind === "V" ? 1 : 2;
    for (let i = 0; i + step <= numbers.length; i += step) {
      if (kind !== "V") x = numbers[i] + (relative ? x : 0);
      if (kind !== "H") y = numbers[i + step - 1] + (relative ? y : 0);
      if (kind === "M" && i === 0) { startX = x; startY = y; }
      if (x < box[0]) box[0] = x;
      if (y < box[1]) box[1] = y;
      if (x > box[2]) box[2] = x;
      if (y > box[3]) box[3] = y;
    }
  }
  return [box[0], box[1], box[2] - box[0], box[3] - box[1]];
}

// ---- colour ---------------------------------------------------------------------------------------------

function lightness(colour) {
  const hex = /^#([0-9a-f]{6})/i.exec(colour?.trim() ?? "")?.[1];
  if (!hex) return 1;
  const [r, g, b] = [0, 2, 4].map(i => (parseInt(hex.slice(i, i + 2), 16) / 255) ** 2.2);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function isDark(root) {
  return lightness(getComputedStyle(root).getPropertyValue("--st-background-color")) < 0.18;
}

// On a filled area the letters follow the fill, elsewhere the page.
function toneOn(fill, map) {
  if (!fill) return map.root.classList.contains("dark") ? "light" : "deep";
  return lightness(fill) < 0.3 ? "light" : "deep";
}

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
  const tip = map.tip;
  map.tipCode = code;
  tip.textContent = map.shown.texts.get(code) ?? "";
  tip.hidden = false;
  const wide = map.frame.clientWidth, half = tip.offsetWidth / 2;
  const left = Math.min(Math.max(x, half + 4), Math.max(wide - half - 4, half + 4));
  const below = y < tip.offsetHeight + 24;
  tip.style.transform = `translate(${Math.round(left - half)}px, ${Math.round(below ? y + 22 : y - tip.offsetHeight - 14)}px)`;
}

// One tab stop for the whole map: the area last visited, at first the chosen one.
function rove(map, code) {
  map.nodes.get(map.at)?.setAttribute("tabindex", "-1");
  map.at = code;
  map.nodes.get(code)?.setAttribute("tabindex", "0");
}

function key(map, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const here = map.codes.indexOf(map.at), last = map.codes.length - 1;
  const goal = {
    ArrowRight: here + 1, ArrowDown: here + 1, ArrowLeft: here - 1, ArrowUp: here - 1, Home: 0, End: last,
  }[event.key];
  if (goal !== undefined) map.nodes.get(map.codes[Math.min(Math.max(goal, 0), last)])?.focus();
  else if (event.key === "Enter" || event.key === " ") map.choose(map.at);
  else if (event.key === "Escape") map.tip.hidden = true;
  else if (event.key.length === 1) spell(map, event.key, here);
  else return;
  event.preventDefault();
  event.stopPropagation();       // Streamlit's own shortcuts (r, c) must not fire while a name is spelt
}

// A letter moves to the next area whose name begins with it.
function spell(map, letter, here) {
  const after = [...map.codes.slice(here + 1), ...map.codes.slice(0, here + 1)];
  const found = after.find(code => (map.data.names[code] ?? "").toLowerCase().startsWith(letter.toLowerCase()));
  if (found) map.nodes.get(found).focus();
}
