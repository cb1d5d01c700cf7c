// Buttons that take along a picture of a drawing as it stands on the screen, with a title above and notes below. The
// drawing is copied into one SVG: its own SVGs with their computed style written into them, tables and captions as real
// text where the page has it. That SVG is the one file; painted on a canvas, with the page's font, it is the other.
// Nothing leaves the browser and nothing is asked from elsewhere but the page's own font.

const SVG = "http://www.w3.org/2000/svg";
const DRAWN = ".js-plotly-plot .main-svg, .area-map svg.map, .small-maps svg.map, .legend svg.swatch, .ilmio-courses img";
const WRITTEN = [
  ".legend .words", ".small-maps figcaption", ".ilmio-courses :is(figcaption, dt, dd)", ".ilmio-grid",
  "[data-picture] :is(h3, table, .ilmio-rug-key, .ilmio-facts, .ilmio-line, .ilmio-findings, p:not(.ilmio-links))",
].join(", ");
// Where the hand or the keyboard is, and what only leads on, belongs to the screen, not to the picture.
const PASSING = ".ring.hover, .ring.focus, .ring.focus-case, .hoverlayer, .draglayer, .zoomlayer, .ilmio-link";
// What a drawing's node says of itself only where its parent does not say it already, and what it does by itself.
const INHERITED = {
  "fill": "", "fill-opacity": "1", "fill-rule": "nonzero", "stroke": "none", "stroke-width": "1px",
  "stroke-dasharray": "none", "stroke-opacity": "1", "stroke-linecap": "butt", "stroke-linejoin": "miter",
  "paint-order": "normal", "visibility": "visible",
};
const OF_LETTERS = {
  "font-family": "", "font-size": "", "font-style": "normal", "font-weight": "400", "letter-spacing": "normal",
  "text-anchor": "start", "dominant-baseline": "auto", "white-space": "normal",
};
const KEPT = /^(?:x|y|x1|x2|y1|y2|cx|cy|r|rx|ry|d|dx|dy|points|width|height|viewBox|preserveAspectRatio|transform|id|clip-path|clipPathUnits|pattern\w+|offset|(?:xlink:)?href|overflow)$/;
const EMPTY = new Set(["g", "defs", "style", "text"]);
// Who has the page's font, under either of its names, sees it; others see one of theirs that is much alike.
const FACE = "SourceSans3";
const FACES = `'Source Sans 3', ${FACE}, 'Source Sans Pro', 'Segoe UI', 'Helvetica Neue', Arial, sans-serif`;
const SCALE = 2, MARGIN = 24, NARROWEST = 320, TALLEST = 16_000;
// Letters of another font may be wider than those that were measured.
const ROOM = 0.92;

const pictures = new WeakMap();   // place -> its buttons and texts; goes with the place
let font;                         // promise of the page's font as a style sheet; fetched once

export default function picture({data, parentElement}) {
  const here = parentElement.querySelector(".place");
  const shown = pictures.get(here) ?? build(here);
  pictures.set(here, shown);
  shown.data = data;
  for (const [kind, {words}] of Object.entries(shown.buttons)) words.textContent = data.labels[kind];
}

function build(here) {
  const style = document.createElement("style");
  style.textContent = STYLE;
  const root = document.createElement("div"), row = document.createElement("div");
  root.className = "picture";
  row.className = "buttons";
  const shown = {root, buttons: {}};
  for (const kind of ["png", "svg"]) {
    const button = document.createElement("button"), words = document.createElement("span");
    button.type = "button";
    button.append(icon(), words);
    button.addEventListener("click", () => make(shown, kind));
    row.append(button);
    shown.buttons[kind] = {button, words};
  }
  shown.note = document.createElement("p");
  shown.note.className = "note";
  shown.note.setAttribute("role", "status");
  root.append(row, shown.note);
  here.append(style, root);
  return shown;
}

function icon() {
  const path = svg("path", {d: "M10 3v9M6.5 8.8 10 12.3l3.5-3.5M4 16.5h12"});
  return svg("svg", {width: 18, height: 18, viewBox: "0 0 20 20", "aria-hidden": "true"}, [path]);
}

async function make(shown, kind) {
  const {button} = shown.buttons[kind];
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  shown.note.textContent = "";
  try {
    const sheet = composed(shown, kind);
    const file = kind === "svg" ? new Blob([written(sheet)], {type: "image/svg+xml"}) : await painted(sheet, shown.data);
    save(file, `${shown.data.name}.${kind}`);
  } catch (error) {
    console.warn(error);
    shown.note.textContent = shown.data.failed;
  }
  button.removeAttribute("aria-busy");
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);   // the browser reads it after the click
}

// ---- the sheet ------------------------------------------------------------------------------------------

// Title, drawing and notes as one SVG. The file is for paper and other programs: it has the colours of the light mode.
function composed({root, data}, kind) {
  const place = placeOf(data.of);
  const look = kind === "svg" ? {light: data.light, isFile: true} : {light: {}, isFile: false};
  const theme = getComputedStyle(root), family = theme.fontFamily;
  const paper = painter(theme.getPropertyValue("--st-background-color").trim() || "#ffffff", look);
  const ink = painter(theme.getPropertyValue("--st-text-color").trim() || "#000000", look);
  const undo = prepared(place, kind === "svg");
  let pieces;
  try {
    pieces = found(place).map((node, at) => copied(node, `p${at}-`, look));
  } finally {
    undo();
  }
  const box = around(pieces.map(piece => piece.box));
  const width = Math.max(box.width, NARROWEST), room = look.isFile ? width * ROOM : width;
  const title = laid([data.title], {size: 20, weight: 650, line: 26, family}, room);
  const notes = laid(data.notes, {size: 12.5, weight: 400, line: 18, family}, room);
  const top = MARGIN + title.height + (title.height && 14), foot = top + box.height + (notes.height && 16);
  const whole = {width: Math.ceil(width + 2 * MARGIN), height: Math.ceil(foot + notes.height + MARGIN)};
  const move = `translate(${tidy(MARGIN - box.left)} ${tidy(top - box.top)})`;
  return svg("svg", {
    xmlns: SVG, ...whole, viewBox: `0 0 ${whole.width} ${whole.height}`, role: "img", "xml:lang": data.lang,
    "aria-labelledby": "title desc", "font-family": FACES,
  }, [
    named("title", data.title), named("desc", data.notes.join(" ")),
    svg("rect", {...whole, fill: paper.colour}),
    ...rows(title, MARGIN, MARGIN, ink.colour, 1),
    svg("g", {transform: move}, pieces.flatMap(piece => piece.nodes)),
    ...rows(notes, MARGIN, foot, ink.colour, 0.8),
  ]);
}

function named(name, text) {
  const node = svg(name, {id: name});
  node.textContent = text;
  return node;
}

function written(sheet) {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(sheet)}`;
}

async function painted(sheet, data) {
  const style = svg("style");
  style.textContent = await fontFace(data.font_url);
  sheet.prepend(style);
  const width = Number(sheet.getAttribute("width")), height = Number(sheet.getAttribute("height"));
  const scale = Math.min(SCALE, TALLEST / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(width * scale);
  canvas.height = Math.ceil(height * scale);
  const url = URL.createObjectURL(new Blob([written(sheet)], {type: "image/svg+xml"}));
  const image = new Image();
  try {
    image.src = url;
    await image.decode();
    await drawn(image, canvas, data.title ? Math.ceil((MARGIN + 24) * scale) : 0);
  } finally {
    URL.revokeObjectURL(url);
  }
  const blob = await new Promise(done => canvas.toBlob(done, "image/png"));
  if (!blob) throw new Error("the picture is too large");
  return blob;
}

// An image is ready before its font is, and has no letters until then: it is drawn again until its title is seen.
async function drawn(image, canvas, untilTitle) {
  const pen = canvas.getContext("2d", {willReadFrequently: true});
  for (let tries = 0; tries < 40; tries += 1) {
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    if (!untilTitle) return;
    const [paper, ...points] = new Uint32Array(pen.getImageData(0, 0, canvas.width, untilTitle).data.buffer);
    if (points.some(point => point !== paper)) return;
    await new Promise(done => setTimeout(done, 50));
  }
}

// Texts as lines no wider than `width`; a word that is wider stands on a line of its own.
function laid(texts, type, width) {
  const pen = measurer(`${type.weight} ${type.size}px ${type.family}`);
  const lines = texts.flatMap(text => text.split(/[ \n]+/).filter(Boolean).reduce((done, word) => {
    const longer = done.length ? `${done.at(-1)} ${word}` : word;
    if (done.length && pen.measureText(longer).width <= width) done.splice(-1, 1, longer);
    else done.push(word);
    return done;
  }, []));
  return {lines, type, height: lines.length * type.line};
}

function rows({lines, type}, left, top, fill, opacity) {
  return lines.map((line, at) => text(line, {
    x: left, y: tidy(top + at * type.line + type.line / 2 + type.size * 0.34),
    "font-size": type.size, "font-weight": type.weight, fill, "fill-opacity": opacity,
  }));
}

// ---- what is drawn --------------------------------------------------------------------------------------

function placeOf(key) {
  const wanted = key.trim(), name = `st-key-${wanted.replaceAll(/[^a-zA-Z0-9_-]/g, "-")}`;
  const place = document.getElementsByClassName(name)[0] ?? document.querySelector(`[data-picture="${CSS.escape(wanted)}"]`);
  if (!place) throw new Error(`there is no ${wanted}`);
  return place;
}

function found(place) {
  const shown = [...deep(place, `${DRAWN}, ${WRITTEN}`)].filter(node => {
    const box = node.getBoundingClientRect();
    return box.width && box.height;
  });
  if (!shown.some(node => node.matches(`${DRAWN}, table, .ilmio-grid, .ilmio-line`))) throw new Error("nothing is drawn");
  return shown;
}

// In the order of the page, inside open shadow roots too; nothing twice.
function* deep(root, selector) {
  for (const node of root.children) {
    if (node.matches(selector)) yield node;
    else yield* deep(node, selector);
  }
  if (root.shadowRoot) yield* deep(root.shadowRoot, selector);
}

// Tables scrolled to their start, and for a file the page in the light mode: read at once, and put back before anybody
// sees it.
function prepared(place, isLight) {
  const undo = [];
  const scrolled = [...deep(place, ".ilmio-wide")];
  for (const node of scrolled) {
    const at = node.scrollLeft;
    node.scrollLeft = 0;
    undo.push(() => { node.scrollLeft = at; });
  }
  if (isLight) {
    for (const node of [place, ...deep(place, ".area-map, .small-maps")]) {
      const before = node.getAttribute("style");
      for (const [name, value] of Object.entries({
        "color-scheme": "light", "--st-background-color": "#ffffff", "--st-text-color": "#15252b",
      })) node.style.setProperty(name, value);
      node.dispatchEvent(new Event("ilmiotaulu-mode"));
      undo.push(() => {
        if (before === null) node.removeAttribute("style");
        else node.setAttribute("style", before);
        node.dispatchEvent(new Event("ilmiotaulu-mode"));
      });
    }
  }
  return () => undo.forEach(one => one());
}

function around(boxes) {
  const left = Math.min(...boxes.map(b => b.left)), top = Math.min(...boxes.map(b => b.top));
  const right = Math.max(...boxes.map(b => b.right)), bottom = Math.max(...boxes.map(b => b.bottom));
  return {left, top, width: right - left, height: bottom - top};
}

function copied(node, prefix, look) {
  const box = node.getBoundingClientRect();
  if (node instanceof SVGElement) return {box, nodes: [drawing(node, box, prefix, look)]};
  if (node instanceof HTMLImageElement) return {box, nodes: [pictureIn(node, box, prefix)]};
  const nodes = [];
  boxed(node, nodes, {opacity: 1, prefix, look});
  return {box, nodes};
}

// ---- SVGs -----------------------------------------------------------------------------------------------

function drawing(node, box, prefix, look) {
  const copy = styled(node, null, prefix, look);
  for (const [name, value] of Object.entries({x: box.left, y: box.top, width: box.width, height: box.height})) {
    copy.setAttribute(name, tidy(value));
  }
  return copy;
}

// A node with what style sheets say of it written into it; what they hide is left out.
function styled(node, parent, prefix, look) {
  const style = getComputedStyle(node), copy = document.createElementNS(SVG, node.localName);
  for (const {name, value} of node.attributes) {
    if (KEPT.test(name)) copy.setAttribute(name, pointing(name, value, prefix));
  }
  for (const [name, plain] of Object.entries(INHERITED)) tell(copy, name, style, parent, plain, prefix, look);
  if (style.opacity !== "1") copy.setAttribute("opacity", style.opacity);
  if (node.matches("text, tspan")) {
    for (const [name, plain] of Object.entries(OF_LETTERS)) tell(copy, name, style, null, plain, prefix, look);
  }
  if (style.vectorEffect === "non-scaling-stroke") unscale(copy, node, style);
  const said = node.getAttribute("aria-label");
  if (said && look.isFile) copy.append(Object.assign(svg("title"), {textContent: said}));
  for (const child of node.childNodes) {
    if (child instanceof Text) copy.append(child.data);
    else if (child instanceof SVGElement && !child.matches(PASSING) && getComputedStyle(child).display !== "none") {
      const inside = styled(child, style, prefix, look);
      if (inside.hasChildNodes() || !EMPTY.has(inside.localName)) copy.append(inside);
    }
  }
  return copy;
}

function tell(copy, name, style, parent, plain, prefix, look) {
  const value = style.getPropertyValue(name);
  if (parent ? value === parent.getPropertyValue(name) : value === plain) return;
  if (name === "font-family") copy.setAttribute(name, faces(value));
  else if ((name === "fill" || name === "stroke") && value !== "none" && !value.startsWith("url(")) {
    const {colour, alpha} = painter(value, look);
    copy.setAttribute(name, alpha ? colour : "none");
    if (alpha && alpha < 1) copy.setAttribute(`${name}-opacity`, tidy(alpha * style.getPropertyValue(`${name}-opacity`)));
  } else if (!copy.hasAttribute(name)) copy.setAttribute(name, pointing(name, value.replace(/(\d)px/g, "$1"), prefix));
}

// Other programs do not all know lines that keep their width: it is told in the units of the drawing.
function unscale(copy, node, style) {
  const matrix = node.getScreenCTM(), scale = matrix ? Math.hypot(matrix.a, matrix.b) : 1;
  if (!scale) return;
  copy.setAttribute("stroke-width", fine(parseFloat(style.strokeWidth) / scale));
  if (style.strokeDasharray !== "none") {
    copy.setAttribute("stroke-dasharray", style.strokeDasharray.split(/[ ,]+/).map(one => fine(parseFloat(one) / scale)).join(" "));
  }
}

// Names inside a drawing, which several drawings of a picture may share.
function pointing(name, value, prefix) {
  if (name === "id") return prefix + value;
  if (/href$/.test(name)) return value.startsWith("#") ? `#${prefix}${value.slice(1)}` : "";
  return value.replace(/url\(["']?[^)"']*#([^)"']+)["']?\)/g, `url(#${prefix}$1)`);
}

// A small picture that is the source of an image is a drawing here.
function pictureIn(node, box, prefix) {
  const [kind, code] = node.src.split(/,(.*)/s);
  if (kind !== "data:image/svg+xml") throw new Error("not a drawing");
  const drawn = new DOMParser().parseFromString(decodeURIComponent(code), "image/svg+xml").documentElement;
  for (const one of drawn.querySelectorAll("[id]")) one.id = prefix + one.id;
  for (const [name, value] of Object.entries({x: box.left, y: box.top, width: box.width, height: box.height})) {
    drawn.setAttribute(name, tidy(value));
  }
  return document.importNode(drawn, true);
}

// ---- tables and words -----------------------------------------------------------------------------------

// An element as the page shows it: its paper and edges, what stands in it, its letters.
function boxed(node, into, {opacity, prefix, look}) {
  const style = getComputedStyle(node);
  const isSeen = style.display !== "none" && style.visibility === "visible" && !style.clipPath.startsWith("inset(50%");
  if (!isSeen || node.matches(PASSING)) return;
  const box = node.getBoundingClientRect(), here = {opacity: opacity * style.opacity, prefix: `${prefix}${into.length}-`, look};
  if (node instanceof HTMLImageElement) {
    into.push(pictureIn(node, box, here.prefix));
    return;
  }
  into.push(...grounds(style, box, here), ...edges(style, box, here));
  for (const pseudo of ["::before", "::after"]) into.push(...beside(node, pseudo, box, here));
  for (const child of node.childNodes) {
    if (child instanceof Text) into.push(...letters(child, style, here));
    else if (child instanceof HTMLElement) boxed(child, into, here);
  }
}

function grounds(style, box, {opacity, prefix, look}) {
  const made = [], rounded = parseFloat(style.borderTopLeftRadius) || 0;
  const fill = painter(style.backgroundColor, look);
  if (fill.alpha) made.push(rect(box, fill, opacity, rounded));
  const stripes = style.backgroundImage.match(/(?:rgba?|color)\([^)]*\)/g);
  if (stripes && style.backgroundImage.startsWith("repeating")) {
    const id = `${prefix}stripes`, [light, deep] = [stripes[0], stripes.at(-1)].map(one => painter(one, look).colour);
    made.push(svg("pattern", {id, width: 8, height: 8, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)"}, [
      svg("rect", {width: 8, height: 8, fill: light}), svg("rect", {width: 4, height: 8, fill: deep}),
    ]), rect(box, {colour: `url(#${id})`, alpha: 1}, opacity, 0));
  } else if (stripes) {
    // A line at a place of its own, as that of zero.
    const width = parseFloat(style.backgroundSize), share = parseFloat(style.backgroundPositionX) / 100;
    const left = box.left + (box.width - width) * share;
    made.push(rect({left, top: box.top, width, height: box.height}, painter(stripes[0], look), opacity, 0));
  }
  return made;
}

function edges(style, box, {opacity, look}) {
  const made = [];
  for (const shadow of style.boxShadow.split(/,(?![^(]*\))/).reverse()) {
    const sizes = /\) (-?[\d.]+)px (-?[\d.]+)px 0px 0px inset/.exec(shadow);
    if (!sizes) continue;
    const [across, down] = sizes.slice(1).map(Number);
    const at = across ? {left: box.left, top: box.top, width: across, height: box.height}
      : {left: box.left, top: down > 0 ? box.top : box.bottom + down, width: box.width, height: Math.abs(down)};
    made.push(rect(at, painter(shadow.slice(0, shadow.indexOf(")") + 1), look), opacity, 0));
  }
  const sides = ["Top", "Right", "Bottom", "Left"].map(side => ({
    side, width: style[`border${side}Style`] === "none" ? 0 : parseFloat(style[`border${side}Width`]),
    ink: painter(style[`border${side}Color`], look),
  })).filter(({width, ink}) => width && ink.alpha);
  if (sides.length === 4 && parseFloat(style.borderTopLeftRadius)) {
    const [{width, ink}] = sides, half = width / 2;
    const frame = rect({
      left: box.left + half, top: box.top + half, width: box.width - width, height: box.height - width,
    }, {colour: "none", alpha: 1}, 1, parseFloat(style.borderTopLeftRadius));
    for (const [name, value] of Object.entries({stroke: ink.colour, "stroke-opacity": ink.alpha * opacity, "stroke-width": width})) {
      frame.setAttribute(name, value);
    }
    return [...made, frame];
  }
  return [...made, ...sides.map(({side, width, ink}) => rect({
    left: side === "Right" ? box.right - width : box.left, top: side === "Bottom" ? box.bottom - width : box.top,
    width: side === "Left" || side === "Right" ? width : box.width,
    height: side === "Left" || side === "Right" ? box.height : width,
  }, ink, opacity, 0))];
}

// What a style sheet draws or says beside what stands in an element.
function beside(node, pseudo, box, {opacity, look}) {
  const style = getComputedStyle(node, pseudo);
  if (style.content === "none" || style.content === "normal" || style.display === "none") return [];
  if (style.position === "absolute") {
    const [left, top, width, height] = ["left", "top", "width", "height"].map(name => parseFloat(style[name]));
    const round = parseFloat(style.borderTopLeftRadius) * (style.borderTopLeftRadius.endsWith("%") ? width / 100 : 1);
    return [rect({left: box.left + left, top: box.top + top, width, height}, painter(style.backgroundColor, look), opacity, round)];
  }
  const said = [...style.content.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, one]) => one.replace(/\\(.)/g, "$1")).join("");
  if (!said.trim()) return [];
  const own = getComputedStyle(node), size = parseFloat(style.fontSize);
  return [text(said.trim(), {
    x: tidy(box.left + parseFloat(own.paddingLeft)), y: tidy(box.top + parseFloat(own.paddingTop) + size * 1.2),
    ...type(style, look, opacity * style.opacity),
  })];
}

// A text as its lines, each where it stands; those that end at the right do so in every font.
function letters(node, style, {opacity, look}) {
  const lines = [], pen = measurer(`${style.fontWeight} ${style.fontSize} ${style.fontFamily}`);
  const {fontBoundingBoxAscent: up, fontBoundingBoxDescent: down} = pen.measureText("x");
  for (const {words, box} of wordsOf(node, style.hyphens)) {
    const last = lines.at(-1);
    if (last && Math.abs(last.top - box.top) < 2 && box.left >= last.right - 1) {
      last.words += ` ${words}`;
      last.right = box.right;
    } else lines.push({words, left: box.left, right: box.right, top: box.top, height: box.height});
  }
  const anchors = {right: ["right", "end"], end: ["right", "end"], center: ["middle", "middle"]};
  const [side, anchor] = anchors[style.textAlign] ?? ["left", "start"];
  return lines.map(line => text(line.words, {
    x: tidy(side === "middle" ? (line.left + line.right) / 2 : line[side]),
    y: tidy(line.top + (line.height - up - down) / 2 + up),
    ...(anchor === "start" ? {} : {"text-anchor": anchor}), ...fitted(line, look), ...type(style, look, opacity),
  }));
}

// A line of another font, for who has not the page's, is as wide as it is on the page and meets nothing beside it.
function fitted({words, left, right}, look) {
  return look.isFile && words.length > 8 ? {textLength: tidy(right - left), lengthAdjust: "spacingAndGlyphs"} : {};
}

function* wordsOf(node, hyphens) {
  const range = document.createRange();
  for (const {0: word, index} of node.data.matchAll(/[^ \t\r\n]+/g)) {
    range.setStart(node, index);
    range.setEnd(node, index + word.length);
    const boxes = range.getClientRects();
    if (boxes.length === 1) yield {words: word, box: boxes[0]};
    else if (boxes.length) yield* broken(node, range, word, index, hyphens);
  }
}

// A word that goes on on the next line, letter by letter.
function* broken(node, range, word, index, hyphens) {
  let part = "", box = null;
  for (const [at, letter] of [...word].entries()) {
    range.setStart(node, index + at);
    range.setEnd(node, index + at + 1);
    const [here] = range.getClientRects();
    if (!here) continue;
    if (box && here.top > box.top + 2) {
      yield {words: part + (hyphens === "auto" && !part.endsWith("-") ? "-" : ""), box};
      part = "";
      box = null;
    }
    part += letter;
    box = box ? new DOMRect(box.left, box.top, here.right - box.left, box.height) : here;
  }
  if (box) yield {words: part, box};
}

// ---- small things ---------------------------------------------------------------------------------------

function svg(name, attributes = {}, children = []) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) if (key !== "xmlns") node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function text(words, attributes) {
  const node = svg("text", attributes);
  node.textContent = words;
  return node;
}

function rect({left, top, width, height}, {colour, alpha}, opacity, rounded) {
  const shown = tidy(alpha * opacity);
  return svg("rect", {
    x: tidy(left), y: tidy(top), width: tidy(width), height: tidy(height), fill: colour,
    ...(shown < 1 ? {"fill-opacity": shown} : {}), ...(rounded ? {rx: tidy(rounded)} : {}),
  });
}

function type(style, look, opacity) {
  const {colour, alpha} = painter(style.color, look), shown = tidy(alpha * opacity);
  return {
    "font-size": tidy(parseFloat(style.fontSize)), "font-weight": style.fontWeight, "font-family": faces(style.fontFamily),
    fill: colour, ...(shown < 1 ? {"fill-opacity": shown} : {}),
  };
}

function faces(family) { return family.includes(FACE) ? FACES : family.replaceAll('"', "'"); }

// Any colour that a browser tells, as six digits and how much of it is seen; for a file that of the light mode.
function painter(value, look) {
  const numbers = (value.match(/-?[\d.]+(?:e-?\d+)?/g) ?? []).map(Number);
  let parts, alpha = 1;
  if (value.startsWith("#")) parts = [1, 3, 5].map(at => parseInt(value.slice(at, at + 2), 16));
  else if (value.startsWith("color(srgb")) { parts = numbers.slice(0, 3).map(one => one * 255); alpha = numbers[3] ?? 1; }
  else if (value.startsWith("rgb")) { parts = numbers.slice(0, 3); alpha = numbers[3] ?? 1; }
  else return {colour: "none", alpha: 0};
  const colour = `#${parts.map(one => Math.round(one).toString(16).padStart(2, "0")).join("")}`;
  return {colour: look.light[colour] ?? colour, alpha};
}

let pen;
function measurer(font) {
  pen ??= document.createElement("canvas").getContext("2d");
  pen.font = font;
  return pen;
}

function tidy(value) { return Math.round(value * 100) / 100; }
function fine(value) { return Number(value.toPrecision(4)); }

// The page's font for an image, which cannot ask for one; an image without it is still a picture.
function fontFace(url) {
  font ??= embedded(url).catch(() => { font = undefined; return ""; });
  return font;
}

async function embedded(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${answer.status}`);
  const file = await answer.blob();
  const told = await new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.onerror = failed;
    reader.readAsDataURL(file);
  });
  return `@font-face{font-family:${FACE};src:url(${told}) format("woff2");font-weight:200 900}`;
}
