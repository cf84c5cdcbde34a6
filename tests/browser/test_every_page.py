"""Every page of the sample workspace in Chromium: accessible, not cut off, and asking nothing of other hosts."""

import re
from collections.abc import Iterator
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from config import DEMO_PASSWORD
from tests.browser.conftest import axe, person
from tests.browser.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

# Pieces that stand for a kind or a state, by title.
PIECES = {
    "asset": "Security and data residency", "pdf": "Payback in 11 months", "video": "Three in the morning",
    "link": "The warmest mile is the last one", "slides": "Kick-off deck", "copy": "Depot rollout plan, Fernholt",
    "plan": "Depot rollout plan", "review": "Board one-pager", "expired": "Partner ecosystem poster",
}  # fmt: skip
NOT_THERE = ("/nothing/here", "/v/unknown")
WIDE, PHONE = {"width": 1440, "height": 1000}, {"width": 390, "height": 844}
SEEN_BY = {
    "priya": [
        "/", "/?machines=shown", "/accounts", "/accounts/new", "{account}", "{account}?view=list", "{account}/edit",
        "{account}/import", "{account}/people/new", "{person}", "{person}/edit", "{account}/send",
        "{account}/send?to={to}&item={item}", "/library", "/library?q=payback", "/library?q=zzzzqqqq", "{asset}",
        "{asset}/as-buyer", "{asset}/remarks", "{pdf}", "{pdf}/as-buyer", "{video}", "{video}/as-buyer", "{copy}",
        "{copy}/master", "/claims", "/library/rep-made", "/library/rep-made/new", "{send}", "/insights", "/me",
        "/nothing/here",
    ],
    "tomas": [
        "/", "/library", "/library/new", "/library/upload", "/library/link", "/library/uploads", "/library/not-ready",
        "/library/tag?item={item}", "/library/trash", "/library/rep-made", "{asset}", "{asset}/edit", "{asset}/claims",
        "{asset}/variants/new", "{plan}/compare", "{slides}", "{link}", "{link}/edit", "{expired}",
        "/claims", "/claims/new", "{claim}", "{claim}/edit", "/insights?days=365", "/settings/vocabulary",
        "/settings/vocabulary/kind", "{term}", "/settings/dictionary", "/settings/dictionary/new", "{entry}",
        "{entry}/edit",
    ],
    "helen": ["/", "{review}"],
    "alex": ["/settings/people", "/settings/trail", "/accounts"],
    "": ["/sign-in", "{cover}", "/v/unknown", "/components", "/dev/mail", "{mail}"],
}  # fmt: skip


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("demo"), {"DEMO": "1"})
    running.prepare()
    running.flask("demo")
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def names(demo: Server, chromium: Browser) -> dict[str, str]:
    """The addresses that stand for one account, one person, one piece …, found as a person finds them."""
    page = enter(person(chromium, viewport=WIDE), demo, "priya")
    found = {"account": address(page, demo, "/accounts", r"^/accounts/[a-z0-9]{14}", "Fernholt Foods")}
    found["person"] = address(page, demo, found["account"] + "?view=list", r"/people/[a-z0-9]{14}$", "Ingrid Solheim")
    found["to"] = found["person"].rpartition("/")[2]
    found["send"] = address(page, demo, found["account"], r"^/sends/", "")
    page.context.close()
    page = enter(person(chromium, viewport=WIDE), demo, "tomas")
    for name, title in PIECES.items():
        found[name] = address(page, demo, f"/library?q={quote_plus(title)}", r"^/library/[a-z0-9]{14}", title)
    found["item"] = found["pdf"].rpartition("/")[2]
    found["claim"] = address(page, demo, "/claims", r"^/claims/[a-z0-9]{14}", "Glaciant")
    found["term"] = address(page, demo, "/settings/vocabulary/kind", r"^/settings/vocabulary/terms/", "Proof")
    found["entry"] = address(page, demo, "/settings/dictionary", r"^/settings/dictionary/[a-z0-9]{14}", "account")
    found["mail"] = address(page, demo, "/dev/mail", r"^/dev/mail/", "")
    found["cover"] = demo.links()[-1].removeprefix(demo.url)
    page.context.close()
    return found


def enter(page: Page, server: Server, who: str) -> Page:
    if who:
        page.goto(f"{server.url}/sign-in")
        page.get_by_label("E-mail").fill(f"{who}@wintermere.example")
        page.get_by_label("Password").fill(DEMO_PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{server.url}/")
    return page


def address(page: Page, server: Server, start: str, pattern: str, words: str) -> str:
    page.goto(server.url + start)
    for link in page.locator("main a").all():
        href = link.get_attribute("href") or ""
        if re.search(pattern, href) and words in (link.text_content() or "") + (link.get_attribute("aria-label") or ""):
            return href.partition("?")[0]
    raise AssertionError(f"no link {pattern} named {words} on {start}")


class Watcher:
    """What a page says to the console and asks of other hosts."""

    def __init__(self, page: Page, server: Server) -> None:
        self.url, self.wrong = server.url, list[str]()
        page.on("console", self.heard)
        page.on("request", self.asked)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))

    def heard(self, message: ConsoleMessage) -> None:
        # A page that is not there is asked for on purpose.
        if message.type in ("error", "warning") and not message.location["url"].endswith(NOT_THERE):
            self.wrong.append(f"console: {message.text}")

    def asked(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:", "about:")):
            self.wrong.append(f"asked elsewhere: {request.url}")


@pytest.mark.parametrize("who", list(SEEN_BY))
@pytest.mark.parametrize(("size", "scheme"), [("wide", "light"), ("wide", "dark"), ("phone", "light")])
def test_every_page(demo: Server, chromium: Browser, names: dict[str, str], who: str, size: str, scheme: str) -> None:
    view = WIDE if size == "wide" else PHONE
    page = enter(person(chromium, viewport=view, color_scheme=scheme), demo, who)
    watcher, wrong = Watcher(page, demo), []
    for pattern in SEEN_BY[who]:
        page.goto(demo.url + pattern.format(**names))
        # The dark has other colours, and the rest of the page is the same.
        rules = ["color-contrast"] if scheme == "dark" else []
        wrong += [f"{pattern}: {each}" for each in axe(page, *rules)]
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > view["width"]:
            wrong.append(f"{pattern}: {width} px wide")
        assert page.locator("h1").count() == 1, pattern
    page.context.close()
    assert wrong + watcher.wrong == []


@pytest.mark.parametrize("size", ["wide", "phone"])
def test_the_reader(demo: Server, chromium: Browser, size: str) -> None:
    page = person(chromium, viewport=WIDE if size == "wide" else PHONE)
    watcher = Watcher(page, demo)
    pdf = next(link for link in reversed(demo.links()) if "PDF" in enter_page(page, link))
    page.get_by_role("button", name="Open", exact=True).click()
    assert axe(page) == []
    for way in ("text", "pages"):
        page.goto(f"{pdf}?as={way}")
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= (1440 if size == "wide" else 390)
    assert watcher.wrong == []
    page.context.close()


def enter_page(page: Page, link: str) -> str:
    page.goto(link)
    return page.locator("main").inner_text()
