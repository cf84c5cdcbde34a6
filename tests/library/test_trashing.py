"""The trash: out of sight, back as it was, and gone for good after thirty days when nobody was sent it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.db import session
from app.core.errors import NotFound, Refused
from app.core.transaction import commit
from app.library import publishing, queries, reviewing, trashing
from app.library.models import PUBLISHED, RETIRED, Asset, Version
from app.sending import emptying
from app.sending.queries import ever_sent
from app.tracking.links import find_live_link
from tests.cast import NOW, Cast
from tests.conftest import SECRET
from tests.factories import a_link, an_asset

pytestmark = pytest.mark.usefixtures("db")
OLD = NOW + trashing.KEPT


def test_its_links_answer_as_unknown_until_it_is_restored(cast: Cast) -> None:
    asset = an_asset(cast.maya)
    publishing.retire(cast.maya, asset, NOW)
    _, token = a_link(cast.bea, asset, cast.ravi, secret=SECRET)
    trashing.trash(cast.maya, asset, NOW)
    commit()
    with pytest.raises(NotFound):
        find_live_link(token, NOW)
    for who in (cast.ravi, cast.maya, cast.ada):
        with pytest.raises(NotFound):
            queries.get_asset_for(who, asset.public_id)
    trashing.restore(cast.maya, trashing.get_trashed_for(cast.maya, asset.public_id, NOW), NOW)
    commit()
    assert asset.state == RETIRED
    assert find_live_link(token, NOW).title == asset.title


def test_only_who_publishes_finds_it_in_the_trash_and_only_for_thirty_days(cast: Cast) -> None:
    asset = an_asset(cast.maya)
    trashing.trash(cast.maya, asset, NOW)
    commit()
    assert trashing.trashed_for(cast.ravi, NOW) == []
    assert trashing.trashed_for(cast.ada, OLD - timedelta(seconds=1)) == [asset]
    assert trashing.trashed_for(cast.ada, OLD) == []
    with pytest.raises(Refused, match="thirty days"):
        trashing.restore(cast.maya, asset, OLD)


def test_after_thirty_days_what_was_never_sent_goes_for_good(cast: Cast) -> None:
    sent, never, copy = (an_asset(cast.maya, title) for title in ("Sent", "Never", "Copy"))
    a_link(cast.bea, sent, cast.ravi, secret=SECRET)
    copy.master, copy.master_version, sent.replaced_by = never, never.current, never
    reviewing.ask(cast.maya, never, [cast.ravi], NOW)
    for asset in (sent, never):
        trashing.trash(cast.maya, asset, NOW)
    commit()
    assert emptying.empty_trash(OLD - timedelta(seconds=1)) == 0
    assert emptying.empty_trash(OLD) == 1
    commit()
    session.expire_all()
    assert set(session.scalars(select(Asset.title))) == {"Sent", "Copy"}
    assert session.scalar(select(Version.id).where(Version.asset_id == never.id)) is None
    assert (copy.master_id, sent.replaced_by_id) == (None, None)
    assert ever_sent([sent.id, copy.id]) == {sent.id}


def test_what_is_in_use_is_not_deleted_by_mistake(cast: Cast) -> None:
    asset = an_asset(cast.maya)
    with pytest.raises(Refused):
        trashing.delete_for_good(cast.maya, asset, NOW)
    assert asset.state == PUBLISHED
