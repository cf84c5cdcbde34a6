"""The form of a piece: everything it says, what is kept while somebody types, and two people who edit at once."""

import re
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from app.core.db import engine, session
from app.library import queries
from app.library.models import Asset, Draft
from tests.cast import NOW, Cast
from tests.conftest import new_client
from tests.documents.test_documents import picture
from tests.factories import a_link, a_term, an_asset

FACTS = {
    "title": "Payback",
    "summary": "Why",
    "audience": "buyers",
    "source": "Hello\n\n## Two\n\nthere",
    "act": "draft",
}


def only_asset() -> Asset:
    session.remove()
    return session.scalars(select(Asset)).one()


def hidden(page: str, name: str) -> str:
    found = re.search(rf'<input id="{name}" name="{name}" type="hidden" value="([^"]*)"', page)
    assert found, name
    return found[1]


def test_the_form_carries_everything(maya: FlaskClient, cast: Cast) -> None:
    risk = a_term("risk", "Lost sponsor").public_id
    bait = a_term("risk", "Budget in doubt").public_id
    proof = a_term("kind", "Proof").public_id
    given = {
        **FACTS, "kind": proof, "risk": risk, "bait": bait, "provenance": "analyst", "source_name": "Bloor",
        "source_on": "2026-03-01", "review_by": "2099-01-31", "expires_on": "2099-12-31", "owner": cast.ravi.public_id,
        "say": "Words", "new_rival": "Brassworks",
    }  # fmt: skip
    assert maya.post("/library/new", data=given).status_code == 302
    asset = only_asset()
    assert {term.name for term in asset.terms} == {"Lost sponsor", "Proof", "Brassworks"}
    assert [term.name for term in asset.bait] == ["Budget in doubt"]
    assert (asset.provenance, asset.source_name, str(asset.source_on)) == ("analyst", "Bloor", "2026-03-01")
    assert (str(asset.review_by), str(asset.expires_on)) == ("2099-01-31", "2099-12-31")
    assert asset.owner is not None
    assert asset.owner.name == "Ravi Rao"
    page = maya.get(f"/library/{asset.public_id}/edit").text
    for value in (risk, proof, a_term("rival", "Brassworks").public_id):
        assert re.search(rf'value="{value}" checked', page), value
    assert page.count(f'value="{bait}" checked') == 1
    assert 'value="2099-01-31"' in page
    assert f'<option selected value="{cast.ravi.public_id}">' in page


def test_a_version_says_what_changed_and_a_piece_what_replaces_it(maya: FlaskClient, cast: Cast) -> None:
    better = an_asset(cast.maya, "A better one")
    maya.post("/library/new", data={**FACTS, "act": "publish"})
    session.remove()
    asset = session.scalars(select(Asset).where(Asset.title == "Payback")).one()
    path = f"/library/{asset.public_id}/edit"
    maya.post(path, data={**FACTS, "source": "New", "note": "The figures of 2026", "replaced_by": "a better ONE"})
    session.remove()
    version = queries.version_of(asset, 2)
    assert version.note == "The figures of 2026"
    assert version.asset.replaced_by_id == better.id
    assert '<option value="A better one">' in maya.get(f"/library/{asset.public_id}/others?replaced_by=better").text
    refused = maya.post(path, data={**FACTS, "replaced_by": "Nowhere"})
    assert refused.status_code == 422
    assert "There is no piece of this title" in refused.text


def test_an_internal_kind_makes_it_internal_and_says_so(maya: FlaskClient) -> None:
    script = a_term("kind", "Script").public_id
    beside = maya.post("/library/beside", data={**FACTS, "kind": script}, headers={"HX-Request": "true"}).text
    assert "Internal only" in beside
    maya.post("/library/new", data={**FACTS, "kind": script, "act": "publish"})
    asset = only_asset()
    assert asset.audience == "internal"
    assert "Internal only" in maya.get(f"/library/{asset.public_id}").text


def test_beside_the_form_stands_what_a_rep_finds_and_what_is_missing(maya: FlaskClient) -> None:
    champion, justify = a_term("role", "Champion").public_id, a_term("stage", "Justify").public_id
    given = {**FACTS, "role": champion, "stage": justify, "source": "![](picture:22222222222222)"}
    page = maya.post("/library/beside", data=given, headers={"HX-Request": "true"}).text
    assert "Fills a gap: Champion at Justify" in page
    assert '<a href="#use_when">' in page
    assert "1 picture without a text description" in page
    assert "<html" not in page
    assert session.scalar(select(Asset.id)) is None
    without = maya.post("/library/new", data={**given, "act": "preview"}).text
    assert "Fills a gap: Champion at Justify" in without


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"review_by": "yesterday"}, "review_by", "Write it as a date"),
        ({"review_by": "2020-01-01"}, "review_by", "That day is over"),
        ({"expires_on": "99999-01-01"}, "expires_on", "Write it as a date"),
        ({"provenance": "customer"}, "source_name", "Name the source"),
        ({"provenance": "customer", "source_name": "F"}, "source_on", "Say when it was published"),
        ({"provenance": "customer", "source_name": "F", "source_on": "2099-01-01"}, "source_on", "has not come yet"),
        ({"rival": "none", "new_rival": "X"}, "rival", "not both"),
        ({"new_rival": "!!"}, "new_rival", "Give it a name"),
        ({"owner": "nobody"}, "owner", "cannot sign in any more"),
        ({"kind": "\x00"}, "kind", "not in this list any more"),
        ({"note": "x" * 301}, "note", "300 characters"),
        ({"act": "review"}, "reviewer", "Choose who should look at it first"),
        ({"source": "a\n=== Theirs ===\nb"}, "source", "Choose between theirs and yours"),
    ],
)
def test_a_wrong_fact_is_said_beside_its_field(
    maya: FlaskClient, given: dict[str, str], field: str, words: str
) -> None:
    answer = maya.post("/library/new", data={**FACTS, **given})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert words in answer.text
    assert "## Two" in answer.text or "source" in given
    assert session.scalar(select(Asset.id)) is None


@pytest.mark.parametrize(
    "name", ["edits", "form_key", "replaced_by", "source_on", "bait", "reviewer", "about", "draft"]
)
@pytest.mark.parametrize("value", ["\x00", "\ud800".encode("utf-8", "surrogatepass"), "9" * 5000, "../..", "<b>"])
def test_no_field_is_a_fault(maya: FlaskClient, cast: Cast, name: str, value: str) -> None:
    path = f"/library/{an_asset(cast.maya).public_id}/edit"
    for each in (path, "/library/new", "/library/link", "/library/beside", "/library/drafts"):
        assert maya.post(each, data={**FACTS, name: value}).status_code < 500, each
    assert maya.get(path, query_string={name: value}).status_code < 500


def test_asking_for_review_saves_and_asks(maya: FlaskClient, cast: Cast) -> None:
    maya.post("/library/new", data={**FACTS, "act": "review", "reviewer": cast.ravi.public_id})
    asset = only_asset()
    assert asset.state == "in_review"
    assert [review.reviewer.name for review in asset.reviews] == ["Ravi Rao"]


def test_a_link_is_made_and_changed(maya: FlaskClient, ravi: FlaskClient) -> None:
    study = {"title": "A study", "summary": "Worth it", "audience": "buyers", "url": "https://study.example/a"}
    source = {"provenance": "analyst", "source_name": "Bloor", "source_on": "2026-03-01"}
    assert maya.post("/library/link", data=study).status_code == 422
    assert maya.post("/library/link", data={**study, **source, "url": "http://127.0.0.1/"}).status_code == 422
    answer = maya.post("/library/link", data={**study, **source, "act": "publish"})
    assert answer.status_code == 302
    page = ravi.get(answer.location).text
    assert 'href="https://study.example/a" rel="noopener noreferrer nofollow"' in page
    edit = maya.get(answer.location + "/edit").text
    assert 'value="https://study.example/a"' in edit


def test_what_is_typed_is_kept_offered_and_gone_once_saved(maya: FlaskClient, ada: FlaskClient, app: Flask) -> None:
    key = hidden(maya.get("/library/new").text, "form_key")
    typed = {**FACTS, "title": "Half a th", "form_key": key, "edits": "0"}
    assert maya.post("/library/drafts", data=typed).status_code == 204
    assert "Half a th" not in ada.get("/library/new").text
    # Another device of hers.
    offer = maya.get("/library/new").text
    assert "You have unsaved text from" in offer
    assert f"/library/new?draft={key}" in offer
    back = maya.get(f"/library/new?draft={key}").text
    assert "## Two" in back
    assert hidden(back, "form_key") == key
    assert ada.get(f"/library/new?draft={key}").status_code == 404
    assert maya.post("/library/new", data=typed).status_code == 302
    assert session.scalar(select(Draft.id)) is None


def test_what_is_kept_can_be_thrown_away(maya: FlaskClient, cast: Cast) -> None:
    asset = an_asset(cast.maya)
    path = f"/library/{asset.public_id}/edit"
    key = hidden(maya.get(path).text, "form_key")
    maya.post("/library/drafts", data={**FACTS, "form_key": key, "about": asset.public_id, "edits": "0"})
    assert f"?draft={key}" in maya.get(path).text
    assert maya.post(f"/library/drafts/{key}/drop", data={"about": asset.public_id}).location == path
    assert "?draft=" not in maya.get(path).text
    assert maya.post("/library/drafts", data={**FACTS, "form_key": "x"}).status_code == 422
    assert maya.post("/library/drafts", data={"form_key": key, "about": "nothing"}).status_code == 404


def test_two_people_who_edit_at_once_lose_nothing(maya: FlaskClient, ada: FlaskClient) -> None:
    maya.post("/library/new", data=FACTS)
    path = f"/library/{only_asset().public_id}/edit"
    began = hidden(maya.get(path).text, "edits")
    assert ada.post(path, data={**FACTS, "source": "Ada wrote", "title": "Adas", "edits": began}).status_code == 302
    mine = {**FACTS, "source": "Maya wrote", "edits": began, "act": "publish"}
    answer = maya.post(path, data=mine)
    assert answer.status_code == 409
    assert "Ada Aalto saved this piece while you were writing" in answer.text
    assert "<b>Theirs</b> Ada wrote" in answer.text
    assert "<b>Yours</b> Maya wrote" in answer.text
    assert "<td>Adas</td><td>Payback</td>" in answer.text
    session.remove()
    assert queries.version_of(only_asset(), 1).source == "Ada wrote"
    now = hidden(answer.text, "edits")
    merged = maya.post(path, data={**mine, "edits": now, "act": "merge"}).text
    assert "=== Theirs ===\nAda wrote\n=== Yours ===\nMaya wrote\n=== Both agree again ===" in merged.replace("\r", "")
    assert maya.post(path, data={**mine, "edits": now}).status_code == 302
    session.remove()
    asset = only_asset()
    assert asset.state == "published"
    assert queries.version_of(asset, 1).source == "Maya wrote"


def test_taking_theirs_throws_mine_away(maya: FlaskClient, cast: Cast) -> None:
    maya.post("/library/new", data=FACTS)
    asset = only_asset()
    path = f"/library/{asset.public_id}/edit"
    key = hidden(maya.get(path).text, "form_key")
    maya.post("/library/drafts", data={**FACTS, "form_key": key, "about": asset.public_id})
    answer = maya.post(path, data={**FACTS, "source": "Mine", "form_key": key, "act": "theirs"})
    assert (answer.status_code, answer.location) == (303, path)
    assert session.scalar(select(Draft.id)) is None
    assert queries.version_of(only_asset(), 1).source == FACTS["source"]


def test_a_picture_is_sent_shown_and_kept_from_others(
    maya: FlaskClient, ravi: FlaskClient, app: Flask, cast: Cast
) -> None:
    answer = maya.post("/library/pictures", data={"file": (BytesIO(picture("PNG")), "curve.svg")})
    assert answer.status_code == 201
    name, address = answer.json["name"], answer.json["address"]
    assert maya.get(address).content_type == "image/webp"
    assert ravi.get(address).status_code == 404
    preview = maya.post("/library/preview", data={**FACTS, "source": f"![Curve]({name})"}, headers={"HX-Request": "1"})
    assert f'<img alt="Curve" src="{address}"' in preview.text
    maya.post("/library/new", data={**FACTS, "source": f"![Curve]({name})", "act": "publish"})
    asset = only_asset()
    for path in (f"/library/{asset.public_id}", f"/library/{asset.public_id}/as-buyer"):
        assert f'<img alt="Curve" src="{address}"' in ravi.get(path).text
    assert ravi.get(address).status_code == 200
    bare = new_client(app)
    assert bare.get(address).location.startswith("/sign-in")
    _, token = a_link(cast.bea, asset, cast.ravi, at=NOW)
    reading = bare.get(f"/v/{token}", headers={"DNT": "1"}).text
    buyers = f"/v/{token}/pictures/{name.removeprefix('picture:')}.webp"
    assert f'src="{buyers}"' in reading
    assert bare.get(buyers).content_type == "image/webp"
    other = maya.post("/library/pictures", data={"file": (BytesIO(picture("GIF")), "x.gif")}).json["name"]
    assert bare.get(f"/v/{token}/pictures/{other.removeprefix('picture:')}.webp").status_code == 404
    assert bare.get(f"/v/x{token[1:]}/pictures/{name.removeprefix('picture:')}.webp").status_code == 404


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"%PDF-1.4", b"\x89PNG\r\n\x1a\nbroken"])
def test_what_is_no_picture_is_refused_with_words(maya: FlaskClient, content: bytes) -> None:
    answer = maya.post("/library/pictures", data={"file": (BytesIO(content), "a.png")})
    assert answer.status_code == 422
    assert answer.json["error"]


def test_the_query_count_does_not_grow(maya: FlaskClient, cast: Cast) -> None:
    asset = an_asset(cast.maya, terms=[a_term("role", "Champion"), a_term("stage", "Justify")])
    # The first request of all reads the words of the pages.
    maya.get("/library/new")
    seen: list[str] = []
    event.listen(engine(), "before_cursor_execute", lambda *given: seen.append(given[2]))
    counts = []
    for _ in range(2):
        for number in range(4):
            an_asset(cast.maya, f"P{number}", terms=[a_term("role", "Legal"), a_term("stage", "Justify")])
        session.remove()
        for path in ("/library/new", f"/library/{asset.public_id}/edit"):
            seen.clear()
            assert maya.get(path).status_code == 200
            counts.append(len(seen))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 16
