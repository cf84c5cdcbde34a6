// Which page somebody is on: the one that crosses the upper third of the window, where eyes are.
const THIRD = 1 / 3;

// The pages as they lie in the window now, from top to bottom.
function laid(articles) {
  const most = window.innerHeight;
  return articles.map((article) => {
    const { top, bottom } = article.getBoundingClientRect();
    return { article, top, bottom, visible: Math.max(0, Math.min(bottom, most) - Math.max(top, 0)) };
  });
}

// For the pager: the page at that line, else the last that begins above it. The ends of the document are their own:
// no scrolling brings the line to a short first or last page.
export function pageAt(articles) {
  const { scrollTop, scrollHeight } = document.scrollingElement;
  if (scrollTop <= 0) return articles[0];
  if (scrollTop + window.innerHeight >= scrollHeight - 1) return articles.at(-1);
  const line = window.innerHeight * THIRD;
  return laid(articles).findLast((page) => page.top <= line)?.article ?? articles[0];
}

// For reading time: the page at that line when a third of the window or more is its own, else the one that takes up
// most of the window; null when none is in view. So a page is not robbed of its time by a longer one peeping in below.
export function pageInUse(articles) {
  const pages = laid(articles).filter((page) => page.visible > 0);
  const line = window.innerHeight * THIRD;
  const led = pages.find((page) => page.top <= line && line < page.bottom);
  if (led && led.visible >= line) return led.article;
  return pages.reduce((most, page) => (page.visible > (most?.visible ?? 0) ? page : most), null)?.article ?? null;
}
