"""Facts on pieces: unsigned ones stop publishing, changed ones flag every piece that states them."""

import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.claims import members, stating
from app.claims.models import Claim
from app.core.db import session
from app.core.errors import Refused
from app.core.transaction import commit
from app.library import flagging, publishing, queries, signing
from app.library.models import DRAFT, PUBLISHED, Asset
from app.vocabulary.models import Term
from tests.cast import NOW, Cast
from tests.factories import a_term, an_asset

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def legal() -> Term:
    return a_term("function", "Legal")


def stated(cast: Cast, words: str = "Pays back in 11 months", function: Term | None = None) -> Claim:
    claim = stating.state(cast.maya, stating.Fact(words, "", None, function, cast.maya), NOW)
    commit()
    return claim


def reworded(cast: Cast, claim: Claim, words: str) -> None:
    stating.change(cast.maya, claim, stating.Fact(words, "", None, claim.function, cast.maya), NOW)
    commit()


def carrying(cast: Cast, *claims: Claim, state: str = DRAFT, title: str = "Payback") -> Asset:
    asset = an_asset(cast.maya, title, state=state)
    signing.set_claims(cast.maya, asset, claims, NOW)
    commit()
    return asset


def test_publishing_waits_for_the_signature_of_a_member(cast: Cast, legal: Term) -> None:
    claim = stated(cast, function=legal)
    members.set_members(cast.maya, legal, [cast.rosa], NOW)
    asset = carrying(cast, claim, stated(cast, "Nobody signs this"))
    with pytest.raises(Refused, match="Legal must sign “Pays back in 11 months”"):
        publishing.publish(cast.maya, asset, NOW)
    for stranger in (cast.ravi, cast.maya):
        with pytest.raises(Refused, match="signs for it"):
            signing.sign(stranger, asset, claim, NOW)
    assert [each.claim for each in flagging.waiting_for(cast.rosa)] == [claim]
    assert flagging.waiting_for(cast.ravi) == []
    signing.sign(cast.rosa, asset, claim, NOW)
    publishing.publish(cast.maya, asset, NOW)
    commit()
    assert asset.state == PUBLISHED
    assert flagging.waiting_for(cast.rosa) == []


def test_a_signature_is_for_one_piece_and_one_revision(cast: Cast, legal: Term) -> None:
    claim = stated(cast, function=legal)
    first, second = carrying(cast, claim), carrying(cast, claim, title="Other")
    signing.sign(cast.ada, first, claim, NOW)
    assert signing.unsigned(first) == []
    assert len(signing.unsigned(second)) == 1
    reworded(cast, claim, "Pays back in 14 months")
    assert len(signing.unsigned(first)) == 1
    with pytest.raises(Refused, match="14 months"):
        publishing.publish(cast.maya, first, NOW)


def test_the_trail_says_when_an_admin_signed(cast: Cast, legal: Term) -> None:
    claim = stated(cast, function=legal)
    asset = carrying(cast, claim)
    signing.sign(cast.ada, asset, claim, NOW)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "sign")).one()
    assert (entry.actor_id, entry.facts["as_admin"]) == (cast.ada.id, True)
    signing.take_back(cast.ada, asset, claim, NOW)
    assert len(signing.unsigned(asset)) == 1


def test_only_who_signed_takes_it_back(cast: Cast, legal: Term) -> None:
    claim = stated(cast, function=legal)
    members.set_members(cast.maya, legal, [cast.rosa, cast.ravi], NOW)
    asset = carrying(cast, claim)
    signing.sign(cast.rosa, asset, claim, NOW)
    with pytest.raises(Refused):
        signing.take_back(cast.ravi, asset, claim, NOW)
    signing.take_back(cast.rosa, asset, claim, NOW)


def test_a_changed_fact_flags_each_piece_until_somebody_has_looked(cast: Cast) -> None:
    claim = stated(cast)
    first, second = carrying(cast, claim, state=PUBLISHED), carrying(cast, claim, state=PUBLISHED, title="Other")
    carrying(cast, claim, title="A draft is not in use")
    assert flagging.changed_for(cast.maya) == 0
    reworded(cast, claim, "Pays back in 14 months")
    assert flagging.changed_for(cast.maya) == 2
    assert flagging.carrier_counts_for(cast.maya, [claim]) == {claim.id: (3, 3)}
    with pytest.raises(Refused):
        signing.check(cast.ravi, first, claim, NOW)
    signing.check(cast.maya, first, claim, NOW)
    commit()
    assert flagging.changed_for(cast.maya) == 1
    flagged = [each.asset.title for each in flagging.carriers_for(cast.maya, claim) if signing.is_changed(each)]
    assert flagged == ["A draft is not in use", "Other"]
    assert second.state == PUBLISHED


def test_a_retired_fact_stays_on_a_piece_until_it_is_said_to_be_out(cast: Cast, legal: Term) -> None:
    claim = stated(cast, function=legal)
    asset = carrying(cast, claim)
    stating.retire(cast.maya, claim, NOW)
    commit()
    with pytest.raises(Refused, match="retired"):
        publishing.publish(cast.maya, asset, NOW)
    with pytest.raises(Refused, match="retired"):
        signing.sign(cast.ada, asset, claim, NOW)
    with pytest.raises(Refused, match="retired"):
        signing.set_claims(cast.maya, an_asset(cast.maya, "New"), [claim], NOW)
    signing.check(cast.maya, asset, claim, NOW)
    publishing.publish(cast.maya, asset, NOW)
    commit()
    assert signing.carried(asset) == []


def test_choosing_again_keeps_the_signatures(cast: Cast, legal: Term) -> None:
    one, two = stated(cast, "One", legal), stated(cast, "Two", legal)
    asset = carrying(cast, one)
    signing.sign(cast.ada, asset, one, NOW)
    signing.set_claims(cast.maya, asset, [one, two], NOW)
    assert [each.claim for each in signing.unsigned(asset)] == [two]
    signing.set_claims(cast.maya, asset, [two], NOW)
    signing.set_claims(cast.maya, asset, [one, two], NOW)
    assert len(signing.unsigned(asset)) == 2


def test_who_must_sign_reads_the_draft_and_nobody_else(cast: Cast, legal: Term) -> None:
    members.set_members(cast.maya, legal, [cast.rosa], NOW)
    asset = carrying(cast, stated(cast, function=legal))
    assert queries.get_asset_for(cast.rosa, asset.public_id).id == asset.id
    assert queries.reads_drafts_of(cast.rosa, asset)
    assert not queries.reads_drafts_of(cast.ravi, asset)
    assert queries.assets_for(cast.ravi, [asset.id]) == {}
