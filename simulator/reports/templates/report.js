"use strict";
const filter = document.getElementById("filter");
const sections = Array.from(document.querySelectorAll("section"));
const exchanges = Array.from(document.querySelectorAll("li.exchange"));
const bodies = Array.from(document.querySelectorAll("details"));

function offer(select, names) {
  for (const name of new Set(names)) {
    select.add(new Option(name, name));
  }
}

function apply() {
  const {step, status, verify} = filter.elements;
  for (const section of sections) {
    section.hidden = step.value !== "" && section.dataset.step !== step.value;
  }
  for (const exchange of exchanges) {
    const other = status.value !== "" && exchange.dataset.status !== status.value;
    exchange.hidden = other || (exchange.dataset.origin === "verify" && !verify.checked);
  }
}

function fold(open) {
  for (const body of bodies) {
    body.open = open;
  }
}

offer(filter.elements.step, sections.map((section) => section.dataset.step));
offer(filter.elements.status, exchanges.map((exchange) => exchange.dataset.status).sort());
filter.addEventListener("input", apply);
filter.elements.unfold.addEventListener("click", () => fold(true));
filter.elements.fold.addEventListener("click", () => fold(false));
addEventListener("hashchange", () => {
  filter.elements.step.value = "";
  apply();
  document.getElementById(location.hash.slice(1))?.scrollIntoView();
});
addEventListener("beforeprint", () => fold(true));
filter.hidden = false;
apply();
