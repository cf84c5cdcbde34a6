"""Dates that come round: reminders once, expiry noted once, and what replaces what."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.core import jobs
from app.core.db import session
from app.core.errors import NotFound, Refused
from app.core.transaction import commit
from app.library import expiring, publishing, queries, replacing, restoring
from app.library.facts import Facts
from app.library.models import DRAFT, PUBLISHED
from app.library.standing import unusual_standing_of
from app.sending.checking import why_and_instead
from tests.cast import NOW, Cast
from tests.factories import an_asset

pytestmark = pytest.mark.usefixtures("db")
TODAY = NOW.date()


def test_the_owner_is_reminded_once_for_each_date(cast: Cast) -> None:
    asset, draft = an_asset(cast.maya), an_asset(cast.maya, "Draft", state=DRAFT)
    asset.review_by = draft.review_by = TODAY + timedelta(days=7)
    session.commit()
    assert expiring.remind_owners(NOW - timedelta(days=1)) == 0
    assert (expiring.remind_owners(NOW), expiring.remind_owners(NOW)) == (1, 0)
    commit()
    assert expiring.due_for(cast.maya, NOW) == [asset]
    assert expiring.due_for(cast.ravi, NOW) == []
    expiring.still_right(cast.maya, asset, NOW)
    commit()
    assert asset.review_by == date(2027, 2, 21)
    assert expiring.due_for(cast.maya, NOW) == []
    assert expiring.remind_owners(NOW + timedelta(days=90)) == 1
    assert asset.state == PUBLISHED
    assert session.scalars(select(jobs.Job.kind).where(jobs.Job.kind == expiring.REMIND)).all() == [expiring.REMIND]


def test_only_its_owner_or_who_publishes_says_it_is_still_right(cast: Cast) -> None:
    asset = an_asset(cast.ravi)
    expiring.still_right(cast.ravi, asset, NOW)
    with pytest.raises(NotFound):
        expiring.still_right(cast.rosa, asset, NOW)


def test_expiry_is_noted_once_and_again_for_a_later_day(cast: Cast) -> None:
    asset = an_asset(cast.maya)
    asset.expires_on = TODAY
    session.commit()
    assert expiring.note_expired(NOW) == 0
    assert unusual_standing_of(asset, NOW) is None
    tomorrow = NOW + timedelta(days=1)
    assert (expiring.note_expired(tomorrow), expiring.note_expired(tomorrow)) == (1, 0)
    assert unusual_standing_of(asset, tomorrow) == ("Expired", "warn")
    asset.expires_on = TODAY + timedelta(days=9)
    assert expiring.note_expired(NOW + timedelta(days=10)) == 1
    commit()
    assert session.scalars(select(AuditEntry.act)).all() == ["expire", "expire"]


@pytest.mark.parametrize(("day", "after"), [((2026, 11, 30), (2027, 2, 28)), ((2026, 9, 30), (2026, 12, 30))])
def test_three_months_later(day: tuple[int, int, int], after: tuple[int, int, int]) -> None:
    assert expiring.months_later(date(*day), 3) == date(*after)


def test_who_tries_to_send_the_old_one_is_told_of_the_new(cast: Cast) -> None:
    old, new = an_asset(cast.maya, "Old"), an_asset(cast.maya, "New")
    publishing.retire(cast.maya, old, NOW)
    replacing.replace(cast.maya, old, new, NOW)
    commit()
    assert "Send “New” instead." in (why_and_instead(old, cast.fernholt, NOW) or "")
    assert why_and_instead(new, cast.fernholt, NOW) is None
    with pytest.raises(Refused):
        replacing.replace(cast.maya, new, old, NOW)
    new.state = DRAFT
    assert "New" not in (why_and_instead(old, cast.fernholt, NOW) or "")


def test_pieces_offered_in_its_place_are_in_use_and_found_by_title(cast: Cast) -> None:
    old, new = an_asset(cast.maya, "Old"), an_asset(cast.maya, "New figures 100%")
    an_asset(cast.maya, "New draft", state=DRAFT)
    assert replacing.offered_for(cast.maya, old, "new") == [new]
    assert replacing.offered_for(cast.maya, old, "100%") == [new]
    assert replacing.offered_for(cast.maya, old, "_") == []


def test_an_old_version_comes_back_as_the_newest(cast: Cast) -> None:
    asset = publishing.write(cast.maya, NOW, Facts.clean(title="Payback"), source="First")
    publishing.publish(cast.maya, asset, NOW)
    publishing.write(cast.maya, NOW, Facts.clean(title="Payback"), source="Second", asset=asset)
    publishing.publish(cast.maya, asset, NOW)
    commit()
    made = restoring.bring_back(cast.maya, asset, queries.version_of(asset, 1), NOW)
    commit()
    assert (made.number, made.published_at, [page.text for page in made.pages]) == (3, None, ["First"])
    assert asset.current is not None
    assert asset.current.number == 2
    with pytest.raises(Refused, match="same already"):
        restoring.bring_back(cast.maya, asset, queries.version_of(asset, 1), NOW)
