"""The cover page: what it says, that it measures nothing, and what its two buttons do."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import session
from app.library.models import INTERNAL
from app.sending.models import TrackedLink
from app.tracking.headers import NOT_GET
from tests.cast import Cast
from tests.web.viewer.conftest import Sent, events


def nonce_of(page: str) -> str:
    found = re.search(r'name="nonce" value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


def press(buyer: FlaskClient, sent: Sent, choice: str, nonce: str | None = None):  # type: ignore[no-untyped-def]
    nonce = nonce or nonce_of(buyer.get(sent.path).text)
    return buyer.post(sent.path, data={"nonce": nonce, "choice": choice})


def test_it_says_who_what_and_what_will_be_seen(buyer: FlaskClient, sent: Sent) -> None:
    answer = buyer.get(sent.path)
    assert answer.status_code == 200
    for words in (
        "Ravi Rao", "Wintermere", "Payback in 11 months", "3 pages", "about 1 minute", "for Bea Baker",
        "Ravi will see which pages you read and for how long.", "Open without measuring",
    ):  # fmt: skip
        assert words in answer.text
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_nothing_is_set_or_measured_before_a_button(buyer: FlaskClient, sent: Sent) -> None:
    answer = buyer.get(sent.path)
    assert "Set-Cookie" not in answer.headers
    assert "<script" not in answer.text
    assert "http" not in re.sub(r'xmlns="[^"]*"', "", answer.text)
    (opened,) = events()
    assert (opened.kind, opened.visitor_key, opened.page, opened.payload) == ("open", None, None, {})


def test_open_is_recorded_with_its_choice_and_leads_to_the_document(buyer: FlaskClient, sent: Sent) -> None:
    answer = press(buyer, sent, "open")
    assert answer.status_code == 303
    assert answer.location.startswith(f"{sent.path}?p=")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("reader=")
    for part in ("HttpOnly", "SameSite=Lax", f"Path={sent.path}", "Max-Age=34214400"):
        assert part in cookie
    assert "Secure" not in cookie
    opened, cover, consent = events()
    assert (cover.kind, consent.kind, consent.consent) == ("cover", "consent", "given")
    assert cover.visitor_key
    assert cover.payload == {"open": opened.client_id}
    document = buyer.get(answer.location)
    assert "A depot pays for itself." in document.text
    assert "data-entered" in document.text


def test_open_without_measuring_keeps_the_minute_and_no_source(buyer: FlaskClient, sent: Sent) -> None:
    answer = press(buyer, sent, "quiet")
    assert "Max-Age" not in answer.headers["Set-Cookie"]
    _, cover, consent = events()
    assert {cover.consent, consent.consent} == {"refused"}
    assert (cover.visitor_key, cover.source_id, cover.received_ms % 60_000) == (None, None, 0)
    document = buyer.get(answer.location)
    assert "A depot pays for itself." in document.text
    assert "reader.js" not in document.text
    assert "You read without measuring" in document.text


def test_a_return_visit_skips_the_cover(buyer: FlaskClient, sent: Sent) -> None:
    press(buyer, sent, "open")
    document = buyer.get(sent.path)
    assert "A depot pays for itself." in document.text
    assert "data-entered" not in document.text
    assert events()[-1].visitor_key == events()[1].visitor_key


def test_without_cookies_the_pass_in_the_address_works_for_half_a_day(
    app: Flask, buyer: FlaskClient, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    location = press(buyer, sent, "open").location
    bare = app.test_client(use_cookies=False)
    assert "A depot pays for itself." in bare.get(location).text
    tomorrow = clock.now() + timedelta(hours=13)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    assert "Open without measuring" in bare.get(location).text
    assert "A depot pays for itself." in buyer.get(sent.path).text


def test_a_button_pressed_twice_counts_once_and_is_one_visitor(buyer: FlaskClient, sent: Sent) -> None:
    nonce = nonce_of(buyer.get(sent.path).text)
    for _ in range(2):
        assert press(buyer, sent, "open", nonce).status_code == 303
    kinds = [event.kind for event in events()]
    assert kinds.count("cover") == 1
    assert len({event.visitor_key for event in events() if event.kind == "cover"}) == 1


@pytest.mark.parametrize("nonce", ["", "forged", "x" * 5000, "\x00", "WzEsMSwxLDFd.AAAA"])
def test_a_forged_button_proves_nothing(buyer: FlaskClient, sent: Sent, nonce: str) -> None:
    answer = buyer.post(sent.path, data={"nonce": nonce, "choice": "open"})
    assert (answer.status_code, answer.location) == (303, sent.path)
    assert "Set-Cookie" not in answer.headers
    assert events() == []


def test_a_nonce_is_good_for_its_own_link_and_half_a_day(
    buyer: FlaskClient, sent: Sent, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.factories import a_link, an_asset

    other = Sent(*a_link(cast.bea, an_asset(cast.maya, title="Other"), cast.ravi))
    nonce = nonce_of(buyer.get(sent.path).text)
    assert press(buyer, other, "open", nonce).location == other.path
    tomorrow = clock.now() + timedelta(hours=13)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    assert press(buyer, sent, "open", nonce).location == sent.path
    assert [event.kind for event in events()] == ["open"]


@pytest.mark.parametrize("header", [{"Sec-GPC": "1"}, {"DNT": "1"}])
def test_a_browser_that_asks_for_quiet_is_not_asked(buyer: FlaskClient, sent: Sent, header: dict[str, str]) -> None:
    answer = buyer.get(sent.path, headers=header)
    assert "A depot pays for itself." in answer.text
    assert "Your browser asks not to be measured" in answer.text
    assert "reader.js" not in answer.text
    assert "Set-Cookie" not in answer.headers
    (opened,) = events()
    assert (opened.consent, opened.source_id, opened.received_ms % 60_000) == ("quiet", None, 0)


def test_head_is_an_open_that_asked_for_headers(buyer: FlaskClient, sent: Sent) -> None:
    answer = buyer.head(sent.path)
    assert (answer.status_code, answer.data) == (200, b"")
    (opened,) = events()
    assert opened.kind == "open"
    assert opened.header_bits & NOT_GET


def test_dead_links_all_answer_alike(buyer: FlaskClient, sent: Sent, cast: Cast) -> None:
    from tests.factories import a_link, an_asset

    asset = an_asset(cast.maya, title="Dead")
    revoked, expired = Sent(*a_link(cast.bea, asset, cast.ravi)), Sent(*a_link(cast.bea, asset, cast.ravi))
    internal = Sent(*a_link(cast.bea, an_asset(cast.maya, title="Battle card", audience=INTERNAL), cast.ravi))
    for each, values in ((revoked, {"revoked_at": clock.now()}), (expired, {"expires_at": clock.now()})):
        link = session.get(TrackedLink, each.link.id)
        assert link is not None
        for name, value in values.items():
            setattr(link, name, value)
    session.commit()
    bodies = set()
    for path in (revoked.path, expired.path, internal.path, "/v/" + "A" * 43, "/v/short", "/v/" + "x" * 3000):
        for ending, method in (
            ("", "GET"), ("", "POST"), ("/events", "POST"), ("/withdraw", "POST"), ("/file", "GET"),
            ("/pages/1.webp", "GET"),
        ):  # fmt: skip
            answer = buyer.open(path + ending, method=method)
            assert answer.status_code == 404
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            bodies.add(answer.data)
        assert buyer.head(path).status_code == 404
    assert len(bodies) == 1
    assert b"This link does not open anything" in bodies.pop()
    assert events() == []
