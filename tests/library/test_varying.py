"""Copies for one account: who makes and sees them, and what happens when the master moves on."""

import pytest

from app.claims import stating
from app.core.errors import NotFound, Refused
from app.core.transaction import commit
from app.library import publishing, queries, reviewing, signing, variants, varying
from app.library.comparing import MOST_LINES, compare, words_of
from app.library.facts import Facts
from app.library.models import DRAFT, IN_REVIEW, PUBLISHED, RETIRED, Asset
from app.sending.checking import why_not_to
from tests.cast import NOW, Cast
from tests.factories import a_term, an_account, an_asset

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def master(cast: Cast) -> Asset:
    asset = an_asset(cast.maya, "Payback", terms=[a_term("role", "Champion")])
    assert asset.current is not None
    asset.current.published_at = NOW
    commit()
    return asset


def varied(cast: Cast, master: Asset) -> Asset:
    variant = varying.make_variant(cast.ravi, master, cast.fernholt, NOW)
    commit()
    return variant


def moved_on(cast: Cast, master: Asset, source: str = "Waiting costs two summers.") -> None:
    publishing.write(cast.maya, NOW, Facts(master.title, terms=tuple(master.terms)), source=source, asset=master)
    publishing.publish(cast.maya, master, NOW)
    commit()


def test_a_copy_starts_as_a_draft_with_the_masters_text_and_facts(cast: Cast, master: Asset) -> None:
    claim = stating.state(cast.maya, stating.Fact("One", "", None, a_term("function", "Legal"), None), NOW)
    signing.set_claims(cast.maya, master, [claim], NOW)
    signing.sign(cast.ada, master, claim, NOW)
    variant = varied(cast, master)
    version = queries.version_of(variant, 1)
    assert (variant.title, variant.state, variant.owner, variant.format) == (
        "Payback, Fernholt Foods", DRAFT, cast.ravi, master.format,
    )  # fmt: skip
    assert (variant.master, variant.account, variant.master_version) == (master, cast.fernholt, master.current)
    assert master.current is not None
    assert version.source == master.current.source
    assert [page.html for page in version.pages] == [page.html for page in master.current.pages]
    assert [term.name for term in variant.terms] == ["Champion"]
    assert len(signing.unsigned(variant)) == 1, "a signature was given for the master's words"


def test_who_may_make_one(cast: Cast, master: Asset) -> None:
    great_auk = an_account(cast.rosa)
    for stranger, account in ((cast.rosa, cast.fernholt), (cast.ravi, great_auk)):
        with pytest.raises(Refused, match="makes a copy"):
            varying.make_variant(stranger, master, account, NOW)
    for maker in (cast.ravi, cast.maya, cast.max, cast.ada):
        assert varying.make_variant(maker, master, cast.fernholt, NOW).owner == maker


def test_only_a_piece_in_use_is_copied_and_no_copy_of_a_copy(cast: Cast, master: Asset) -> None:
    variant = varied(cast, master)
    publishing.publish(cast.maya, variant, NOW)
    internal, retired = an_asset(cast.maya, "Card", audience="internal"), an_asset(cast.maya, "Old", state=RETIRED)
    for asset in (variant, internal, retired, an_asset(cast.maya, "Draft", state=DRAFT)):
        with pytest.raises(Refused):
            varying.make_variant(cast.ravi, asset, cast.fernholt, NOW)


def test_a_rep_of_another_account_never_sees_it(cast: Cast, master: Asset) -> None:
    great_auk = an_account(cast.rosa)
    variant = varied(cast, master)
    publishing.publish(cast.maya, variant, NOW)
    commit()
    for seer in (cast.ravi, cast.maya, cast.max):
        assert queries.get_asset_for(seer, variant.public_id).id == variant.id
        assert [each.id for each in variants.variants_for(seer, master)] == [variant.id]
    with pytest.raises(NotFound):
        queries.get_asset_for(cast.rosa, variant.public_id)
    assert variants.variants_for(cast.rosa, master) == []
    assert variant.id not in {asset.id for asset in queries.visible_assets_for(cast.rosa)}
    assert why_not_to(variant, cast.fernholt, NOW) is None
    assert why_not_to(variant, great_auk, NOW) is not None


def test_it_goes_out_once_marketing_has_read_it(cast: Cast, master: Asset) -> None:
    variant = varied(cast, master)
    assert varying.owns_text(cast.ravi, variant)
    assert not varying.owns_text(cast.rosa, variant)
    assert why_not_to(variant, cast.fernholt, NOW) is not None
    assert varying.ask_for_publishing(cast.ravi, variant, NOW) == cast.maya
    assert (variant.state, [review.reviewer for review in variant.reviews]) == (IN_REVIEW, [cast.maya])


def test_asking_for_it_takes_nobody_elses_say_away(cast: Cast, master: Asset) -> None:
    variant = varied(cast, master)
    reviewing.ask(cast.maya, variant, [cast.max], NOW)
    varying.ask_for_publishing(cast.ravi, variant, NOW)
    assert {review.reviewer for review in variant.reviews} == {cast.maya, cast.max}


def test_the_title_of_a_copy_in_use_stays(cast: Cast, master: Asset) -> None:
    variant = varied(cast, master)
    assert varying.facts_of(variant, "Another").title == "Another"
    publishing.publish(cast.maya, variant, NOW)
    facts = varying.facts_of(variant, "Another")
    assert (facts.title, facts.terms) == ("Payback, Fernholt Foods", tuple(variant.terms))


def test_taking_the_masters_new_text(cast: Cast, master: Asset) -> None:
    variant = varied(cast, master)
    publishing.publish(cast.maya, variant, NOW)
    assert not varying.has_moved_on(variant)
    with pytest.raises(Refused, match="has not changed"):
        varying.keep_mine(cast.ravi, variant, NOW)
    moved_on(cast, master)
    assert varying.has_moved_on(variant)
    assert [each.id for each in variants.behind_for(cast.ravi)] == [variant.id]
    assert variants.behind_for(cast.rosa) == []
    with pytest.raises(Refused):
        varying.take_over(cast.rosa, variant, NOW)
    version = varying.take_over(cast.ravi, variant, NOW)
    commit()
    assert (version.number, version.source, version.published_at) == (2, "Waiting costs two summers.", None)
    assert (variant.state, variant.current_version_id) == (PUBLISHED, variant.versions[0].id)
    assert not varying.has_moved_on(variant)


def test_keeping_ones_own_after_a_look(cast: Cast, master: Asset) -> None:
    variant = varied(cast, master)
    moved_on(cast, master)
    varying.keep_mine(cast.ravi, variant, NOW)
    commit()
    assert variants.behind_for(cast.ravi) == []
    assert len(variant.versions) == 1


def test_lines_that_changed(cast: Cast, master: Asset) -> None:
    was = words_of(master.current)
    lines = compare(was, "A depot pays for itself.\n\nWaiting costs two summers.")
    assert lines is not None
    assert [(line.kind, line.words) for line in lines] == [
        ("same", "A depot pays for itself."),
        ("old", "Waiting costs a summer."),
        ("new", "Waiting costs two summers."),
    ]
    assert compare(was, was) == []
    assert compare(was, "x\n" * (MOST_LINES + 1)) is None
