"""Many files in a real browser: connections that drop, a server that dies, and what is there on coming back."""

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Request, Route, expect

from tests.browser.conftest import axe, person, sign_in
from tests.browser.server import Server
from tests.documents import pdfs

PART = 8 << 20
UPLOADS = "/library/uploads"


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of these tests' own, because they kill it."""
    running = Server(tmp_path_factory.mktemp("uploads"))
    running.prepare(("maya@wintermere.example", "Maya Moreau", "marketer"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def page(chromium: Browser, mine: Server) -> Iterator[Page]:
    page = person(chromium)
    # Leaving while files are on their way asks first.
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, mine, "maya@wintermere.example")
    page.goto(mine.url + UPLOADS)
    yield page
    page.context.close()


def a_big_pdf(path: Path, parts: float, seed: int) -> Path:
    """A PDF with bytes after its end that nobody reads, so that it needs several parts."""
    path.write_bytes(pdfs.a_pdf([f"Number {seed}"]) + b"%" + random.Random(seed).randbytes(int(PART * parts)))
    return path


def offsets(page: Page) -> list[int]:
    """Where each PATCH that the browser sends begins."""
    sent: list[int] = []

    def note(request: Request) -> None:
        if request.method == "PATCH":
            sent.append(int(request.headers["upload-offset"]))

    page.on("request", note)
    return sent


def drop_in(page: Page, *files: Path) -> None:
    page.locator("#upload-files").set_input_files([str(file) for file in files])


def row(page: Page, name: str) -> Locator:
    return page.locator(".uploads > li", has_text=name)


def test_a_dropped_connection_goes_on_where_it_stopped(page: Page, tmp_path: Path) -> None:
    sent, cut = offsets(page), []

    def abort_the_second(route: Route) -> None:
        if route.request.method == "PATCH" and route.request.headers["upload-offset"] == str(PART) and len(cut) < 2:
            cut.append(1)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/library/uploads/files/*", abort_the_second)
    drop_in(page, a_big_pdf(tmp_path / "dropped.pdf", 2.2, 1))
    expect(row(page, "dropped.pdf")).to_contain_text("Ready. Add one line", timeout=30_000)
    assert sent.count(0) == 1
    assert sent == [0, PART, PART, PART, 2 * PART]


def test_a_server_that_dies_midway(page: Page, mine: Server, tmp_path: Path) -> None:
    sent, killed = offsets(page), []

    def kill_at_the_second(route: Route) -> None:
        if route.request.method == "PATCH" and route.request.headers["upload-offset"] == str(PART) and not killed:
            killed.append(1)
            mine.kill()
            mine.start()
        route.continue_()

    page.route("**/library/uploads/files/*", kill_at_the_second)
    drop_in(page, a_big_pdf(tmp_path / "killed.pdf", 1.5, 2))
    expect(row(page, "killed.pdf")).to_contain_text("Ready. Add one line", timeout=40_000)
    assert killed
    assert sent.count(0) == 1


def test_leaving_and_coming_back_with_the_same_file(page: Page, mine: Server, tmp_path: Path) -> None:
    file = a_big_pdf(tmp_path / "left.pdf", 1.5, 3)
    page.route(
        "**/library/uploads/files/*",
        lambda route: route.abort() if route.request.headers.get("upload-offset") == str(PART) else route.continue_(),
    )
    drop_in(page, file)
    expect(row(page, "left.pdf")).to_contain_text(re.compile(r"dropped at \d+ %. It goes on by itself"), timeout=20_000)
    page.unroute_all()
    page.goto(mine.url + "/library")
    page.goto(mine.url + UPLOADS)
    expect(row(page, "left.pdf")).to_contain_text(re.compile(r"\d+ % is here and safe"))
    sent = offsets(page)
    drop_in(page, file)
    expect(row(page, "left.pdf")).to_contain_text("Ready. Add one line", timeout=30_000)
    assert sent == [PART]
    expect(row(page, "left.pdf")).to_have_count(1)


def test_a_choice_a_refusal_and_a_cancel(page: Page, mine: Server, tmp_path: Path) -> None:
    one, twin, bad = tmp_path / "one.pdf", tmp_path / "twin.pdf", tmp_path / "page.html"
    one.write_bytes(pdfs.a_pdf(["The same"]))
    twin.write_bytes(one.read_bytes())
    bad.write_bytes(b"<!doctype html><script>alert(1)</script>")
    drop_in(page, one)
    expect(row(page, "one.pdf")).to_contain_text("Ready", timeout=20_000)
    drop_in(page, twin, bad)
    expect(row(page, "twin.pdf")).to_contain_text("Looks the same as One, version 1", timeout=20_000)
    expect(row(page, "page.html")).to_contain_text("web page")
    assert axe(page) == []
    page.get_by_role("button", name="Keep as a new piece twin.pdf").click()
    expect(row(page, "twin.pdf")).to_contain_text("Ready", timeout=20_000)
    page.get_by_role("button", name="Remove page.html").click()
    expect(row(page, "page.html")).to_have_count(0)
    assert page.url.endswith(UPLOADS)


def test_cancelling_one_and_the_rest(page: Page, tmp_path: Path) -> None:
    held: list[Route] = []
    page.route(
        "**/library/uploads/files/*",
        lambda route: held.append(route) if route.request.method == "PATCH" else route.continue_(),
    )
    names = [f"stuck{number}.pdf" for number in range(5)]
    drop_in(page, *(a_big_pdf(tmp_path / name, 0.01, 10 + number) for number, name in enumerate(names)))
    expect(page.locator(".uploads > li", has_text="stuck")).to_have_count(5)
    page.get_by_role("button", name="Cancel stuck4.pdf").click()
    expect(row(page, "stuck4.pdf")).to_have_count(0)
    for _ in range(100):
        if len(held) < 3:
            page.wait_for_timeout(100)
    with page.expect_response("**/cancel-rest"):
        page.get_by_role("button", name="Cancel the rest").click()
    expect(page.locator(".uploads > li", has_text="stuck")).to_have_count(0)
    for route in held:
        route.abort()
    page.reload()
    expect(page.locator(".uploads > li", has_text="stuck")).to_have_count(0)


def test_files_dropped_anywhere(page: Page) -> None:
    page.evaluate(
        """(text) => {
          const given = new DataTransfer();
          given.items.add(new File([text], "anywhere.pdf", {type: "application/pdf"}));
          for (const kind of ["dragover", "drop"])
            document.querySelector("h1").dispatchEvent(
              new DragEvent(kind, {bubbles: true, cancelable: true, dataTransfer: given}));
        }""",
        pdfs.a_pdf(["Anywhere"]).decode("latin-1"),
    )
    expect(row(page, "anywhere.pdf")).to_be_visible()
    expect(row(page, "anywhere.pdf")).not_to_contain_text("Waiting", timeout=20_000)


def test_without_script(chromium: Browser, mine: Server, tmp_path: Path) -> None:
    page = sign_in(person(chromium, java_script_enabled=False), mine, "maya@wintermere.example")
    page.goto(mine.url + UPLOADS)
    (tmp_path / "plain.pdf").write_bytes(pdfs.a_pdf(["Plain form"]))
    drop_in(page, tmp_path / "plain.pdf")
    page.get_by_role("button", name="Upload", exact=True).click()
    assert page.url.endswith(UPLOADS)
    expect(row(page, "plain.pdf")).to_be_visible()
    page.context.close()
