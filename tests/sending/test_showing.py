"""Which live links show a piece, and at which accounts, as far as the reader sees them."""

from datetime import timedelta

import pytest

from app.core.transaction import commit
from app.sending.models import FAILED
from app.sending.showing import Shown, live_links_for
from tests.cast import NOW, Cast
from tests.factories import a_link, a_person, an_account, an_asset

pytestmark = pytest.mark.usefixtures("db")


def test_live_links_are_counted_and_accounts_named_to_who_sees_them(cast: Cast) -> None:
    asset, other = an_asset(cast.maya), an_asset(cast.maya, "Not sent")
    great_auk = an_account(cast.rosa)
    a_link(cast.bea, asset, cast.ravi)
    a_link(cast.bea, asset, cast.ravi)
    a_link(a_person(great_auk), asset, cast.rosa)
    revoked, _ = a_link(cast.bea, asset, cast.ravi)
    revoked.revoke(NOW)
    failed, _ = a_link(cast.bea, asset, cast.ravi)
    failed.delivery.state = FAILED
    a_link(cast.bea, asset, cast.ravi, at=NOW - timedelta(days=61))
    commit()
    ids = [asset.id, other.id]
    assert live_links_for(cast.maya, ids, NOW) == {asset.id: Shown(3, [cast.fernholt, great_auk]), other.id: Shown()}
    assert live_links_for(cast.rosa, ids, NOW)[asset.id] == Shown(3, [great_auk])
    assert live_links_for(cast.maya, [], NOW) == {}
