// Small maps, one a year, all of the same box: captions above, one legend below, a tooltip with the class.
// Nothing here can be chosen or focused; the table under it has the figures.

const drawings = new WeakMap();     // place -> what is drawn in it; goes with the place

export default function smallMaps({data, parentElement}) {
  const here = parentElement.querySelector(".place");
  const drawing = drawings.get(here) ?? build(here);
  drawings.set(here, drawing);
  drawing.data = data;
  load(data.geometry_url).then(
    geometry => drawing.data === data && render(drawing, geometry),
    () => drawing.data === data && fail(drawing),
  );
}

function build(here) {
  const drawing = {maps: []};
  drawing.years = html("div", "years");
  drawing.tip = html("div", "tip");
  drawing.tip.setAttribute("aria-hidden", "true");
  drawing.tip.hidden = true;
  drawing.note = html("p", "note");
  drawing.note.setAttribute("role", "status");
  drawing.note.hidden = true;
  drawing.legend = html("ul", "legend");
  drawing.frame = html("div", "frame", [drawing.years, drawing.tip, drawing.note]);
  drawing.root = html("div", "small-maps", [drawing.frame, drawing.legend]);
  here.append(stylesheet(), drawing.root);
  drawing.years.addEventListener("pointermove", event => point(drawing, event));
  drawing.years.addEventListener("pointerdown", event => point(drawing, event));
  drawing.years.addEventListener("pointerleave", () => unpoint(drawing));
  // The colours of the other mode, for a picture that is taken along.
  drawing.root.addEventListener("ilmiotaulu-mode", () => drawing.geometry && paint(drawing));
  new ResizeObserver(() => scale(drawing)).observe(drawing.years);
  return drawing;
}

// ---- drawing --------------------------------------------------------------------------------------------

function render(drawing, geometry) {
  const {data} = drawing;
  drawing.note.hidden = true;
  drawing.years.hidden = false;
  drawing.root.style.setProperty("--column", `${data.columns_min_px}px`);
  const drawn = JSON.stringify([geometry.url, data.zoom, data.codes, data.years]);
  if (drawn !== drawing.drawn) draw(drawing, geometry);
  drawing.drawn = drawn;
  paint(drawing);
}

function draw(drawing, geometry) {
  const {codes, years, zoom} = drawing.data;
  const all = listed(codes, " "), shown = all.filter(code => geometry.areas[code]), inside = new Set(shown);
  drawing.geometry = geometry;
  drawing.order = new Map(all.map((code, at) => [code, at]));
  drawing.box = zoom ? around(geometry, shown) : geometry.viewBox;
  const rest = zoom ? "" : joined(geometry.areas, code => !inside.has(code));
  drawing.maps = years.map((year, at) => oneMap(drawing, shown, rest, year, at));
  drawing.years.replaceChildren(...drawing.maps.map(map => map.figure));
  unpoint(drawing);
}

function oneMap(drawing, codes, rest, year, at) {
  const map = {prefix: `year-${at}`};
  map.defs = patterns(map.prefix);
  map.nodes = new Map(codes.map(code => [code, svg("path", {
    class: "area", d: drawing.geometry.areas[code], "data-code": code, "data-at": at,
  })]));
  map.edges = Object.entries(MARKS).map(([kind, mark]) => [Number(kind), svg("path", {class: `edge ${mark}`})]);
  map.rings = ["chosen-case", "chosen", "hover"].map(name => svg("path", {class: `ring ${name}`}));
  const over = svg("g", {class: "over"}, [...map.edges.map(([, edge]) => edge), ...map.rings]);
  map.svg = svg("svg", {
    class: "map", role: "img", viewBox: drawing.box.join(" "), preserveAspectRatio: "xMidYMid meet",
  }, [map.defs, svg("path", {class: "far", d: rest}), ...map.nodes.values(), over]);
  const caption = document.createElement("figcaption");
  caption.textContent = year;
  map.figure = html("figure", "year", [caption, map.svg]);
  return map;
}

function paint(drawing) {
  const {data, geometry, order} = drawing;
  const palette = dress(drawing.root, data);
  const chosen = geometry.areas[order.has(data.selected) ? data.selected : ""] ?? "";
  drawing.maps.forEach((map, at) => {
    map.svg.setAttribute("aria-label", data.labels[at]);
    const kinds = new Map(map.edges.map(([kind]) => [kind, ""]));
    for (const [code, node] of map.nodes) {
      const [kind] = classed(data.classes[at][order.get(code)], data.kinds);
      const fill = fillOf(kind, palette, map.prefix);
      if (node.getAttribute("fill") !== fill) node.setAttribute("fill", fill);
      if (kinds.has(kind)) kinds.set(kind, kinds.get(kind) + geometry.areas[code]);
    }
    for (const [kind, edge] of map.edges) edge.setAttribute("d", kinds.get(kind));
    for (const ring of map.rings.slice(0, 2)) ring.setAttribute("d", chosen);
  });
  explain(drawing.legend, palette, data.legend, data.kinds);
  scale(drawing);
}

function scale(drawing) {
  const [first] = drawing.maps;
  const unit = first && unitIn(first.svg, drawing.box);
  if (unit) for (const map of drawing.maps) scalePatterns(map.defs, unit);
}

function fail(drawing) {
  drawing.years.hidden = true;
  drawing.note.textContent = drawing.data.no_map || "–";
  drawing.note.hidden = false;
}

// ---- the hand -------------------------------------------------------------------------------------------

function point(drawing, event) {
  const {code, at} = event.target.dataset;
  if (!code) return unpoint(drawing);
  const {data, geometry, order} = drawing;
  const [kind, word] = classed(data.classes[at][order.get(code)], data.kinds);
  drawing.tip.textContent = `${listed(data.names, "|")[order.get(code)]}: ${word || data.legend[kind]}`;
  // The same area in every year, so that the eye finds it.
  for (const map of drawing.maps) map.rings[2].setAttribute("d", geometry.areas[code]);
  const frame = drawing.frame.getBoundingClientRect();
  place(drawing.tip, drawing.frame, event.clientX - frame.left, event.clientY - frame.top);
}

function unpoint(drawing) {
  drawing.tip.hidden = true;
  for (const map of drawing.maps) map.rings[2].setAttribute("d", "");
}
