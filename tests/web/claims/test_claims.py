"""The page of facts, one fact, and the facts of a piece."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from app.claims import members, stating
from app.claims.models import Claim
from app.core import clock
from app.core.db import engine, session
from app.library import signing, varying
from app.library.models import DRAFT, Asset
from tests.cast import NOW, Cast
from tests.conftest import new_client, sign_in
from tests.factories import a_link, a_person, a_term, an_account, an_asset


@pytest.fixture
def browser(app: Flask, cast: Cast) -> Callable[[str], FlaskClient]:
    return lambda who: sign_in(new_client(app), getattr(cast, who))


def stated(cast: Cast, words: str = "Pays back in 11 months", **given: Any) -> Claim:
    terms = {"rival": None, "function": None, "owner": cast.maya, **given}
    claim = stating.state(cast.maya, stating.Fact(words=words, evidence="", **terms), NOW)
    session.commit()
    return claim


def carrying(cast: Cast, claim: Claim, title: str = "Payback", **given: Any) -> Asset:
    asset = an_asset(cast.maya, title, **given)
    signing.set_claims(cast.maya, asset, [claim], NOW)
    session.commit()
    return asset


def test_a_fact_is_added_changed_and_retired(browser: Callable[[str], FlaskClient]) -> None:
    maya, legal = browser("maya"), a_term("function", "Legal").public_id
    data = {"words": "Pays back in 11 months", "evidence": "Study of 2025", "function": legal, "rival": "", "owner": ""}
    shown = maya.post("/claims/new", data=data)
    assert shown.status_code == 302
    page = maya.get(shown.location).text
    assert "Study of 2025" in page
    assert "Legal signs it" in page
    maya.post(f"{shown.location}/edit", data={**data, "words": "Pays back in 14 months"})
    page = browser("ravi").get(shown.location).text
    assert "Pays back in 14 months" in page
    assert "Pays back in 11 months" in page, "the old words are kept"
    assert f"{shown.location}/edit" not in page
    maya.post(f"{shown.location}/retire")
    assert "Pays back" not in maya.get("/claims").text
    assert "Pays back in 14 months" in maya.get("/claims?show=retired").text
    assert maya.get(f"{shown.location}/edit").status_code == 404
    maya.post(f"{shown.location}/bring-back")
    assert "Pays back in 14 months" in maya.get("/claims").text


@pytest.mark.parametrize(
    "data",
    [
        {"words": ""},
        {"words": "x" * 10_000},
        {"words": "\x00\u202e"},
        {"words": "F", "evidence": "x" * 2001},
        {"words": "F", "function": "nonsense"},
        {"words": "F", "rival": "\x00"},
    ],
)
def test_what_cannot_be_a_fact_comes_back_with_a_reason(
    browser: Callable[[str], FlaskClient], data: dict[str, str]
) -> None:
    answer = browser("maya").post("/claims/new", data={"evidence": "Kept", **data})
    assert answer.status_code == 422
    assert "error-summary" in answer.text
    assert "Kept" in answer.text or "x" * 2001 in answer.text
    assert session.scalars(select(Claim)).all() == []


def test_people_are_put_to_a_function(browser: Callable[[str], FlaskClient], cast: Cast) -> None:
    legal = a_term("function", "Legal")
    path = f"/claims/functions/{legal.public_id}"
    assert browser("maya").post(path, data={"member": [cast.rosa.public_id, "nobody"]}).status_code == 302
    session.remove()
    assert [each.name for each in members.members()[legal.id]] == ["Rosa Reyes"]
    role = a_term("role", "Champion")
    browser("maya").post(f"/claims/functions/{role.public_id}", data={"member": [cast.rosa.public_id]})
    session.remove()
    assert list(members.members()) == [legal.id]


def test_publishing_is_refused_until_it_is_signed(browser: Callable[[str], FlaskClient], cast: Cast) -> None:
    legal = a_term("function", "Legal")
    members.set_members(cast.maya, legal, [cast.rosa], NOW)
    claim = stated(cast, function=legal)
    asset = an_asset(cast.maya, state=DRAFT)
    path = f"/library/{asset.public_id}"
    maya, rosa = browser("maya"), browser("rosa")
    assert maya.post(f"{path}/claims", data={"claims": [claim.public_id]}).status_code == 302
    maya.post(f"{path}/publish")
    assert "Legal must sign" in maya.get(path).text
    assert asset.title in rosa.get("/").text, "it waits for her on Today"
    assert f"{claim.public_id}/sign" in rosa.get(path).text
    assert browser("ravi").post(f"{path}/claims/{claim.public_id}/sign").status_code == 404
    rosa.post(f"{path}/claims/{claim.public_id}/sign")
    assert "Waiting for you" not in rosa.get("/").text
    maya.post(f"{path}/publish")
    session.remove()
    found = session.get(Asset, asset.id)
    assert found is not None
    assert found.is_published


def test_a_changed_fact_is_shown_beside_what_it_said(browser: Callable[[str], FlaskClient], cast: Cast) -> None:
    claim = stated(cast)
    asset = carrying(cast, claim)
    stating.change(cast.maya, claim, stating.Fact("Pays back in 14 months", "", None, None, None), NOW)
    session.commit()
    maya, path = browser("maya"), f"/library/{asset.public_id}"
    page = maya.get(path).text
    assert "It said “Pays back in 11 months”; now it is “Pays back in 14 months”." in page
    assert "<del>Pays back in 11 months</del>" in page
    assert "1 piece carries a changed fact" in maya.get("/").text
    assert "Checked: still right" not in browser("ravi").get(path).text
    maya.post(f"{path}/claims/{claim.public_id}/check")
    page = maya.get(path).text
    assert "Pays back in 11 months" not in page
    assert "changed fact" not in maya.get("/").text


def test_live_links_count_and_accounts_are_named_to_who_sees_them(
    browser: Callable[[str], FlaskClient], cast: Cast
) -> None:
    claim = stated(cast)
    asset = carrying(cast, claim)
    hidden = varying.make_variant(cast.ravi, asset, cast.fernholt, NOW)
    session.commit()
    great_auk = an_account(cast.rosa)
    a_link(cast.bea, asset, cast.ravi, at=clock.now())
    a_link(a_person(great_auk), asset, cast.rosa, at=clock.now())
    path = f"/claims/{claim.public_id}"
    seen = browser("maya").get(path).text
    assert "2 live links show them" in seen
    for name in ("Fernholt Foods", "Great Auk Freight", hidden.title):
        assert name in seen
    other = browser("rosa").get(path).text
    assert "2 live links" in other
    assert "Great Auk Freight" in other
    assert "Fernholt" not in other


def test_the_picker_offers_what_is_in_use_and_keeps_what_is_retired(
    browser: Callable[[str], FlaskClient], cast: Cast
) -> None:
    claim, gone, other = stated(cast), stated(cast, "Gone"), stated(cast, "Another gone")
    asset = an_asset(cast.maya)
    signing.set_claims(cast.maya, asset, [claim, gone], NOW)
    for each in (gone, other):
        stating.retire(cast.maya, each, NOW)
    session.commit()
    path, maya = f"/library/{asset.public_id}/claims", browser("maya")
    page = maya.get(path).text
    assert gone.public_id in page
    assert other.public_id not in page
    assert maya.post(path, data={"claims": ["nonsense"]}).status_code == 422
    assert maya.post(path, data={"claims": [claim.public_id]}).status_code == 302
    session.remove()
    assert [each.claim.words for each in signing.carried(asset)] == ["Pays back in 11 months"]


def test_the_pages_take_the_same_queries_for_one_and_for_many(
    browser: Callable[[str], FlaskClient], cast: Cast
) -> None:
    maya, legal = browser("maya"), a_term("function", "Legal")
    claim = stated(cast, function=legal)
    asset = carrying(cast, claim)
    a_link(cast.bea, asset, cast.ravi, at=clock.now())
    paths = ("/claims", f"/claims/{claim.public_id}", f"/library/{asset.public_id}", "/")

    def queries(path: str) -> int:
        seen: list[str] = []
        event.listen(engine(), "before_cursor_execute", note := lambda *args: seen.append(args[2]))
        assert maya.get(path).status_code == 200
        event.remove(engine(), "before_cursor_execute", note)
        return len(seen)

    stating.change(cast.maya, claim, stating.Fact("Other words", "", None, legal, cast.maya), NOW)
    session.commit()
    # The first page of a process also reads the words that the pages are written in.
    queries("/claims")
    few = [queries(path) for path in paths]
    for number in range(5):
        more = stated(cast, f"Fact {number}", function=legal, rival=a_term("rival", "Do nothing"))
        signing.set_claims(cast.maya, asset, [*(each.claim for each in asset.claims), more], NOW)
        stating.change(cast.maya, more, stating.Fact(f"Other {number}", "", None, legal, cast.ada), NOW)
        piece = carrying(cast, claim, f"Piece {number}")
        a_link(a_person(an_account(cast.rosa, f"Account {number}")), piece, cast.rosa, at=clock.now())
    session.commit()
    assert [queries(path) for path in paths] == few
