// How long each page has been in view and in use: totals that only grow, so that a lost report does no harm.
import { pageInUse } from "./place.js";

const ACTIVE_FOR_MS = 30_000;
const MOST_PAGES = 200;

export class Dwell {
  constructor(articles) {
    this.visible = new Map();
    this.active = new Map();
    this.touched = new Map();
    this.lastAct = -Infinity;
    this.page = null;
    this.inView = new Set();
    const observer = new IntersectionObserver((entries) => this.see(entries));
    for (const article of articles) observer.observe(article);
  }

  see(entries) {
    for (const entry of entries) this.inView[entry.isIntersecting ? "add" : "delete"](entry.target);
  }

  // A tick of the clock goes to the page in use; while none is in view, to the last that was.
  add(passed, now) {
    this.page = Number(pageInUse([...this.inView])?.dataset.page ?? this.page) || null;
    if (this.page === null || document.visibilityState !== "visible") return;
    grow(this.visible, this.page, passed);
    if (this.isActive(now)) grow(this.active, this.page, passed);
    this.touched.delete(this.page);
    this.touched.set(this.page, now);
  }

  isActive(now) {
    return now - this.lastAct <= ACTIVE_FOR_MS;
  }

  // {page: [visible ms, active ms]}; in a very long document, of the pages read last.
  totals() {
    const pages = [...this.touched.keys()].slice(-MOST_PAGES);
    return Object.fromEntries(
      pages.map((page) => [page, [Math.round(this.visible.get(page) ?? 0), Math.round(this.active.get(page) ?? 0)]]),
    );
  }
}

function grow(totals, page, by) {
  totals.set(page, (totals.get(page) ?? 0) + by);
}
