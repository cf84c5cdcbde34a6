"""Who is asked to look at a piece, what they answer, and what that holds up."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import jobs
from app.core.db import session
from app.core.errors import NotFound, Refused
from app.core.transaction import commit
from app.library import publishing, queries, reviewing
from app.library.facts import Facts
from app.library.models import DRAFT, IN_REVIEW, PUBLISHED, Asset
from tests.cast import NOW, Cast

pytestmark = pytest.mark.usefixtures("db")
LATER = NOW + timedelta(hours=1)


def written(cast: Cast, source: str = "Hello", asset: Asset | None = None, at=NOW) -> Asset:  # type: ignore[no-untyped-def]
    made = publishing.write(cast.maya, at, Facts.clean(title="Payback"), source=source, asset=asset)
    commit()
    return made


def approve(cast: Cast, who: str, asset: Asset, at=NOW) -> None:  # type: ignore[no-untyped-def]
    version = queries.latest_version(asset)
    assert version is not None
    reviewing.answer(getattr(cast, who), asset, reviewing.APPROVED, "", version.content_hash, at)
    commit()


def test_it_is_published_when_each_has_approved_the_newest_version(cast: Cast) -> None:
    asset = written(cast)
    reviewing.ask(cast.maya, asset, [cast.ravi, cast.max], NOW)
    commit()
    assert asset.state == IN_REVIEW
    with pytest.raises(Refused, match="Ravi Rao and Max Marsh have not approved version 1"):
        publishing.publish(cast.maya, asset, NOW)
    approve(cast, "ravi", asset)
    with pytest.raises(Refused, match="Max Marsh has not"):
        publishing.publish(cast.maya, asset, NOW)
    approve(cast, "max", asset)
    publishing.publish(cast.maya, asset, NOW)
    assert asset.state == PUBLISHED


def test_a_new_version_asks_again(cast: Cast) -> None:
    asset = written(cast)
    reviewing.ask(cast.maya, asset, [cast.ravi], NOW)
    approve(cast, "ravi", asset)
    publishing.publish(cast.maya, asset, NOW)
    commit()
    written(cast, "Other words", asset, LATER)
    assert [review.asset_id for review in reviewing.asked_of(cast.ravi)] == [asset.id]
    with pytest.raises(Refused, match="version 2"):
        publishing.publish(cast.maya, asset, LATER)
    assert asset.state == PUBLISHED


def test_a_draft_rewritten_in_place_asks_again(cast: Cast) -> None:
    asset = written(cast)
    reviewing.ask(cast.maya, asset, [cast.ravi], NOW)
    approve(cast, "ravi", asset)
    written(cast, "Changed after the approval", asset, LATER)
    version = queries.latest_version(asset)
    assert version is not None
    assert version.number == 1
    assert reviewing.missing(asset, version) == ["Ravi Rao"]


def test_words_on_what_changed_meanwhile_are_refused(cast: Cast) -> None:
    asset = written(cast)
    reviewing.ask(cast.maya, asset, [cast.ravi], NOW)
    commit()
    seen = queries.latest_version(asset).content_hash  # type: ignore[union-attr]
    written(cast, "Changed while it was read", asset, LATER)
    with pytest.raises(Refused, match="changed while you were reading"):
        reviewing.answer(cast.ravi, asset, reviewing.APPROVED, "", seen, LATER)


def test_changes_are_asked_for_in_words(cast: Cast) -> None:
    asset = written(cast)
    reviewing.ask(cast.maya, asset, [cast.ravi], NOW)
    seen = queries.latest_version(asset).content_hash  # type: ignore[union-attr]
    with pytest.raises(Refused, match="Say what should change"):
        reviewing.answer(cast.ravi, asset, reviewing.CHANGES, " \u202e ", seen, NOW)
    reviewing.answer(cast.ravi, asset, reviewing.CHANGES, "The price is old.", seen, NOW)
    assert [review.words for review in reviewing.reviews_of(asset)] == ["The price is old."]
    assert reviewing.asked_of(cast.ravi) == []


def test_an_admin_may_go_over_it_and_the_trail_says_so(cast: Cast) -> None:
    asset = written(cast)
    reviewing.ask(cast.maya, asset, [cast.ravi], NOW)
    with pytest.raises(Refused):
        publishing.publish(cast.maya, asset, NOW, over=True)
    entry = publishing.publish(cast.ada, asset, NOW, over=True)
    assert entry is not None
    assert entry.facts["over"] == ["Ravi Rao"]


def test_a_reviewer_sees_that_piece_and_no_other_draft(cast: Cast) -> None:
    asset, other = written(cast), written(cast, "Another")
    reviewing.ask(cast.maya, asset, [cast.ravi], NOW)
    commit()
    assert queries.get_asset_for(cast.ravi, asset.public_id).id == asset.id
    with pytest.raises(NotFound):
        queries.get_asset_for(cast.ravi, other.public_id)
    with pytest.raises(NotFound):
        queries.get_asset_for(cast.rosa, asset.public_id)
    with pytest.raises(NotFound):
        reviewing.answer(cast.rosa, asset, reviewing.APPROVED, "", "", NOW)


def test_nobody_asked_is_a_draft_again_and_who_left_holds_nothing_up(cast: Cast) -> None:
    asset = written(cast)
    reviewing.ask(cast.maya, asset, [cast.ravi, cast.rosa], NOW)
    cast.rosa.deactivated_at = NOW
    approve(cast, "ravi", asset)
    version = queries.latest_version(asset)
    assert version is not None
    assert reviewing.missing(asset, version) == []
    reviewing.ask(cast.maya, asset, [], NOW)
    commit()
    assert asset.state == DRAFT
    with pytest.raises(Refused, match="cannot sign in"):
        reviewing.ask(cast.maya, asset, [cast.rosa], NOW)


def test_a_mail_is_queued_once_for_several_saves(cast: Cast) -> None:
    asset = written(cast)
    reviewing.ask(cast.maya, asset, [cast.ravi], NOW)
    commit()
    for text in ("One", "Two", "Three"):
        written(cast, text, asset, LATER)
    queued = select(jobs.Job).where(jobs.Job.kind == reviewing.ASK, jobs.Job.state == "queued")
    assert len(session.scalars(queued).all()) == 1
