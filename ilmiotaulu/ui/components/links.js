// Links between the pages, heard in one place for the whole document: a link that says `data-keep` keeps the present
// view, which the address bar has, with the changes that it names. A link to a page (`data-page`) is followed inside the
// app; opened in another tab, or before this code is here, it is an ordinary link.

let press = () => {};
let isListening = false;

export default function links({data, setTriggerValue}) {
  press = pressed => setTriggerValue("pressed", pressed);
  carry(data.story, story => setTriggerValue("carried", story));
  if (isListening) return;
  isListening = true;
  for (const kind of ["pointerdown", "focusin", "contextmenu"]) {
    document.addEventListener(kind, event => {
      const link = linkAt(event), short = shortAt(event);
      if (link) link.href = addressOf(link);
      if (short) short.href = shortOf(short);
    });
  }
  document.addEventListener("click", event => {
    const link = shortAt(event), isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!link || !isPlain || event.button) return;
    event.preventDefault();
    copy(link);
  });
  document.addEventListener("click", event => {
    const link = linkAt(event), isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!link?.dataset.page || !isPlain || event.button || event.defaultPrevented) return;
    event.preventDefault();
    press({page: link.dataset.page, changed: changesOf(link)});
  });
}

// A session that knows nothing of a story (null) is given the one that this tab had in the session before.
function carry(story, tell) {
  try {
    const carried = sessionStorage.getItem("ilmiotaulu-story");
    if (story) sessionStorage.setItem("ilmiotaulu-story", story);
    else if (story === "") sessionStorage.removeItem("ilmiotaulu-story");
    else if (carried) tell(carried);
  } catch {
    // A browser may keep nothing: then a story is on its own page alone.
  }
}

// ---- the short address of the view ------------------------------------------------------------------------

function shortAt(event) { return event.target.closest?.("a[data-short]"); }

// As `short_links.short` makes it. What the page was drawn with holds as long as the address bar says the same.
function shortOf(link) {
  const told = JSON.parse(link.dataset.short), view = Object.fromEntries(new URLSearchParams(location.search));
  link.dataset.drawn ??= link.getAttribute("href");
  const at = Object.fromEntries(new URLSearchParams(told.at));
  const same = Object.keys({...view, ...at}).every(name => view[name] === at[name]);
  if (same) return link.dataset.drawn;
  const rest = Object.fromEntries(told.names.filter(name => view[name] && view[name] !== told.plain[name]).map(name => [name, view[name]]));
  for (const [name, value] of Object.entries(told.place)) if (rest[name] === value) delete rest[name];
  let path = told.base;
  const figure = rest[told.figure] ?? "";
  if (/^[a-z][a-z0-9_]*$/.test(figure)) {
    path += `/${figure}`;
    delete rest[told.figure];
    if (rest.phenomenon === told.phenomenon && told.homes.includes(figure)) delete rest.phenomenon;
  }
  if (/^[12]\d{3}$/.test(rest.year ?? "")) {
    path += `/${rest.year}`;
    delete rest.year;
  }
  const query = new URLSearchParams(rest).toString();
  return query ? `${path}?${query}` : path;
}

async function copy(link) {
  link.href = shortOf(link);
  const told = JSON.parse(link.dataset.short), status = link.parentElement.querySelector('[role="status"]');
  let words = told.copied;
  try {
    await navigator.clipboard.writeText(link.href);
  } catch {
    words = told.here;                             // a browser that does not let a page copy
  }
  const address = document.createElement("code");
  address.textContent = link.href;
  status.replaceChildren(`${words} `, address);
}

// ---- links that keep the view -----------------------------------------------------------------------------

function linkAt(event) { return event.target.closest?.("a[data-keep]"); }

function changesOf(link) { return Object.fromEntries(new URLSearchParams(link.dataset.keep)); }

function addressOf(link) {
  const address = new URL(link.href);
  for (const [name, value] of new URLSearchParams(location.search)) address.searchParams.set(name, value);
  for (const [name, value] of Object.entries(changesOf(link))) {
    if (value) address.searchParams.set(name, value);
    else address.searchParams.delete(name);
  }
  return address.href;
}
