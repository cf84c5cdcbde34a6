// Focus is never lost: after a swap that takes the focused element away it goes to the heading of what came,
// and a page that opens with errors opens at their summary.
let lost = false;

document.querySelector("[data-focus-first]")?.focus();

document.addEventListener("htmx:beforeSwap", (event) => {
  const focused = document.activeElement;
  lost = focused !== null && focused !== document.body && event.detail.target.contains(focused);
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (!lost || (document.activeElement && document.activeElement !== document.body)) return;
  lost = false;
  const came = event.detail.elt?.isConnected ? event.detail.elt : event.detail.target;
  const place = came?.querySelector?.("[data-focus-first], h1, h2, h3") ?? document.querySelector("main");
  if (!place) return;
  if (!place.hasAttribute("tabindex")) place.setAttribute("tabindex", "-1");
  place.focus({ preventScroll: true });
});
