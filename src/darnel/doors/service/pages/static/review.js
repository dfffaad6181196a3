// Keys, the countdowns, a draft that keeps itself. Everything here has a button that works without it.
"use strict";

const SAVE_AFTER = 1200; // ms without a change before the draft is kept
const USED_FOR = 5 * 60 * 1000; // ms that a case counts as being worked on after the last touch
const RETRY = 15 * 1000; // ms until the service is asked again after it could not be reached
const form = document.getElementById("judge");
const help = document.getElementById("help");
const live = document.getElementById("live");
const wide = window.matchMedia("(min-width: 60rem)");
const still = window.matchMedia("(prefers-reduced-motion: reduce)");
let touched = Date.now();
let timer = 0;
let sent = false;

const say = (text) => { live.textContent = ""; window.setTimeout(() => { live.textContent = text; }, 50); };

function fault(text) {
  let shown = document.getElementById("fault");
  if (!shown) {
    shown = document.createElement("p");
    shown.id = "fault";
    shown.className = "fault";
    shown.setAttribute("role", "alert");
    document.getElementById("main").prepend(shown);
  }
  shown.textContent = text;
}

// --- drafts and the lease -----------------------------------------------------------------------

async function post(address) {
  const answer = await fetch(address, {
    method: "POST", body: new URLSearchParams(new FormData(form)), keepalive: true,
    headers: { Accept: "application/json" }, credentials: "same-origin",
  });
  const told = await answer.json().catch(() => ({}));
  if (answer.ok) return told;
  const refused = new Error(told.detail || "The service did not take it.");
  refused.final = answer.status < 500;
  throw refused;
}

async function keep() {
  window.clearTimeout(timer);
  timer = 0;
  if (sent) return;
  try {
    await post(form.dataset.draft);
    form.dataset.kept = "1";
  } catch (error) {
    fault(`The draft could not be kept: ${error.message}`);
  }
}

function changed() {
  touched = Date.now();
  delete form.dataset.kept;
  window.clearTimeout(timer);
  timer = window.setTimeout(keep, SAVE_AFTER);
}

async function renew(left) {
  if (left.dataset.asking || sent) return;
  left.dataset.asking = "1";
  try {
    begin(left, (await post(form.dataset.renew)).left_ms);
    document.getElementById("fault")?.remove();
    window.setTimeout(() => delete left.dataset.asking, 5000);
  } catch (error) {
    if (!error.final) window.setTimeout(() => delete left.dataset.asking, RETRY);
    fault(`The case could not be kept for longer: ${error.message} What you wrote is kept; load the page again.`);
  }
}

// --- countdowns ---------------------------------------------------------------------------------

function begin(left, milliseconds) {
  left.dataset.until = String(Date.now() + milliseconds);
  delete left.dataset.warned;
  delete left.dataset.ended;
}

function count(left) {
  const rest = Number(left.dataset.until) - Date.now();
  const seconds = Math.max(0, Math.ceil(rest / 1000));
  const text = seconds >= 60 ? `${Math.floor(seconds / 60)} min` : `${seconds} s`;
  if (left.textContent !== text) left.textContent = text;
  const lease = Number(left.dataset.lease || 0) * 1000;
  const used = document.visibilityState === "visible" && Date.now() - touched < Math.min(USED_FOR, lease);
  if (lease && form && used && rest > 0 && rest < lease / 2) renew(left);
  if (left.dataset.warn && rest > 0 && rest <= Number(left.dataset.warn) && !left.dataset.warned) {
    left.dataset.warned = "1";
    if (!used) say("One minute is left for this case.");
  }
  if (rest <= 0 && !left.dataset.ended) {
    left.dataset.ended = "1";
    ended(left);
  }
}

function ended(left) {
  const undo = left.closest(".undo");
  if (undo) {
    undo.querySelector("button").hidden = true;
    say(left.dataset.over);
  } else {
    fault(left.dataset.over);
  }
}

// --- findings -----------------------------------------------------------------------------------

const findings = [...document.querySelectorAll("[data-finding]")];
let current = -1;

function choose(place, follow) {
  if (place < 0 || place >= findings.length) return;
  current = place;
  const number = findings[place].dataset.finding;
  findings.forEach((one, at) => one.classList.toggle("now", at === place));
  document.querySelectorAll("mark").forEach((mark) => {
    mark.classList.toggle("now", (mark.getAttribute("aria-describedby") || "").split(" ").includes(`f-${number}`));
  });
  if (!follow) return;
  findings[place].focus({ preventScroll: true });
  const how = still.matches ? "auto" : "smooth";
  const mark = document.getElementById(`f-m${number}`);
  if (wide.matches && mark) mark.scrollIntoView({ block: "center", behavior: how });
  findings[place].scrollIntoView({ block: "nearest", behavior: wide.matches ? "auto" : how });
}

function judge(word) {
  if (current < 0) return;
  const radio = findings[current].querySelector(`input[value="${word}"]`);
  if (!radio || radio.disabled) return;
  radio.checked = true;
  changed();
  say(`Finding ${findings[current].dataset.finding} ${word}ed.`);
  choose(current + 1, true);
}

// --- keys ---------------------------------------------------------------------------------------

const OFF = "darnel-keys-off";
const remembered = (value) => {
  try {
    if (value !== undefined) localStorage.setItem(OFF, value);
    return localStorage.getItem(OFF) === "1";
  } catch { return false; }
};
let off = remembered();

const writes = (at) => at.matches("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])");
const acts = (at) => at.closest("a, button, summary, input, .scroll");

function pressed(event) {
  const at = event.target instanceof Element ? event.target : document.body;
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (writes(at)) {
    if (event.key === "Escape") at.blur();
    return;
  }
  const name = event.key === " " ? "space" : event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.shiftKey && name !== "?") return;
  if (help && help.open) {
    if (name === "?") help.close();
    return;
  }
  if (off && name !== "?") return;
  if ((name === "space" || name === "Enter") && acts(at)) return;
  if (event.repeat && name !== "j" && name !== "k") return;
  if (act(name)) event.preventDefault();
}

function act(name) {
  if (form && findings.length && (name === "y" || name === "n")) {
    judge(name === "y" ? "confirm" : "reject");
    return true;
  }
  const field = document.querySelector(`[data-focus="${CSS.escape(name)}"]`);
  if (field) {
    field.focus();
    return true;
  }
  const control = [...document.querySelectorAll("[data-key]")].find(
    (one) => one.dataset.key.split(" ").includes(name) && !one.hidden && !one.disabled);
  if (control) control.click();
  return Boolean(control);
}

// --- all together -------------------------------------------------------------------------------

function clicked(event) {
  const control = event.target.closest("[data-opens], [data-step]");
  if (!control) return;
  if (control.dataset.opens) document.getElementById(control.dataset.opens).showModal();
  if (control.dataset.step) choose(current + Number(control.dataset.step), true);
}

const told = document.querySelector(".said, .undo p");
if (told) say(told.textContent); // what a page brings along is not read out by itself
document.querySelectorAll(".needs-script").forEach((one) => { one.hidden = false; });
const lefts = [...document.querySelectorAll(".left")];
lefts.forEach((left) => begin(left, Number(left.dataset.left)));
if (lefts.length) window.setInterval(() => lefts.forEach(count), 500);
document.addEventListener("keydown", pressed);
document.addEventListener("click", clicked);
document.addEventListener("submit", (event) => {
  if (sent) event.preventDefault(); // a second press must not answer the next case
  if (event.target.method !== "dialog") sent = true;
});
window.addEventListener("pageshow", () => { sent = false; });

if (help) {
  const on = document.getElementById("keys-on");
  on.checked = !off;
  on.addEventListener("change", () => { off = remembered(on.checked ? "0" : "1"); });
}
findings.forEach((one, place) => one.addEventListener("focusin", () => choose(place, false)));
if (form) {
  choose(0, false);
  if (document.activeElement === document.body) document.getElementById("column").focus({ preventScroll: true });
  document.addEventListener("input", (event) => { if (event.target.form === form) changed(); });
  ["keydown", "pointerdown", "wheel", "scroll"].forEach((kind) => {
    document.addEventListener(kind, () => { touched = Date.now(); }, { passive: true, capture: true });
  });
  window.addEventListener("pagehide", () => { if (timer) keep(); });
}
