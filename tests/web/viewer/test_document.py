"""The document: its pages, what was sent with it, its files, and stopping to share."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.core.db import session
from app.core.storage import storage
from app.documents.formats import PDF
from app.library.models import BUYERS, INTERNAL
from app.sending import links
from app.sending.models import TrackedLink
from tests.cast import NOW, Cast
from tests.conftest import SECRET
from tests.factories import a_link, an_asset
from tests.web.viewer.conftest import Sent, events
from tests.web.viewer.test_cover import press

IMAGE = b"RIFF\x00\x00\x00\x00WEBPfake"
BODY = bytes(range(256)) * 4000


@pytest.fixture
def pdf(app: Flask, cast: Cast) -> Sent:
    """A PDF of three pages, as the library leaves it."""
    asset = an_asset(cast.maya, title="The rollout plan", pages=["One text", "Two text", "Three\n\ntext"], format=PDF)
    version = asset.current
    assert version is not None
    version.file_key, version.media_type, version.file_name = "a/original.pdf", "application/pdf", "plan.pdf"
    version.size = len(BODY)
    storage().put("a/original.pdf", BODY)
    for page in version.pages:
        page.html, page.image_key, page.image_width, page.image_height = None, f"a/{page.number}.webp", 1200, 1600
        storage().put(page.image_key, IMAGE)
    sent = Sent(*a_link(cast.bea, asset, cast.ravi))
    session.commit()
    session.remove()
    return sent


def test_a_page_is_shown_with_contents_and_no_third_party(buyer: FlaskClient, sent: Sent) -> None:
    page = buyer.get(press(buyer, sent, "open").location).text
    assert page.count("<article") == 3
    assert 'href="#p3"' in page
    assert "for Bea Baker, from Ravi Rao at Wintermere" in page
    assert not re.search(r'(src|href|action)="(https?:)?//', page)
    assert " style=" not in page
    assert "<script>" not in page


def test_pages_that_are_images_have_their_text_and_their_size(buyer: FlaskClient, pdf: Sent) -> None:
    page = buyer.get(press(buyer, pdf, "open").location).text
    assert page.count('width="1200" height="1600"') == 3
    assert page.count('loading="lazy"') == 1
    assert "Three" in page
    assert "pages-fit" in page
    assert "pages-text" in buyer.get(pdf.path, query_string={"as": "text"}).text
    assert "pages-pages" in buyer.get(pdf.path, query_string={"as": "pages"}).text
    assert "pages-fit" in buyer.get(pdf.path, query_string={"as": "<script>"}).text


def test_page_images_are_private_and_never_change(buyer: FlaskClient, pdf: Sent) -> None:
    answer = buyer.get(f"{pdf.path}/pages/1.webp")
    assert (answer.status_code, answer.data, answer.mimetype) == (200, IMAGE, "image/webp")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    again = buyer.get(f"{pdf.path}/pages/1.webp", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    for number in ("0", "4", "99999999999999999999", "x", "-1"):
        assert buyer.get(f"{pdf.path}/pages/{number}.webp").status_code == 404


def test_a_page_without_an_image_has_none(buyer: FlaskClient, sent: Sent) -> None:
    assert buyer.get(f"{sent.path}/pages/1.webp").status_code == 404


def test_a_whole_download_is_counted_once_sent(buyer: FlaskClient, pdf: Sent) -> None:
    press(buyer, pdf, "open")
    answer = buyer.get(f"{pdf.path}/file")
    assert answer.data == BODY
    assert answer.headers["Content-Disposition"] == 'attachment; filename="the-rollout-plan.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    answer.close()
    (download,) = [event for event in events() if event.kind == "download"]
    assert download.visitor_key == events()[1].visitor_key


def test_ranges_of_one_reader_are_one_download_when_nine_tenths_went(buyer: FlaskClient, pdf: Sent) -> None:
    press(buyer, pdf, "open")
    middle = len(BODY) // 2
    for first, last in ((0, middle - 1), (middle, len(BODY) - 1)):
        answer = buyer.get(f"{pdf.path}/file", headers={"Range": f"bytes={first}-{last}"})
        assert (answer.status_code, answer.data) == (206, BODY[first : last + 1])
        answer.close()
        assert sum(event.kind == "download" for event in events()) == (1 if first else 0)
    assert buyer.get(f"{pdf.path}/file", headers={"Range": "bytes=99999999-"}).status_code == 416


def test_asking_for_the_headers_of_a_file_is_no_download(buyer: FlaskClient, pdf: Sent) -> None:
    answer = buyer.head(f"{pdf.path}/file")
    assert answer.headers["Content-Length"] == str(len(BODY))
    answer.close()
    assert events() == []


def test_a_link_without_download_has_no_file(buyer: FlaskClient, pdf: Sent) -> None:
    link = session.get(TrackedLink, pdf.link.id)
    assert link is not None
    link.allow_download = False
    session.commit()
    assert buyer.get(f"{pdf.path}/file").status_code == 404
    assert "/file" not in buyer.get(press(buyer, pdf, "open").location).text


def test_a_file_that_is_missing_is_not_found(buyer: FlaskClient, pdf: Sent) -> None:
    storage().delete(["a/original.pdf", "a/1.webp"])
    assert buyer.get(f"{pdf.path}/file").status_code == 404
    assert buyer.get(f"{pdf.path}/pages/1.webp").status_code == 404


def test_sent_with_this_lists_the_other_live_links_of_the_delivery(buyer: FlaskClient, sent: Sent, cast: Cast) -> None:
    links.open_links(SECRET, "http://localhost")
    for title, revoked_at, audience in (
        ("Depot calculator", None, BUYERS), ("Withdrawn piece", NOW, BUYERS), ("Battle card", None, INTERNAL),
    ):  # fmt: skip
        asset = an_asset(cast.maya, title=title, summary="Your 38 depots", audience=audience)
        assert asset.current is not None
        link = TrackedLink(
            delivery_id=sent.link.delivery_id, stakeholder_id=cast.bea.id, asset_id=asset.id,
            version_id=asset.current.id, revoked_at=revoked_at, created_at=NOW,
        )  # fmt: skip
        session.add(links.sign(link))
    session.commit()
    page = buyer.get(press(buyer, sent, "open").location).text
    assert "Depot calculator" in page
    assert "Withdrawn piece" not in page
    assert "Battle card" not in page
    href = re.search(r'class="with-row" href="([^"]+)"', page)
    assert href is not None
    assert "Depot calculator" in buyer.get(href.group(1)).text


def stop_sharing(buyer: FlaskClient, sent: Sent) -> tuple[str, TestResponse]:
    """Presses Open, then Stop sharing: the pass that was held until then, and the answer."""
    page = buyer.get(press(buyer, sent, "open").location).text
    found = re.search(r'name="pass" value="([^"]+)"', page)
    assert found is not None
    return found.group(1), buyer.post(f"{sent.path}/withdraw", data={"pass": found.group(1)})


def test_stop_sharing_holds_on_every_link_of_the_person(buyer: FlaskClient, sent: Sent, cast: Cast) -> None:
    other = Sent(*a_link(cast.bea, an_asset(cast.maya, title="Other"), cast.ravi))
    press(buyer, other, "open")
    pass_text, answer = stop_sharing(buyer, sent)
    assert answer.status_code == 303
    assert "Max-Age" not in answer.headers["Set-Cookie"]
    shown = " ".join(buyer.get(answer.location).text.split())
    assert "on this link or any other sent to you, unless you press Open again" in shown
    assert "reader.js" not in buyer.get(other.path).text
    assert events()[-3].kind == "withdraw"
    # The page that was open in another tab goes on reporting, and is not heard.
    before = len(events())
    message = f'{{"pass": "{pass_text}", "kind": "beat", "id": "{UUID}", "visit": "{UUID}"}}'
    assert buyer.post(f"{sent.path}/events", data=message).status_code == 204
    assert len(events()) == before


def test_after_stop_sharing_the_next_cover_says_what_open_does(
    app: Flask, buyer: FlaskClient, sent: Sent, cast: Cast
) -> None:
    other = Sent(*a_link(cast.bea, an_asset(cast.maya, title="Other"), cast.ravi))
    again = "You stopped sharing before. Open shares your reading of this piece again."
    assert again not in buyer.get(other.path).text
    stop_sharing(buyer, sent)
    assert again in buyer.get(other.path).text
    assert "reader.js" in buyer.get(press(buyer, other, "open").location).text


def test_a_forged_pass_withdraws_nothing(buyer: FlaskClient, sent: Sent) -> None:
    assert buyer.post(f"{sent.path}/withdraw", data={"pass": "forged"}).location == sent.path
    assert buyer.post(f"{sent.path}/withdraw").location == sent.path
    assert events() == []


def test_the_document_takes_a_fixed_number_of_queries(app: Flask, buyer: FlaskClient, cast: Cast) -> None:
    from sqlalchemy import event

    from app.core.db import engine

    def counted(pages: int) -> int:
        sent = Sent(*a_link(cast.bea, an_asset(cast.maya, pages=["Words"] * pages), cast.ravi))
        press(buyer, sent, "open")
        statements: list[str] = []
        note = lambda *args: statements.append(str(args[2])) if str(args[2]).startswith("SELECT") else None  # noqa: E731
        event.listen(engine(), "before_cursor_execute", note)
        buyer.get(sent.path)
        event.remove(engine(), "before_cursor_execute", note)
        return len(statements)

    assert counted(1) == counted(40) <= 5


UUID = "5f0c5f4e-3c1d-4a39-9a53-0d4c8f1d2b7a"
