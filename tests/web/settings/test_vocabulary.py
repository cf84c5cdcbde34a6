"""The vocabulary pages: adding, changing, merging, moving and retiring words, and what follows elsewhere."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, select

from app.core.db import session
from app.library.models import BUYERS, INTERNAL, Asset
from app.vocabulary import wording
from app.vocabulary.models import LISTS, Term
from app.vocabulary.queries import find_named, terms_of
from app.worker import run_due
from tests.cast import Cast
from tests.conftest import new_client, sign_in
from tests.factories import a_person, a_term, an_account, an_asset
from tests.search.conftest import index_all


@pytest.fixture
def maya(client: FlaskClient, cast: Cast) -> FlaskClient:
    return sign_in(client, cast.maya)


def added(facet: str, name: str) -> Term:
    term = wording.add_term(facet, name)
    session.commit()
    return term


def audience_of(title: str) -> str | None:
    found = session.scalar(select(Asset.audience).where(Asset.title == title))
    session.remove()
    return found


def test_every_list_has_a_page(maya: FlaskClient) -> None:
    for facet in LISTS:
        page = maya.get(f"/settings/vocabulary/{facet}", follow_redirects=True)
        assert page.status_code == 200
        for term in terms_of(facet):
            assert term.name in page.text
    assert maya.get("/settings/vocabulary/colour").status_code == 404


def test_a_term_is_renamed_and_a_bad_name_keeps_what_was_typed(maya: FlaskClient) -> None:
    rival = added("rival", "Glaciant")
    path = f"/settings/vocabulary/terms/{rival.public_id}"
    assert maya.get(path).status_code == 200
    assert maya.post(path, data={"name": "Glaciant Group", "hint": "Cheap"}).status_code == 302
    assert "Glaciant Group" in maya.get("/settings/vocabulary/rival").text
    for name in ("Do nothing", "", "\x00", "!!!", "x" * 61, "x" * 10_000):
        answer = maya.post(path, data={"name": name, "hint": "Kept <b>hint</b>"})
        assert answer.status_code == 422
        assert "Kept &lt;b&gt;hint&lt;/b&gt;" in answer.text
    assert maya.post("/settings/vocabulary/terms/unknown", data={"name": "x"}).status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        "a\u202eb\u0301\u0301\u0301\u0301\u0301",
        "‹𝔘𝔫𝔦› 日本",
        "'; DROP TABLE term --",
        "{{ 7*7 }}",
    ],
)
def test_hostile_names_are_shown_as_text(maya: FlaskClient, name: str) -> None:
    answer = maya.post("/settings/vocabulary/role", data={"name": name, "hint": name}, follow_redirects=True)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "\u202e" not in answer.text
    assert ">49<" not in answer.text


def test_a_kind_made_internal_takes_its_pieces_back(maya: FlaskClient, cast: Cast) -> None:
    tool = a_term("kind", "Tool")
    an_asset(cast.maya, "A sheet", terms=[tool])
    an_asset(cast.maya, "A story")
    index_all()
    path = f"/settings/vocabulary/terms/{tool.public_id}"
    assert maya.post(path, data={"name": "Tool", "is_internal": "y"}).status_code == 302
    assert (audience_of("A sheet"), audience_of("A story")) == (INTERNAL, BUYERS)
    run_due()
    found = maya.get("/library?audience=internal").text
    assert "A sheet" in found
    assert "A story" not in found
    script = a_term("kind", "Script")
    answer = maya.post(f"/settings/vocabulary/terms/{script.public_id}", data={"name": "Script"})
    assert answer.status_code == 422
    assert "always for us alone" in answer.text


def test_merging_moves_what_search_finds(maya: FlaskClient, cast: Cast) -> None:
    gone, kept = added("issue", "Money"), a_term("issue", "Cost")
    an_asset(cast.maya, "About money", terms=[gone])
    account = an_account(cast.ravi)
    account.rivals = [added("rival", "Glaciant")]
    index_all()
    path = f"/settings/vocabulary/terms/{gone.public_id}/merge"
    for bad in ({}, {"other": "x", "keep": "this"}, {"other": kept.public_id}, {"other": kept.public_id, "keep": "z"}):
        assert maya.post(path, data=bad).status_code == 422
    old = f"/library?issue={gone.public_id}"
    answer = maya.post(path, data={"other": kept.public_id, "keep": "other"}, follow_redirects=True)
    assert "“Money” is now “Cost”." in answer.text
    run_due()
    page = maya.get(f"/library?issue={kept.public_id}").text
    assert "About money" in page
    assert "Money</span>" not in page
    stale = maya.get(old).text
    assert "chip-on" not in stale, "a word that is gone leaves no chip"
    assert find_named("issue", "Money") is None


def test_keeping_this_one(maya: FlaskClient) -> None:
    one, other = added("issue", "Money"), a_term("issue", "Cost")
    maya.post(f"/settings/vocabulary/terms/{one.public_id}/merge", data={"other": other.public_id, "keep": "this"})
    assert find_named("issue", "Cost") is None
    built_in, mine = a_term("rival", "Do nothing"), added("rival", "Glaciant")
    path = f"/settings/vocabulary/terms/{built_in.public_id}/merge"
    answer = maya.post(path, data={"other": mine.public_id, "keep": "other"})
    assert answer.status_code == 422
    assert "so it stays" in answer.text


def test_merging_into_a_kind_for_us_alone_takes_pieces_back(maya: FlaskClient, cast: Cast) -> None:
    tool, script = a_term("kind", "Tool"), a_term("kind", "Script")
    an_asset(cast.maya, "A sheet", terms=[tool])
    data = {"other": script.public_id, "keep": "other"}
    assert maya.post(f"/settings/vocabulary/terms/{tool.public_id}/merge", data=data).status_code == 302
    assert audience_of("A sheet") == INTERNAL


def test_retired_words_leave_no_chip_and_come_back(maya: FlaskClient, cast: Cast) -> None:
    legal = a_term("role", "Legal")
    an_asset(cast.maya, "For lawyers", terms=[legal])
    index_all()
    address = f"/library?role={legal.public_id}"
    assert "chip-on" in maya.get(address).text
    maya.post(f"/settings/vocabulary/terms/{legal.public_id}/retire")
    page = maya.get(address).text
    assert "chip-on" not in page
    assert f"role-{legal.public_id}" not in page
    assert "Bring back" in maya.get("/settings/vocabulary", follow_redirects=True).text
    maya.post(f"/settings/vocabulary/terms/{legal.public_id}/bring_back")
    assert "chip-on" in maya.get(address).text


def test_usage_and_order_are_shown(maya: FlaskClient, cast: Cast) -> None:
    champion = a_term("role", "Champion")
    an_asset(cast.maya, terms=[champion])
    a_person(an_account(cast.ravi), role_id=champion.id)
    page = maya.get("/settings/vocabulary").text
    assert "1 piece, 1 person" in page
    assert page.count('disabled="disabled"') == 2, "only the first cannot go up, and the last not down"
    assert 'disabled="False"' not in page
    maya.post(f"/settings/vocabulary/terms/{champion.public_id}/up")
    assert [term.name for term in terms_of("role")][1] == "Champion"


def test_only_who_keeps_the_vocabulary_gets_in(app: Flask, cast: Cast) -> None:
    ravi = sign_in(new_client(app), cast.ravi)
    legal = a_term("role", "Legal")
    assert ravi.get("/settings/vocabulary").status_code == 404
    assert ravi.post(f"/settings/vocabulary/terms/{legal.public_id}", data={"name": "x"}).status_code == 404


@pytest.fixture
def counted(sqlite: Engine) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_others: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            seen.append(statement)

    event.listen(sqlite, "before_cursor_execute", note)
    yield seen
    event.remove(sqlite, "before_cursor_execute", note)


@pytest.mark.parametrize("path", ["/settings/vocabulary", "/settings/dictionary"])
def test_queries_do_not_grow_with_the_words(counted: list[str], maya: FlaskClient, cast: Cast, path: str) -> None:
    from app.core import clock
    from app.vocabulary import defining

    def count() -> int:
        session.remove()
        counted.clear()
        assert re.search("<h1>", maya.get(path).text)
        return len(counted)

    count()
    few = count()
    for n in range(12):
        role = wording.add_term("role", f"Role {n}")
        an_asset(cast.maya, f"Piece {n}", terms=[role])
        facts = defining.Facts.clean(f"thing {n}", "", "", "", "")
        defining.add_entry(cast.maya, facts, (cast.maya, cast.ada)[n % 2], clock.now())
    session.commit()
    count()
    assert count() == few
    assert few <= 8
