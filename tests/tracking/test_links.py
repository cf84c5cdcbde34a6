"""A tracked link is found while it is live, alike on both databases; whatever else is asked for is not there."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from app.core.db import session
from app.core.errors import NotFound
from app.library.models import DRAFT, INTERNAL, RETIRED, Version
from app.tracking.links import as_shown, find_live_link, pages_of
from tests.cast import NOW, Cast
from tests.factories import a_link, an_asset


def test_a_live_link_is_found_with_all_that_its_pages_show(db: Engine, cast: Cast) -> None:
    made, token = a_link(cast.bea, an_asset(cast.maya), cast.ravi)
    session.commit()
    link = find_live_link(token, NOW)
    assert (link.id, link.stakeholder_id, link.version_id) == (made.id, cast.bea.id, made.version_id)
    assert (link.title, link.sender, link.withdrawn_ms) == ("Payback in 11 months", "Ravi Rao", None)
    assert [page.number for page in pages_of(link)] == [1, 2]


def test_unknown_expired_and_revoked_answer_alike(db: Engine, cast: Cast) -> None:
    asset = an_asset(cast.maya)
    _, expired = a_link(cast.bea, asset, cast.ravi)
    stopped, revoked = a_link(cast.bea, asset, cast.ravi)
    stopped.revoke(NOW)
    session.commit()
    for token, at in [
        (expired, NOW + timedelta(days=60)),
        (revoked, NOW),
        ("A" * 43, NOW),
        ("", NOW),
        ("\x00" * 43, NOW),
        ("x" * 10_000, NOW),
        (stopped.nonce, NOW),
        (stopped.token_hash, NOW),
    ]:
        with pytest.raises(NotFound):
            find_live_link(token, at)
    assert find_live_link(expired, NOW + timedelta(days=59))


def test_what_became_internal_is_not_there_any_more(db: Engine, cast: Cast) -> None:
    asset = an_asset(cast.maya)
    _, token = a_link(cast.bea, asset, cast.ravi)
    session.commit()
    find_live_link(token, NOW)
    asset.audience = INTERNAL
    session.commit()
    with pytest.raises(NotFound):
        find_live_link(token, NOW)


def test_what_is_a_draft_again_is_not_there_and_what_was_retired_is(db: Engine, cast: Cast) -> None:
    asset = an_asset(cast.maya)
    _, token = a_link(cast.bea, asset, cast.ravi)
    asset.state = RETIRED
    session.commit()
    find_live_link(token, NOW)
    asset.state = DRAFT
    session.commit()
    with pytest.raises(NotFound):
        find_live_link(token, NOW)


def test_a_page_that_is_still_open_shows_what_was_out_and_not_what_was_taken_back(db: Engine, cast: Cast) -> None:
    asset = an_asset(cast.maya)
    made, token = a_link(cast.bea, asset, cast.ravi)
    made.follows, first = True, asset.current
    second, third = (
        Version(asset_id=asset.id, number=n, state="ready", content_hash=str(n), published_at=NOW, page_count=n)
        for n in (2, 3)
    )
    session.add_all([second, third])
    assert first is not None
    asset.current, first.published_at = second, NOW
    session.commit()
    link = find_live_link(token, NOW)
    assert link.version_id == second.id
    assert as_shown(link, first.public_id).version_id == first.id
    assert as_shown(link, third.public_id).version_id == second.id
