// A button that opens a room for phones: the answer's key is the presenter's, and goes behind the `#` of an address,
// which no server writes down.

const buttons = new WeakMap();   // place -> what stands in it; goes with the place

export default function openRoom({data, parentElement}) {
  const here = parentElement.querySelector(".place");
  const one = buttons.get(here) ?? build(here);
  buttons.set(here, one);
  one.data = data;
  one.button.textContent = data.words.open;
}

function build(here) {
  const style = document.createElement("style");
  style.textContent = STYLE;
  const one = {button: document.createElement("button"), note: document.createElement("p")};
  one.button.type = "button";
  one.note.className = "note";
  one.note.setAttribute("role", "status");
  one.button.addEventListener("click", () => open(one));
  here.append(style, one.button, one.note);
  return one;
}

async function open(one) {
  if (one.isOpening) return;
  one.isOpening = true;
  const {story, present, words} = one.data;
  one.note.textContent = words.opening;
  // Asked for in the click itself: a tab that opens later would be stopped.
  const tab = window.open("", "_blank");
  try {
    const answer = await fetch("/rooms", {
      method: "POST",
      headers: {"content-type": "application/json"},
      body: JSON.stringify({story}),
    });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.error);
    const link = document.createElement("a");
    link.href = `${present}&room=${encodeURIComponent(told.room)}#key=${encodeURIComponent(told.key)}`;
    link.target = "_blank";
    link.textContent = words.show;
    one.note.replaceChildren(told.address ? words.opened.replace("{address}", told.address) : told.no_address, link);
    if (tab) tab.location.replace(link.href);
  } catch (error) {
    tab?.close();
    // What the server says itself is about the room; anything else is a connection that failed.
    one.note.textContent = error instanceof SyntaxError || error instanceof TypeError ? words.failed : error.message;
  }
  one.isOpening = false;
}
