"""Which page somebody is on, in real Chromium: what the pager says, and whose the reading time is."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Route, sync_playwright

from tests.browser.conftest import CHROMIUM, QUIET
from tests.conftest import missing

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SCRIPTS = Path(__file__).parents[3] / "app/static/js/reader"
ORIGIN = "http://reader.test"
DOCUMENT = """<!doctype html><style>body{{margin:0;padding-top:60px}}article{{margin-bottom:16px}}</style>{articles}
<nav data-pager><a data-previous></a><a data-where></a><a data-next></a></nav>
<script type="module" src="/page.js"></script>
<script type="module">
import {{ Dwell }} from "/dwell.js";
const dwell = window.dwell = new Dwell(document.querySelectorAll("article"));
setInterval(() => dwell.add(50, performance.now()), 50);
</script>"""

# What the pager says and which page a tick goes to, at each scroll; and the visible ms of each page at the end.
Reading = tuple[list[tuple[str, int]], dict[str, int]]


def reading(heights: list[int], scrolls: list[int]) -> Reading:
    """Opens a document whose pages are so many pixels high on a phone, and scrolls to each of `scrolls`."""
    if not Path(CHROMIUM).exists():
        missing(f"Chromium is not at {CHROMIUM} (set CHROMIUM)")
    # Playwright allows itself once in a thread, and the tests in tests/browser hold the main one.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(_read, heights, scrolls).result()


def _read(heights: list[int], scrolls: list[int]) -> Reading:
    articles = [f'<article id="p{n}" data-page="{n}" style="height:{h}px"></article>' for n, h in enumerate(heights, 1)]

    def serve(route: Route) -> None:
        name = route.request.url.removeprefix(f"{ORIGIN}/")
        if name.endswith(".js"):
            route.fulfill(body=(SCRIPTS / name).read_text(), content_type="text/javascript")
        else:
            route.fulfill(body=DOCUMENT.format(articles="".join(articles)), content_type="text/html")

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = browser.new_page(viewport={"width": 390, "height": 844})
        page.route("**/*", serve)
        page.goto(f"{ORIGIN}/")
        found = []
        for scroll in scrolls:
            page.evaluate(f"scrollTo(0, {scroll})")
            page.wait_for_timeout(300)
            found.append((page.locator("[data-where]").inner_text(), page.evaluate("dwell.page")))
        totals = page.evaluate("dwell.totals()")
        browser.close()
    return found, {number: visible for number, (visible, _active) in totals.items()}


def test_a_short_first_page_is_where_one_is_at_the_top() -> None:
    at, _ = reading([320, 1400, 900], [0, 200, 1400, 1600])
    assert at == [("1 of 3", 1), ("2 of 3", 2), ("2 of 3", 2), ("3 of 3", 3)]


def test_time_goes_to_the_longest_where_the_leading_page_has_too_little() -> None:
    assert reading([230, 1400], [0])[0] == [("1 of 2", 2)]
    # 290 pixels of the first are left, and they reach below the line; then they do not.
    end = 60 + 1400
    assert reading([1400, 1400], [end - 290, end - 260])[0] == [("1 of 2", 1), ("2 of 2", 2)]


def test_the_end_is_the_last_page_however_short() -> None:
    assert reading([1400, 100, 100], [9999])[0][0][0] == "3 of 3"
    assert reading([100, 100], [0])[0][0][0] == "1 of 2"


def test_time_is_counted_page_by_page() -> None:
    _, visible = reading([320, 1400], [0, 500])
    assert set(visible) == {"1", "2"}
    assert all(100 <= ms <= 900 for ms in visible.values())
