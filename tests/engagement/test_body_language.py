"""Body language: only people count, and the price does not grow with the account."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from app.accounts.models import Account
from app.auth.models import User
from app.core.db import session
from app.engagement.body_language import read
from app.engagement.readings import PersonReading
from app.library.models import Page, Version
from app.sending.models import FAILED, TrackedLink
from app.tracking.models import MACHINE, UNSURE
from tests.cast import NOW, Cast
from tests.engagement.readings import a_visit, selects
from tests.factories import a_link, a_person, an_account, an_asset

SAID_ACT = {"code": "act", "says": "human", "text": "scrolled and turned pages"}
SAID_BOT = {"code": "declared", "says": "machine", "text": "Slackbot preview"}
EIGHT = [f"Page {n}" for n in range(1, 9)]


@pytest.fixture
def link(db: Engine, cast: Cast) -> TrackedLink:
    """Bea's link to an eight-page piece, sent forty days ago."""
    asset = an_asset(cast.maya, pages=EIGHT, at=NOW - timedelta(days=60))
    return a_link(cast.bea, asset, cast.ravi, at=NOW - timedelta(days=40))[0]


def bea(cast: Cast, **kwargs: int) -> PersonReading:
    return read(cast.fernholt, NOW, **kwargs).people[cast.bea.id]


def test_nothing_sent(db: Engine, cast: Cast) -> None:
    reading = bea(cast)
    assert (reading.status, reading.warmth, reading.quiet_days, reading.last_read) == ("nothing sent", 0, None, None)
    assert (reading.items, reading.marks, reading.arrived) == ([], [], [])


def test_sent_and_no_answer(link: TrackedLink, cast: Cast) -> None:
    reading = bea(cast)
    assert reading.status == "sent, not opened"
    assert [(mark.kind, mark.days_ago) for mark in reading.marks] == [("sent", 40)]


def test_a_failed_delivery_is_not_sent(link: TrackedLink, cast: Cast) -> None:
    link.delivery.state = FAILED
    session.commit()
    assert bea(cast).status == "nothing sent"


@pytest.mark.parametrize(
    ("seconds", "warmth", "status"),
    [
        (0, 1, "glanced"),
        (9.9, 1, "glanced"),
        (10, 2, "read some"),
        (39.9, 2, "read some"),
        (40, 3, "engaged"),
        (89.9, 3, "engaged"),
        (90, 4, "hot"),
    ],
)
def test_warmth_is_the_best_page(link: TrackedLink, cast: Cast, seconds: float, warmth: int, status: str) -> None:
    a_visit(link, NOW - timedelta(days=2), (0, 0, seconds))
    assert (bea(cast).warmth, bea(cast).status) == (warmth, status)


def test_many_short_pages_are_no_long_one(link: TrackedLink, cast: Cast) -> None:
    a_visit(link, NOW - timedelta(days=2), (9, 9, 9, 9, 9, 9, 9, 9))
    assert bea(cast).warmth == 1


def test_coming_back_to_a_page_adds_up(link: TrackedLink, cast: Cast) -> None:
    a_visit(link, NOW - timedelta(days=3), (0, 50))
    a_visit(link, NOW - timedelta(days=1), (5, 45))
    reading = bea(cast)
    assert reading.warmth == 4
    (item,) = reading.items
    assert (item.pages, item.visits, item.active_seconds, item.label) == ([5, 95, 0, 0, 0, 0, 0, 0], 2, 100, "human")
    assert reading.total_minutes == pytest.approx(100 / 60)


@pytest.mark.parametrize(
    ("days", "quiet", "status"), [(13.99, None, "hot"), (14, 14, "quiet 14 days"), (39, 39, "quiet 39 days")]
)
def test_quiet_after_having_read(link: TrackedLink, cast: Cast, days: float, quiet: int | None, status: str) -> None:
    a_visit(link, NOW - timedelta(days=days), (200,))
    assert (bea(cast).quiet_days, bea(cast).status) == (quiet, status)
    assert bea(cast).warmth == (4 if quiet is None else 0)


def test_machines_are_delivery_evidence_only(link: TrackedLink, cast: Cast) -> None:
    a_visit(link, NOW - timedelta(days=1), (200,), MACHINE, reasons=[SAID_ACT, SAID_BOT])
    a_visit(link, NOW - timedelta(hours=2), (), MACHINE)
    reading = bea(cast)
    assert (reading.warmth, reading.total_minutes, reading.last_read, reading.items) == (0, 0, None, [])
    assert reading.status == "arrived, not opened"
    assert [each.reason for each in reading.arrived] == [
        "checked by a machine",
        "checked by a machine (Slackbot preview)",
    ]
    assert {mark.kind for mark in reading.marks} == {"sent", "machine"}
    assert all(mark.seconds == 0 for mark in reading.marks)


def test_an_unsure_open_is_shown_and_not_counted(link: TrackedLink, cast: Cast) -> None:
    a_visit(link, NOW - timedelta(days=1), (200,), UNSURE)
    reading = bea(cast)
    assert (reading.warmth, reading.total_minutes, reading.last_read) == (0, 0, None)
    assert reading.status == "opened, not confirmed"
    assert [(item.label, item.pages, item.active_seconds) for item in reading.items] == [("unsure", [], 0)]
    (moment,) = read(cast.fernholt, NOW).latest
    assert (moment.kind, moment.trace) == ("unsure", None)
    assert moment.text == "Opened Payback in 11 months, not confirmed as a person"


def test_a_scanner_does_not_wake_a_quiet_reader(link: TrackedLink, cast: Cast) -> None:
    a_visit(link, NOW - timedelta(days=20), (60,))
    a_visit(link, NOW - timedelta(days=1), (60,), MACHINE)
    a_visit(link, NOW - timedelta(days=1), (60,), UNSURE)
    reading = bea(cast)
    assert (reading.quiet_days, reading.warmth) == (20, 0)
    assert (reading.items[0].visits, reading.items[0].active_seconds) == (1, 60)


def test_private_reading_has_no_pages_and_is_never_quiet(link: TrackedLink, cast: Cast) -> None:
    a_visit(link, NOW - timedelta(days=30), (500,), is_measured=False)
    reading = bea(cast)
    assert (reading.status, reading.warmth, reading.quiet_days) == ("reads privately", 0, None)
    assert reading.last_read == NOW - timedelta(days=30)
    assert [(item.label, item.pages, item.active_seconds) for item in reading.items] == [("private", [], 0)]
    assert read(cast.fernholt, NOW).latest[0].text == "Opened Payback in 11 months, reads privately"


def test_versions_are_told_apart(link: TrackedLink, cast: Cast) -> None:
    newer = Version(
        asset_id=link.asset_id, number=2, state="ready", content_hash="2", page_count=2, created_at=NOW,
        pages=[Page(number=n, title="", text="") for n in (1, 2)],
    )  # fmt: skip
    session.add(newer)
    session.flush()
    a_visit(link, NOW - timedelta(days=3), (20,))
    link.version_id = newer.id
    a_visit(link, NOW - timedelta(days=1), (0, 30))
    assert [(item.version_number, item.pages) for item in bea(cast).items] == [
        (2, [0, 30]),
        (1, [20, 0, 0, 0, 0, 0, 0, 0]),
    ]


def test_the_sentences(link: TrackedLink, cast: Cast) -> None:
    a_visit(link, NOW - timedelta(days=5), (3,))
    a_visit(link, NOW - timedelta(days=4), (60,))
    a_visit(link, NOW - timedelta(days=3), (20, 30), downloads=1)
    assert [(moment.text, moment.kind) for moment in read(cast.fernholt, NOW).latest] == [
        ("Read Payback in 11 months, third visit, took a copy", "read"),
        ("Glanced at Payback in 11 months, second visit", "read"),
        ("Glanced at Payback in 11 months", "read"),
    ]
    assert [mark.kind for mark in bea(cast).marks] == ["sent", "read", "read", "read", "download"]


def test_days_limit_marks_and_latest_but_not_what_was_read(link: TrackedLink, cast: Cast) -> None:
    a_visit(link, NOW - timedelta(days=39), (60,))
    reading = bea(cast, days=7)
    assert (reading.marks, read(cast.fernholt, NOW, days=7).latest) == ([], [])
    assert (reading.quiet_days, len(reading.items), reading.total_minutes) == (39, 1, 1)


def test_what_came_later_is_not_known_yet(link: TrackedLink, cast: Cast) -> None:
    a_visit(link, NOW - timedelta(days=1), (60,))
    assert read(cast.fernholt, NOW - timedelta(days=2)).people[cast.bea.id].status == "sent, not opened"


def test_another_account_is_left_out(link: TrackedLink, cast: Cast) -> None:
    other = an_account(cast.rosa)
    stranger = a_person(other)
    a_visit(a_link(stranger, link.asset, cast.rosa)[0], NOW, (60,))
    found = read(cast.fernholt, NOW)
    assert (set(found.people), found.latest) == ({cast.bea.id}, [])


def fill(owner: User, people: int, visits: int) -> Account:
    account = an_account(owner, f"With {people}")
    asset = an_asset(owner, f"For {people}", pages=EIGHT)
    links = [a_link(a_person(account), asset, owner)[0] for _ in range(people)]
    for number in range(visits):
        a_visit(links[number % people], NOW - timedelta(hours=number), (10, 20, 30))
    return account


def test_queries_do_not_grow(db: Engine, cast: Cast) -> None:
    costs: list[int] = []
    for people, visits in ((5, 10), (50, 200)):
        account = fill(cast.ravi, people, visits)
        with selects(db) as seen:
            found = read(account, NOW)
        assert len(found.people) == people
        assert sum(item.visits for person in found.people.values() for item in person.items) == visits
        costs.append(len(seen))
    assert costs == [4, 4]
