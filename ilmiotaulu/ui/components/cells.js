// Markup of many cells, set into the page as it comes.

const shown = new WeakMap();   // place -> the markup in it; goes with the place

export default function cells({data, parentElement}) {
  const here = parentElement.querySelector(".place");
  if (shown.get(here) === data.markup) return;
  shown.set(here, data.markup);
  here.innerHTML = data.markup;
}
