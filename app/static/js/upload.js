// Sends many files, a few at a time, each in parts that survive a dropped connection (tus.io).
//
// [data-uploads] names where uploads begin; its template is the row of a file on its way. What the server knows of
// a file replaces the row as soon as all of it has arrived.
import { onDrop } from "./upload_dropping.js";
import { follow, look } from "./upload_list.js";
import { Pace, share, timeLeft } from "./upload_words.js";

const AT_ONCE = 3;
const PART = 8 * 1024 * 1024;
const AGAIN = 5000;
const page = document.querySelector("[data-uploads]");
const input = page.querySelector("input[type=file]");
const list = () => page.querySelector("[data-uploads-live]");
const token = document.querySelector('meta[name="csrf-token"]').content;
const pace = new Pace();
// Each: {file, row, state: waiting sending paused arrived refused cancelled, sent, upload}
const all = [];

const active = (job) => ["waiting", "sending", "paused"].includes(job.state);
const keyOf = (job) => job.upload?.url?.split("/").pop();

function add(files) {
  for (const file of files) {
    const row = page.querySelector("[data-uploads-row]").content.firstElementChild.cloneNode(true);
    row.querySelector("[data-name]").textContent = file.name;
    row.querySelector("[data-progress]").setAttribute("aria-label", file.name);
    row.querySelector("[data-cancel-what]").textContent = ` ${file.name}`;
    const job = { file, row, state: "waiting", sent: 0, upload: null };
    row.querySelector("[data-cancel]").addEventListener("click", () => cancel(job));
    const before = all.findLast(active)?.row;
    if (before) before.after(row);
    else list().prepend(row);
    all.push(job);
    say(job, "Waiting for its turn");
  }
  page.querySelector("[data-uploads-none]")?.remove();
  next();
}

function next() {
  const free = AT_ONCE - all.filter((job) => job.state === "sending" || job.state === "paused").length;
  for (const job of all.filter((each) => each.state === "waiting").slice(0, Math.max(0, free))) begin(job);
  tell();
}

async function begin(job) {
  job.state = "sending";
  job.upload = new tus.Upload(job.file, {
    endpoint: new URL(page.dataset.uploads, location.href).href,
    chunkSize: PART,
    retryDelays: [0, 1000, 3000],
    removeFingerprintOnSuccess: true,
    metadata: { filename: job.file.name },
    headers: { "X-CSRFToken": token },
    onUploadUrlAvailable: () => active(job) || withdraw(job),
    onProgress: (sent) => progress(job, sent),
    onSuccess: () => end(job, "arrived"),
    onError: (error) => failed(job, error),
  });
  const before = await job.upload.findPreviousUploads().catch(() => []);
  if (!active(job)) return;
  if (before.length) resume(job, before.at(-1));
  say(job, before.length ? "Going on where it stopped" : "Beginning");
  job.upload.start();
}

// The server's row of the same file gives way to this one.
function resume(job, before) {
  job.upload.resumeFromPreviousUpload(before);
  document.getElementById(`upload-${before.uploadUrl.split("/").pop()}`)?.remove();
}

function progress(job, sent) {
  if (!active(job)) return;
  if (job.state === "paused") job.state = "sending";
  job.sent = sent;
  pace.note(all.reduce((sum, each) => sum + each.sent, 0));
  const bar = job.row.querySelector("[data-progress]");
  bar.max = job.file.size || 1;
  bar.value = sent;
  const mine = pace.left(job.file.size - sent) * all.filter((each) => each.state === "sending").length;
  say(job, [share(sent, job.file.size), timeLeft(mine)].filter(Boolean).join(", "));
  tell();
}

function failed(job, error) {
  if (!active(job)) return;
  const status = error.originalResponse?.getStatus() ?? 0;
  const isOurs = error.originalResponse?.getHeader("Tus-Resumable");
  if (status && status < 400 && !isOurs) return refuse(job, "You were signed out. Sign in, then choose this file again");
  if (status >= 400 && status < 500 && status !== 409) return refuse(job, error.originalResponse.getBody() || "This could not be taken");
  job.state = "paused";
  say(job, `The connection dropped at ${share(job.sent, job.file.size)}. It goes on by itself`);
  setTimeout(() => goOn(job), AGAIN);
}

function goOn(job) {
  if (job.state !== "paused") return;
  job.state = "sending";
  job.upload.start();
}

function refuse(job, words) {
  job.row.dataset.state = "refused";
  job.row.querySelector(".icon use").setAttribute("href", job.row.querySelector(".icon use").getAttribute("href").replace(/#.*/, "#i-x"));
  job.row.querySelector(".icon").classList.add("bad");
  job.row.querySelector("[data-progress]").remove();
  job.row.querySelector("[data-cancel] span").textContent = "Remove";
  say(job, words);
  end(job, "refused");
}

function cancel(job) {
  const isSent = active(job);
  end(job, "cancelled");
  job.row.remove();
  if (isSent) withdraw(job);
}

// One whose address is not known yet is withdrawn as soon as it is: the server may be making it now.
function withdraw(job) {
  if (job.upload?.url) job.upload.abort(true).then(look, look);
}

function end(job, state) {
  job.state = state;
  if (state === "arrived") say(job, "All here. Being looked at");
  if (state === "arrived") job.row.querySelector("[data-cancel]").hidden = true;
  look();
  next();
}

function say(job, words) {
  job.row.querySelector("[data-words]").textContent = words;
}

function tell() {
  const far = page.querySelector("[data-uploads-far]");
  const counted = all.filter((job) => job.state !== "cancelled");
  const done = counted.filter((job) => !active(job)).length;
  const left = counted.filter(active).reduce((sum, job) => sum + job.file.size - job.sent, 0);
  far.hidden = counted.length === 0;
  const bar = far.querySelector("[data-uploads-progress]");
  bar.max = counted.reduce((sum, job) => sum + job.file.size, 0) || 1;
  bar.value = bar.max - left;
  const words = `${done} of ${counted.length}`;
  const line = far.querySelector("[data-uploads-words]");
  const said = done === counted.length ? `${words}, all sent` : [words, timeLeft(pace.left(left))].filter(Boolean).join(", ");
  if (line.textContent !== said) line.textContent = said;
}

// Rows still this page's: on their way, or refused before the server had them, or arrived and not yet in its list.
function held() {
  const mine = all.filter((job) => active(job) || job.state === "refused" || (job.state === "arrived" && !job.isKnown));
  return { rows: mine.map((job) => job.row), keys: new Set(mine.map(keyOf).filter(Boolean)) };
}

function changed(news) {
  for (const job of all) if (job.state === "arrived" && news.has(keyOf(job))) job.isKnown = true;
}

input.addEventListener("change", () => {
  if (!input.files.length) return;
  add([...input.files]);
  input.value = "";
  input.dispatchEvent(new Event("change", { bubbles: true }));
});
onDrop(add);
follow(held, changed);
page.addEventListener("uploads:act", (event) => {
  if (event.target.matches("[data-uploads-rest]")) all.filter(active).forEach(cancel);
});
window.addEventListener("online", () => all.forEach(goOn));
window.addEventListener("beforeunload", (event) => {
  if (all.some(active)) event.preventDefault();
});
