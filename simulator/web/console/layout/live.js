// Keeps a page live: the badge, the stream of what happens, regions that are fetched anew, forms that stay on the page.

const ALIVE = 10000; // milliseconds without a sign before the connection counts as lost
const badge = document.querySelector("[data-badge]");
const pause = document.querySelector("[data-pause]");
const WORDS = { connecting: "connecting…", live: "live", paused: "paused", lost: "connection lost" };
let source = null;
let lastSign = 0;
let last = document.body.dataset.last;
let asked = false;
let refreshing = false;

function show(state, words) {
  badge.dataset.badge = state;
  badge.textContent = words || WORDS[state];
  pause.hidden = false;
  pause.textContent = state === "paused" ? "Go on" : "Pause";
}

function connect() {
  disconnect();
  show("connecting");
  lastSign = Date.now();
  source = new EventSource(`/console/events?after=${last}`);
  for (const kind of ["wire", "changed", "alive"]) source.addEventListener(kind, (event) => heard(kind, event));
  source.onerror = lost;
}

function disconnect() {
  if (source) source.close();
  source = null;
}

function heard(kind, event) {
  lastSign = Date.now();
  last = event.lastEventId || last;
  if (badge.dataset.badge !== "live") show("live");
  if (kind === "wire") document.dispatchEvent(new CustomEvent("wire", { detail: event.data }));
  if (kind === "changed") refreshSoon();
}

async function lost() {
  disconnect();
  show("lost");
  let words = null;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (answer.status === 401) words = "connection lost: oktasim was started again; open the address it has printed";
  } catch { /* nobody is there */ }
  if (badge.dataset.badge !== "lost") return;
  if (words) show("lost", words);
  else setTimeout(() => { if (badge.dataset.badge === "lost" && !document.hidden) connect(); }, 2000);
}

setInterval(() => { if (source && Date.now() - lastSign > ALIVE) lost(); }, 1000);

pause.addEventListener("click", () => {
  if (badge.dataset.badge === "paused") { connect(); refreshSoon(); } else { disconnect(); show("paused"); }
});
document.addEventListener("visibilitychange", () => {
  if (badge.dataset.badge === "paused") return;
  if (document.hidden) disconnect();
  else if (!source) { connect(); refreshSoon(); }
});
window.addEventListener("pagehide", disconnect);

function refreshSoon() {
  asked = true;
  if (!refreshing) refreshAll();
}

async function refreshAll() {
  refreshing = true;
  while (asked) {
    asked = false;
    try {
      const here = location.href;
      const answer = await fetch(here, { headers: { Accept: "text/html" } });
      const html = await answer.text();
      if (here !== location.href) asked = true; // a form was answered meanwhile, and this page does not know of it
      else if (answer.ok && badge.dataset.badge !== "paused") take(html);
    } catch { /* the stream says that the connection is lost */ }
    await new Promise((done) => setTimeout(done, 100));
  }
  refreshing = false;
}

// Put the live regions of another version of this page in place of those here. One in which somebody types is left.
export function take(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const focus = document.activeElement;
  const id = focus && focus.id;
  for (const region of document.querySelectorAll("[data-live]")) {
    const next = fresh.getElementById(region.id);
    if (!next || next.outerHTML === region.dataset.was || isTyping(region, focus)) continue;
    const open = [...region.querySelectorAll("details[id]")].map((one) => [one.id, one.open]);
    const ticked = [...region.querySelectorAll("input[type=checkbox][id]")].filter((one) => one.checked !== one.defaultChecked);
    const kept = [...region.querySelectorAll("select[data-keep]")].map((one) => [one.id, one.value]);
    const was = next.outerHTML;
    region.replaceWith(document.adoptNode(next));
    next.dataset.was = was;
    for (const [name, state] of open) { const one = document.getElementById(name); if (one) one.open = state; }
    for (const { id: name, checked } of ticked) { const one = document.getElementById(name); if (one) one.checked = checked; }
    for (const [name, value] of kept) keep(document.getElementById(name), value);
  }
  if (id && document.activeElement !== focus) { const again = document.getElementById(id); if (again) again.focus(); }
  document.dispatchEvent(new CustomEvent("refreshed", { detail: fresh }));
}

function keep(select, value) {
  if (select && [...select.options].some((one) => one.value === value)) select.value = value;
}

function isTyping(region, focus) {
  return focus && region.contains(focus) && /^(INPUT|SELECT|TEXTAREA)$/.test(focus.tagName) && focus.type !== "submit";
}

// What scrolls is for the keyboard, too, where nothing in it takes the focus already.
function makeReachable() {
  for (const one of document.querySelectorAll(".wide, .rail li")) {
    const scrolls = one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight;
    if (scrolls && !one.querySelector("a[href], button, input, select, textarea, summary")) one.tabIndex = 0;
    else one.removeAttribute("tabindex");
  }
}

for (const what of ["refreshed", "toggle"]) document.addEventListener(what, makeReachable, true);
window.addEventListener("resize", makeReachable);
makeReachable();

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const button = event.submitter;
  const method = button && button.hasAttribute("formmethod") ? button.formMethod : form.getAttribute("method");
  if (method !== "post" || form.hasAttribute("data-leave") || form.enctype === "multipart/form-data") return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form, button));
  form.setAttribute("aria-busy", "true");
  try {
    const action = (button && button.getAttribute("formaction")) || form.getAttribute("action");
    const answer = await fetch(action, { method: "POST", body });
    const url = new URL(answer.url);
    if (url.pathname !== location.pathname || !answer.ok) { location.assign(answer.url); return; }
    history.replaceState(null, "", url.pathname + url.search + location.hash);
    if (button) button.blur();
    take(await answer.text());
    if (button && button.id) { const again = document.getElementById(button.id); if (again) again.focus(); }
  } catch { lost(); } finally { form.removeAttribute("aria-busy"); }
});

connect();
