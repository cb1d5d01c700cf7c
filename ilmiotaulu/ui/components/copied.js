// A text in a field that is only read, and a button that copies it.

const fields = new WeakMap();   // place -> what stands in it; goes with the place

export default function copied({data, parentElement}) {
  const here = parentElement.querySelector(".place");
  const one = fields.get(here) ?? build(here);
  fields.set(here, one);
  one.label.textContent = data.label;
  one.button.textContent = data.button;
  one.done = data.done;
  if (one.field.value !== data.text) one.note.textContent = "";
  one.field.value = data.text;
}

function build(here) {
  const one = {};
  const style = document.createElement("style");
  style.textContent = STYLE;
  const row = document.createElement("div");
  row.className = "row";
  one.label = document.createElement("label");
  one.field = document.createElement("input");
  one.field.readOnly = true;
  one.label.htmlFor = one.field.id = "copied";
  one.field.addEventListener("focus", () => one.field.select());
  one.button = document.createElement("button");
  one.button.type = "button";
  one.button.addEventListener("click", () => copy(one));
  one.note = document.createElement("p");
  one.note.className = "note";
  one.note.setAttribute("role", "status");
  row.append(one.field, one.button, one.note);
  here.append(style, one.label, row);
  return one;
}

async function copy(one) {
  try {
    await navigator.clipboard.writeText(one.field.value);
  } catch {
    // Without an encrypted connection browsers have no clipboard but this.
    one.field.select();
    document.execCommand("copy");
    one.button.focus();
  }
  one.note.textContent = one.done;
}
