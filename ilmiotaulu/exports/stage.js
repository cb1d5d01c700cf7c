"use strict";
// The stage: which screen is shown, keys and clickers, what a room guesses, and the presenter's second window.
// The second window is the same page with `#notes`; both talk by `postMessage`, which works for saved files, too.

const { lang: LANG, rooms: ROOMS } = document.body.dataset, SAID = JSON.parse(document.body.dataset.said);
const screens = [...document.querySelectorAll(".screen")];
const steps = screens.flatMap(screen => screen.dataset.phases.split(" ").map(phase => ({ screen, phase })));
const find = id => document.getElementById(id);
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
// Saved files have no origin that a message could be sent to.
const IS_FILE = location.protocol === "file:", TARGET = IS_FILE ? "*" : location.origin;
const isOurs = origin => origin === (IS_FILE ? "null" : location.origin);
const RESTING = 2500, SWIPE = 40;
const isDesk = location.hash === "#notes";
let at = 0, isBlank = false, started = null;

// ---- the stage ---------------------------------------------------------------------------------------------
function stage() {
  document.documentElement.classList.add("live");
  find("controls").hidden = false;
  keepMode();
  for (const { screen, phase } of steps) if (phase === "ask") prepare(screen);
  // A finger or a mouse leaves nothing behind on a button that would hold the keys and the row of buttons.
  listenToButtons(event => event.detail && !document.querySelector("dialog[open]") && steps[at].screen.focus({ preventScroll: true }));
  for (const sheet of document.querySelectorAll("dialog")) sheet.addEventListener("close", () => steps[at].screen.focus({ preventScroll: true }));
  document.addEventListener("keydown", pressed);
  document.addEventListener("fullscreenchange", rest);
  for (const kind of ["mousemove", "mousedown", "keydown"]) document.addEventListener(kind, kind === "keydown" ? event => event.key === "Tab" && wake() : wake);
  addEventListener("hashchange", () => show(numbered(location.hash) ?? at));
  addEventListener("message", heard);
  listenToFingers();
  takeRoom();
  show(numbered(location.hash) ?? 0);
  wake();
}

function listenToButtons(after) {
  for (const button of document.querySelectorAll("[data-do]")) button.addEventListener("click", event => {
    DO[button.dataset.do]();
    after?.(event);
  });
}

const DO = {
  next: () => show(at + 1),
  back: () => show(at - 1),
  first: () => show(0),
  last: () => show(steps.length - 1),
  blank: () => blank(!isBlank),
  full: () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen?.())?.catch(() => {}),
  notes: openNotes,
  mode: () => setMode(document.documentElement.dataset.mode === "dark" ? "light" : "dark"),
  help: () => (find("help").open ? find("help").close() : find("help").showModal()),
  capture: () => room && openCapture(),
  written: () => room && openWritten(),
  end: () => room && find("ending").showModal(),
  room: openRoom,
  close: () => document.querySelector("dialog[open]")?.close(),
  reset: () => { started = null; tell(); },
};

function show(number) {
  const from = at;
  at = Math.max(0, Math.min(steps.length - 1, number));
  if (at > 0 && started === null) started = Date.now();
  blank(false);
  const { screen, phase } = steps[at];
  for (const one of screens) one.hidden = one !== screen;
  for (const part of screen.querySelectorAll("[data-in]")) part.toggleAttribute("hidden", !part.dataset.in.split(" ").includes(phase));
  if (phase === "ask") screen.ask?.();
  else screen.reveal?.();
  document.title = titleOf(at);
  history.replaceState(null, "", addressOf(at));
  if (!document.activeElement?.closest("#controls")) screen.focus({ preventScroll: true });
  scrollTo(0, 0);
  find("said").textContent = `${screen.dataset.number} / ${screens.length}. ${document.title}`;
  tell();
  if (room) tellRoom();
}

const titleOf = number => [...steps[number].screen.querySelectorAll("h1")].find(one => !one.dataset.in || one.dataset.in.split(" ").includes(steps[number].phase)).textContent;

// `#3` is the third screen, `#3-2` its second step.
function addressOf(number) {
  const { screen } = steps[number], part = number - steps.findIndex(step => step.screen === screen);
  return `#${screen.dataset.number}${part ? `-${part + 1}` : ""}`;
}
function numbered(hash) {
  const found = steps.findIndex((_, number) => addressOf(number) === hash);
  return found < 0 ? null : found;
}

function blank(wanted) {
  if (isBlank === wanted) return;
  isBlank = wanted;
  find("blank").hidden = !isBlank;
  tell();
}

function setMode(mode) {
  document.documentElement.dataset.mode = mode;
  try { sessionStorage.setItem("stage-mode", mode); } catch { /* a saved file may have no store */ }
}
function keepMode() {
  try { setMode(sessionStorage.getItem("stage-mode") ?? "light"); } catch { setMode("light"); }
}

// ---- keys, clickers, fingers, the mouse --------------------------------------------------------------------
const KEYS = {
  ArrowRight: "next", " ": "next", PageDown: "next", Enter: "next", ArrowDown: "next", ArrowLeft: "back", PageUp: "back", ArrowUp: "back", Backspace: "back",
  Home: "first", End: "last", b: "blank", ".": "blank", f: "full", n: "notes", p: "notes", d: "mode", "?": "help", h: "help", t: "capture", l: "written",
};

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key, on = event.target;
  if (key === "Escape") return left(event);
  if (document.querySelector("dialog[open]")) return (key === "?" || key === "h") && find("help").open ? DO.help() : undefined;
  if (on.matches("button, a, textarea") && (key === " " || key === "Enter")) return;
  if (on.matches("input") && guessed(event, key)) return;
  if (isBlank && !["next", "back", "first", "last", "notes"].includes(KEYS[key])) {
    event.preventDefault();
    return blank(false);
  }
  if ((key === "ArrowUp" || key === "ArrowDown") && steps[at].phase === "ask") {
    event.preventDefault();
    return steps[at].screen.querySelector("input")?.focus();
  }
  if (!KEYS[key]) return;
  event.preventDefault();
  DO[KEYS[key]]();
}

// Keys that a guess needs; all others are the stage's also there.
function guessed(event, key) {
  const on = event.target;
  if (on.type === "radio") return key.startsWith("Arrow") || (key === " " && !on.checked);
  if (key === "ArrowUp" || key === "ArrowDown" || (key.startsWith("Arrow") && !on.closest(".sliders"))) return true;
  const beside = { ArrowLeft: on.previousElementSibling, ArrowRight: on.nextElementSibling }[key];
  if (beside === undefined) return false;
  event.preventDefault();
  beside?.focus();
  return true;
}

// A sheet closes by itself, and a browser leaves full screen by itself.
function left(event) {
  if (document.querySelector("dialog[open]") || document.fullscreenElement) return;
  event.preventDefault();
  blank(false);
}

function listenToFingers() {
  let from = null;
  document.addEventListener("pointerdown", event => {
    from = event.pointerType === "touch" && !event.target.closest("button, a, input, label, textarea, dialog, .guessing .plot") ? event : null;
  });
  document.addEventListener("pointercancel", () => { from = null; });
  document.addEventListener("touchend", event => {
    const to = event.changedTouches[0];
    if (!from || !to) return;
    const x = to.clientX - from.clientX, y = to.clientY - from.clientY, place = to.clientX / innerWidth;
    from = null;
    if (isBlank) return blank(false);
    if (Math.abs(x) > SWIPE && Math.abs(x) > 2 * Math.abs(y)) return x < 0 ? DO.next() : DO.back();
    if (Math.abs(x) + Math.abs(y) > SWIPE / 4) return;
    if (place > 2 / 3) DO.next();
    else if (place < 1 / 3) DO.back();
    else wake();
  });
}

let waiting = 0;
function wake() {
  document.documentElement.classList.remove("resting");
  clearTimeout(waiting);
  waiting = setTimeout(rest, RESTING);
}
function rest() { document.documentElement.classList.add("resting"); }

// ---- the second window -------------------------------------------------------------------------------------
const desks = new Set();

function openNotes() {
  const made = open(location.href.split("#")[0] + "#notes", "ilmiotaulu-notes", "popup,width=1120,height=760");
  if (made) desks.add(made);
  else alert(SAID.blocked);
}

function heard({ data, origin, source }) {
  if (!isOurs(origin) || typeof data?.desk !== "string" || !source) return;
  desks.add(source);
  if (["next", "back", "first", "last", "blank", "reset", "mode"].includes(data.desk)) DO[data.desk]();
  else tell();
}

function tell() {
  for (const one of desks) {
    if (one.closed) desks.delete(one);
    else one.postMessage({ stage: at, isBlank, started, hidden, room: [room, key] }, TARGET);
  }
}

function desk() {
  document.documentElement.classList.add("desk");
  find("desk").hidden = false;
  for (const one of screens) one.hidden = true;
  keepMode();
  const say = word => { if (opener && !opener.closed) opener.postMessage({ desk: word }, TARGET); else alone(); };
  const alone = () => { find("alone").hidden = false; find("alone").textContent = SAID.no_stage; };
  addEventListener("message", ({ data, origin, source }) => {
    if (source !== opener || !isOurs(origin) || typeof data?.stage !== "number" || !steps[data.stage]) return;
    find("alone").hidden = true;
    for (const [item, why] of Object.entries(data.hidden ?? {})) hide(Number(item), why);
    ({ stage: at, isBlank, started } = data);
    deskOf(data.room ?? ["", ""]);
    write();
  });
  document.addEventListener("keydown", event => {
    const word = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (word === "capture") {
      event.preventDefault();
      return DO.capture();
    }
    if (!["next", "back", "first", "last", "blank"].includes(word)) return;
    if (event.target.matches("button") && (event.key === " " || event.key === "Enter")) return;
    event.preventDefault();
    say(word);
  });
  for (const button of document.querySelectorAll("[data-tell]")) button.addEventListener("click", () => say(button.dataset.tell));
  listenToButtons();
  find("desk-written").append(find("written-body"));
  write();
  say("hello");
  // Whichever of the two is loaded anew, they find each other again.
  setInterval(() => say("hello"), 2000);
  setInterval(clock, 500);
}

// The room of the stage, as the stage tells it; what is written down is seen here all the time.
function deskOf([itsRoom, itsKey]) {
  if (itsRoom === room) return;
  if (!itsRoom) return leaveRoom();
  [room, key] = [itsRoom, itsKey];
  equip();
  readWritten();
  clearInterval(ticking);
  ticking = setInterval(readWritten, ASKING);
}

function write() {
  const { screen } = steps[at], now = titleOf(at);
  document.title = now;
  if (room) readGuesses().catch(() => {});
  find("desk").classList.toggle("blanked", isBlank);
  find("at").textContent = `${screen.dataset.number} / ${screens.length}${isBlank ? " · ■" : ""}`;
  if (find("now").textContent !== now || find("now").dataset.at !== String(at)) {
    find("now").textContent = now;
    find("now").dataset.at = at;
    if (!removed) sayWritten("");
    find("notes-of-now").replaceChildren(screen.querySelector("template.notes").content.cloneNode(true));
    find("then").textContent = at + 1 < steps.length ? titleOf(at + 1) : SAID.done;
  }
  clock();
}

function clock() {
  find("clock").textContent = new Date().toLocaleTimeString(LANG, { hour: "2-digit", minute: "2-digit" });
  const seconds = started ? Math.max(0, Math.floor((Date.now() - started) / 1000)) : 0;
  find("elapsed").textContent = filled(SAID.elapsed, { time: `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}` });
}

// ---- guesses -----------------------------------------------------------------------------------------------
const SVG = "http://www.w3.org/2000/svg";
const drawn = (name, attributes) => {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};

function prepare(screen) {
  const line = screen.querySelector("[data-guess]"), places = screen.querySelector(".places");
  if (line) prepareLine(screen, line, JSON.parse(line.dataset.guess));
  else if (places) preparePlaces(screen, places);
}

function prepareLine(screen, here, told) {
  const plot = here.querySelector(".plot"), handles = here.querySelector(".handles"), path = here.querySelector(".line.guess");
  const sliders = [...here.querySelectorAll(".sliders input")], form = new Intl.NumberFormat(LANG === "en" ? "en-GB" : `${LANG}-FI`, { minimumFractionDigits: told.decimals, maximumFractionDigits: told.decimals });
  const guesses = told.x.map(() => null), y = value => (told.high - value) / (told.high - told.low);
  const inWords = value => told.unit.replace("{}", form.format(value).replace(/\u00a0/g, "\u202f").replace("-", "\u2212"));
  let focused = -1, dragged = null;

  function draw() {
    const known = guesses.map((value, index) => value === null ? null : [told.x[index], y(value)]).filter(Boolean);
    const points = known.length ? [told.start, ...known] : [];
    path.setAttribute("d", points.map(([a, b], index) => `${index ? "L" : "M"}${1000 * a} ${1000 * b}`).join(""));
    handles.replaceChildren(...told.x.flatMap((x, index) => {
      const value = guesses[index];
      if (value === null && steps[at].phase !== "ask") return [];
      const place = value === null ? told.start[1] : y(value);
      const look = `${value === null ? "empty" : ""}${index === focused ? " here" : ""}`;
      const made = [drawn("circle", { cx: `${100 * x}%`, cy: `${100 * place}%`, r: 8, class: look })];
      if (value !== null && steps[at].phase === "ask" && (index === focused || index === told.x.length - 1)) {
        made.push(drawn("text", { x: `${100 * x}%`, y: `${100 * place}%`, dy: "-1.1em" }));
        made.at(-1).textContent = inWords(value);
      }
      return made;
    }));
  }
  function guess(index, value) {
    const step = 10 ** -told.decimals, kept = Math.max(told.least, Math.min(told.most, Math.round(value / step) * step));
    guesses[index] = Number(kept.toFixed(told.decimals));
    sliders[index].value = guesses[index];
    sliders[index].setAttribute("aria-valuetext", inWords(guesses[index]));
  }
  function point(event) {
    const box = plot.getBoundingClientRect(), x = (event.clientX - box.left) / box.width;
    const index = told.x.reduce((best, one, other) => Math.abs(one - x) < Math.abs(told.x[best] - x) ? other : best, 0);
    const value = told.high - (event.clientY - box.top) / box.height * (told.high - told.low);
    // A quick finger leaves years out: they lie between.
    if (dragged && Math.abs(index - dragged.index) > 1) {
      const way = Math.sign(index - dragged.index);
      for (let between = dragged.index + way; between !== index; between += way)
        guess(between, dragged.value + (value - dragged.value) * (between - dragged.index) / (index - dragged.index));
    }
    guess(index, value);
    dragged = { index, value };
    focused = index;
    draw();
  }

  plot.addEventListener("pointerdown", event => {
    if (steps[at].phase !== "ask" || event.button) return;
    plot.setPointerCapture(event.pointerId);
    point(event);
  });
  plot.addEventListener("pointermove", event => dragged && point(event));
  for (const end of ["pointerup", "pointercancel"]) plot.addEventListener(end, () => { dragged = null; focused = -1; draw(); });
  sliders.forEach((slider, index) => {
    slider.value = told.high - told.start[1] * (told.high - told.low);
    slider.addEventListener("input", () => { guess(index, Number(slider.value)); draw(); });
    slider.addEventListener("focus", () => { focused = index; draw(); });
    slider.addEventListener("blur", () => { focused = -1; draw(); });
  });
  screen.reveal = () => {
    const last = told.years.length - 1, year = told.years[last], real = told.right[last];
    const mine = guesses[last] === null ? null : inWords(guesses[last]);
    screen.querySelector(".result").textContent = filled(mine === null ? SAID.real : SAID.guessed, { year, guess: mine, real });
    screen.querySelector(".mine").hidden = guesses.every(value => value === null);
    sliders.forEach(slider => slider.blur());
    draw();
  };
  screen.ask = draw;
  screen.crowd = answers => here.querySelector(".crowd").replaceChildren(...answers.map(values => {
    const points = [told.start, ...values.map((value, index) => [told.x[index], y(value)])];
    return drawn("path", { d: points.map(([a, b], index) => `${index ? "L" : "M"}${1000 * a} ${1000 * b}`).join("") });
  }));
  draw();
}

function preparePlaces(screen, here) {
  const first = Number(here.dataset.right), last = Number(here.dataset.last), slider = here.querySelector('input[type="range"]'), output = here.querySelector("output");
  const real = first === last ? `${first}` : `${first}–${last}`;
  let mine = null;
  const mark = isRevealed => {
    for (const input of here.querySelectorAll('input[type="radio"]')) {
      input.disabled = isRevealed;
      input.parentElement.classList.toggle("right", isRevealed && input.value >= first && input.value <= last);
    }
  };
  here.addEventListener("input", event => { mine = event.target.value; if (output) output.textContent = mine; });
  if (output) output.textContent = slider.value;
  screen.reveal = () => {
    screen.querySelector(".result").textContent = filled(mine === null ? SAID.place : SAID.picked, { guess: mine, real });
    mark(true);
  };
  screen.ask = () => mark(false);
  screen.crowd = answers => {
    for (const label of here.querySelectorAll("label:has(small)")) {
      const count = answers.filter(([place]) => String(place) === label.querySelector("input").value).length;
      label.querySelector("small").textContent = count || "";
    }
  };
}

if (isDesk) desk();
else stage();
