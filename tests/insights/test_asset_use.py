"""How one piece is used, and what a rep may not see of it."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from app.core.db import session
from app.insights.asset_use import AccountUse, RoleUse, of_asset
from app.library.models import Asset, Version
from app.tracking.models import MACHINE, UNSURE
from tests.cast import NOW, Cast
from tests.engagement.readings import a_visit, selects
from tests.factories import a_link, a_person, a_term, an_account, an_asset


@pytest.fixture
def piece(db: Engine, cast: Cast) -> Asset:
    return an_asset(cast.maya, pages=["One", "Two", "Three"], at=NOW - timedelta(days=200))


def test_nothing_sent(piece: Asset, cast: Cast) -> None:
    use = of_asset(piece, NOW, user=cast.ravi)
    assert (use.links_sent, use.people_sent, use.readers, use.opened_unsure, use.scanned) == (0, 0, 0, 0, 0)
    assert (use.last_read, use.minutes_median, use.by_role, use.accounts) == (None, None, [], [])
    assert (use.pages, use.page_readers) == ([0, 0, 0], [0, 0, 0])


def test_people_are_counted_by_the_best_label(piece: Asset, cast: Cast) -> None:
    champion = a_person(cast.fernholt, role_id=a_term("role", "Champion").id)
    unsure, scanned, silent = (a_person(cast.fernholt) for _ in range(3))
    for person in (cast.bea, champion, unsure, scanned, silent):
        link = a_link(person, piece, cast.ravi, at=NOW - timedelta(days=10))[0]
        if person is not silent:
            a_visit(link, NOW - timedelta(days=9), (), MACHINE)
        if person in (cast.bea, champion, unsure):
            a_visit(link, NOW - timedelta(days=8), (), UNSURE)
        if person in (cast.bea, champion):
            a_visit(link, NOW - timedelta(days=7), (10, 0, 40))
    a_visit(link=a_link(champion, piece, cast.ravi)[0], at=NOW - timedelta(hours=1), pages=(20, 0, 0))
    use = of_asset(piece, NOW, user=cast.ravi)
    assert (use.links_sent, use.people_sent, use.readers, use.opened_unsure, use.scanned) == (6, 5, 2, 1, 1)
    assert use.last_read == NOW - timedelta(hours=1)
    assert use.by_role == [RoleUse("Champion", 1, 1), RoleUse("No role set", 4, 1)]
    assert (use.pages, use.page_readers) == ([20, 0, 40], [2, 0, 2])
    assert use.minutes_median is None
    assert use.accounts == [AccountUse("Fernholt Foods", cast.fernholt.public_id, 5, 2)]


def test_pages_are_those_of_the_version_in_use(piece: Asset, cast: Cast) -> None:
    """Who read the one before, or was not measured, is a reader and none of those whose pages are counted."""
    a_visit(a_link(cast.bea, piece, cast.ravi)[0], NOW, (30, 0, 0))
    piece.current = Version(
        asset_id=piece.id, number=2, state="ready", content_hash="2", page_count=3, created_at=NOW, published_at=NOW
    )
    session.commit()
    a_visit(a_link(cast.bea, piece, cast.ravi)[0], NOW, (), is_measured=False)
    a_visit(a_link(a_person(cast.fernholt), piece, cast.ravi)[0], NOW, (5, 0, 0))
    use = of_asset(piece, NOW, user=cast.ravi)
    assert (use.readers, use.measured, use.pages, use.page_readers) == (2, 1, [5, 0, 0], [1, 0, 0])


def test_a_rep_sees_only_own_accounts_by_name(piece: Asset, cast: Cast) -> None:
    a_link(cast.bea, piece, cast.ravi)
    a_link(a_person(an_account(cast.rosa, "Great Auk Freight")), piece, cast.rosa)
    for user, names in ((cast.ravi, ["Fernholt Foods"]), (cast.rosa, ["Great Auk Freight"])):
        use = of_asset(piece, NOW, user=user)
        assert ([account.name for account in use.accounts], use.people_sent) == (names, 2)
    assert len(of_asset(piece, NOW, user=cast.maya).accounts) == 2


def test_the_period_ends_what_counts(piece: Asset, cast: Cast) -> None:
    a_visit(a_link(cast.bea, piece, cast.ravi, at=NOW - timedelta(days=91))[0], NOW, (60,))
    assert of_asset(piece, NOW, user=cast.ravi).readers == 0
    assert of_asset(piece, NOW, user=cast.ravi, days=92).readers == 1


def test_times_only_from_ten_measured_readers(piece: Asset, cast: Cast) -> None:
    for number in range(9):
        a_visit(a_link(a_person(cast.fernholt), piece, cast.ravi)[0], NOW, (60 * (number + 1),))
    a_visit(a_link(a_person(cast.fernholt), piece, cast.ravi)[0], NOW, (), is_measured=False)
    use = of_asset(piece, NOW, user=cast.ravi)
    assert (use.readers, use.minutes_median) == (10, None)
    a_visit(a_link(a_person(cast.fernholt), piece, cast.ravi)[0], NOW, (600,))
    assert of_asset(piece, NOW, user=cast.ravi).minutes_median == 5.5


def test_queries_do_not_grow(piece: Asset, cast: Cast, db: Engine) -> None:
    costs: list[int] = []
    for more in (2, 20):
        for _ in range(more):
            person = a_person(an_account(cast.ravi, "Another"))
            a_visit(a_link(person, piece, cast.ravi)[0], NOW, (60, 5))
        session.expire_all()
        with selects(db) as seen:
            of_asset(piece, NOW, user=cast.ravi)
        costs.append(len(seen))
    assert costs[0] == costs[1]
