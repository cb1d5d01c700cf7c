// A year on a slider, with a button that plays the years. Maps on the page hear the year at once, as the event
// `ilmiotaulu-year`; the server is told when the hand has rested.

const REST = 120;          // milliseconds without a move after which the server is told
const PACE = 1200;         // milliseconds a year is shown for while the years play
const sliders = new WeakMap();   // place -> what stands in it; goes with the place

export default function yearSlider({data, parentElement, setTriggerValue}) {
  const here = parentElement.querySelector(".place");
  const slider = sliders.get(here) ?? build(here);
  sliders.set(here, slider);
  slider.tell = () => setTriggerValue("chosen", slider.years[slider.input.value]);
  slider.data = data;
  const isAnother = slider.told !== data.years;
  slider.told = data.years;
  slider.years = data.years.split(" ").map(Number);
  slider.input.max = slider.years.length - 1;
  slider.input.setAttribute("aria-label", data.label);
  slider.name.textContent = data.label;
  slider.button.hidden = !data.play;
  // An answer to an earlier move does not take the slider from the hand.
  if (isAnother || !slider.isMoving) show(slider, slider.years.indexOf(data.year));
  if (slider.years[slider.input.value] === data.year) slider.isMoving = slider.timer !== undefined;
  letter(slider);
}

function build(here) {
  const slider = {isMoving: false};
  const style = document.createElement("style");
  style.textContent = STYLE;
  const node = (name, className) => Object.assign(document.createElement(name), {className});
  slider.name = node("span", "name");
  slider.year = node("output", "year");
  slider.input = Object.assign(node("input", "slider"), {type: "range", min: 0, step: 1});
  slider.button = Object.assign(node("button", "play"), {type: "button"});
  slider.root = node("div", "years");
  const head = node("div", "head");
  head.append(slider.name, slider.year);
  const row = node("div", "row");
  row.append(slider.input, slider.button);
  slider.root.append(head, row);
  here.append(style, slider.root);
  slider.input.addEventListener("input", () => { stop(slider); move(slider); });
  slider.button.addEventListener("click", () => slider.timer === undefined ? play(slider) : stop(slider));
  // Who takes hold of the slider will soon want other years: maps fetch them meanwhile.
  for (const kind of ["pointerenter", "focusin"]) slider.root.addEventListener(kind, () => say(slider));
  return slider;
}

function show(slider, place) {
  slider.input.value = place;
  const year = String(slider.years[slider.input.value]);
  slider.year.textContent = year;
  slider.input.setAttribute("aria-valuetext", year);
}

function say(slider) {
  window.dispatchEvent(new CustomEvent("ilmiotaulu-year", {detail: slider.years[slider.input.value]}));
}

function move(slider) {
  slider.isMoving = true;
  show(slider, slider.input.value);
  say(slider);
  clearTimeout(slider.rest);
  slider.rest = setTimeout(() => slider.root.isConnected && slider.tell(), REST);
}

function play(slider) {
  const last = slider.years.length - 1;
  slider.timer = setInterval(() => slider.root.isConnected ? step(slider) : clearInterval(slider.timer), PACE);
  if (Number(slider.input.value) === last) { show(slider, 0); move(slider); }
  letter(slider);
}

function step(slider) {
  const last = slider.years.length - 1;
  show(slider, Math.min(Number(slider.input.value) + 1, last));
  move(slider);
  if (Number(slider.input.value) === last) stop(slider);
}

function stop(slider) {
  clearInterval(slider.timer);
  slider.timer = undefined;
  letter(slider);
}

function letter(slider) {
  slider.button.textContent = slider.timer === undefined ? `▶ ${slider.data.play}` : `■ ${slider.data.stop}`;
}
