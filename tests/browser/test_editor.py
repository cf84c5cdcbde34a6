"""The editor in real Chromium: toolbar, pictures, live preview, what survives a closed tab; and hostile text that does
nothing wherever it is shown."""

import re
from base64 import b64encode
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.browser.conftest import axe, person, sign_in
from tests.browser.server import Server, wait_for
from tests.browser.test_main_job import add_account
from tests.documents.hostile import PAYLOADS
from tests.documents.test_documents import picture

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

# Everything a reader could set off by moving about.
PROVOKE = """() => {
  for (const each of document.querySelectorAll(".sheet *, .page-html *")) {
    for (const name of ["mouseover", "mouseenter", "focus", "pointerdown", "toggle", "load", "error"]) {
      each.dispatchEvent(new Event(name));
    }
  }
}"""
FOUND = """() => ({
  ran: window.__ran ?? null,
  tags: [...new Set([...document.querySelectorAll(".sheet *, .page-html *")].map((e) => e.localName))],
  handlers: [...document.querySelectorAll(".sheet *, .page-html *")]
    .flatMap((e) => [...e.attributes]).filter((a) => a.name.startsWith("on") || a.name === "style").length,
  links: [...document.querySelectorAll(".sheet a, .page-html a")].map((a) => a.protocol || a.getAttribute("href")),
})"""
TAGS = {
    "p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "code", "em", "strong",
    "del", "sup", "sub", "hr", "br", "a", "div", "table", "thead", "tbody", "tr", "th", "td", "span", "article",
}  # fmt: skip


@pytest.fixture(scope="module")
def maya(server: Server, chromium: Browser) -> Iterator[Page]:
    page = sign_in(person(chromium, viewport={"width": 1440, "height": 1000}), server, "maya@wintermere.example")
    page.set_default_timeout(30_000)
    yield page
    page.context.close()


def hear(page: Page, server: Server) -> list[str]:
    """What the page says or asks for that a quiet one would not."""
    wrong: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            wrong.append(message.text)

    page.on("console", heard)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: (wrong.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("request", lambda r: None if r.url.startswith((server.url, "data:")) else wrong.append(r.url))
    return wrong


def check(page: Page) -> None:
    page.evaluate(PROVOKE)
    page.wait_for_timeout(150)
    found = page.evaluate(FOUND)
    assert found["ran"] is None
    assert set(found["tags"]) <= TAGS
    assert found["handlers"] == 0
    # A link whose address was taken away has none: its protocol is a bare colon.
    assert set(found["links"]) <= {"http:", "https:", "mailto:", ":"}


def test_hostile_text_does_nothing_wherever_it_is_shown(server: Server, chromium: Browser, maya: Page) -> None:
    wrong = hear(maya, server)
    maya.goto(f"{server.url}/library/new")
    maya.get_by_label("Title, as a buyer would read it").fill("Hostile <img src=x onerror=alert(1)>")
    maya.locator("#source").fill("First.\n\n" + "\n\n---\n\n".join(PAYLOADS) + "\n\nLast word.")
    expect(maya.locator("#preview")).to_contain_text("Last word.", timeout=40_000)
    check(maya)
    maya.get_by_role("button", name="Publish").click()
    maya.wait_for_url(re.compile(r"/library/[a-z0-9]{14}$"))
    check(maya)
    maya.goto(maya.url + "/as-buyer")
    expect(maya.get_by_text("Last word.")).to_be_attached()
    check(maya)
    ravi = sign_in(person(chromium), server, "ravi@wintermere.example")
    add_account(ravi, server)
    before = set(server.links())
    send(ravi, server)
    wait_for("the mail", lambda: set(server.links()) > before)
    ravi.context.close()
    buyer = person(chromium)
    buyer.set_default_timeout(30_000)
    wrong_there = hear(buyer, server)
    buyer.goto((set(server.links()) - before).pop())
    buyer.get_by_role("button", name="Open", exact=True).click()
    expect(buyer.get_by_text("Last word.")).to_be_attached()
    check(buyer)
    buyer.context.close()
    assert wrong + wrong_there == []


def send(page: Page, server: Server) -> None:
    wait_for("the piece in the index", lambda: "Hostile" in found(page, server))
    page.get_by_label(re.compile("^Select Hostile")).check()
    page.get_by_role("button", name=re.compile("^Send|Choose")).first.click()
    page.get_by_role("link", name=re.compile("Fernholt Foods")).first.click()
    page.get_by_label(re.compile("Ingrid Solheim")).first.check()
    page.get_by_label("Subject").fill("Look")
    page.get_by_label("Message").fill("Hello")
    page.get_by_role("button", name="Send 1 item to 1 person").click()
    page.wait_for_url(re.compile("/sends/"))


def found(page: Page, server: Server) -> str:
    page.goto(f"{server.url}/library?q=hostile")
    return page.locator("main").inner_text()


def test_the_toolbar_and_its_keys_write_markdown(server: Server, maya: Page) -> None:
    maya.goto(f"{server.url}/library/new")
    source = maya.locator("#source")
    source.fill("word")
    source.select_text()
    source.press("Control+b")
    expect(source).to_have_value("**word**")
    source.select_text()
    maya.get_by_role("button", name="Heading").click()
    expect(source).to_have_value("## **word**")
    source.fill("")
    maya.get_by_role("button", name="Table").click()
    expect(source).to_have_value(re.compile(r"\| What \| Then \| Now \|"))
    # One stop for the Tab key; the arrows go from button to button.
    maya.get_by_role("toolbar", name="Formatting").focus()
    maya.keyboard.press("ArrowRight")
    expect(maya.get_by_role("button", name="Bold")).to_be_focused()
    assert axe(maya) == []


def test_a_pasted_picture_is_described_and_shown(server: Server, maya: Page) -> None:
    maya.goto(f"{server.url}/library/new")
    maya.locator("#source").focus()
    maya.evaluate(
        """(data) => {
          const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
          const transfer = new DataTransfer();
          transfer.items.add(new File([bytes], "curve.png", { type: "image/png" }));
          document.getElementById("source").dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true }));
        }""",
        b64encode(picture("PNG")).decode(),
    )
    maya.get_by_label("In a sentence, for somebody who cannot see it").fill("The payback curve")
    maya.get_by_role("button", name="Put it in").click()
    expect(maya.locator("#source")).to_have_value(re.compile(r"!\[The payback curve\]\(picture:[2-9a-z]{14}\)"))
    shown = maya.locator("#preview").get_by_alt_text("The payback curve")
    expect(shown).to_be_visible()
    wait_for("the picture", lambda: shown.evaluate("e => e.complete && e.naturalWidth > 0"))


def test_the_newest_text_wins_in_the_preview_and_its_place_is_kept(server: Server, maya: Page) -> None:
    maya.goto(f"{server.url}/library/new")
    slow = iter([True])

    def late(route: object) -> None:
        if next(slow, False):
            maya.wait_for_timeout(1500)
        route.continue_()  # type: ignore[attr-defined]

    maya.route("**/library/preview", late)
    long = "\n\n".join(f"Line {n}" for n in range(80))
    maya.locator("#source").fill("Older words\n\n" + long)
    maya.wait_for_timeout(900)
    maya.locator("#source").fill("Newer words\n\n" + long)
    expect(maya.locator("#preview")).to_contain_text("Newer words", timeout=30_000)
    maya.wait_for_timeout(1500)
    expect(maya.locator("#preview")).to_contain_text("Newer words")
    pane = maya.locator(".preview-pane")
    pane.evaluate("e => { e.scrollTop = 500; }")
    maya.locator("#source").press("End")
    maya.locator("#source").press_sequentially("!")
    expect(maya.locator("#preview")).to_contain_text("!", timeout=30_000)
    assert pane.evaluate("e => e.scrollTop") == 500
    maya.unroute("**/library/preview")


def test_text_survives_a_closed_tab(server: Server, chromium: Browser) -> None:
    page = sign_in(person(chromium), server, "maya@wintermere.example")
    page.set_default_timeout(30_000)
    page.goto(f"{server.url}/library/new")
    page.get_by_label("Title, as a buyer would read it").fill("Nearly lost")
    page.locator("#source").fill("Words that nobody saved")
    page.close(run_before_unload=False)
    again = sign_in(person(chromium), server, "maya@wintermere.example")
    again.set_default_timeout(30_000)

    def offered() -> bool:
        again.goto(f"{server.url}/library/new")
        return "“Nearly lost”" in again.locator("main").inner_text()

    wait_for("the offer", offered)
    again.locator(".notice", has_text="Nearly lost").get_by_role("link", name="Take it back").click()
    expect(again.locator("#source")).to_have_value("Words that nobody saved")
    again.locator("#source").press_sequentially(" yet")
    expect(again.locator("[data-kept]")).to_contain_text("Draft, saved", timeout=30_000)
    again.get_by_role("button", name="Keep as draft").click()
    again.wait_for_url(re.compile(r"/library/[a-z0-9]{14}$"))
    again.goto(f"{server.url}/library/new")
    assert "“Nearly lost”" not in again.locator("main").inner_text()
    for each in (page, again):
        each.context.close()
