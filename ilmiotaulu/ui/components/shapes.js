// What every drawing of areas shares: the shapes and their file, fills, the legend, the tooltip, light and dark.
// Stands before a component's own script, in the same module.

const SVG = "http://www.w3.org/2000/svg";
const HIDDEN = -1, MISSING = -2, EXAMPLE = -3, WITHOUT = -4;
const MARKS = {[HIDDEN]: "hidden", [MISSING]: "missing", [EXAMPLE]: "example", [WITHOUT]: "without"};

const geometries = new Map();   // url -> promise of the parsed file; shared by every drawing of the session

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

// ---- what Python sends ----------------------------------------------------------------------------------

// "KU179 KU249" and "Jyväskylä|Keuruu", one for each area in the same order; nothing at all is no areas.
function listed(text, separator) { return text ? text.split(separator) : []; }

// One character for each area: a digit is a place in the palette, a letter one in `kinds`, which gives the class
// HIDDEN, MISSING, EXAMPLE or WITHOUT and the word for it.
function classed(character, kinds) {
  const place = character.charCodeAt(0) - 97;
  return place < 0 ? [Number(character), ""] : kinds[place];
}

// ---- nodes ----------------------------------------------------------------------------------------------

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

function stylesheet() {
  const node = document.createElement("style");
  node.textContent = STYLE;
  return node;
}

function pattern(id, size, turn, children) {
  return svg("pattern", {
    id, width: size, height: size, patternUnits: "userSpaceOnUse", patternTransform: `rotate(${turn})`,
  }, [svg("rect", {class: "paper", width: size, height: size}), ...children]);
}

// A set for each drawing: pattern units follow the drawing they are used in, whose units are metres, tiles or pixels.
function patterns(prefix) {
  return svg("defs", {}, [
    pattern(`${prefix}-hidden`, 7, 45, [svg("line", {class: "ink", x1: 0, y1: 0, x2: 0, y2: 7})]),
    pattern(`${prefix}-example`, 7, 0, [svg("circle", {class: "dot", cx: 3.5, cy: 3.5, r: 1.3})]),
    pattern(`${prefix}-without`, 9, -45, [svg("line", {class: "thin", x1: 0, y1: 0, x2: 0, y2: 9})]),
  ]);
}

function scalePatterns(defs, unit) {
  for (const each of defs.children) {
    const turn = /rotate\((-?\d+)\)/.exec(each.getAttribute("patternTransform"))[1];
    each.setAttribute("patternTransform", `rotate(${turn}) scale(${unit})`);
  }
}

function fillOf(kind, palette, prefix) {
  if (kind === HIDDEN || kind === EXAMPLE || kind === WITHOUT) return `url(#${prefix}-${MARKS[kind]})`;
  return kind === MISSING ? "var(--paper)" : palette[kind] ?? "var(--paper)";
}

// A text for each colour of the palette, then one for each special class that is shown, then for each kind of dot.
function explain(list, palette, legend, marks, dots = []) {
  const rows = [
    ...legend.map((text, index) => [palette[index], "", text]),
    ...marks.map(([kind, text]) => [fillOf(kind, palette, "key"), MARKS[kind], text]),
    ...dots.map(([kind, text]) => ["", pointClass(kind), text]),
  ];
  const told = JSON.stringify(rows);
  if (told === list.dataset.told) return;
  list.dataset.told = told;
  list.hidden = !rows.length;
  list.replaceChildren(...rows.map(([fill, mark, text]) => {
    const box = fill
      ? svg("rect", {x: 1, y: 1, width: 20, height: 14, rx: 3, fill, class: `area ${mark}`})
      : svg("circle", {cx: 11, cy: 8, r: 5, class: mark});
    const swatch = svg("svg", {class: "swatch", width: 22, height: 16, "aria-hidden": "true"}, [patterns("key"), box]);
    const words = html("span", "words");
    words.textContent = text;
    return html("li", "key", [swatch, words]);
  }));
}

// The first kind of dot is filled, others are rings.
function pointClass(kind) { return kind === 0 ? "point full" : "point"; }

// ---- shapes ---------------------------------------------------------------------------------------------

function joined(shapes, wanted) {
  return Object.keys(shapes).filter(wanted).map(code => shapes[code]).join("");
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

// Read from the path itself: asking the browser gives nothing while the drawing is in a closed tab.
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

// Map units in a pixel, when the box is drawn whole in the node; 0 in a closed tab.
function unitIn(node, [, , boxWidth, boxHeight]) {
  const {width, height} = node.getBoundingClientRect();
  return width && height ? Math.max(boxWidth / width, boxHeight / height) : 0;
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

// Gives the drawing the accent of the mode, and returns the palette of it.
function dress(root, data) {
  const dark = isDark(root);
  root.style.setProperty("--accent", dark ? data.accent_dark : data.accent);
  root.classList.toggle("dark", dark);
  return dark ? data.palette_dark : data.palette;
}

// ---- the tooltip ----------------------------------------------------------------------------------------

function place(tip, frame, x, y) {
  tip.hidden = false;
  const wide = frame.clientWidth, half = tip.offsetWidth / 2;
  const left = Math.min(Math.max(x, half + 4), Math.max(wide - half - 4, half + 4));
  const below = y < tip.offsetHeight + 24;
  const top = below ? y + 22 : y - tip.offsetHeight - 14;
  tip.style.transform = `translate(${Math.round(left - half)}px, ${Math.round(top)}px)`;
}
