"""Used, fading, old, never sent; and what the words mean to the day."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from app.core.db import session
from app.insights.coverage import coverage
from app.insights.tallies import Counts, counts_of, months_before
from app.insights.usage import Usage, usage_for
from app.library.models import DRAFT, INTERNAL, RETIRED, Asset
from app.sending.models import COPIED, FAILED, QUEUED
from app.tracking.models import MACHINE, UNSURE
from app.vocabulary import wording
from tests.cast import NOW, Cast
from tests.engagement.readings import a_visit, selects
from tests.factories import a_link, a_person, a_term, an_asset

LONG_AGO = NOW - timedelta(days=300)
EXPIRED = {"expires_on": (NOW - timedelta(days=1)).date()}


@pytest.fixture
def piece(db: Engine, cast: Cast) -> Asset:
    """A piece with role and stage, published long ago."""
    return an_asset(cast.maya, terms=[a_term("role", "Champion"), a_term("stage", "Justify")], at=LONG_AGO)


def usage(cast: Cast, days: int = 90) -> Usage:
    return usage_for(cast.maya, NOW, days)


def test_never_sent(piece: Asset, cast: Cast) -> None:
    (row,) = usage(cast).rows
    assert (row.part, row.counts, row.sends, row.last_sent) == ("dead", Counts(), (0,) * 6, None)
    assert row.reason is not None
    assert row.reason.code == "never sent"
    assert usage(cast).retirable == [row]


def test_sent_and_read_is_used(piece: Asset, cast: Cast) -> None:
    link = a_link(cast.bea, piece, cast.ravi, at=NOW - timedelta(days=10))[0]
    a_link(cast.bea, piece, cast.ravi, at=NOW - timedelta(days=9))
    a_link(a_person(cast.fernholt), piece, cast.ravi, at=NOW - timedelta(days=8))
    a_visit(link, NOW - timedelta(days=9), (5,))
    (row,) = usage(cast).rows
    assert (row.part, row.counts, row.reason) == ("used", Counts(3, 2, 1), None)
    assert row.sends == (0, 0, 0, 0, 0, 3)
    assert usage(cast).idle == []


@pytest.mark.parametrize("label", [MACHINE, UNSURE])
def test_sent_and_opened_by_no_person_fades(piece: Asset, cast: Cast, label: str) -> None:
    a_visit(a_link(cast.bea, piece, cast.ravi, at=NOW - timedelta(days=10))[0], NOW, (60,), label)
    (row,) = usage(cast).rows
    assert (row.part, row.counts) == ("fade", Counts(1, 1, 0))
    assert row.reason is not None
    assert (row.reason.code, row.reason.count) == ("nobody read", 1)


def test_sent_before_the_period_only_is_old(piece: Asset, cast: Cast) -> None:
    sent = NOW - timedelta(days=91)
    a_visit(a_link(cast.bea, piece, cast.ravi, at=sent)[0], NOW - timedelta(days=1), (60,))
    (row,) = usage(cast).rows
    assert (row.part, row.counts, row.last_sent) == ("old", Counts(1, 1, 1), sent)
    assert row.reason is not None
    assert (row.reason.code, row.reason.at) == ("not sent since", sent)
    assert usage(cast, 365).rows[0].part == "used"


@pytest.mark.parametrize(("state", "part"), [(FAILED, "dead"), (QUEUED, "dead"), (COPIED, "fade")])
def test_only_what_went_out_is_sent(piece: Asset, cast: Cast, state: str, part: str) -> None:
    link = a_link(cast.bea, piece, cast.ravi)[0]
    link.delivery.state = state
    session.commit()
    assert usage(cast).rows[0].part == part
    assert counts_of([piece.id])[piece.id].links_sent == (state == COPIED)


def test_new_pieces_are_not_blamed(db: Engine, cast: Cast) -> None:
    an_asset(cast.maya, at=NOW - timedelta(days=3))
    (row,) = usage(cast).rows
    assert row.reason is not None
    assert (row.part, row.reason.code, row.reason.at) == ("dead", "new", NOW - timedelta(days=3))
    assert usage(cast).retirable == []


@pytest.mark.parametrize(
    ("facet", "name", "missing"), [("role", "Champion", ("stage",)), ("stage", "Justify", ("role",))]
)
def test_missing_tags_are_named(db: Engine, cast: Cast, facet: str, name: str, missing: tuple[str, ...]) -> None:
    an_asset(cast.maya, terms=[a_term(facet, name)], at=LONG_AGO)
    (row,) = usage(cast).rows
    assert row.reason is not None
    assert (row.reason.code, row.reason.missing) == ("untagged", missing)


def test_internal_draft_retired_and_expired_are_no_part_of_it(piece: Asset, cast: Cast) -> None:
    for number, values in enumerate(({"audience": INTERNAL}, {"state": DRAFT}, {"state": RETIRED}, EXPIRED)):
        an_asset(cast.maya, f"Left out {number}", **values)
    assert [row.asset.title for row in usage(cast).rows] == [piece.title]


def test_a_copy_for_one_account_covers_nothing(piece: Asset, cast: Cast) -> None:
    an_asset(cast.maya, "For Fernholt", terms=list(piece.terms), master_id=piece.id, account_id=cast.fernholt.id)
    cells = [cell.pieces for _, row in coverage(usage(cast).rows).rows for cell in row]
    assert (usage(cast).total, sum(cells)) == (2, 1)


def test_share_only_from_ten_pieces(piece: Asset, cast: Cast) -> None:
    a_visit(a_link(cast.bea, piece, cast.ravi)[0], NOW, (60,))
    for number in range(8):
        an_asset(cast.maya, f"Piece {number}", at=LONG_AGO)
    assert (usage(cast).total, usage(cast).used_share) == (9, None)
    an_asset(cast.maya, "The tenth", at=LONG_AGO)
    assert (usage(cast).total, usage(cast).used_share) == (10, 0.1)


def test_idle_is_worst_first_and_new_last(piece: Asset, cast: Cast) -> None:
    a_link(cast.bea, an_asset(cast.maya, "Fading", at=LONG_AGO), cast.ravi, at=NOW - timedelta(days=1))
    a_link(cast.bea, an_asset(cast.maya, "Old", at=LONG_AGO), cast.ravi, at=NOW - timedelta(days=200))
    an_asset(cast.maya, "A new one", at=NOW)
    assert [row.asset.title for row in usage(cast).idle] == [piece.title, "A new one", "Fading", "Old"]


def test_months_are_calendar_months() -> None:
    first, last = (
        months_before(datetime(2026, 3, 31, tzinfo=UTC))[0],
        months_before(datetime(2026, 3, 31, tzinfo=UTC))[-1],
    )
    assert first == (datetime(2025, 10, 1, tzinfo=UTC), datetime(2025, 11, 1, tzinfo=UTC))
    assert last == (datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))


def test_sends_fall_into_their_month(piece: Asset, cast: Cast) -> None:
    for at in (datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 10, 31, 23, 59, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 5, 31, tzinfo=UTC)):  # fmt: skip  # noqa: E501
        a_link(cast.bea, piece, cast.ravi, at=at)
    assert usage(cast).rows[0].sends == (1, 0, 0, 0, 1, 1)


def test_counts_of_answers_for_every_id(piece: Asset, cast: Cast) -> None:
    a_visit(a_link(cast.bea, piece, cast.ravi)[0], NOW, (60,))
    assert counts_of([piece.id, 987]) == {piece.id: Counts(1, 1, 1), 987: Counts()}
    assert counts_of([]) == {}


def test_coverage(piece: Asset, cast: Cast) -> None:
    champion, justify = a_term("role", "Champion"), a_term("stage", "Justify")
    an_asset(cast.maya, "No stage", terms=[champion])
    for _ in range(10):
        a_link(cast.bea, piece, cast.ravi)
    found = coverage(usage(cast).rows)
    cells = {(cell.role.name, cell.stage.name): cell for _, row in found.rows for cell in row}
    assert (len(found.stages), len(found.rows), found.outside) == (5, 10, 1)
    here = cells["Champion", "Justify"]
    assert (here.pieces, here.sends, here.is_read, here.kind) == (1, 10, False, "thin")
    assert {cell.kind for place, cell in cells.items() if place != ("Champion", "Justify")} == {"none"}
    for number in range(2):
        an_asset(cast.maya, f"More {number}", terms=[champion, justify])
    assert cell_of(cast, "Champion", "Justify") == (3, "thin")
    a_visit(a_link(cast.bea, piece, cast.ravi)[0], NOW, (5,))
    assert cell_of(cast, "Champion", "Justify") == (3, "hot")


def test_a_retired_role_is_no_row(piece: Asset, cast: Cast) -> None:
    wording.retire_term(a_term("role", "Champion"), NOW)
    session.commit()
    found = coverage(usage(cast).rows)
    assert (len(found.rows), found.outside) == (9, 1)


def cell_of(cast: Cast, role: str, stage: str) -> tuple[int, str]:
    return next(
        (cell.pieces, cell.kind)
        for _, row in coverage(usage(cast).rows).rows
        for cell in row
        if (cell.role.name, cell.stage.name) == (role, stage)
    )


def test_queries_do_not_grow(piece: Asset, cast: Cast, db: Engine) -> None:
    costs: list[int] = []
    for more in (3, 30):
        for number in range(more):
            a_link(cast.bea, an_asset(cast.maya, f"{more}, {number}", terms=[a_term("role", "Legal")]), cast.ravi)
        session.expunge_all()
        with selects(db) as seen:
            coverage(usage(cast).rows)
        costs.append(len(seen))
    assert costs[0] == costs[1]
