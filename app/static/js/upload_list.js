// The list as the server knows it, asked for again while something in it is being worked on.
const SOON = 300;
const LATER = 2000;
const page = document.querySelector("[data-uploads]");
const place = page.querySelector("[data-uploads-rows]");
// A token is new in every answer and says nothing about the row.
const bare = (node) => node.outerHTML.replace(/(name="csrf_token" value=")[^"]*/g, "$1");

let timer = 0;
let isAsking = false;
let isWanted = false;

// `held` are the rows of files that this page is sending, by the key of their upload, or by none.
export function follow(held, changed) {
  const ask = () => refresh(held, changed);
  document.addEventListener("uploads:look", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, SOON);
  });
  page.addEventListener("submit", (event) => {
    if (event.target.matches(".uploads-form")) return;
    event.preventDefault();
    act(event.target, held, changed);
  });
  if (place.querySelector("[data-state=busy]")) timer = setTimeout(ask, LATER);
}

export const look = () => document.dispatchEvent(new CustomEvent("uploads:look"));

async function refresh(held, changed) {
  if (isAsking) {
    isWanted = true;
    return;
  }
  isAsking = true;
  try {
    const answer = await fetch(page.dataset.uploadsList, { headers: { "HX-Request": "true" } });
    if (answer.ok) show(await answer.text(), held, changed);
  } catch {
    // The connection is away: the next look will tell.
  }
  isAsking = false;
  clearTimeout(timer);
  if (isWanted) timer = setTimeout(() => refresh(held, changed), SOON);
  else if (place.querySelector("[data-state=busy]")) timer = setTimeout(() => refresh(held, changed), LATER);
  isWanted = false;
}

async function act(form, held, changed) {
  form.dispatchEvent(new CustomEvent("uploads:act", { bubbles: true }));
  const sent = { method: "POST", body: new FormData(form), headers: { "HX-Request": "true" } };
  try {
    const answer = await fetch(form.action, sent);
    if (answer.ok) show(await answer.text(), held, changed);
    else say("That did not work. Reload the page and try again.");
  } catch {
    say("The connection is away. Try again when it is back.");
  }
  look();
}

function say(text) {
  document.dispatchEvent(new CustomEvent("toast", { detail: { text, kind: "error" } }));
}

function show(text, held, changed) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const rows = fresh.querySelector("[data-uploads-live]");
  if (!rows) return;
  for (const said of fresh.querySelectorAll("[data-uploads-said]")) {
    document.dispatchEvent(new CustomEvent("toast", { detail: { text: said.textContent, kind: said.dataset.kind } }));
  }
  const list = place.querySelector("[data-uploads-live]");
  const news = new Map([...rows.children].map((row) => [row.dataset.upload, row.dataset.state]));
  changed(news);
  const mine = held();
  const known = [...rows.children].filter((row) => !mine.keys.has(row.dataset.upload));
  reconcile(list, [...mine.rows, ...known]);
  for (const other of [...place.children]) if (other !== list) other.remove();
  for (const other of [...rows.parentNode.children]) {
    if (other === rows || "uploadsSaid" in other.dataset) continue;
    if ("uploadsNone" in other.dataset && list.children.length) continue;
    place.append(other);
  }
}

// Rows that say the same stay as they are, so that focus stays on them.
function reconcile(list, wanted) {
  const old = new Map([...list.children].filter((row) => row.id).map((row) => [row.id, row]));
  wanted.forEach((row, index) => {
    const same = old.get(row.id);
    const kept = same && same !== row && bare(same) === bare(row) ? same : row;
    if (list.children[index] !== kept) list.insertBefore(kept, list.children[index] ?? null);
    wanted[index] = kept;
  });
  const keep = new Set(wanted);
  for (const row of [...list.children]) if (!keep.has(row)) row.remove();
}
