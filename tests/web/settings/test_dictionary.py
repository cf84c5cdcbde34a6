"""The dictionary pages, and what a changed word changes: labels, and nothing that a program reads."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.db import session
from app.vocabulary.models import DictionaryEntry
from app.vocabulary.queries import entries
from tests.cast import Cast
from tests.conftest import new_client, sign_in
from tests.factories import a_term, an_asset
from tests.search.conftest import index_all


@pytest.fixture
def maya(client: FlaskClient, cast: Cast) -> FlaskClient:
    return sign_in(client, cast.maya)


def noun(key: str) -> DictionaryEntry:
    return next(entry for entry in entries() if entry.key == key)


def typed(entry: DictionaryEntry, **changes: str) -> dict[str, str]:
    return {"version": str(entry.version), "label": entry.label, "plural": entry.plural, **changes}


def rename(client: FlaskClient, key: str, one: str, several: str) -> None:
    entry = noun(key)
    answer = client.post(f"/settings/dictionary/{entry.public_id}/edit", data=typed(entry, label=one, plural=several))
    assert answer.status_code == 302
    session.expire_all()


def test_a_renamed_word_changes_labels_and_no_names(maya: FlaskClient, flask_app: Flask, cast: Cast) -> None:
    an_asset(cast.maya, terms=[a_term("role", "Champion")])
    index_all()
    endpoints = {rule.endpoint: str(rule) for rule in flask_app.url_map.iter_rules()}
    columns = maya.get("/insights.csv").text.partition("\n")[0]
    page = maya.get("/library").text
    assert ">Accounts</span>" in page
    assert "<legend>Buyer role</legend>" in page
    rename(maya, "account", "client", "clients")
    rename(maya, "role", "persona", "personas")
    rename(maya, "asset", "document", "documents")
    rename(maya, "library", "shelf", "shelves")
    page = maya.get("/library").text
    assert ">Clients</span>" in page
    assert "<h1>Shelf</h1>" in page
    assert "<legend>Persona</legend>" in page
    assert "1 document" in page
    assert "Personas" in maya.get("/settings/vocabulary").text
    assert 'href="/accounts"' in page
    assert 'name="role"' in page
    champion = a_term("role", "Champion").public_id
    assert "chip-on" in maya.get(f"/library?role={champion}").text
    assert {rule.endpoint: str(rule) for rule in flask_app.url_map.iter_rules()} == endpoints
    assert maya.get("/insights.csv").text.partition("\n")[0] == columns


def test_labels_are_shown_as_text_everywhere(maya: FlaskClient) -> None:
    entry = noun("account")
    for label in ("<b>x</b>", "a|b", "x" * 41, "", "\x00"):
        answer = maya.post(f"/settings/dictionary/{entry.public_id}/edit", data=typed(entry, label=label))
        assert answer.status_code == 422
        assert "field-err" in answer.text
    rename(maya, "account", "“A & B's\"", "x" * 40)
    page = maya.get("/accounts").text
    assert "X" + "x" * 39 in page
    session.execute(DictionaryEntry.__table__.update().values(label="<script>alert(1)</script>", version=99))  # type: ignore[attr-defined]
    session.commit()
    for path in (
        "/library",
        "/settings/dictionary",
        "/settings/vocabulary/kind",
        f"/settings/dictionary/{entry.public_id}",
    ):
        assert "<script>alert" not in maya.get(path).text, path


def test_an_entry_lives(maya: FlaskClient, app: Flask, cast: Cast) -> None:
    data = {
        "label": "payback",
        "definition": "When it has paid.",
        "marketing_words": "ROI\nreturn",
        "sales_words": "break even",
    }
    answer = maya.post("/settings/dictionary/new", data={**data, "owner": cast.max.public_id})
    assert answer.status_code == 302
    path = answer.headers["Location"]
    assert "ROI, return" in maya.get(path).text
    edit = maya.get(path + "/edit").text
    assert "ROI\nreturn" in edit
    changed = {**data, "version": "1", "marketing_words": "ROI", "owner": ""}
    assert maya.post(path + "/edit", data=changed).status_code == 302
    late = maya.post(path + "/edit", data={**changed, "definition": "Typed by somebody else."})
    assert late.status_code == 422
    assert "Typed by somebody else." in late.text
    assert "Somebody changed this entry" in late.text
    page = maya.get(path).text
    assert "Version 2" in page
    assert "Maya Moreau" in page
    assert "<del>Max Marsh</del>" in page
    assert "Retired." in maya.post(path + "/retire", follow_redirects=True).text
    assert "Back in use." in maya.post(path + "/bring_back", follow_redirects=True).text
    ravi = sign_in(new_client(app), cast.ravi)
    assert ravi.get(path).status_code == 200
    assert "Change" not in ravi.get("/settings/dictionary").text.partition("<main")[2].partition("Words of these")[0]
    assert ravi.get(path + "/edit").status_code == 404
    assert ravi.post(path + "/retire").status_code == 404


def test_words_of_the_pages_stay(maya: FlaskClient) -> None:
    entry = noun("account")
    answer = maya.post(f"/settings/dictionary/{entry.public_id}/retire", follow_redirects=True)
    assert "so it stays" in answer.text
    assert maya.get("/settings/dictionary/unknown").status_code == 404


@pytest.mark.parametrize(
    "field", ["label", "plural", "definition", "marketing_words", "sales_words", "owner", "version"]
)
@pytest.mark.parametrize(
    "value", ["\x00", "x" * 10_000, "9" * 5000, "\ud800".encode("utf-8", "surrogatepass"), "\u202e"]
)
def test_whatever_is_thrown_at_it(maya: FlaskClient, field: str, value: str) -> None:
    entry = noun("account")
    answer = maya.post(f"/settings/dictionary/{entry.public_id}/edit", data={**typed(entry), field: value})
    assert answer.status_code in (302, 422)


def test_a_search_says_what_else_it_looked_for(maya: FlaskClient, cast: Cast) -> None:
    an_asset(cast.maya, "Total cost of ownership", summary="")
    index_all()
    assert "Nothing says" in maya.get("/library?q=TCO+").text
    maya.post("/settings/dictionary/new", data={"label": "total cost of ownership", "marketing_words": "TCO"})
    page = maya.get("/library?q=TCO+").text
    assert "Also looked for “total cost of ownership”." in page
    assert "1 piece for “TCO" in page
