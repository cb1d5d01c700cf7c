// The views of a story: an ordered list of cards. The order and the words are the browser's until the server has heard
// them; each change tells the whole list, so no change is lost when another follows before the answer.

const lists = new WeakMap();   // place -> what stands in it; goes with the place
const TYPING = 500;   // milliseconds after the last letter
// Small signs of the kinds, drawn in a square of 24.
const SIGNS = {
  numbers: "M4 6h16M4 12h16M4 18h10",
  places: "M4 5h16v14H4zM4 10h16M10 5v14",
  trend: "M3 18l6-7 4 3 8-9",
  map: "M3 6l6-2 6 2 6-2v14l-6 2-6-2-6 2zM9 4v14M15 6v14",
  ranking: "M4 5h16M4 12h11M4 19h6",
  need: "M4 4v16h16M9 14h.01M13 9h.01M17 12h.01M12 15h.01",
  forecast: "M3 17l6-5 3 2M12 14l9-8M12 14l9 0",
  meaning: "M4 20V10l8-6 8 6v10zM9 20v-6h6v6",
  months: "M4 5h16v15H4zM4 9h16M8 3v4M16 3v4M7 17l3-3 3 2 4-4",
  centre: "M12 21s7-6.5 7-12a7 7 0 0 0-14 0c0 5.5 7 12 7 12zM12 7v4M10 9h4",
  centres: "M3 6l6-2 6 2 6-2v14l-6 2-6-2-6 2zM8 11h.01M13 9h.01M16 14h.01M11 15h.01",
  questions: "M9 9a3 3 0 1 1 4 2.8c-.8.4-1 .9-1 1.7M12 17h.01M3 4h18v16H8l-5 3z",
};

export default function storyCards({data, parentElement, setStateValue}) {
  const here = parentElement.querySelector(".place");
  const one = lists.get(here) ?? build(here, data);
  lists.set(here, one);
  one.send = told => setStateValue("told", told);
  one.words = data.words;
  if (data.heard !== one.turn) return;   // the answer to a later change comes, and has everything
  if (!data.can_undo) forget(one);
  arrange(one, data.cards);
  if (data.opened !== one.opened) {
    one.opened = data.opened;
    show(one, one.cards.find(card => card.number === data.opened));
  }
}

function build(here, data) {
  const style = document.createElement("style");
  style.textContent = STYLE;
  const one = {turn: data.heard, cards: [], known: [], gone: null, wanted: 0, opened: 0, list: document.createElement("ol")};
  one.heard = element("p", "heard");
  one.heard.setAttribute("role", "status");
  here.append(style, one.list, one.heard);
  return one;
}

function element(name, className, text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

// What the server knows of: cards come, go and stand in its order. A field that is being written in is left alone.
function arrange(one, told) {
  const there = new Map(one.cards.map(card => [card.number, card]));
  one.cards = told.map(data => there.get(data.number) ?? makeCard(one, data.number));
  one.known = told.map(data => data.number);
  for (const [at, card] of one.cards.entries()) {
    card.data = told[at];
    for (const name of ["headline", "question", "notes"]) {
      const field = card[name];
      if (field.getRootNode().activeElement !== field) field.value = told[at][name];
    }
    card.guess.checked = told[at].guess;
  }
  place(one);
  const back = one.cards.find(card => card.number === one.wanted);
  if (back) back.open.focus();
  one.wanted = back ? 0 : one.wanted;
}

function place(one) {
  const nodes = one.cards.map(card => card.node);
  if (one.gone) nodes.splice(one.gone.at, 0, one.gone.node);
  // Only what stands elsewhere is moved: a moved node loses the focus in it.
  nodes.forEach((node, at) => {
    if (one.list.children[at] !== node) one.list.insertBefore(node, one.list.children[at] ?? null);
  });
  while (one.list.children.length > nodes.length) one.list.lastChild.remove();
  one.cards.forEach((card, at) => write(one, card, at));
}

function write(one, card, at) {
  const {data, node} = card, {words} = one, title = titleOf(card);
  const named = name => words[name].replace("{title}", title);
  node.classList.toggle("gone", Boolean(data.gap));
  card.at.textContent = at + 1;
  card.sign.setAttribute("d", SIGNS[data.kind]);
  card.kind.textContent = data.of ? `${data.words} · ${data.of}` : data.words;
  card.title.textContent = title;
  card.gap.textContent = data.gap;
  card.gap.hidden = !data.gap;
  card.edit.textContent = card.open.getAttribute("aria-expanded") === "true" ? words.close : words.edit;
  for (const name of ["up", "down", "remove"]) {
    card[name].setAttribute("aria-label", named(name));
    card[name].title = words[`${name}_short`];
  }
  card.up.setAttribute("aria-disabled", at === 0);
  card.down.setAttribute("aria-disabled", at === one.cards.length - 1);
  for (const name of ["headline", "question", "notes"]) card[`${name}Label`].textContent = words[name];
  card.headline.placeholder = data.finding;
  card.notesHint.textContent = words.notes_how;
  card.headlineHint.textContent = words.headline_how;
  card.guessLabel.textContent = words.guess;
  card.guessHint.textContent = data.no_guess || words.guess_how;
  card.guess.disabled = Boolean(data.no_guess);
  card.check.hidden = !["trend", "ranking"].includes(data.kind);
}

function titleOf(card) { return card.headline.value.trim() || card.data.finding || card.data.words; }

function makeCard(one, number) {
  const card = {number, node: element("li", "card"), data: {}}, bar = element("div", "bar");
  card.open = element("button", "open");
  card.open.type = "button";
  card.at = element("span", "at");
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  card.sign = svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "path"));
  const said = element("span", "said");
  for (const name of ["kind", "title", "gap"]) said.append(card[name] = element("span", name));
  card.edit = element("span", "edit");
  card.open.append(card.at, svg, said, card.edit);
  card.body = element("div", "body");
  card.body.id = `body-${number}`;
  card.open.setAttribute("aria-controls", card.body.id);
  const tools = element("div", "tools");
  for (const [name, sign] of [["up", "↑"], ["down", "↓"], ["remove", "✕"]]) {
    tools.append(card[name] = element("button", "", sign));
    card[name].type = "button";
  }
  bar.append(card.open, tools);
  field(one, card, "headline", "input", 300, true);
  field(one, card, "question", "input", 300, false);
  field(one, card, "notes", "textarea", 4000, true);
  card.check = element("div", "check");
  card.guess = element("input");
  card.guess.type = "checkbox";
  card.guess.id = `guess-${number}`;
  card.guessLabel = element("label");
  card.guessLabel.htmlFor = card.guess.id;
  card.guessHint = element("span", "hint");
  card.guessHint.id = `guess-how-${number}`;
  card.guess.setAttribute("aria-describedby", card.guessHint.id);
  const beside = element("div", "field");
  beside.append(card.guessLabel, card.guessHint);
  card.check.append(card.guess, beside);
  card.body.append(card.check);
  card.node.append(bar, card.body);
  setOpen(card, false);
  card.open.addEventListener("click", () => show(one, card.body.hidden ? card : null));
  card.up.addEventListener("click", () => move(one, card, -1));
  card.down.addEventListener("click", () => move(one, card, 1));
  card.remove.addEventListener("click", () => remove(one, card));
  card.guess.addEventListener("change", () => tell(one, false));
  return card;
}

function field(one, card, name, kind, most, hasHint) {
  const whole = element("div", name === "notes" ? "field wide" : "field");
  const input = card[name] = element(kind);
  if (kind === "input") input.type = "text";
  input.maxLength = most;
  input.id = `${name}-${card.number}`;
  const label = card[`${name}Label`] = element("label");
  label.htmlFor = input.id;
  whole.append(label, input);
  if (hasHint) {
    const hint = card[`${name}Hint`] = element("p", "hint");
    hint.id = `${input.id}-how`;
    input.setAttribute("aria-describedby", hint.id);
    whole.append(hint);
  }
  card.body.append(whole);
  // Streamlit has keys of its own: what is written here is not for them.
  input.addEventListener("keydown", event => event.stopPropagation());
  input.addEventListener("input", () => {
    clearTimeout(one.typing);
    one.typing = setTimeout(() => tell(one, true), TYPING);
  });
  input.addEventListener("change", () => {
    clearTimeout(one.typing);
    place(one);
    tell(one, false);
  });
}

function setOpen(card, isOpen) {
  card.body.hidden = !isOpen;
  card.open.setAttribute("aria-expanded", isOpen);
}

function show(one, opened) {
  for (const card of one.cards) setOpen(card, card === opened);
  place(one);
}

function move(one, card, by) {
  const from = one.cards.indexOf(card), to = from + by;
  if (to < 0 || to >= one.cards.length) return;
  const pressed = by < 0 ? card.up : card.down;
  forget(one);
  one.cards.splice(from, 1);
  one.cards.splice(to, 0, card);
  place(one);
  pressed.focus();
  say(one, one.words.moved.replace("{place}", to + 1).replace("{count}", one.cards.length));
  tell(one, false);
}

function remove(one, card) {
  const at = one.cards.indexOf(card), node = element("li", "removed");
  const words = one.words.removed.replace("{title}", titleOf(card));
  const undo = element("button", "undo", one.words.undo);
  undo.type = "button";
  undo.addEventListener("click", () => {
    forget(one);
    one.wanted = card.number;
    one.send({turn: ++one.turn, undo: true});
  });
  node.append(element("span", "", words), undo);
  forget(one);
  one.gone = {at, node};
  one.cards.splice(at, 1);
  place(one);
  undo.focus();
  say(one, words);
  tell(one, false);
}

// The line that stands where a card was removed goes with the next change, as the way back does.
function forget(one) {
  one.gone?.node.remove();
  one.gone = null;
}

function say(one, words) { one.heard.textContent = words; }

function tell(one, typing) {
  one.turn += 1;
  one.send({
    turn: one.turn,
    typing,
    known: one.known,
    cards: one.cards.map(card => ({
      number: card.number,
      headline: card.headline.value,
      question: card.question.value,
      notes: card.notes.value,
      guess: card.guess.checked,
    })),
  });
}
