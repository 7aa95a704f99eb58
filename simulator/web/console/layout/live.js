// Keeps a page live: the badge, the stream of what happens, regions that are fetched anew, forms that stay on the page.

const ALIVE = 10000; // milliseconds without a sign before the connection counts as lost
const badge = document.querySelector("[data-badge]");
const pause = document.querySelector("[data-pause]");
const REFRESHING = { Accept: "text/html", "X-Refreshing": "1" }; // a page then leaves out what comes by the stream
const WORDS = { connecting: "connecting…", live: "live", paused: "paused", lost: "connection lost" };
let source = null;
let lastSign = 0;
let last = document.body.dataset.last;
let asked = false;
let refreshing = false;
let left = false; // a region was left as it was, since somebody was typing in it
const shown = new WeakMap(); // what the server last showed in each region

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
window.addEventListener("pageshow", (event) => {
  if (event.persisted && badge.dataset.badge !== "paused") { connect(); refreshSoon(); }
});

function refreshSoon() {
  asked = true;
  if (!refreshing) refreshAll();
}

async function refreshAll() {
  refreshing = true;
  while (asked) {
    asked = false;
    const began = performance.now();
    try {
      const here = location.href;
      const answer = await fetch(here, { headers: REFRESHING });
      const html = await answer.text();
      if (here !== location.href) asked = true; // a form was answered meanwhile, and this page does not know of it
      else if (answer.ok && badge.dataset.badge !== "paused") take(parsed(html));
    } catch { /* the stream says that the connection is lost */ }
    await new Promise((done) => setTimeout(done, Math.max(100, performance.now() - began))); // half the time is the server's own
  }
  refreshing = false;
}

const parsed = (html) => new DOMParser().parseFromString(html, "text/html");

// Put the live regions of another version of this page in place of those here, as far as the server shows something
// else in them. A region in which somebody types is left until they have gone on; what was filled in, opened and
// scrolled stays, save in a form that was done: `isSent` tells its fields.
function take(fresh, isSent = () => false) {
  const focus = document.activeElement;
  for (const region of document.querySelectorAll("[data-live]")) {
    const next = fresh.getElementById(region.id);
    if (!next || next.outerHTML === shown.get(region)) continue;
    const filled = fieldsOf(region).filter((one) => isChanged(one) && !isSent(one));
    if (isTyping(region, focus, isSent) || filled.some((one) => !one.id)) { left = true; continue; }
    shown.set(next, next.outerHTML);
    replace(region, document.adoptNode(next), filled, region.contains(focus) ? focus : null);
  }
  document.dispatchEvent(new CustomEvent("refreshed", { detail: fresh }));
}

function replace(region, next, filled, focus) {
  const open = [...region.querySelectorAll("details[id]")].map((one) => [one.id, one.open]);
  const scrolled = scrollers(region).map((one) => [one.scrollLeft, one.scrollTop]);
  const place = stops(region).indexOf(focus);
  region.replaceWith(next);
  for (const [name, state] of open) { const one = document.getElementById(name); if (one) one.open = state; }
  for (const one of filled) fill(document.getElementById(one.id), one);
  scrollers(next).forEach((one, number) => { if (scrolled[number]) [one.scrollLeft, one.scrollTop] = scrolled[number]; });
  if (!focus) return;
  const again = focus.id ? document.getElementById(focus.id) : stops(next)[place];
  if (again && (focus.id || again.textContent === focus.textContent)) settleOn(again);
}

const stops = (region) => [...region.querySelectorAll("a[href], button, summary, input, select, textarea, [tabindex]")];
const scrollers = (region) => [region, ...region.querySelectorAll(".wide")];
const fieldsOf = (region) => [...region.querySelectorAll("input, select, textarea")];

// The focus goes there; where a menu that has closed hides it, to what opens the menu.
function settleOn(one) {
  const shut = one.closest("details:not([open])");
  const target = shut && one.tagName !== "SUMMARY" ? shut.querySelector("summary") : one;
  if (target !== document.activeElement) target.focus({ preventScroll: true });
}

const given = (select) => Math.max([...select.options].findIndex((option) => option.defaultSelected), select.options.length ? 0 : -1);

function isChanged(one) {
  if (one.tagName === "SELECT") return !one.multiple && one.selectedIndex !== given(one);
  return /^(checkbox|radio)$/.test(one.type) ? one.checked !== one.defaultChecked : one.value !== one.defaultValue;
}

function clear(one) {
  if (!isChanged(one)) return;
  if (one.tagName === "SELECT") one.selectedIndex = given(one);
  else if (/^(checkbox|radio)$/.test(one.type)) one.checked = one.defaultChecked;
  else one.value = one.defaultValue;
}

function fill(one, as) {
  if (!one || one.tagName !== as.tagName) return;
  if (/^(checkbox|radio)$/.test(one.type)) one.checked = as.checked;
  else if (one.tagName !== "SELECT" || [...one.options].some((option) => option.value === as.value)) one.value = as.value;
}

function isTyping(region, focus, isSent) {
  if (!focus || !region.contains(focus) || isSent(focus)) return false;
  return /^(INPUT|SELECT|TEXTAREA)$/.test(focus.tagName) && !/^(submit|button|checkbox|radio)$/.test(focus.type);
}

document.addEventListener("focusout", () => { if (left) { left = false; refreshSoon(); } });
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
  const asks = button && button.getAttribute("formaction"); // about what is typed, which therefore stays
  const [ids, menu] = [fieldsOf(form).map((one) => one.id), form.closest("details[data-menu]")];
  form.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(asks || form.getAttribute("action"), { method: "POST", body, headers: REFRESHING });
    const url = new URL(answer.url);
    if (url.pathname !== location.pathname || !answer.ok) { location.assign(answer.url); return; }
    const fresh = parsed(await answer.text());
    const done = !fresh.querySelector("#said .bad");
    history.replaceState(null, "", url.pathname + url.search + location.hash);
    if (menu && done) (document.getElementById(menu.id) || menu).open = false; // the region may be another than it was
    const isSent = (one) => done && !asks && !("keep" in one.dataset) && (one.form === form || (one.id && ids.includes(one.id)));
    take(fresh, isSent);
    for (const one of fieldsOf(document).filter(isSent)) clear(one);
    const again = button && button.id ? document.getElementById(button.id) : null;
    if (again) settleOn(again);
  } catch { lost(); } finally { form.removeAttribute("aria-busy"); }
});

// Menus close as menus do: by Escape, by a click elsewhere, and once what was chosen is done.
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" ? document.activeElement.closest("details[data-menu][open]") : null;
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
});

for (const region of document.querySelectorAll("[data-live]")) shown.set(region, region.outerHTML);
connect();
