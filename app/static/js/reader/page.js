// Small comforts of the document page: where one is, the pager, and an address without the pass in it.
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
  const heights = new Map();
  const steps = Array.from({ length: 21 }, (_, step) => step / 20);
  const observer = new IntersectionObserver(
    (seen) => {
      for (const each of seen) heights.set(each.target, each.isIntersecting ? each.intersectionRect.height : 0);
      const most = articles.reduce((best, each) => ((heights.get(each) ?? 0) > (heights.get(best) ?? 0) ? each : best));
      show(articles.indexOf(most));
    },
    { threshold: steps },
  );
  for (const article of articles) observer.observe(article);
}

document.querySelector("[data-where]")?.addEventListener("click", () => {
  const contents = document.querySelector("#contents");
  if (contents) contents.open = true;
});
