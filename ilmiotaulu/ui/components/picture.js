// A button that downloads a picture of a drawing as it stands on the screen: its SVGs with their computed style written
// into them, the texts of its legend and captions, a title above and notes below, on one canvas. Nothing leaves the
// browser and nothing is asked from elsewhere but the page's own font.

const SVG = "http://www.w3.org/2000/svg";
const DRAWN = ".js-plotly-plot .main-svg, .area-map svg.map, .small-maps svg.map, .legend svg.swatch, .ilmio-courses img";
const WRITTEN = ".legend .words, .small-maps figcaption, .ilmio-courses :is(figcaption, dt, dd)";
// Where the hand or the keyboard is belongs to the screen, not to the picture.
const PASSING = ".ring.hover, .ring.focus, .ring.focus-case, .hoverlayer";
const STYLED = [
  "fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-dasharray", "stroke-opacity", "stroke-linecap",
  "stroke-linejoin", "opacity", "vector-effect", "paint-order", "visibility", "font-family", "font-size", "font-style",
  "font-weight", "font-variant-numeric", "letter-spacing", "text-anchor", "dominant-baseline", "white-space",
];
const SCALE = 2, MARGIN = 24, NARROWEST = 320;

const pictures = new WeakMap();   // place -> its button and texts; goes with the place
let font;                         // promise of the page's font as a style sheet; fetched once

export default function picture({data, parentElement}) {
  const here = parentElement.querySelector(".place");
  const shown = pictures.get(here) ?? build(here);
  pictures.set(here, shown);
  shown.data = data;
  shown.words.textContent = data.label;
}

function build(here) {
  const style = document.createElement("style");
  style.textContent = STYLE;
  const root = document.createElement("div");
  root.className = "picture";
  const shown = {root, words: document.createElement("span")};
  shown.button = document.createElement("button");
  shown.button.type = "button";
  shown.button.append(icon(), shown.words);
  shown.note = document.createElement("p");
  shown.note.className = "note";
  shown.note.setAttribute("role", "status");
  root.append(shown.button, shown.note);
  here.append(style, root);
  shown.button.addEventListener("click", () => make(shown));
  return shown;
}

function icon() {
  const node = document.createElementNS(SVG, "svg"), path = document.createElementNS(SVG, "path");
  for (const [name, value] of [["width", 18], ["height", 18], ["viewBox", "0 0 20 20"], ["aria-hidden", "true"]]) {
    node.setAttribute(name, value);
  }
  path.setAttribute("d", "M10 3v9M6.5 8.8 10 12.3l3.5-3.5M4 16.5h12");
  node.append(path);
  return node;
}

async function make(shown) {
  if (shown.button.getAttribute("aria-busy") === "true") return;
  shown.button.setAttribute("aria-busy", "true");
  shown.note.textContent = "";
  try {
    save(await painted(shown), shown.data.file_name);
  } catch (error) {
    console.warn(error);
    shown.note.textContent = shown.data.failed;
  }
  shown.button.removeAttribute("aria-busy");
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);   // the browser reads it after the click
}

// ---- the canvas -----------------------------------------------------------------------------------------

async function painted({root, data}) {
  const theme = getComputedStyle(root), of = name => theme.getPropertyValue(name).trim();
  const family = of("--st-font") || "sans-serif", ink = of("--st-text-color") || "#000";
  const pieces = found(data.of);
  const box = around(pieces.map(piece => piece.box));
  const width = Math.max(box.width, NARROWEST);

  const canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
  const title = laid(pen, [data.title], `650 20px ${family}`, 26, width);
  const notes = laid(pen, data.notes, `400 12.5px ${family}`, 18, width);
  const top = MARGIN + title.height + (title.height && 14), foot = top + box.height + (notes.height && 16);
  canvas.width = Math.ceil((width + 2 * MARGIN) * SCALE);
  canvas.height = Math.ceil((foot + notes.height + MARGIN) * SCALE);
  pen.scale(SCALE, SCALE);                         // setting the size has cleared the pen
  pen.fillStyle = of("--st-background-color") || "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);

  write(pen, title, MARGIN, MARGIN, ink);
  const face = await fontFace(data.font_url, family);
  const images = await Promise.all(pieces.map(piece => piece.drawn && image(piece, face)));
  pieces.forEach((piece, at) => {
    const left = MARGIN + piece.box.left - box.left, height = top + piece.box.top - box.top;
    if (piece.drawn) pen.drawImage(images[at], left, height, piece.box.width, piece.box.height);
    else writePiece(pen, piece, left, height);
  });
  pen.globalAlpha = 0.8;
  write(pen, notes, MARGIN, foot, ink);

  const blob = await new Promise(done => canvas.toBlob(done, "image/png"));
  if (!blob) throw new Error("the picture is too large");
  return blob;
}

function writePiece(pen, {node, box}, left, top) {
  const style = getComputedStyle(node), line = parseFloat(style.lineHeight) || parseFloat(style.fontSize) * 1.35;
  const type = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  // A text laid again by the canvas may come out a hair wider than by the page, and must not break for that.
  const text = laid(pen, [node.textContent], type, line, box.width + 2);
  write(pen, text, left, top, style.color, style.textAlign === "center" ? box.width : 0);
}

// Texts as lines no wider than `width`; a word that is wider stands on a line of its own.
function laid(pen, texts, type, line, width) {
  pen.font = type;
  const lines = texts.flatMap(text => text.split(/[ \n]+/).filter(Boolean).reduce((done, word) => {
    const longer = done.length ? `${done.at(-1)} ${word}` : word;
    if (done.length && pen.measureText(longer).width <= width) done.splice(-1, 1, longer);
    else done.push(word);
    return done;
  }, []));
  return {lines, type, line, height: lines.length * line};
}

// `middle` is the width in whose middle the lines stand; without it they begin at the left.
function write(pen, {lines, type, line}, left, top, colour, middle = 0) {
  pen.font = type;
  pen.fillStyle = colour;
  pen.textBaseline = "middle";
  pen.textAlign = middle ? "center" : "left";
  lines.forEach((text, at) => pen.fillText(text, left + middle / 2, top + (at + 0.5) * line));
}

// ---- what is drawn --------------------------------------------------------------------------------------

function found(key) {
  const name = `st-key-${key.trim().replaceAll(/[^a-zA-Z0-9_-]/g, "-")}`;
  const [place] = document.getElementsByClassName(name);
  const pieces = place ? [...deep(place, `${DRAWN}, ${WRITTEN}`)].map(node => ({
    node, drawn: node.matches(DRAWN), box: node.getBoundingClientRect(),
  })) : [];
  const shown = pieces.filter(({box}) => box.width && box.height);
  if (!shown.some(piece => piece.drawn)) throw new Error(`nothing is drawn in ${name}`);
  return shown;
}

// In the order of the page, inside open shadow roots too.
function* deep(root, selector) {
  for (const node of root.querySelectorAll("*")) {
    if (node.matches(selector)) yield node;
    if (node.shadowRoot) yield* deep(node.shadowRoot, selector);
  }
}

function around(boxes) {
  const left = Math.min(...boxes.map(b => b.left)), top = Math.min(...boxes.map(b => b.top));
  const right = Math.max(...boxes.map(b => b.right)), bottom = Math.max(...boxes.map(b => b.bottom));
  return {left, top, width: right - left, height: bottom - top};
}

async function image({node, box}, face) {
  if (node instanceof HTMLImageElement) return node;   // a whole picture already
  const copy = node.cloneNode(true);
  inline(node, copy);
  copy.setAttribute("xmlns", SVG);
  copy.setAttribute("width", box.width);
  copy.setAttribute("height", box.height);
  if (face && copy.querySelector("text")) {
    const style = document.createElementNS(SVG, "style");
    style.textContent = face;
    copy.prepend(style);
  }
  const url = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(copy)], {type: "image/svg+xml"}));
  const made = new Image();
  try {
    made.src = url;
    await made.decode();
  } finally {
    URL.revokeObjectURL(url);
  }
  return made;
}

// An image knows no style sheet of the page: what they say is written into each node, and what they hide is left out.
function inline(node, copy) {
  const style = getComputedStyle(node);
  const told = STYLED.map(name => `${name}:${style.getPropertyValue(name)}`);
  copy.removeAttribute("class");
  copy.setAttribute("style", told.join(";"));
  const copies = [...copy.children];
  [...node.children].forEach((child, at) => {
    if (child.matches(PASSING) || getComputedStyle(child).display === "none") copies[at].remove();
    else inline(child, copies[at]);
  });
}

// The page's font for an image, which cannot ask for one; an image without it is still a picture.
function fontFace(url, family) {
  font ??= embedded(url, family.split(",")[0]).catch(() => { font = undefined; return ""; });
  return font;
}

async function embedded(url, name) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${answer.status}`);
  const file = await answer.blob();
  const told = await new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.onerror = failed;
    reader.readAsDataURL(file);
  });
  return `@font-face{font-family:${name};src:url(${told}) format("woff2");font-weight:200 900}`;
}
