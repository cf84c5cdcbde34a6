"""What an act changed is put back, unless it has changed since."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.core.db import session
from app.core.errors import NotFound, Refused
from app.core.transaction import commit
from app.library import publishing, telling, trashing, undoing
from app.library.facts import Facts
from app.library.models import DRAFT, INTERNAL, PUBLISHED, RETIRED, Asset
from app.vocabulary import wording
from tests.cast import NOW, Cast
from tests.factories import a_term, an_asset

pytestmark = pytest.mark.usefixtures("db")
SOON = NOW + timedelta(minutes=5)


def tagged(cast: Cast, asset: Asset, *names: str) -> AuditEntry:
    """One act of bulk tagging on one piece, as a page would note it."""
    before = undoing.snapshot(asset)
    asset.terms = [a_term("role", name) for name in names]
    return undoing.note(cast.maya, "tag", asset, before, NOW)


def test_publish_retire_and_trash_are_undone(cast: Cast) -> None:
    asset = an_asset(cast.maya, state=DRAFT)
    first = asset.current
    asset.current = None
    session.commit()
    published = publishing.publish(cast.maya, asset, NOW)
    assert published is not None
    undoing.undo(cast.maya, published, SOON)
    assert (asset.state, asset.current, asset.published_at) == (DRAFT, None, None)
    publishing.publish(cast.maya, asset, SOON)
    retired = publishing.retire(cast.maya, asset, SOON)
    assert asset.state == RETIRED
    undoing.undo(cast.maya, retired, SOON)
    assert (asset.state, asset.retired_at, asset.current) == (PUBLISHED, None, first)
    thrown = trashing.trash(cast.maya, asset, SOON)
    undoing.undo(cast.maya, thrown, SOON)
    commit()
    assert asset.trashed_at is None


def test_facts_dates_owner_and_terms_come_back(cast: Cast) -> None:
    asset = an_asset(cast.maya, terms=[a_term("role", "Champion")])
    before = undoing.snapshot(asset)
    asset.title, asset.review_by, asset.expires_on = "Other", date(2027, 1, 31), date(2027, 2, 1)
    asset.owner, asset.terms, asset.bait = cast.ada, [], [a_term("role", "Champion")]
    entry = undoing.note(cast.maya, "change_facts", asset, before, NOW)
    commit()
    session.expire_all()
    undoing.undo(cast.maya, entry, SOON)
    commit()
    session.expire_all()
    assert undoing.snapshot(asset) == before


def test_many_pieces_of_one_act_are_undone_together_and_what_changed_since_is_left(cast: Cast) -> None:
    one, two = an_asset(cast.maya, "One"), an_asset(cast.maya, "Two")
    entry = tagged(cast, one, "Champion")
    tagged(cast, two, "Champion")
    commit()
    two.terms = []
    found = undoing.undo(cast.maya, entry, SOON)
    commit()
    assert (found.pieces, found.left) == ([one], [two])
    assert one.terms == []


def test_another_change_elsewhere_on_the_piece_is_kept(cast: Cast) -> None:
    asset = an_asset(cast.maya)
    entry = tagged(cast, asset, "Champion")
    asset.title = "Renamed since"
    undoing.undo(cast.maya, entry, SOON)
    assert (asset.title, asset.terms) == ("Renamed since", [])


def test_what_changed_since_too_late_or_done_is_refused(cast: Cast) -> None:
    asset = an_asset(cast.maya)
    entry = publishing.retire(cast.maya, asset, NOW)
    with pytest.raises(Refused, match="for a day"):
        undoing.undo(cast.maya, entry, NOW + timedelta(days=1))
    publishing.publish(cast.maya, asset, SOON)
    with pytest.raises(Refused, match="changed since"):
        undoing.undo(cast.maya, entry, SOON)
    again = publishing.retire(cast.maya, asset, SOON)
    undoing.undo(cast.maya, again, SOON)
    with pytest.raises(Refused, match="already"):
        undoing.undo(cast.maya, again, SOON)
    nothing = undoing.note(cast.maya, "look", asset, undoing.snapshot(asset), SOON)
    with pytest.raises(Refused, match="cannot be undone"):
        undoing.undo(cast.maya, nothing, SOON)


def test_only_who_did_it_or_who_publishes_finds_the_entry(cast: Cast) -> None:
    asset = an_asset(cast.ravi, state=DRAFT)
    before = undoing.snapshot(asset)
    asset.title = "Mine"
    entry = undoing.note(cast.ravi, "change_facts", asset, before, NOW)
    commit()
    assert undoing.find_entry_for(cast.ravi, entry.public_id) is entry
    assert undoing.find_entry_for(cast.maya, entry.public_id) is entry
    for who, name in ((cast.rosa, entry.public_id), (cast.max, entry.public_id), (cast.maya, "x" * 400)):
        with pytest.raises(NotFound):
            undoing.find_entry_for(who, name)
    asset.owner = cast.maya
    commit()
    with pytest.raises(NotFound):
        undoing.find_entry_for(cast.ravi, entry.public_id)


def test_what_is_said_about_a_piece_is_in_the_trail_only_when_it_changed(cast: Cast) -> None:
    asset = an_asset(cast.maya)
    facts = Facts.clean(title=asset.title, summary=asset.summary)
    telling.tell(asset, NOW, facts, user=cast.maya)
    telling.tell(asset, NOW, Facts.clean(title="Renamed", summary=asset.summary), user=cast.maya)
    commit()
    (entry,) = session.scalars(select(AuditEntry)).all()
    assert (entry.act, entry.actor_id) == ("change_facts", cast.maya.id)
    undoing.undo(cast.maya, entry, SOON)
    assert asset.title == "Payback in 11 months"


def test_undo_is_itself_in_the_trail(cast: Cast) -> None:
    asset = an_asset(cast.maya)
    undoing.undo(cast.ada, publishing.retire(cast.maya, asset, NOW), SOON)
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(entry.act, entry.actor_id) for entry in entries] == [("retire", cast.maya.id), ("undo", cast.ada.id)]


def test_undo_never_opens_a_piece_whose_kind_became_ours_alone(cast: Cast) -> None:
    kind = wording.add_term("kind", "Pricing notes")
    asset = an_asset(cast.maya, terms=[kind])
    before = undoing.snapshot(asset)
    asset.audience = INTERNAL
    entry = undoing.note(cast.maya, "tag", asset, before, NOW)
    wording.set_internal(kind, True, NOW)
    undoing.undo(cast.maya, entry, SOON)
    commit()
    assert asset.is_internal
