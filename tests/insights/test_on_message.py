"""The on-message rate: what is counted, for whom, and when a share may be said."""

from datetime import datetime, timedelta

import pytest

from app.core.transaction import commit
from app.feedback import registering
from app.feedback.models import RepMade
from app.insights.on_message import Tally, on_message_for
from app.library.models import DRAFT
from tests.cast import NOW, Cast
from tests.factories import an_asset

pytestmark = pytest.mark.usefixtures("db")


def made(cast: Cast, who: str, verdict: str | None, minutes: int, at: datetime = NOW) -> RepMade:
    user = getattr(cast, who)
    found = registering.register(user, an_asset(user, f"Deck {minutes}", state=DRAFT), minutes, at)
    if verdict:
        registering.judge(cast.maya, found, verdict, "Why", at)
    commit()
    return found


def test_counts_by_month_and_rep(cast: Cast) -> None:
    made(cast, "ravi", "on", 30)
    made(cast, "ravi", "off", 60, NOW - timedelta(days=31))
    made(cast, "rosa", "fixed", 10)
    made(cast, "rosa", None, 5)
    made(cast, "rosa", "on", 999, NOW - timedelta(days=200))
    found = on_message_for(cast.maya, NOW)
    assert found.whole == Tally("All", made=4, on=1, fixed=1, off=1, minutes=105)
    assert (found.whole.judged, found.whole.rate, found.whole.usable) == (3, None, None)
    assert [(each.name, each.made, each.minutes) for each in found.months] == [
        ("October 2026", 1, 60), ("November 2026", 3, 45),
    ]  # fmt: skip
    assert [(each.name, each.on, each.off) for each in found.reps] == [("Ravi Rao", 1, 1), ("Rosa Reyes", 0, 0)]
    own = on_message_for(cast.ravi, NOW)
    assert (own.is_own, [each.name for each in own.reps], own.whole.made) == (True, ["Ravi Rao"], 2)


def test_a_share_from_ten_judged_on() -> None:
    assert Tally("", 12, on=1, fixed=3, off=6, minutes=0).rate == 0.1
    assert Tally("", 12, on=1, fixed=3, off=6, minutes=0).usable == 0.4
    assert Tally("", 12, on=1, fixed=2, off=6, minutes=0).rate is None
