"""Resident memory of a web process: at rest, and after people have used it in a browser.

    python -m bench.memory

Serves the sample workspace as `make serve` does, jobs in threads, and has Chromium walk through the main pages and read
a document. To reach: at most 200 MB.
"""

import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bench.link_open import resident
from config import DEMO_PASSWORD
from tests.browser.conftest import AS_A_PERSON, CHROMIUM, QUIET
from tests.browser.server import Server

ROUNDS = 10
PAGES = ("/", "/accounts", "/library", "/library?q=payback", "/library?q=cold+chain+guide", "/insights")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder), extra={"DEMO": "1", "JOBS": "threads"})
        server.prepare()
        server.flask("demo")
        server.start()
        try:
            print(f"at rest: {resident(server):.0f} MB")
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET + AS_A_PERSON)
                work(browser.new_page(), server)
                read(browser.new_page(), server)
                browser.close()
            print(f"after {ROUNDS} rounds of {len(PAGES)} pages, an account and a reading: {resident(server):.0f} MB")
        finally:
            server.stop()


def work(page: Page, server: Server) -> None:
    """A rep's morning, several times over."""
    page.goto(f"{server.url}/sign-in")
    page.get_by_label("E-mail").fill("priya@wintermere.example")
    page.get_by_label("Password").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    for _ in range(ROUNDS):
        for path in PAGES:
            page.goto(server.url + path)
        page.goto(f"{server.url}/accounts")
        page.get_by_role("link", name="Fernholt Foods").click()


def read(page: Page, server: Server) -> None:
    """A buyer who opens the newest link and scrolls to its end."""
    page.goto(server.links()[-1])
    page.get_by_role("button", name="Open", exact=True).click()
    for _ in range(10):
        page.mouse.wheel(0, 800)
        page.wait_for_timeout(500)


if __name__ == "__main__":
    main()
