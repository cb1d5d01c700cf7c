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
      const link = linkAt(event);
      if (link) link.href = addressOf(link);
    });
  }
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
