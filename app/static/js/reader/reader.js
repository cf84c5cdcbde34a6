// Measures one reading of a document, for a reader who agreed to it.
import { watchActs } from "./acts.js";
import { Beacon } from "./beacon.js";
import { startClock } from "./clock.js";
import { Dwell } from "./dwell.js";

const EVERY_MS = 15_000;
const TURN_MS = 5_000;

function measure(told) {
  const beacon = new Beacon(told.events, told.pass, told.open);
  const dwell = new Dwell(document.querySelectorAll("article[data-page]"));
  let acts = 0;
  let sentAt = performance.now();
  let sentPage = null;
  // Whoever has just pressed Open has acted, on the page before.
  if ("entered" in told) dwell.lastAct = performance.now();

  const report = (kind, more) => {
    sentAt = performance.now();
    sentPage = dwell.page;
    beacon.send(kind, { page: dwell.page ?? undefined, pages: dwell.totals(), acts, ...more });
  };
  const tick = startClock((passed, now) => {
    dwell.add(passed, now);
    const due = dwell.page !== sentPage ? TURN_MS : EVERY_MS;
    if (dwell.isActive(now) && now - sentAt >= due) report("beat");
  });
  watchActs((now) => {
    dwell.lastAct = now;
    acts += 1;
    if (acts === 1) report("beat");
  });
  addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") close("beat");
  });
  addEventListener("pagehide", () => close("leave"));
  addEventListener("beforeprint", () => report("print"));

  function close(kind) {
    tick();
    report(kind);
  }

  report("ready", { at: Date.now(), webdriver: navigator.webdriver === true, activated: wasAheadOfTime() });
}

// A page that the browser loaded before anybody asked for it says so once it is shown.
function wasAheadOfTime() {
  const entry = performance.getEntriesByType("navigation")[0];
  return waited || (entry?.activationStart ?? 0) > 0 || entry?.deliveryType === "navigational-prefetch";
}

// Nothing is measured until the page is shown: neither while it is loaded ahead of time nor in a tab nobody has seen.
function whenShown(begin) {
  if (document.prerendering) {
    waited = true;
    document.addEventListener("prerenderingchange", () => whenShown(begin), { once: true });
  } else if (document.visibilityState === "hidden") {
    document.addEventListener("visibilitychange", () => whenShown(begin), { once: true });
  } else {
    begin();
  }
}

let waited = false;
const told = document.querySelector("script[data-reader]")?.dataset;
if (told) whenShown(() => measure(told));
