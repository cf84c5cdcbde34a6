"""Debian's Chromium, driven by Playwright, on the real server."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.server import PASSWORD, Server
from tests.conftest import missing

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Playwright's Chromium says in two places that it is automated; a person's does not.
AS_A_PERSON = ["--disable-blink-features=AutomationControlled"]
USER_AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.0.0 Safari/537.36"
AXE = Path(__file__).parent / "vendor" / "axe.min.js"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        missing(f"Chromium is not at {CHROMIUM} (set CHROMIUM)")
    with sync_playwright() as playwright:
        # Said to the browser and not to a page: what it still sends while a page closes has the same name.
        args = [*QUIET, *AS_A_PERSON, f"--user-agent={USER_AGENT.format(major=major_version())}"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=args)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Maya publishes, Ravi sells, Ada runs the place; the library is empty."""
    running = Server(tmp_path_factory.mktemp("server"))
    running.prepare(
        ("maya@wintermere.example", "Maya Moreau", "marketer"),
        ("ravi@wintermere.example", "Ravi Rao", "rep"),
        ("ada@wintermere.example", "Ada Aalto", "admin"),
    )
    running.start()
    yield running
    running.stop()


def major_version() -> str:
    """The version of the Chromium that is here, as its user agent says it."""
    said = subprocess.run([CHROMIUM, "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d+)\.", said)
    return found.group(1) if found else "140"


def person(chromium: Browser, **context: object) -> Page:
    """A page in a fresh browser profile that looks like a person's."""
    # Colours that fade in are looked at when they have arrived.
    page = chromium.new_context(**{"reduced_motion": "reduce", **context}).new_page()  # type: ignore[arg-type]
    page.set_default_timeout(10_000)
    return page


def sign_in(page: Page, server: Server, email: str) -> Page:
    page.goto(f"{server.url}/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{server.url}/")
    return page


def axe(page: Page, *rules: str) -> list[str]:
    """What axe-core finds wrong with the page as it stands, one line each; of these rules only, if any are named."""
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        "async rules => (await axe.run(document, {resultTypes: ['violations'], ...(rules.length && {runOnly: rules})}))"
        ".violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).join(' | '))",
        rules,
    )
    return list(found)
