// Keeps what is typed on the server while somebody types, so that a closed tab or a lost device loses nothing.
const WAIT = 3000;
// What a page that closes may still send.
const LARGEST_LAST = 60_000;

const form = document.querySelector("form[data-keep]");
if (form) keep(form);

function keep(form) {
  const said = document.querySelector("[data-kept]");
  const token = document.querySelector('meta[name="csrf-token"]')?.content;
  let kept = typed();
  let keptAt = 0;
  let timer = 0;
  let running = null;
  let leaving = false;

  function typed() {
    const data = new FormData(form);
    for (const name of ["csrf_token", "act", "file"]) data.delete(name);
    return new URLSearchParams([...data].filter(([, value]) => typeof value === "string")).toString();
  }

  async function send(last = false) {
    clearTimeout(timer);
    timer = 0;
    const now = typed();
    if (now === kept || leaving) return;
    if (running) return running.then(() => send(last));
    const answer = fetch(form.dataset.keep, {
      method: "POST",
      body: now,
      keepalive: last && now.length < LARGEST_LAST,
      headers: { "Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": token },
    });
    running = answer.then((found) => done(found.ok, now), () => done(false, now));
    return running;
  }

  function done(ok, sent) {
    running = null;
    if (ok) {
      kept = sent;
      keptAt = Date.now();
    } else if (!timer) {
      timer = setTimeout(send, 4 * WAIT);
    }
    say(ok ? "" : "Not saved yet: the server does not answer. We go on trying.");
  }

  function say(trouble = "") {
    if (!said || (!trouble && !keptAt)) return;
    said.textContent = trouble || `Draft, saved ${ago((Date.now() - keptAt) / 1000)}.`;
  }

  const soon = () => {
    if (!timer) timer = setTimeout(send, WAIT);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  setInterval(() => say(), 5000);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && send(true));
  addEventListener("pagehide", () => send(true));
  // A form that is sent takes its text along: nothing may be kept after it, or it would be offered again.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (event.defaultPrevented) return;
    if (running) {
      event.preventDefault();
      const { submitter } = event;
      running.then(() => form.requestSubmit(submitter));
      return;
    }
    leaving = true;
  });
  addEventListener("pageshow", () => { leaving = false; });
}

function ago(seconds) {
  if (seconds < 5) return "just now";
  if (seconds < 60) return `${Math.round(seconds / 5) * 5} seconds ago`;
  const minutes = Math.round(seconds / 60);
  return minutes === 1 ? "a minute ago" : `${minutes} minutes ago`;
}
