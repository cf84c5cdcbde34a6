"""The queue of drafts that are not ready, and tagging, publishing and trashing many pieces at once."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from app.audit.models import AuditEntry
from app.core.db import engine, session
from app.library import readiness
from app.library.models import BUYERS, INTERNAL, Asset, Version
from app.library.readiness import Said
from tests.cast import NOW, Cast
from tests.conftest import new_client, sign_in
from tests.factories import a_term, an_asset

QUEUE = "/library/not-ready"


def a_draft(cast: Cast, title: str = "Rollout plan", *, whole: bool = False) -> Asset:
    asset = an_asset(cast.maya, title, state="draft", summary="What happens when" if whole else "")
    asset.current = None
    if whole:
        asset.terms = [a_term("role", "Champion"), a_term("stage", "Justify")]
        asset.use_when = "They ask what happens after signing"
    session.commit()
    return asset


def again(asset: Asset) -> Asset:
    session.remove()
    return session.scalars(select(Asset).where(Asset.id == asset.id)).one()


def test_what_a_piece_lacks() -> None:
    bare = Said("scan_0012.pdf", "", " ", "", is_internal=False, has_owner=False, lists=frozenset())
    needed = [each.field for each in readiness.missing_in(bare) if each.is_needed]
    assert needed == ["summary", "role", "stage", "use_when", "owner"]
    assert "title" in {each.field for each in readiness.missing_in(bare)}
    assert readiness.in_words(readiness.missing_in(bare)) == "one line, role, stage, when to use it and an owner"
    lists = frozenset({"role", "stage", "kind", "issue", "objective"})
    whole = Said("Payback in 11 months", "A", "B", "C", is_internal=False, has_owner=True, lists=lists)
    assert readiness.missing_in(whole) == []
    assert readiness.in_words([]) == ""


def test_the_queue_says_what_each_lacks(maya: FlaskClient, cast: Cast) -> None:
    a_draft(cast)
    a_draft(cast, "Board one-pager", whole=True)
    an_asset(cast.maya, "Published piece")
    page = maya.get(QUEUE).text
    assert "Published piece" not in page
    for words in (">one line</a>", ">role</a>", ">stage</a>", ">when to use it</a>", "Maya Moreau", "Ready to publish"):
        assert words in page
    assert "Board one-pager" not in maya.get(QUEUE + "?show=lacking").text
    ready = maya.get(QUEUE + "?show=ready").text
    assert "Board one-pager" in ready
    assert "Rollout plan" not in ready
    version = session.scalars(select(Version)).first()
    assert version is not None
    version.state, version.failure = "failed", "It is protected by a password."
    session.commit()
    assert "It is protected by a password." in maya.get(QUEUE + "?show=failed").text


@pytest.mark.parametrize("query", ["?show=nonsense", "?page=0", "?page=99999999999999999999", "?page=x", "?show=%00"])
def test_an_odd_address_is_no_fault(maya: FlaskClient, cast: Cast, query: str) -> None:
    a_draft(cast)
    assert maya.get(QUEUE + query).status_code == 200


def test_many_are_tagged_at_once_and_undone_together(maya: FlaskClient, cast: Cast) -> None:
    one, two = a_draft(cast), a_draft(cast, "Other")
    terms = [a_term("role", "Champion"), a_term("stage", "Justify")]
    data = {
        "item": [one.public_id, two.public_id], "role": terms[0].public_id, "stage": terms[1].public_id,
        "audience": INTERNAL, "owner": cast.ada.public_id, "act": "add", "next": QUEUE + "?show=lacking",
    }  # fmt: skip
    answer = maya.post("/library/tag", data=data)
    assert answer.location == QUEUE + "?show=lacking"
    for each in (one, two):
        now = again(each)
        assert {term.name for term in now.terms} == {"Champion", "Justify"}
        assert (now.audience, now.owner_id) == (INTERNAL, cast.ada.id)
    entries = session.scalars(select(AuditEntry).where(AuditEntry.act == "tag")).all()
    assert len(entries) == 2
    assert all(entry.before and "terms" in entry.before for entry in entries)
    assert "2 pieces changed." in maya.get(QUEUE).text
    maya.post(f"/library/undo/{entries[0].public_id}")
    for each in (one, two):
        now = again(each)
        assert (now.terms, now.audience, now.owner_id) == ([], BUYERS, cast.maya.id)


def test_taking_away_and_what_is_so_already(maya: FlaskClient, cast: Cast) -> None:
    piece = a_draft(cast, whole=True)
    champion = a_term("role", "Champion")
    maya.post("/library/tag", data={"item": piece.public_id, "role": champion.public_id, "act": "add"})
    assert session.scalars(select(AuditEntry)).all() == []
    maya.post("/library/tag", data={"item": piece.public_id, "role": champion.public_id, "act": "remove"})
    assert [term.name for term in again(piece).terms] == ["Justify"]


def test_a_kind_takes_the_place_of_the_one_before(maya: FlaskClient, cast: Cast) -> None:
    piece = a_draft(cast)
    card = a_term("kind", "Battlecard")
    other = a_term("kind", "Proof")
    maya.post("/library/tag", data={"item": piece.public_id, "kind": other.public_id, "act": "add"})
    maya.post("/library/tag", data={"item": piece.public_id, "kind": card.public_id, "act": "add", "audience": BUYERS})
    now = again(piece)
    assert [term.name for term in now.terms] == ["Battlecard"]
    assert now.audience == INTERNAL
    two = {"item": piece.public_id, "kind": [card.public_id, other.public_id], "act": "add"}
    answer = maya.post("/library/tag", data=two)
    assert answer.status_code == 422
    assert "choose one" in answer.text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"role": "22222222222222"}, "valid choice"),
        ({"owner": "nobody"}, "valid choice"),
        ({"audience": "\x00"}, "valid choice"),
        ({}, "Choose what to change."),
    ],
)
def test_what_cannot_be_done_is_said(maya: FlaskClient, cast: Cast, data: dict[str, str], words: str) -> None:
    piece = a_draft(cast)
    answer = maya.post("/library/tag", data={"item": piece.public_id, "act": "add", **data})
    assert answer.status_code == 422
    assert words in answer.text
    assert piece.title in answer.text


def test_nothing_ticked(maya: FlaskClient, cast: Cast) -> None:
    champion = a_term("role", "Champion")
    answer = maya.post("/library/tag", data={"role": champion.public_id, "item": ["\x00", "x" * 9000]})
    assert answer.status_code == 422
    assert "Nothing is ticked" in answer.text
    for act in ("publish", "trash"):
        assert "Tick at least one piece." in maya.post(f"{QUEUE}/{act}", follow_redirects=True).text


def test_the_ready_ones_are_published_and_the_others_say_why_not(maya: FlaskClient, cast: Cast) -> None:
    bare, whole = a_draft(cast, "Bare"), a_draft(cast, "Whole", whole=True)
    data = {"item": [bare.public_id, whole.public_id], "next": QUEUE}
    page = maya.post(f"{QUEUE}/publish", data=data, follow_redirects=True).text
    assert "1 piece published." in page
    assert "Bare: It still needs one line, role, stage and when to use it." in page
    assert again(whole).is_published
    assert again(bare).state == "draft"


def test_many_go_to_the_trash(maya: FlaskClient, cast: Cast) -> None:
    one, two = a_draft(cast), a_draft(cast, "Other")
    data = {"item": [one.public_id, two.public_id], "next": "https://elsewhere.example/"}
    answer = maya.post(f"{QUEUE}/trash", data=data)
    assert answer.location == "/"
    assert again(one).trashed_at
    assert again(two).trashed_at
    assert "Nothing" in maya.get(QUEUE).text or "No drafts wait" in maya.get(QUEUE).text


def test_ticked_in_the_library(maya: FlaskClient, app: Flask, cast: Cast) -> None:
    piece = an_asset(cast.maya, "Payback in 11 months", audience=INTERNAL)
    library = maya.get("/library").text
    assert f'value="{piece.public_id}"' in library
    assert 'formaction="/library/tag"' in library
    page = maya.get(f"/library/tag?item={piece.public_id}&item=gone&next=/library").text
    assert "Payback in 11 months" in page
    ravi = sign_in(new_client(app), cast.ravi)
    assert 'formaction="/library/tag"' not in ravi.get("/library").text
    assert f'value="{piece.public_id}"' not in ravi.get("/library").text
    assert ravi.post("/library/tag", data={"item": piece.public_id}).status_code == 404


def test_the_queue_asks_as_often_for_many_as_for_few(maya: FlaskClient, cast: Cast) -> None:
    def asked() -> int:
        seen: list[str] = []
        session.remove()
        listener = lambda *given: seen.append(given[2])  # noqa: E731
        event.listen(engine(), "before_cursor_execute", listener)
        assert maya.get(QUEUE).status_code == 200
        event.remove(engine(), "before_cursor_execute", listener)
        return len(seen)

    def add(count: int) -> None:
        for number in range(count):
            piece = Asset(title=f"P{number}", format="pdf", owner_id=cast.maya.id, created_at=NOW, updated_at=NOW)
            piece.terms = [a_term("role", "Champion")]
            session.add(piece)
            session.flush()
            version = Version(asset_id=piece.id, number=1, content_hash="x", state="ready", author_id=cast.maya.id)
            session.add(version)
        session.commit()

    add(2)
    # The first page of a process also reads the dictionary.
    asked()
    few = asked()
    add(120)
    assert asked() == few
    assert few < 15
