// One of many from a list: a label and the browser's own list.

const choices = new WeakMap();   // place -> what stands in it; goes with the place

export default function choice({data, parentElement, setStateValue}) {
  const here = parentElement.querySelector(".place");
  const one = choices.get(here) ?? build(here, data);
  choices.set(here, one);
  // A state, unlike a trigger, is told again with whatever else is told: no choice is lost on a busy page.
  one.tell = () => {
    const place = one.list.selectedIndex;
    setStateValue("chosen", [place, one.words[place], ++one.turn]);
  };
  one.label.textContent = data.label;
  if (one.options !== data.words) {
    one.options = data.words;
    one.words = data.words.split("|");
    one.list.replaceChildren(...one.words.map(word => new Option(word)));
  } else if (data.heard !== one.turn) {
    return;   // the answer to an earlier choice does not take the list from the hand
  }
  one.list.selectedIndex = data.chosen;
}

function build(here, data) {
  const one = {turn: data.heard};
  const style = document.createElement("style");
  style.textContent = STYLE;
  one.label = document.createElement("label");
  one.list = document.createElement("select");
  one.label.htmlFor = one.list.id = "list";
  here.append(style, one.label, one.list);
  one.list.addEventListener("change", () => one.tell());
  return one;
}
