// The story page's keys, the request on its way between the two boxes, and the step that is next kept in sight.

const PACE = 250; // milliseconds for which each of several requests is shown
const MOST = 8; // of a burst, the last so many are shown
const KEYS = ["n", " ", "ArrowRight", "PageDown"]; // those of a clicker, too
const coming = [];
let shown = null;
let timer = null;

document.addEventListener("keydown", (event) => {
  if (!KEYS.includes(event.key) || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  const at = event.target;
  if (at.closest("input, textarea, select, [contenteditable]")) return;
  if (event.key === " " && at.closest("button, summary, a")) return;
  if (event.key === "ArrowRight" && at.closest(".rail, .wide")) return;
  event.preventDefault();
  const next = document.getElementById("next");
  if (next && !event.repeat && !next.closest("[aria-busy]")) next.click();
});

// A request has been answered, or time has passed: `detail` is its line of the wire.
document.addEventListener("wire", (event) => {
  const line = new DOMParser().parseFromString(event.detail, "text/html").querySelector("li");
  if (!line || line.classList.contains("own")) return;
  coming.push(line);
  if (coming.length > MOST) coming.shift();
  if (!timer) advance();
});

// What the server shows is the last word, once all that came before was shown.
document.addEventListener("refreshed", (event) => {
  shown = event.detail.getElementById("edge");
  document.querySelector("#edge .count").textContent = shown.querySelector(".count").textContent;
  if (!timer) settle();
  keepInSight();
});

function advance() {
  const line = coming.shift();
  timer = line ? setTimeout(advance, PACE) : null;
  if (line) show(line);
  else settle();
}

function show(line) {
  const text = (name) => line.querySelector(`.${name}`)?.textContent.trim() || "";
  const waits = line.classList.contains("wait");
  const state = waits ? "waiting" : ["good", "warn", "bad"].find((one) => line.classList.contains(one)) || "good";
  put(state, waits ? line.textContent.trim() : `${text("method")} ${text("target")}`, text("code"), text("why"));
  const edge = document.getElementById("edge");
  edge.classList.remove("lit");
  void edge.offsetWidth; // the animation begins anew
  edge.classList.add("lit");
}

function settle() {
  if (!shown) return;
  const text = (name) => shown.querySelector(`.${name}`).textContent;
  const state = [...shown.classList].find((one) => one !== "edge");
  put(state, text("says"), text("answer"), text("why"));
}

function put(state, says, answer, why) {
  const edge = document.getElementById("edge");
  edge.className = `edge ${state}`;
  for (const [name, words] of Object.entries({ says, answer, why })) edge.querySelector(`.${name}`).textContent = words;
}

function keepInSight() {
  const rail = document.getElementById("rail");
  const current = rail.querySelector("[aria-current]") || [...rail.querySelectorAll(".step")].pop();
  if (!current || rail.contains(document.activeElement)) return;
  rail.scrollLeft = current.offsetLeft - rail.offsetLeft - (rail.clientWidth - current.clientWidth) / 2;
}

keepInSight();
