"""Who moved and who went quiet, each user over their own accounts."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from app.core.db import session
from app.engagement import moving
from app.engagement.moving import arrivals_hidden, gone_quiet, machines_hidden, people_moved, who_moved
from app.engagement.starting import first_steps_for
from app.engagement.warmth import warmth_of
from app.library.models import DRAFT, INTERNAL
from app.sending.models import TrackedLink
from app.tracking.models import MACHINE, UNSURE
from tests.cast import NOW, Cast
from tests.engagement.readings import a_visit, selects
from tests.factories import a_link, a_person, an_account, an_asset


@pytest.fixture
def link(db: Engine, cast: Cast) -> TrackedLink:
    asset = an_asset(cast.maya, pages=["One", "Two", "Three"])
    return a_link(cast.bea, asset, cast.ravi, at=NOW - timedelta(days=50))[0]


@pytest.fixture
def rosas(link: TrackedLink, cast: Cast) -> TrackedLink:
    """The same piece, sent by Rosa to somebody on her own account."""
    person = a_person(an_account(cast.rosa), "Theo Brandt")
    return a_link(person, link.asset, cast.rosa, at=NOW - timedelta(days=50))[0]


def test_the_newest_reading_of_each_piece(link: TrackedLink, cast: Cast) -> None:
    a_visit(link, NOW - timedelta(days=3), (20, 30))
    a_visit(link, NOW - timedelta(days=2), (20, 100, 10))
    other = a_link(cast.bea, an_asset(cast.maya, "Security"), cast.ravi)[0]
    a_visit(other, NOW - timedelta(days=1), (3, 0))
    newer, older = who_moved(cast.ravi, NOW)
    assert (newer.text, newer.is_new, newer.pages) == ("Glanced at Security", False, [3, 0])
    assert (older.text, older.pages, older.minutes) == (
        "Read Payback in 11 months, second visit",
        [20, 100, 10],
        130 / 60,
    )
    assert (older.person.name, older.account.name, older.warmth) == ("Bea Baker", "Fernholt Foods", 4)
    assert (older.verb, older.asset.title, older.note) == ("Read", "Payback in 11 months", ", second visit")
    assert people_moved(cast.ravi, NOW) == 1


def test_first_reading_ever_is_new(link: TrackedLink, cast: Cast) -> None:
    a_visit(link, NOW - timedelta(days=2), (20,), MACHINE)
    a_visit(link, NOW - timedelta(days=1), (20,))
    assert [moved.is_new for moved in who_moved(cast.ravi, NOW)] == [True]


@pytest.mark.parametrize("label", [MACHINE, UNSURE])
def test_only_people_move(link: TrackedLink, cast: Cast, label: str) -> None:
    a_visit(link, NOW - timedelta(days=1), (60,), label)
    assert who_moved(cast.ravi, NOW) == []
    assert people_moved(cast.ravi, NOW) == 0


def test_private_reading_moves_without_pages(link: TrackedLink, cast: Cast) -> None:
    a_visit(link, NOW - timedelta(days=1), (60,), is_measured=False)
    (moved,) = who_moved(cast.ravi, NOW)
    assert (moved.text, moved.pages, moved.minutes, moved.warmth) == (
        "Opened Payback in 11 months, reads privately", [], 0, 0,
    )  # fmt: skip
    assert moved.is_private


def test_two_weeks_and_no_more(link: TrackedLink, cast: Cast) -> None:
    a_visit(link, NOW - timedelta(days=14, seconds=1), (60,))
    assert who_moved(cast.ravi, NOW) == []
    a_visit(link, NOW - timedelta(days=13), (60,))
    assert len(who_moved(cast.ravi, NOW)) == 1
    assert people_moved(cast.ravi, NOW) == 0


def test_a_rep_sees_own_accounts_whatever_they_ask(rosas: TrackedLink, cast: Cast) -> None:
    a_visit(rosas, NOW - timedelta(days=1), (60,))
    a_visit(rosas, NOW - timedelta(days=1), (), MACHINE)
    for everyone in (False, True):
        assert who_moved(cast.ravi, NOW, everyone=everyone) == []
        assert people_moved(cast.ravi, NOW, everyone=everyone) == 0
        assert machines_hidden(cast.ravi, NOW, everyone=everyone) == 0
        assert arrivals_hidden(cast.ravi, NOW, everyone=everyone) == []
    assert gone_quiet(cast.ravi, NOW + timedelta(days=20), everyone=True) == []
    assert len(gone_quiet(cast.rosa, NOW + timedelta(days=20))) == 1


def test_a_manager_sees_the_team_when_asked(rosas: TrackedLink, cast: Cast) -> None:
    a_visit(rosas, NOW - timedelta(days=1), (60,))
    assert who_moved(cast.max, NOW) == []
    assert [moved.person.name for moved in who_moved(cast.max, NOW, everyone=True)] == ["Theo Brandt"]


def test_gone_quiet_tells_the_last_thing(link: TrackedLink, cast: Cast) -> None:
    a_visit(link, NOW - timedelta(days=30), (60,))
    a_visit(link, NOW - timedelta(days=16), (60, 20))
    a_visit(link, NOW - timedelta(days=1), (60,), MACHINE)
    (quiet,) = gone_quiet(cast.ravi, NOW)
    assert (quiet.person.name, quiet.days, quiet.last) == ("Bea Baker", 16, "Read Payback in 11 months, second visit")


@pytest.mark.parametrize("days", [13.9, 42.1])
def test_neither_fresh_nor_ancient_silence_is_quiet(link: TrackedLink, cast: Cast, days: float) -> None:
    a_visit(link, NOW - timedelta(days=days), (60,))
    assert gone_quiet(cast.ravi, NOW) == []


def test_who_reads_again_or_privately_is_not_quiet(link: TrackedLink, cast: Cast) -> None:
    a_visit(link, NOW - timedelta(days=30), (60,))
    a_visit(link, NOW - timedelta(days=20), (), is_measured=False)
    assert gone_quiet(cast.ravi, NOW) == []
    a_visit(link, NOW - timedelta(days=2), (5,))
    assert gone_quiet(cast.ravi, NOW) == []


def test_machines_are_counted_and_can_be_shown(link: TrackedLink, cast: Cast) -> None:
    a_visit(link, NOW - timedelta(days=20), (), MACHINE)
    a_visit(link, NOW - timedelta(days=2), (), MACHINE, reasons=[{"code": "declared", "text": "Slackbot preview"}])
    assert machines_hidden(cast.ravi, NOW) == 1
    (arrival,) = arrivals_hidden(cast.ravi, NOW)
    assert (arrival.person.name, arrival.asset.title, arrival.reason) == (
        "Bea Baker", "Payback in 11 months", "checked by a machine (Slackbot preview)",
    )  # fmt: skip


def test_limit(link: TrackedLink, cast: Cast) -> None:
    for number in range(4):
        other = a_link(a_person(cast.fernholt), link.asset, cast.ravi)[0]
        a_visit(other, NOW - timedelta(days=number), (60,))
    assert len(who_moved(cast.ravi, NOW, limit=3)) == 3


def test_warmth_of_many_agrees_with_one(link: TrackedLink, cast: Cast) -> None:
    a_visit(link, NOW - timedelta(days=3), (0, 50))
    a_visit(link, NOW - timedelta(days=1), (5, 45))
    silent = a_person(cast.fernholt)
    assert warmth_of([cast.bea.id, silent.id], NOW) == {cast.bea.id: 4, silent.id: 0}
    assert warmth_of([], NOW) == {}


def test_queries_do_not_grow(link: TrackedLink, cast: Cast, db: Engine) -> None:
    costs: list[int] = []
    for more in (3, 30):
        for _ in range(more):
            person = a_person(an_account(cast.ravi, f"Account {more}"))
            other = a_link(person, link.asset, cast.ravi)[0]
            a_visit(other, NOW - timedelta(days=1), (60, 5))
            a_visit(other, NOW - timedelta(days=20), (60, 5))
        session.expunge_all()
        with selects(db) as seen:
            found = moving.who_moved(cast.ravi, NOW, limit=50)
            assert {moved.account.name for moved in found}
            moving.gone_quiet(cast.ravi, NOW, 50)
        costs.append(len(seen))
    assert costs[0] == costs[1]


def test_first_steps(db: Engine, cast: Cast) -> None:
    steps = first_steps_for(cast.rosa)
    assert (steps.has_piece, steps.has_account, steps.has_sent) == (False, False, False)
    an_asset(cast.maya, "Battle card", audience=INTERNAL)
    an_asset(cast.maya, "Not yet", state=DRAFT)
    assert not first_steps_for(cast.ravi).has_piece
    asset = an_asset(cast.maya)
    steps = first_steps_for(cast.ravi)
    assert (steps.has_piece, steps.has_account, steps.has_sent) == (True, True, False)
    a_link(cast.bea, asset, cast.ravi)
    assert first_steps_for(cast.ravi).are_done
    assert not first_steps_for(cast.rosa).has_sent
