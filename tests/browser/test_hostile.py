"""Hostile files in real Chromium: nothing in them runs or asks for anything; and a video plays with its captions."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app.accounts.models import Account, Stakeholder
from app.auth.models import User
from app.core import clock, storage
from app.core import db as database
from app.core.db import session
from app.library import captioning
from app.library.models import Asset
from tests.browser.conftest import person, sign_in
from tests.browser.server import ROOT, Server
from tests.browser.test_editor import hear
from tests.documents import pdfs
from tests.factories import a_link

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

FILM = ROOT / "content/starter/market/three-in-the-morning"
SVG = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 90 60"
 onload="window.__ran=1"><script>window.__ran=1</script><style>@import url(http://evil.example/a.css);</style>
<image href="http://evil.example/a.png" width="9" height="9" onerror="window.__ran=1"/>
<foreignObject width="90" height="60"><iframe xmlns="http://www.w3.org/1999/xhtml" src="javascript:window.__ran=1"/>
</foreignObject><use xlink:href="http://evil.example/a.svg#x"/><a href="javascript:window.__ran=1"><text y="20">Safe
</text></a><animate attributeName="href" values="javascript:window.__ran=1"/><rect width="30" height="30"/></svg>"""

PLAY = """() => new Promise((done) => {
  const film = document.querySelector("video");
  film.muted = true;
  film.addEventListener("timeupdate", () => film.currentTime > 1 && done(film.currentTime));
  film.addEventListener("error", () => done(0));
  setTimeout(() => done(film.currentTime), 8000);
  film.play();
})"""


@pytest.fixture(scope="module")
def links(server: Server, chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """What Maya brought, published and sent: the path of its link by its title."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "Drawing of doom.svg").write_text(SVG)
    (folder / "Paper of doom.pdf").write_bytes(pdfs.a_pdf_with_script())
    (folder / "Film of three.webm").write_bytes(FILM.with_suffix(".webm").read_bytes())
    page = sign_in(person(chromium), server, "maya@wintermere.example")
    page.goto(f"{server.url}/library/uploads")
    page.locator("#upload-files").set_input_files(sorted(folder.iterdir()))
    for name in ("Drawing", "Paper", "Film"):
        expect(page.locator(".uploads > li", has_text=f"{name} of")).to_contain_text("Ready. Add", timeout=30_000)
    page.context.close()
    yield _sent(server)
    session.remove()


def _sent(server: Server) -> dict[str, str]:
    """Writes into the server's own database, which spares the clicks that other tests make."""
    database.bind(database.connect(server.env["DATABASE_URL"]))
    database.begin_as(writer=True)
    storage.open_storage(f"file://{server.folder / 'files'}")
    at, maya = clock.now(), session.scalars(select(User).where(User.email.startswith("maya@"))).one()
    account = Account(name="Doomed Foods", owner_id=maya.id, created_at=at)
    session.add(account)
    session.flush()
    buyer = Stakeholder(account_id=account.id, name="Bea Bell", email="bea@doomed.example", created_at=at)
    session.add(buyer)
    session.flush()
    found = {}
    for asset in session.scalars(select(Asset).where(Asset.title.contains(" of "), Asset.owner_id == maya.id)).all():
        if asset.format == "video":
            captioning.attach(maya, asset.versions[-1], FILM.with_suffix(".vtt"), at)
        asset.publish(asset.versions[-1], at)
        found[asset.title] = a_link(buyer, asset, maya, at=at, secret=server.env["SECRET_KEY"])[1]
        found[f"{asset.title}, inside"] = asset.public_id
    return found


def opened(chromium: Browser, server: Server, token: str) -> tuple[Page, list[str]]:
    """A buyer's page behind its cover, and what it does that a quiet one would not."""
    buyer = person(chromium)
    wrong = hear(buyer, server)
    buyer.goto(f"{server.url}/v/{token}")
    buyer.get_by_role("button", name="Open", exact=True).click()
    return buyer, wrong


@pytest.mark.parametrize("title", ["Drawing of doom", "Paper of doom"])
def test_nothing_in_a_file_runs_or_leaves(server: Server, chromium: Browser, links: dict[str, str], title: str) -> None:
    buyer, wrong = opened(chromium, server, links[title])
    expect(buyer.locator("img[src*='/pages/1.webp']").first).to_be_visible()
    maya = sign_in(person(chromium), server, "maya@wintermere.example")
    wrong_inside = hear(maya, server)
    for tail in ("", "/as-buyer"):
        maya.goto(f"{server.url}/library/{links[f'{title}, inside']}{tail}")
        expect(maya.locator("img[src*='/pages/1.webp']").first).to_be_visible()
        assert maya.evaluate("window.__ran ?? null") is None
    buyer.wait_for_timeout(300)
    assert buyer.evaluate("window.__ran ?? null") is None
    assert wrong + wrong_inside == []
    for page in (buyer, maya):
        page.context.close()


def test_a_video_plays_with_its_captions(server: Server, chromium: Browser, links: dict[str, str]) -> None:
    buyer, wrong = opened(chromium, server, links["Film of three"])
    seconds = buyer.evaluate(PLAY)
    assert seconds > 1
    said = buyer.evaluate("[...document.querySelector('video').textTracks].map((t) => [t.mode, t.cues.length])")
    assert said == [["showing", FILM.with_suffix(".vtt").read_text().count("-->")]]
    assert wrong == []
    buyer.context.close()
