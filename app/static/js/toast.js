// Messages leave after twenty seconds, wait while the pointer or focus is on them, and stay when they must be read.
// The server shows one with flash(), or with the response header HX-Trigger: {"toast": {"text": "Saved", "kind": "error"}}.
const STAY = 20000;

function watch(toast) {
  if (toast.dataset.watched) return;
  toast.dataset.watched = "yes";
  toast.querySelector("[data-toast-close]")?.addEventListener("click", () => toast.remove());
  if ("toastStays" in toast.dataset) return;
  let timer = 0;
  const begin = () => (timer = setTimeout(() => toast.remove(), STAY));
  const pause = () => clearTimeout(timer);
  for (const moment of ["pointerenter", "focusin"]) toast.addEventListener(moment, pause);
  for (const moment of ["pointerleave", "focusout"]) toast.addEventListener(moment, () => (pause(), begin()));
  begin();
}

function make({ text, kind }) {
  const toast = document.createElement("div");
  toast.className = kind === "error" ? "toast toast-error" : "toast";
  toast.dataset.toast = "";
  if (kind === "error") toast.dataset.toastStays = "";
  const said = document.createElement("span");
  said.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn btn-plain";
  close.dataset.toastClose = "";
  close.textContent = "Close";
  toast.append(said, close);
  return toast;
}

const watchAll = () => document.querySelectorAll("[data-toasts] [data-toast]").forEach(watch);

document.addEventListener("toast", (event) => {
  const place = document.querySelector("[data-toasts]");
  const given = typeof event.detail === "string" ? { text: event.detail } : event.detail;
  if (!place || !(given?.text ?? given?.value)) return;
  place.append(make({ text: given.text ?? given.value, kind: given.kind }));
  watchAll();
});
document.addEventListener("htmx:afterSettle", watchAll);
watchAll();
