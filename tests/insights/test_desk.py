"""The marketer's desk and the news for sales."""

from datetime import timedelta

from sqlalchemy import Engine

from app.core.db import session
from app.insights.desk import ReadPiece, desk_for, news_for
from app.library.models import DRAFT, INTERNAL, RETIRED
from app.tracking.models import UNSURE
from tests.cast import NOW, Cast
from tests.engagement.readings import a_visit
from tests.factories import a_link, a_person, an_asset

LONG_AGO = NOW - timedelta(days=100)


def test_an_empty_desk(db: Engine, cast: Cast) -> None:
    desk = desk_for(cast.maya, NOW)
    assert (desk.drafts, desk.draft_count, desk.never_sent, desk.read, desk.read_count) == ([], 0, 0, [], 0)


def test_drafts_newest_first_and_only_for_those_who_read_drafts(db: Engine, cast: Cast) -> None:
    for number in range(7):
        an_asset(cast.maya, f"Draft {number}", state=DRAFT, at=NOW - timedelta(days=number))
    desk = desk_for(cast.maya, NOW)
    assert ([draft.title for draft in desk.drafts], desk.draft_count) == ([f"Draft {n}" for n in range(5)], 7)
    assert (desk_for(cast.ravi, NOW).drafts, desk_for(cast.ravi, NOW).draft_count) == ([], 0)


def test_never_sent_leaves_out_new_internal_and_retired_ones(db: Engine, cast: Cast) -> None:
    an_asset(cast.maya, "Forgotten", at=LONG_AGO)
    an_asset(cast.maya, "New", at=NOW)
    an_asset(cast.maya, "Battle card", audience=INTERNAL, at=LONG_AGO)
    an_asset(cast.maya, "Gone", state=RETIRED, at=LONG_AGO)
    an_asset(cast.maya, "Expired", at=LONG_AGO, expires_on=(NOW - timedelta(days=1)).date())
    a_link(cast.bea, an_asset(cast.maya, "Sent", at=LONG_AGO), cast.ravi)
    assert desk_for(cast.maya, NOW).never_sent == 1


def test_read_this_week_counts_people(db: Engine, cast: Cast) -> None:
    asset = an_asset(cast.maya)
    link = a_link(cast.bea, asset, cast.ravi)[0]
    a_visit(link, NOW - timedelta(days=8), (60,))
    a_visit(link, NOW - timedelta(days=1), (60,), UNSURE)
    assert desk_for(cast.maya, NOW).read == []
    for day in (1, 2):
        a_visit(link, NOW - timedelta(days=day), (60,))
    a_visit(a_link(a_person(cast.fernholt), asset, cast.ravi)[0], NOW - timedelta(days=2), (60,))
    assert desk_for(cast.maya, NOW).read == [ReadPiece(asset.title, asset.public_id, 2)]
    asset.trashed_at = NOW
    assert desk_for(cast.maya, NOW).read == []


def test_news_is_what_was_published_or_published_again(db: Engine, cast: Cast) -> None:
    an_asset(cast.maya, "New", at=NOW - timedelta(days=2))
    an_asset(cast.maya, "Draft", state=DRAFT, at=NOW)
    an_asset(cast.maya, "Old", at=LONG_AGO)
    again = an_asset(cast.maya, "Changed", at=LONG_AGO)
    assert again.current is not None
    again.current.published_at = NOW - timedelta(days=1)
    session.commit()
    assert [asset.title for asset in news_for(cast.ravi, NOW)] == ["Changed", "New"]
    assert [asset.title for asset in news_for(cast.ravi, NOW, limit=1)] == ["Changed"]
