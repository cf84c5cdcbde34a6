"""What a page may report: closed kinds, bounded numbers, a pass; everything else is answered alike and counted."""

import json
import re
from collections import OrderedDict
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from app.tracking.labelling import relabel
from app.web.viewer import beacon
from tests.cast import NOW
from tests.web.viewer.conftest import Sent, events
from tests.web.viewer.test_cover import press

LOAD = str(uuid4())


@pytest.fixture
def pass_text(buyer: FlaskClient, sent: Sent) -> str:
    """The pass that the page of a reader who pressed Open holds."""
    page = buyer.get(press(buyer, sent, "open").location).text
    found = re.search(r'data-pass="([^"]+)"', page)
    assert found is not None
    return found.group(1)


def message(pass_text: str, **values: Any) -> dict[str, Any]:
    return {
        "pass": pass_text, "visit": LOAD, "id": str(uuid4()), "kind": "beat", "seq": 1, "mono": 15_000, "page": 1,
        "pages": {"1": [9_000, 8_000]}, "acts": 2, **values,
    }  # fmt: skip


def post(buyer: FlaskClient, sent: Sent, body: object) -> list[str]:
    """Posts, expects 204, and returns the kinds of what was stored by it."""
    before = len(events())
    raw = body if isinstance(body, bytes | str) else json.dumps(body)
    answer = buyer.post(f"{sent.path}/events", data=raw, content_type="text/plain")
    assert (answer.status_code, answer.data) == (204, b"")
    return [event.kind for event in events()[before:]]


def test_a_report_is_stored(buyer: FlaskClient, sent: Sent, pass_text: str) -> None:
    said = message(pass_text, kind="ready", at=1_700_000_000_000, webdriver=True, activated=True, open=str(uuid4()))
    assert post(buyer, sent, said) == ["ready"]
    event = events()[-1]
    assert (event.seq, event.mono_ms, event.client_ms, event.page) == (1, 15_000, 1_700_000_000_000, 1)
    assert event.payload == {
        "pages": {"1": [9_000, 8_000]}, "acts": 2, "webdriver": True, "activated": True, "open": said["open"],
    }  # fmt: skip
    assert (event.consent, event.visit_key) == ("given", LOAD)
    assert event.visitor_key == events()[1].visitor_key


def test_lists_and_envelopes_are_read(buyer: FlaskClient, sent: Sent, pass_text: str) -> None:
    assert post(buyer, sent, [message(pass_text), message(pass_text, kind="leave")]) == ["beat", "leave"]
    inner = [{"id": str(uuid4()), "kind": kind} for kind in ("ready", "print")]
    assert post(buyer, sent, {"pass": pass_text, "visit": LOAD, "events": inner}) == ["ready", "print"]


def test_repeated_reports_change_nothing(buyer: FlaskClient, sent: Sent, pass_text: str) -> None:
    once = message(pass_text)
    assert post(buyer, sent, [once, once]) == ["beat"]
    assert post(buyer, sent, once) == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"kind": "cover"}, "unknown kind"),
        ({"kind": "consent"}, "unknown kind"),
        ({"kind": ["beat"]}, "unknown kind"),
        ({"kind": None}, "unknown kind"),
        ({"id": "cover:1"}, "no id"),
        ({"id": 7}, "no id"),
        ({"visit": "x"}, "no id"),
        ({"pages": {"4": [1, 1]}}, "bad pages"),
        ({"pages": {"0": [1, 1]}}, "bad pages"),
        ({"pages": {"²": [1, 1]}}, "bad pages"),
        ({"pages": {"1": [-1, 1]}}, "bad pages"),
        ({"pages": {"1": [True, 1]}}, "bad pages"),
        ({"pages": {"1": [1.5, 1]}}, "bad pages"),
        ({"pages": {"1": 9}}, "bad pages"),
        ({"pages": [1]}, "bad pages"),
        ({"pass": None}, "no pass"),
        ({"pass": "forged"}, "no pass"),
        ({"pass": {"a": 1}}, "no pass"),
    ],
)  # fmt: skip
def test_garbage_is_dropped_and_counted(
    buyer: FlaskClient, sent: Sent, pass_text: str, changes: dict[str, Any], reason: str
) -> None:
    before = beacon.dropped_counts().get(reason, 0)
    assert post(buyer, sent, message(pass_text, **changes)) == []
    assert beacon.dropped_counts()[reason] == before + 1


@pytest.mark.parametrize(
    "body",
    ["", "{", "null", "7", '"x"', "[[[]]]", "[" * 4000, "{}", b"\xff\xfe\x00", b"x" * 9000, '{"events": 5}',
     '{"events": [1, null]}', '{"pages": NaN}'],
)  # fmt: skip
def test_bodies_that_mean_nothing_are_answered_alike(buyer: FlaskClient, sent: Sent, body: str | bytes) -> None:
    assert post(buyer, sent, body) == []


def test_numbers_out_of_bounds_are_left_out(buyer: FlaskClient, sent: Sent, pass_text: str) -> None:
    wild = {"seq": 10**30, "mono": -5, "at": "now", "page": 99, "acts": 10**9, "pages": {"1": [10**30, 10**30]}}
    assert post(buyer, sent, message(pass_text, **wild)) == ["beat"]
    event = events()[-1]
    assert (event.seq, event.mono_ms, event.client_ms, event.page) == (None, None, None, None)
    assert event.payload == {"pages": {"1": [beacon.LONGEST_MS, beacon.LONGEST_MS]}}
    relabel(sent.link.id, NOW)


def test_whoever_is_not_measured_is_not_heard(buyer: FlaskClient, sent: Sent, pass_text: str) -> None:
    buyer.delete_cookie("reader", path=sent.path)
    unmeasured = press(buyer, sent, "quiet").location.split("p=")[1]
    assert post(buyer, sent, message(unmeasured)) == []


def test_a_pass_of_another_link_is_not_heard(buyer: FlaskClient, sent: Sent, pass_text: str, cast: Any) -> None:
    from tests.factories import a_link, an_asset

    other = Sent(*a_link(cast.bea, an_asset(cast.maya, title="Other"), cast.ravi))
    assert post(buyer, other, message(pass_text)) == []


def test_one_link_cannot_fill_the_database(
    buyer: FlaskClient, sent: Sent, pass_text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beacon, "_hours", OrderedDict())
    monkeypatch.setattr(beacon, "MOST_EVENTS_AN_HOUR", 3)
    # A new page-load each time does not help: that name is the sender's to choose.
    stored = [post(buyer, sent, message(pass_text, visit=str(uuid4()))) for _ in range(5)]
    assert [len(each) for each in stored] == [1, 1, 1, 0, 0]


def test_a_pass_that_is_no_text_at_all_is_no_fault(buyer: FlaskClient, sent: Sent) -> None:
    answer = buyer.post(
        f"/v/{sent.token}/events", data='{"pass": "\\ud800", "kind": "beat"}', content_type="text/plain"
    )
    assert answer.status_code == 204
