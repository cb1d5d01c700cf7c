// Markup of many cells or words, set into the page as it comes. What a person has opened stays open.

const shown = new WeakMap();   // place -> the markup in it; goes with the place

export default function cells({data, parentElement}) {
  const here = parentElement.querySelector(".place");
  if (shown.get(here) === data.markup) return;
  shown.set(here, data.markup);
  const open = new Set([...here.querySelectorAll("details[open] > summary")].map(one => one.textContent));
  here.innerHTML = data.markup;
  for (const one of here.querySelectorAll("details > summary")) one.parentElement.open ||= open.has(one.textContent);
}
