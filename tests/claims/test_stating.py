"""Adding, changing and retiring a fact, and who signs for a function."""

import pytest

from app.claims import members, stating
from app.claims.models import Claim
from app.claims.queries import claims_for, get_claim_for, words_at
from app.core.db import session
from app.core.errors import NotFound, Refused
from app.core.transaction import commit
from tests.cast import NOW, Cast
from tests.factories import a_term

pytestmark = pytest.mark.usefixtures("db")


def a_fact(words: str = "Glaciant has no sensor below -30", **given: object) -> stating.Fact:
    terms = {"rival": None, "function": None, "owner": None, "evidence": ""}
    return stating.Fact.clean(**{**terms, **given, "words": words})  # type: ignore[arg-type]


def stated(cast: Cast, **given: object) -> Claim:
    claim = stating.state(cast.maya, a_fact(**given), NOW)
    commit()
    return claim


def test_other_words_make_a_revision_and_the_old_ones_are_kept(cast: Cast) -> None:
    claim = stated(cast)
    assert stating.change(cast.maya, claim, a_fact("Glaciant reaches -40 now"), NOW)
    assert not stating.change(cast.ada, claim, a_fact("Glaciant reaches -40 now", evidence="Their sheet"), NOW)
    commit()
    found = get_claim_for(cast.ravi, claim.public_id)
    said = [(each.revision, each.words, each.author) for each in found.history]
    assert said == [
        (1, "Glaciant has no sensor below -30", cast.maya),
        (2, "Glaciant reaches -40 now", cast.maya),
    ]
    assert (found.revision, found.evidence) == (2, "Their sheet")
    assert words_at({(claim.id, 1)}) == {(claim.id, 1): "Glaciant has no sensor below -30"}


@pytest.mark.parametrize(
    ("given", "field"),
    [({"words": " \x00 "}, "words"), ({"words": "x" * 301}, "words"), ({"evidence": "x" * 2001}, "evidence")],
)
def test_what_cannot_be_a_fact_is_refused_at_its_field(cast: Cast, given: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        a_fact(**given)
    assert refusal.value.field == field


def test_a_term_of_another_list_is_no_function(cast: Cast) -> None:
    with pytest.raises(Refused, match="function"):
        a_fact(function=a_term("role", "Champion"))


def test_the_same_fact_is_stated_once(cast: Cast) -> None:
    claim = stated(cast)
    with pytest.raises(Refused, match="already"):
        stated(cast, words="glaciant HAS no sensor below -30")
    stating.retire(cast.maya, claim, NOW)
    twin = stated(cast)
    with pytest.raises(Refused, match="already"):
        stating.bring_back(cast.maya, claim, NOW)
    stating.retire(cast.maya, twin, NOW)
    stating.bring_back(cast.maya, claim, NOW)
    commit()
    assert [each.id for each in claims_for(cast.ravi)[0]] == [claim.id]
    assert [each.id for each in claims_for(cast.ravi, retired=True)[0]] == [twin.id]


def test_a_retired_fact_is_not_changed(cast: Cast) -> None:
    claim = stated(cast)
    stating.retire(cast.maya, claim, NOW)
    with pytest.raises(Refused, match="Bring it back"):
        stating.change(cast.maya, claim, a_fact("Other words"), NOW)


def test_members_are_set_and_those_who_left_are_not_named(cast: Cast) -> None:
    legal, product = a_term("function", "Legal"), a_term("function", "Product")
    claim = stated(cast, function=legal)
    members.set_members(cast.maya, legal, [cast.rosa, cast.max], NOW)
    members.set_members(cast.maya, product, [cast.ravi], NOW)
    commit()
    assert members.is_member(cast.rosa, claim)
    assert not members.is_member(cast.ravi, claim)
    cast.max.deactivated_at = NOW
    session.flush()
    assert members.members() == {legal.id: [cast.rosa], product.id: [cast.ravi]}
    members.set_members(cast.maya, legal, [], NOW)
    assert not members.is_member(cast.rosa, claim)
    with pytest.raises(Refused):
        members.set_members(cast.maya, a_term("role", "Champion"), [cast.rosa], NOW)


def test_an_unknown_fact_is_not_found(cast: Cast) -> None:
    with pytest.raises(NotFound):
        get_claim_for(cast.maya, "x" * 500)
