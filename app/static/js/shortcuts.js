// Keys, read from the page itself: whatever carries data-shortcut="s" (or "g a") answers to it, and the sheet
// behind "?" lists exactly those. Single keys never fire in fields, nor with a modifier, and can be switched off
// on a device (WCAG 2.1.4).
import { open } from "./dialog.js";

const SWITCH = "rapport.keys";
const WAIT = 1200;
const ROWS = "[data-row]";
const MOVES = { j: ["Next in the list", () => step(1)], k: ["Previous in the list", () => step(-1)], x: ["Select", tick] };
let begun = "";
let timer = 0;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !isOn()) return;
  if (inField(event.target) || document.querySelector("dialog[open]")) return;
  const keys = begun ? `${begun} ${event.key}` : event.key;
  const target = find(keys);
  if (target) act(target);
  else if (MOVES[keys] && document.querySelector(ROWS)) MOVES[keys][1]();
  else if (begins(keys)) return wait(keys);
  else return wait("");
  event.preventDefault();
  wait("");
});

function find(keys) {
  return [...document.querySelectorAll("[data-shortcut]")].find((e) => e.dataset.shortcut === keys && isThere(e));
}

function begins(keys) {
  return [...document.querySelectorAll("[data-shortcut]")].some((e) => e.dataset.shortcut.startsWith(`${keys} `));
}

function wait(keys) {
  begun = keys;
  clearTimeout(timer);
  if (keys) timer = setTimeout(() => (begun = ""), WAIT);
}

function act(element) {
  if (element instanceof HTMLDialogElement) open(element);
  else if (inField(element)) element.focus(), element.select?.();
  else element.click();
}

function step(by) {
  const rows = [...document.querySelectorAll(ROWS)];
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[Math.max(0, Math.min(rows.length - 1, here < 0 ? 0 : here + by))];
  next.querySelector("a[href]")?.focus();
}

function tick() {
  document.activeElement.closest(ROWS)?.querySelector("input[type=checkbox]")?.click();
}

function inField(element) {
  if (element.isContentEditable) return true;
  if (element instanceof HTMLInputElement) return !["checkbox", "radio", "button", "submit", "reset"].includes(element.type);
  return element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement;
}

function isThere(element) {
  return element instanceof HTMLDialogElement || (element.checkVisibility?.() ?? true) && !element.disabled;
}

function isOn() {
  try {
    return localStorage.getItem(SWITCH) !== "off";
  } catch {
    return true;
  }
}

function fill(list) {
  const seen = new Map();
  for (const e of document.querySelectorAll("[data-shortcut]")) {
    if (isThere(e)) seen.set(e.dataset.shortcut, e.dataset.shortcutWords ?? e.textContent.trim());
  }
  if (document.querySelector(ROWS)) for (const [key, [said]] of Object.entries(MOVES)) seen.set(key, said);
  list.replaceChildren(...[...seen].map(([keys, said]) => line(keys, said)));
}

function line(keys, said) {
  const row = document.createElement("div");
  const [dt, dd] = [document.createElement("dt"), document.createElement("dd")];
  keys.split(" ").forEach((key, index) => {
    if (index) dt.append(" then ");
    const kbd = document.createElement("kbd");
    kbd.textContent = key;
    dt.append(kbd);
  });
  dd.textContent = said;
  row.append(dt, dd);
  return row;
}

for (const list of document.querySelectorAll("dialog [data-keysheet]")) {
  list.closest("dialog").addEventListener("dialog:opening", () => fill(list));
}

for (const box of document.querySelectorAll("[data-keys-switch]")) {
  box.checked = isOn();
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(SWITCH, box.checked ? "on" : "off");
    } catch {
      box.checked = true; // Where nothing may be stored the keys stay on, and the box must not claim otherwise.
    }
  });
}
