// Small comforts of the document page: where one is, the pager, and an address without the pass in it.
import { pageAt } from "./place.js";

const articles = [...document.querySelectorAll("article[data-page]")];
const entries = [...document.querySelectorAll(".outline a")];
const pager = document.querySelector("[data-pager]");

const address = new URL(location.href);
if (address.searchParams.has("p") && navigator.cookieEnabled) {
  address.searchParams.delete("p");
  history.replaceState(history.state, "", address);
}

function show(index) {
  for (const [at, entry] of entries.entries()) {
    if (at === index) entry.setAttribute("aria-current", "true");
    else entry.removeAttribute("aria-current");
  }
  if (!pager) return;
  pager.querySelector("[data-where]").textContent = `${index + 1} of ${articles.length}`;
  turn("[data-previous]", Math.max(index - 1, 0));
  turn("[data-next]", Math.min(index + 1, articles.length - 1));
}

function turn(selector, index) {
  pager.querySelector(selector).href = `#${articles[index].id}`;
}

if (articles.length) {
  let isDue = false;
  const look = () => {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      show(articles.indexOf(pageAt(articles)));
    });
  };
  for (const moved of ["scroll", "resize", "load"]) addEventListener(moved, look, { passive: true });
  look();
}

document.querySelector("[data-where]")?.addEventListener("click", () => {
  const contents = document.querySelector("#contents");
  if (contents) contents.open = true;
});
