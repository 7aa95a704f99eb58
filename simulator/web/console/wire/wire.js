// The wire: rows as they come, a search over them, the keyboard, and a request's detail beside the list.

const KEPT = 1000; // rows, as many as the server keeps at hand
const END = 40; // pixels from its end within which the list follows what comes
const at = (id) => document.getElementById(id);
const links = () => [...at("wire").querySelectorAll("a")];
let looking = 0;
let searches = 0;
let follows = true; // until somebody scrolls up

const by = () => at("wire-by").value;
const limited = () => at("wire-find") && (at("wire-find").value.trim() || !["okta", "all"].includes(by()));

document.addEventListener("wire", (event) => {
  const list = at("wire");
  if (!list) return;
  if (limited()) { findSoon(); return; }
  const holder = document.createElement("template");
  holder.innerHTML = event.detail;
  const row = holder.content.firstElementChild;
  if (!row || at(row.id) || (by() === "okta" && row.classList.contains("own"))) return;
  list.append(row);
  while (list.children.length > KEPT) list.firstElementChild.remove();
  settle(list);
});

document.addEventListener("refreshed", (event) => {
  const fresh = event.detail.getElementById("wire");
  const list = at("wire");
  if (!fresh || !list) return;
  const anew = fresh.dataset.wire !== list.dataset.wire;
  if (anew || event.detail.getElementById("wire-by").value !== by() || limited()) find();
  if (anew) close();
});

function replace(fresh) {
  const list = at("wire");
  list.dataset.wire = fresh.dataset.wire;
  list.replaceChildren(...fresh.children);
  follows = true;
  settle(list);
}

function isAtEnd(list) {
  return list.scrollHeight - list.scrollTop - list.clientHeight < END;
}

// One row alone is reached by Tab, the one last visited or the last of all: nobody tabs through a thousand.
function settle(list) {
  if (follows) list.scrollTop = list.scrollHeight;
  const all = links();
  const here = all.find((one) => one.tabIndex === 0 && one === document.activeElement) || all[all.length - 1];
  for (const one of all) one.tabIndex = one === here ? 0 : -1;
}

document.addEventListener("scroll", (event) => { if (event.target.id === "wire") follows = isAtEnd(event.target); }, true);

function findSoon() { clearTimeout(looking); looking = setTimeout(find, 200); }

async function find() {
  const mine = ++searches;
  const wanted = new URLSearchParams({ find: at("wire-find").value, by: by() });
  try {
    const answer = await fetch(`/wire?${wanted}`, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!answer.ok || mine !== searches) return;
    replace(page.getElementById("wire"));
    at("wire-count").replaceChildren(...page.getElementById("wire-count").childNodes);
  } catch { /* the badge says that the connection is lost */ }
}

document.addEventListener("input", (event) => { if (event.target.closest("[data-find]")) findSoon(); });
document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-find]")) { event.preventDefault(); find(); }
});

function showAll() {
  at("wire-by").value = "all";
  at("wire-by").focus();
  find();
}

async function open(link) {
  const detail = at("wire-detail");
  for (const one of links()) one.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
  try {
    const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const request = page.getElementById("request");
    if (!request) { location.assign(link.href); return; }
    const shut = Object.assign(document.createElement("button"), { type: "button", className: "close", textContent: "Close" });
    shut.addEventListener("click", close);
    detail.replaceChildren(shut, document.adoptNode(request));
    detail.hidden = false;
    offerCopies(detail);
    detail.scrollTop = 0;
    link.scrollIntoView({ block: "nearest" });
  } catch { location.assign(link.href); }
}

function close() {
  const detail = at("wire-detail");
  if (!detail || detail.hidden) return;
  detail.hidden = true;
  detail.replaceChildren();
  const link = at("wire").querySelector("a[aria-current]");
  if (link) { link.removeAttribute("aria-current"); link.focus(); }
}

document.addEventListener("click", (event) => {
  const copy = event.target.closest("[data-copy]");
  if (copy) { copyFrom(copy); return; }
  if (event.target.closest("#wire-all")) { event.preventDefault(); showAll(); return; }
  const link = event.target.closest("#wire a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  open(link);
});

function offerCopies(inside) {
  for (const one of inside.querySelectorAll("[data-copy]")) one.hidden = false;
}

async function copyFrom(button) {
  const text = at(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(text.textContent);
    button.textContent = "Copied";
  } catch {
    text.closest("details").open = true;
    getSelection().selectAllChildren(text);
    button.textContent = "Selected: press Ctrl+C";
  }
}

document.addEventListener("keydown", (event) => {
  if (!at("wire") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea")) return;
  const inside = event.target.closest("#wire");
  const by = { j: 1, k: -1, ...(inside ? { ArrowDown: 1, ArrowUp: -1 } : {}) }[event.key];
  if (event.key === "Escape") close();
  else if (event.key === "/") { event.preventDefault(); at("wire-find").focus(); }
  else if (by) { event.preventDefault(); move(by); }
});

function move(by) {
  const all = links();
  const here = all.indexOf(document.activeElement.closest("#wire a") || at("wire").querySelector("a[aria-current]"));
  const next = here < 0 ? all[all.length - 1] : all[Math.min(Math.max(here + by, 0), all.length - 1)];
  if (!next) return;
  for (const one of all) one.tabIndex = one === next ? 0 : -1;
  next.focus();
  if (!at("wire-detail").hidden) open(next);
}

offerCopies(document);
if (at("wire")) {
  settle(at("wire"));
  at("wire-search").hidden = true;
  new ResizeObserver(() => settle(at("wire"))).observe(at("wire")); // a band above it takes some of its height
}
