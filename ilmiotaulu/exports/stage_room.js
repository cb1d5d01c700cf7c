"use strict";
// A room of the stage: its phones hear what is shown, and what is said in it is written down. What fails here never
// stops the show: it is tried again.

const ASKING = 2000;
// The path and the presenter's key of the room. A saved file has none.
let room = "", key = "";
let ticking = 0;

// ---- whose room it is --------------------------------------------------------------------------------------
// A room is this window's when this window has opened it for this story. A link can name any room: if it were believed,
// what is said here would be written down in somebody else's.
const storyHere = () => new URLSearchParams(location.search).get("story");

function takeRoom() {
  const named = new URLSearchParams(location.search).get("room"), place = document.querySelector(".to-room");
  if (!ROOMS || !place) return;
  const kept = /^\/r\/[a-z0-9]{6}$/.test(named ?? "") ? keptOf(named) : null;
  if (kept?.story === storyHere() && typeof kept.key === "string") {
    [room, key] = [named, kept.key];
    return enterRoom();
  }
  place.hidden = false;
  if (named) place.querySelector("p").textContent = SAID.foreign;
}

function keptOf(named) {
  try { return JSON.parse(sessionStorage.getItem(`key-of-${named}`)); } catch { return null; }
}

// Where no phone can come, the presenter is told how to mend it, and may go on: what is said is written down all the same.
let opened = null;
async function openRoom() {
  if (opened) return enterOpened();
  const place = document.querySelector(".to-room");
  try {
    const answer = await fetch(ROOMS, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ story: storyHere() }) });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.error ?? "");
    opened = told;
    if (!told.no_address) return enterOpened();
    place.querySelector("p").textContent = told.no_address;
    place.querySelector("button").textContent = SAID.no_phones;
  } catch (error) {
    place.querySelector("p").textContent = error instanceof TypeError || !error.message ? SAID.no_room : error.message;
  }
}

// The key is in no address: the window itself remembers it, so that the page may be loaded anew.
function enterOpened() {
  [room, key, opened] = [opened.room, opened.key, null];
  try { sessionStorage.setItem(`key-of-${room}`, JSON.stringify({ key, story: storyHere() })); } catch { /* a window that keeps nothing */ }
  nameRoom(room);
  enterRoom();
  tellRoom();
  tell();
}

function nameRoom(named) {
  const asked = new URLSearchParams(location.search);
  if (named) asked.set("room", named);
  else asked.delete("room");
  history.replaceState(null, "", `${location.pathname}?${asked}${location.hash}`);
}

function enterRoom() {
  equip();
  document.querySelector(".to-room").hidden = true;
  find("summary").href = `${room}/summary.pdf?key=${encodeURIComponent(key)}`;
  find("room-file").href = `${room}/room.json?key=${encodeURIComponent(key)}`;
  showAddress();
  ticking = setInterval(() => {
    askRoom();
    watch();
    if (find("written").open) readWritten();
  }, ASKING);
}

// What only a room has, on the stage and in the second window.
let isEquipped = false;
function equip() {
  for (const one of document.querySelectorAll(".of-room")) one.hidden = false;
  find("room-gone").textContent = "";
  if (isEquipped) return;
  isEquipped = true;
  find("capture-save").addEventListener("click", saveCapture);
  find("undo").addEventListener("click", undo);
  find("restart").addEventListener("click", () => askSure(true));
  find("restart-not").addEventListener("click", () => askSure(false));
  find("restart-sure").addEventListener("click", restart);
  find("end-now").addEventListener("click", endRoom);
}

// The room is no more: its presenter ended it, or a day has gone.
function leaveRoom() {
  if (!room) return;
  clearInterval(ticking);
  try { sessionStorage.removeItem(`key-of-${room}`); } catch { /* as above */ }
  room = key = "";
  for (const one of document.querySelectorAll(".of-room")) one.hidden = true;
  for (const place of document.querySelectorAll(".qr, .crowd-count, #notes-written")) place.replaceChildren();
  [written, removed] = ["", null];
  for (const sheet of document.querySelectorAll("#capture, #written, #ending")) sheet.close();
  find("room-gone").textContent = SAID.room_gone;
  if (isDesk) return;
  nameRoom("");
  tell();
}

async function endRoom() {
  try {
    await asRoom("", { method: "DELETE" });
    leaveRoom();
  } catch (error) { find("end-said").textContent = error.message || SAID.not_done; }
}

// ---- what it is told and asked -----------------------------------------------------------------------------
async function asRoom(way, { method = "GET", told } = {}) {
  const headers = { "X-Presenter": key, ...(told && { "Content-Type": "application/json" }) };
  const answer = await fetch(room + way, { method, headers, cache: "no-store", ...(told && { body: JSON.stringify(told) }) });
  if (!answer.ok) throw Object.assign(new Error((await answer.json().catch(() => ({}))).error ?? ""), { status: answer.status });
  return answer;
}
// No network, or a server that asks to come again.
const isPassing = error => error.status === undefined || [408, 429].includes(error.status) || error.status >= 500;
// A network's own words are no words for a presenter.
const saidOf = (error, otherwise) => error instanceof TypeError || !error.message ? otherwise : error.message;

const itemOf = ({ screen }) => screen.dataset.item === undefined ? null : Number(screen.dataset.item);
const lookOf = step => itemOf(step) === null
  ? { item: null, revealed: false, over: step.screen.classList.contains("last") }
  : { item: itemOf(step), revealed: step.phase !== "ask" };

// One thing at a time, so that what was shown last is what the room hears last.
let wanted = null, isTelling = false;
async function tellRoom() {
  wanted = lookOf(steps[at]);
  askRoom();
  if (isTelling) return;
  isTelling = true;
  while (wanted && room) {
    const look = wanted;
    wanted = null;
    try {
      const answer = await (await asRoom("/now", { method: "POST", told: look })).json();
      if (answer.hidden) hide(look.item, answer.hidden);
    } catch (error) {
      if (error.status === 404) leaveRoom();
      if (!isPassing(error)) continue;
      wanted ??= look;
      await new Promise(done => setTimeout(done, ASKING));
    }
  }
  isTelling = false;
}

function askRoom() {
  const { screen, phase } = steps[at], item = itemOf(steps[at]);
  if (!room || !screen.crowd || phase === "shown") return;
  asRoom(`/guesses/${item}`).then(answer => answer.json()).then(({ count, answers }) => {
    screen.crowd?.(answers);
    const told = screen.querySelector(".crowd-count");
    if (told) told.textContent = count ? filled(SAID.of_room, { count }) : "";
    screen.querySelector(".rooms")?.toggleAttribute("hidden", !count);
  }).catch(() => {});
}

// ---- what a later release tells no more --------------------------------------------------------------------
let heardOf = document.body.dataset.release, isWatching = false;
const hidden = {};

async function watch() {
  if (isWatching || !room) return;
  isWatching = true;
  try {
    const { release } = await (await asRoom("/now")).json();
    if (release !== heardOf) {
      const told = await (await asRoom(`/hidden?release=${encodeURIComponent(document.body.dataset.release)}`)).json();
      for (const [item, why] of Object.entries(told.hidden)) hide(Number(item), why);
      heardOf = release;
    }
  } catch (error) { if (error.status === 404) leaveRoom(); }
  isWatching = false;
}

// What is hidden is taken out of the page, with its table, its answer and what a presenter would say of it.
function hide(item, why) {
  const screen = screens.find(one => itemOf({ screen: one }) === item);
  if (!screen || hidden[item]) return;
  hidden[item] = why;
  for (const name of ["ask", "reveal", "crowd"]) delete screen[name];
  screen.classList.remove("side", "wide");
  screen.classList.add("words");
  screen.querySelector(".top").replaceChildren(made("h1", { class: "t0" }, SAID.nothing));
  screen.querySelector(".middle").replaceChildren(made("ul", { class: "lines l0" }, made("li", {}, why)));
  screen.querySelector("template.notes").content.replaceChildren(made("p", {}, why));
  const first = steps.findIndex(step => step.screen === screen), more = steps.filter(step => step.screen === screen).length - 1;
  steps.splice(first, 1 + more, { screen, phase: "shown" });
  if (at > first) at = Math.max(first, at - more);
  if (isDesk) return;
  if (steps[at].screen === screen) find("said").textContent = document.title = titleOf(at);
  tell();
}

function made(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

// ---- where phones go ---------------------------------------------------------------------------------------
// As a picture and in words; the picture tells its address as its title.
async function showAddress() {
  const answer = await fetch(`${room}/qr.svg`).catch(() => null), told = await answer?.text() ?? "";
  const drawn = answer?.ok ? new DOMParser().parseFromString(told, "image/svg+xml").documentElement : null;
  const address = /https?:\/\/(\S+)/.exec(drawn?.querySelector("title")?.textContent ?? "")?.[1] ?? location.host + room;
  for (const place of document.querySelectorAll(".qr")) {
    place.replaceChildren(made("span", {}, answer && !answer.ok ? told : address));
    if (drawn?.localName !== "svg") continue;
    const picture = document.importNode(drawn, true);
    picture.setAttribute("aria-hidden", "true");
    picture.querySelector("title")?.remove();
    place.prepend(made("p", {}, SAID.camera), picture);
  }
}

// ---- what is written down ----------------------------------------------------------------------------------
function openCapture() {
  if (itemOf(steps[at]) === null) return;
  find("capture-of").textContent = titleOf(at);
  find("captured").textContent = "";
  find("capture").showModal();
  find("capture-text").focus();
}

function saveCapture() {
  const text = find("capture-text").value.trim(), kind = document.querySelector('#capture input[name="kind"]:checked').value;
  if (!text) return find("capture-text").focus();
  asRoom("/notes", { method: "POST", told: { item: itemOf(steps[at]), kind, text } }).then(() => {
    find("capture-text").value = "";
    find("captured").textContent = SAID.saved;
    readWritten();
  }).catch(error => { find("captured").textContent = saidOf(error, SAID.not_saved); });
}

function openWritten() {
  sayWritten("");
  readWritten();
  find("written").showModal();
  find("written").querySelector("[data-do=close]").focus();
}
const sayWritten = told => { find("written-said").textContent = told; };

let written = "";
async function readWritten() {
  if (!room) return;
  try {
    await readGuesses();
    const { notes } = await (await asRoom("/notes")).json();
    if (JSON.stringify(notes) === written) return;
    written = JSON.stringify(notes);
    drawWritten(notes);
  } catch (error) { if (error.status === 404) leaveRoom(); }
}

// By slide; a slide that is guessed has the title it is asked with, for its own would tell what is right.
function drawWritten(notes) {
  const places = steps.filter((step, number) => number === steps.findIndex(one => one.screen === step.screen) && itemOf(step) !== null);
  const told = places.flatMap(step => {
    const mine = notes.filter(one => one.item === itemOf(step));
    if (!mine.length) return [];
    return [made("h3", {}, `${step.screen.dataset.number}. ${titleOf(steps.indexOf(step))}`), made("ul", {}, ...mine.map(drawNote))];
  });
  find("notes-written").replaceChildren(...(told.length ? told : [made("p", {}, SAID.none_written)]));
}

function drawNote(one) {
  const button = made("button", { type: "button", "aria-label": filled(SAID.remove_of, { text: one.text }) }, SAID.remove);
  button.addEventListener("click", () => remove(one));
  return made("li", {}, made("p", {}, made("b", {}, `${SAID[one.kind]}: `), one.text), button);
}

// What was removed is gone from the server; only this window can bring it back, until it is closed.
let removed = null;
async function remove(one) {
  try {
    await asRoom(`/notes/${one.id}`, { method: "DELETE" });
  } catch (error) {
    if (error.status !== 404) return sayWritten(saidOf(error, SAID.not_done));
  }
  removed = one;
  sayWritten(filled(SAID.removed, { text: one.text.length > 60 ? `${one.text.slice(0, 60)}…` : one.text }));
  find("undo").hidden = false;
  find("undo").focus();
  readWritten();
}

async function undo() {
  try {
    const { item, kind, text } = removed;
    await asRoom("/notes", { method: "POST", told: { item, kind, text } });
    removed = null;
    sayWritten(SAID.restored);
    await readWritten();
    [...find("notes-written").querySelectorAll("button")].at(-1)?.focus();
    find("undo").hidden = true;
  } catch (error) { sayWritten(saidOf(error, SAID.not_done)); }
}

// ---- guesses that are begun anew ---------------------------------------------------------------------------
async function readGuesses() {
  const item = itemOf(steps[at]), isAsked = steps[at].phase === "ask";
  find("guesses-now").hidden = !isAsked;
  if (!isAsked) return askSure(false);
  const { count } = await (await asRoom(`/guesses/${item}`)).json();
  find("guess-count").textContent = filled(SAID.of_room, { count });
  find("restart").disabled = !count;
}

function askSure(isAsking) {
  const had = find("guesses-now").contains(document.activeElement);
  find("restart").hidden = isAsking;
  find("restart-asked").hidden = !isAsking;
  if (had) find(isAsking ? "restart-sure" : "restart").focus();
}

async function restart() {
  try {
    await asRoom(`/guesses/${itemOf(steps[at])}`, { method: "DELETE" });
    sayWritten(SAID.restarted);
    askRoom();
  } catch (error) { sayWritten(saidOf(error, SAID.not_done)); }
  askSure(false);
  readWritten();
}
