// Links between the pages, heard in one place for the whole document: a link that says `data-keep` keeps the present
// view, which the address bar has, with the changes that it names. A link to a page (`data-page`) is followed inside the
// app; opened in another tab, or before this code is here, it is an ordinary link.

let press = () => {};
let isListening = false;

export default function links({setTriggerValue}) {
  press = pressed => setTriggerValue("pressed", pressed);
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
