"""The main job in real Chromium: publish, find, send, open, read for known seconds, and see it on the account."""

import re
import sqlite3
import urllib.request
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, Page, expect

from app.core.tokens import fingerprint
from tests.browser.conftest import USER_AGENT, person, sign_in
from tests.browser.server import Server, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TEXT = """A depot that loses stock pays twice.

## The curve

{filler}

## The assumptions

{filler}
"""
FILLER = "\n\n".join(f"Paragraph {n} says something about payback and what waiting costs a depot." for n in range(14))


def rows(server: Server, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(server.folder / "rapport.db")) as database:
        return database.execute(query).fetchall()


def id_of(server: Server, link: str) -> int:
    """The row behind a mailed address."""
    token = link.rpartition("/")[2]
    return int(str(rows(server, f"SELECT id FROM tracked_link WHERE token_hash = '{fingerprint(token)}'")[0][0]))


def publish(page: Page, server: Server, title: str) -> None:
    page.goto(f"{server.url}/library/new")
    page.get_by_label("Markdown").fill(TEXT.format(filler=FILLER))
    page.get_by_label("Title, as a buyer would read it").fill(title)
    page.get_by_label("One line for the rep").fill("The case for a mid-size distributor")
    page.get_by_label("Budget holder").check()
    page.get_by_label("Justify").check()
    page.get_by_label("Do nothing").check()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", name=title).first).to_be_visible()


def add_account(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/accounts/new")
    page.locator("#name").fill("Fernholt Foods")
    page.locator("main button[type=submit]").first.click()
    page.get_by_role("link", name="Add person").first.click()
    page.locator("#name").fill("Ingrid Solheim")
    page.locator("#email").fill("ingrid@fernholt.example")
    page.locator("main button[type=submit]").first.click()
    expect(page.get_by_text("Ingrid Solheim").first).to_be_visible()


@pytest.fixture(scope="module")
def sent(server: Server, chromium: Browser) -> Iterator[list[str]]:
    """Maya has published, Ravi has found and sent: the links in Ingrid's three mails."""
    maya = sign_in(person(chromium), server, "maya@wintermere.example")
    publish(maya, server, "Payback in 11 months")
    ravi = sign_in(person(chromium), server, "ravi@wintermere.example")
    add_account(ravi, server)
    wait_for("the piece in the index", lambda: "Payback in 11 months" in search(ravi, server, "paybck"))
    # Other tests send on this server, too.
    before = set(server.links())

    def mailed() -> list[str]:
        return [link for link in server.links() if link not in before]

    for _ in range(3):
        send(ravi, server)
    wait_for("three mails", lambda: len(mailed()) == 3)
    yield mailed()
    for page in (maya, ravi):
        page.context.close()


def search(page: Page, server: Server, words: str) -> str:
    page.goto(f"{server.url}/library?q={words}")
    return page.locator("main").inner_text()


def send(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/library?q=payback")
    page.get_by_label("Select Payback in 11 months").check()
    page.get_by_role("button", name=re.compile("^Send|Choose")).first.click()
    page.get_by_role("link", name=re.compile("Fernholt Foods")).first.click()
    page.get_by_label(re.compile("Ingrid Solheim")).first.check()
    page.get_by_label("Subject").fill("The figures you asked about")
    page.get_by_label("Message").fill("Hello {first name},\n\nhere they are.")
    page.get_by_role("button", name="Send 1 item to 1 person").click()
    page.wait_for_url(re.compile("/sends/"))


def test_reading_shows_on_the_account_within_a_fifth(server: Server, chromium: Browser, sent: list[str]) -> None:
    buyer = person(chromium, viewport={"width": 1200, "height": 800})
    requested: list[str] = []
    buyer.on("request", lambda request: requested.append(request.url))
    buyer.goto(sent[0])
    assert buyer.context.cookies() == []
    expect(buyer.get_by_text("Ravi will see which pages you read")).to_be_visible()
    buyer.get_by_role("button", name="Open", exact=True).click()
    read = {2: 6.0, 3: 9.0}
    for number, seconds in read.items():
        buyer.locator(f"#p{number}").evaluate("e => e.scrollIntoView({block: 'start'})")
        buyer.mouse.wheel(0, 4)
        for _ in range(round(seconds)):
            buyer.wait_for_timeout(990)
            buyer.mouse.move(300 + number, 300 + number)
    buyer.close()
    assert all(url.startswith((server.url, "data:")) for url in requested)

    def dwell() -> dict[object, float]:
        found = rows(
            server,
            "SELECT page, page_dwell.active_ms FROM page_dwell JOIN visit ON visit.id = visit_id"
            f" WHERE label = 'human' AND link_id = {id_of(server, sent[0])}",
        )
        return {page: float(str(ms)) / 1000 for page, ms in found}

    wait_for("the reading", lambda: sum(dwell().values()) >= 0.8 * sum(read.values()))
    for number, seconds in read.items():
        assert dwell()[number] == pytest.approx(seconds, rel=0.2)

    ravi = sign_in(person(chromium), server, "ravi@wintermere.example")
    expect(ravi.get_by_text("Ingrid Solheim").first).to_be_visible()
    ravi.goto(f"{server.url}/accounts")
    ravi.get_by_role("link", name=re.compile("Fernholt Foods")).first.click()
    expect(ravi.get_by_role("link", name="Payback in 11 months").first).to_be_visible()
    expect(ravi.get_by_role("img", name=re.compile("longest on page 3")).first).to_be_visible()
    ravi.context.close()


def test_a_browser_that_presses_nothing_stays_unsure(server: Server, chromium: Browser, sent: list[str]) -> None:
    idle = person(chromium)
    idle.goto(sent[1])
    idle.wait_for_timeout(4000)
    idle.close()
    query = f"SELECT DISTINCT label FROM visit WHERE link_id = {id_of(server, sent[1])}"
    wait_for("a visit", lambda: rows(server, query) != [])
    assert rows(server, query) == [("unsure",)]


@pytest.mark.parametrize(
    ("how", "method", "headers", "reason"),
    [
        ("HEAD", "HEAD", {}, "head"),
        ("prefetch", "GET", {"Sec-Purpose": "prefetch;prerender"}, "prefetch"),
        ("declared", "GET", {"User-Agent": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"}, "declared"),
        ("nameless", "GET", {"User-Agent": ""}, "no-ua"),
        ("webdriver", "GET", {"User-Agent": "Mozilla/5.0 (X11) HeadlessChrome/156.0 Safari/537.36"}, "webdriver"),
    ],
)  # fmt: skip
def test_machines_are_machines(
    server: Server, sent: list[str], how: str, method: str, headers: dict[str, str], reason: str
) -> None:
    link = id_of(server, sent[2])
    events = f"SELECT 1 FROM event WHERE link_id = {link}"
    before = len(rows(server, events))
    agent = {"User-Agent": USER_AGENT.format(major=156)}
    with urllib.request.urlopen(urllib.request.Request(sent[2], method=method, headers=agent | headers)) as answer:
        assert answer.status == 200

    def found() -> list[tuple[object, ...]]:
        return rows(
            server,
            "SELECT label_history.label, reasons FROM event JOIN label_history ON event_id = event.id"
            f" WHERE link_id = {link} ORDER BY event.id DESC, label_history.id DESC LIMIT 1",
        )

    wait_for("a label", lambda: len(rows(server, events)) > before and found() != [])
    wait_for(f"{how} labelled", lambda: found()[0][0] == "machine" and f'"{reason}"' in str(found()[0][1]))


def test_without_javascript_the_document_can_be_read(server: Server, chromium: Browser, sent: list[str]) -> None:
    reader = person(chromium, java_script_enabled=False, viewport={"width": 390, "height": 844})
    reader.goto(sent[1])
    reader.get_by_role("button", name="Open without measuring").click()
    expect(reader.get_by_text("Paragraph 3 says something").first).to_be_visible()
    reader.context.close()


def test_a_dead_link_says_nothing(server: Server, chromium: Browser, sent: list[str]) -> None:
    page = person(chromium)
    answer = page.goto(sent[0][:-1] + ("A" if sent[0][-1] != "A" else "B"))
    assert answer is not None
    assert answer.status == 404
    assert "Payback" not in page.content()
    page.context.close()
