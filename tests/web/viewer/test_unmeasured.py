"""Readers who are not measured: one sitting is one visit, nobody is called unconfirmed, and little is kept."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import session
from app.tracking import queries
from app.tracking.labelling import relabel
from tests.cast import NOW, Cast
from tests.factories import a_link, an_asset
from tests.web.viewer.conftest import Sent, events
from tests.web.viewer.test_cover import nonce_of, press
from tests.web.viewer.test_document import BODY, pdf, stop_sharing

__all__ = ["pdf"]

MINUTE = 60_000


def visits(sent: Sent) -> list[tuple[str, bool]]:
    """The label of each visit, and whether it was measured, oldest first."""
    relabel(sent.link.id, NOW)
    session.commit()
    found = [(visit.label, visit.is_measured) for visit in queries.visits_of_links([sent.link.id])]
    session.remove()
    return found


def test_open_without_measuring_is_one_visit_with_all_its_reloads(buyer: FlaskClient, sent: Sent) -> None:
    document = press(buyer, sent, "quiet").location
    for path in (document, sent.path, sent.path):
        assert "You read without measuring" in buyer.get(path).text
    assert visits(sent) == [("human", False)]


def test_the_pass_of_an_unmeasured_reader_names_only_that_showing(buyer: FlaskClient, sent: Sent) -> None:
    buyer.get(press(buyer, sent, "quiet").location)
    opened, _, _, again = events()
    assert (again.consent, again.visitor_key, again.source_id) == ("refused", None, None)
    assert again.payload == {"open": opened.client_id}
    buyer.delete_cookie("reader", path=sent.path)
    buyer.get(press(buyer, sent, "quiet").location)
    assert events()[-1].payload["open"] != opened.client_id


def test_half_a_day_later_nothing_ties_an_unmeasured_reader_to_the_cover(
    buyer: FlaskClient, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(buyer, sent, "quiet")
    tomorrow = clock.now() + timedelta(hours=13)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    assert "You read without measuring" in buyer.get(sent.path).text
    assert events()[-1].payload == {}
    assert visits(sent) == [("human", False), ("human", False)]


def test_refusing_takes_the_moment_and_the_source_off_the_open_before(buyer: FlaskClient, sent: Sent) -> None:
    nonce = nonce_of(buyer.get(sent.path).text)
    (opened,) = events()
    assert opened.source_id is not None
    exact = opened.received_ms
    press(buyer, sent, "quiet", nonce)
    opened = events()[0]
    assert (opened.source_id, opened.received_ms) == (None, exact - exact % MINUTE)
    assert visits(sent) == [("human", False)]


def test_a_cover_shown_twice_and_refused_is_one_visit_and_keeps_as_little(buyer: FlaskClient, sent: Sent) -> None:
    buyer.head(sent.path)
    buyer.get(sent.path)
    buyer.get(press(buyer, sent, "quiet").location)
    assert {(event.source_id, event.received_ms % MINUTE) for event in events()} == {(None, 0)}
    assert visits(sent) == [("human", False)]
    head = events()[0]
    assert queries.labels_of([head.id])[head.id].label == "machine"


def test_agreeing_takes_nothing_off_the_open_before(buyer: FlaskClient, sent: Sent) -> None:
    press(buyer, sent, "open")
    assert events()[0].source_id is not None


def test_reloads_after_stop_sharing_read_privately(buyer: FlaskClient, sent: Sent, cast: Cast) -> None:
    other = Sent(*a_link(cast.bea, an_asset(cast.maya, title="Other"), cast.ravi))
    buyer.get(press(buyer, other, "open").location)
    _, answer = stop_sharing(buyer, sent)
    for path in (answer.location, sent.path, other.path, other.path):
        buyer.get(path)
    for each in (sent, other):
        assert sorted(visits(each)) == [("human", False), ("human", True)]


@pytest.mark.parametrize("header", [{"Sec-GPC": "1"}, {"DNT": "1"}])
def test_opens_of_a_quiet_browser_are_one_visit(buyer: FlaskClient, sent: Sent, header: dict[str, str]) -> None:
    for _ in range(3):
        buyer.get(sent.path, headers=header)
    assert visits(sent) == [("unsure", False)]


def test_a_refusal_and_a_quiet_browser_in_one_sitting_are_one_visit(buyer: FlaskClient, sent: Sent) -> None:
    press(buyer, sent, "quiet")
    buyer.get(sent.path, headers={"Sec-GPC": "1"})
    assert visits(sent) == [("human", False)]


def test_a_download_without_measuring_is_in_the_same_visit_and_not_told(buyer: FlaskClient, pdf: Sent) -> None:
    press(buyer, pdf, "quiet")
    answer = buyer.get(f"{pdf.path}/file")
    assert answer.data == BODY
    answer.close()
    assert events()[-1].kind == "download"
    assert visits(pdf) == [("human", False)]
    assert [visit.downloads for visit in queries.visits_of_links([pdf.link.id])] == [0]
