"""Writing, previewing, changing, publishing and retiring a piece through its pages."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.core.db import session
from app.library import queries
from app.library.models import Asset
from tests.cast import Cast
from tests.conftest import new_client
from tests.factories import a_term, an_asset

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


def test_write_publish_and_read(maya: FlaskClient, ravi: FlaskClient) -> None:
    champion = a_term("role", "Champion").public_id
    answer = maya.post("/library/new", data={**FACTS, "act": "publish", "role": champion})
    asset = only_asset()
    assert answer.status_code == 302
    assert answer.location == f"/library/{asset.public_id}"
    page = ravi.get(answer.location + "?page=2")
    assert page.status_code == 200
    assert ">there</p>" in page.text
    assert "Safe to send" in page.text
    assert "Champion" in page.text
    assert f"/accounts?item={asset.public_id}" in page.text
    assert "Retire" not in page.text


def test_a_draft_is_seen_by_those_who_publish_only(maya: FlaskClient, ravi: FlaskClient) -> None:
    maya.post("/library/new", data=FACTS)
    path = f"/library/{only_asset().public_id}"
    assert maya.get(path).status_code == 200
    assert ravi.get(path).status_code == 404
    assert ravi.get(path).text == ravi.get("/library/nothing-here").text


def test_a_new_version_waits_for_publish(maya: FlaskClient, ravi: FlaskClient) -> None:
    maya.post("/library/new", data={**FACTS, "act": "publish"})
    path = f"/library/{only_asset().public_id}"
    maya.post(path + "/edit", data={**FACTS, "title": "Payback now", "source": "Other words"})
    assert "Hello" in ravi.get(path).text
    assert "Payback now" in ravi.get(path).text
    assert "Version 2 is a draft" in maya.get(path).text
    assert "Other words" in maya.get(path + "?version=2").text
    assert ravi.get(path + "?version=2").status_code == 404
    assert ravi.get(path + "/versions/2/file").status_code == 404
    assert maya.post(path + "/publish").status_code == 302
    assert "Other words" in ravi.get(path).text
    assert "Hello" in ravi.get(path + "?version=1").text


def test_edit_shows_what_is_there(maya: FlaskClient) -> None:
    justify = a_term("stage", "Justify").public_id
    maya.post("/library/new", data={**FACTS, "stage": justify, "use_when": "They ask"})
    page = maya.get(f"/library/{only_asset().public_id}/edit").text
    assert "## Two" in page
    assert "They ask" in page
    assert f'value="{justify}" checked' in page


def test_retire_and_bring_back(maya: FlaskClient, ravi: FlaskClient) -> None:
    maya.post("/library/new", data={**FACTS, "act": "publish"})
    path = f"/library/{only_asset().public_id}"
    assert maya.post(path + "/retire").location == path
    assert "Retired" in ravi.get(path).text
    assert "/accounts?item=" not in ravi.get(path).text
    maya.post(path + "/publish")
    assert only_asset().state == "published"


def test_retiring_a_draft_says_why_not(maya: FlaskClient) -> None:
    maya.post("/library/new", data=FACTS)
    answer = maya.post(f"/library/{only_asset().public_id}/retire", follow_redirects=True)
    assert "never been in use" in answer.text


def test_an_internal_piece_cannot_be_sent(maya: FlaskClient, ravi: FlaskClient) -> None:
    maya.post("/library/new", data={**FACTS, "audience": "internal", "act": "publish"})
    page = ravi.get(f"/library/{only_asset().public_id}").text
    assert "Internal only" in page
    assert "/accounts?item=" not in page


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"title": ""}, "title", "Give it a title."),
        ({"title": "x" * 10_000}, "title", "to 200 characters"),
        ({"summary": "x" * 141}, "summary", "140 characters"),
        ({"source": ""}, "source", "Write something first."),
        ({"source": "x" * 200_000}, "source", "too long"),
        ({"source": "x\n: y\n" * 10_000}, "source", ""),
        ({"audience": "everybody"}, "audience", "Not a valid choice"),
        ({"audience": ""}, "audience", ""),
        ({"role": "unknown"}, "role", "not in this list any more"),
        ({"stage": "\x00"}, "stage", "not in this list any more"),
        ({"use_when": "x" * 3000}, "use_when", "2,000 characters"),
    ],
)
def test_bad_input_is_said_beside_its_field(maya: FlaskClient, given: dict[str, str], field: str, words: str) -> None:
    answer = maya.post("/library/new", data={**FACTS, **given})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}' in answer.text
    assert words in answer.text
    assert session.scalar(select(Asset.id)) is None
    if field != "source":
        assert "## Two" in answer.text


@pytest.mark.parametrize(
    "given",
    [
        {"title": "a\x00b\u202ec"},
        {"title": "x", "summary": "\u0301" * 100},
        {"source": "\x00\ud7ff a"},
        {"role": ["x"] * 1000},
        {"nonsense": "x" * 10_000},
        {"act": "explode"},
    ],
)
def test_odd_input_is_no_fault(maya: FlaskClient, given: dict[str, object]) -> None:
    assert maya.post("/library/new", data={**FACTS, **given}).status_code in (302, 422)


@pytest.mark.parametrize(
    ("given", "is_open"),
    [
        ({}, False),
        ({"expires_on": "soon"}, True),
        ({"provenance": "analyst"}, True),
        ({"review_by": "2999-01-31"}, True),
    ],
)
def test_what_is_rarely_needed_is_folded_until_it_holds_something(
    maya: FlaskClient, given: dict[str, str], is_open: bool
) -> None:
    page = maya.post("/library/new", data={**FACTS, "title": "", **given}).text
    assert ('<details class="publish-rare" open>' in page) == is_open
    assert ('<details class="publish-rare">' in page) != is_open


def test_preview_by_htmx_is_a_fragment_and_keeps_nothing(maya: FlaskClient) -> None:
    answer = maya.post("/library/preview", data=FACTS, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "<h2" in answer.text
    assert session.scalar(select(Asset.id)) is None


@pytest.mark.parametrize("path", ["/library/preview", "/library/new"])
def test_preview_without_script_keeps_what_was_typed(maya: FlaskClient, path: str) -> None:
    answer = maya.post(
        path, data={**FACTS, "act": "preview", "source": "Typed\n\n## More\n\n<script>alert(1)</script>"}
    )
    assert answer.status_code == 200
    assert "HTML tags were left out" in answer.text
    assert "## More" in answer.text
    assert "<script>alert" not in answer.text
    assert session.scalar(select(Asset.id)) is None


def test_preview_says_what_is_wrong(maya: FlaskClient) -> None:
    answer = maya.post("/library/preview", data={**FACTS, "source": ""}, headers={"HX-Request": "true"})
    assert "Write something first." in answer.text


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("path", ["/library/new", "/library/upload", "/library/{id}/edit"])
def test_only_those_who_publish_may_write(app: Flask, cast: Cast, ravi: FlaskClient, method: str, path: str) -> None:
    asset = an_asset(cast.maya)
    assert getattr(ravi, method)(path.format(id=asset.public_id)).status_code == 404
    assert getattr(new_client(app), method)(path.format(id=asset.public_id)).location.startswith("/sign-in")


@pytest.mark.parametrize("act", ["publish", "retire", "retry"])
def test_only_those_who_publish_may_act(ravi: FlaskClient, cast: Cast, act: str) -> None:
    asset = an_asset(cast.maya)
    assert ravi.post(f"/library/{asset.public_id}/{act}").status_code == 404
    assert only_asset().state == "published"


@pytest.mark.parametrize("path", ["", "/edit", "/as-buyer", "/status", "/versions/1/file", "/versions/1/pages/1.webp"])
def test_what_is_not_there_is_not_found(maya: FlaskClient, path: str) -> None:
    for unknown in ("nothing", "x" * 500, "%00", "%F0%9F"):
        assert maya.get(f"/library/{unknown}{path}").status_code == 404


@pytest.mark.parametrize(
    "query", ["page=0", "page=-5", "page=99999999999999999999", "page=x", "page=", "page=1&page=2"]
)
def test_an_odd_page_number_shows_a_page(ravi: FlaskClient, cast: Cast, query: str) -> None:
    asset = an_asset(cast.maya)
    assert ravi.get(f"/library/{asset.public_id}?{query}").status_code == 200


@pytest.mark.parametrize("version", ["0", "2", "99999999999999999999"])
def test_an_unknown_version_is_not_found(maya: FlaskClient, cast: Cast, version: str) -> None:
    asset = an_asset(cast.maya)
    assert maya.get(f"/library/{asset.public_id}?version={version}").status_code == 404


def test_as_a_buyer_sees_it(ravi: FlaskClient, cast: Cast) -> None:
    asset = an_asset(cast.maya, pages=["First words", "Second words"])
    page = ravi.get(f"/library/{asset.public_id}/as-buyer").text
    assert "First words" in page
    assert "Second words" in page
    assert "Nothing is measured" in page


def test_the_title_is_escaped(maya: FlaskClient) -> None:
    maya.post(
        "/library/new", data={**FACTS, "title": "<script>alert(1)</script>", "use_when": "<b>x</b>", "act": "publish"}
    )
    page = maya.get(f"/library/{only_asset().public_id}").text
    assert "<script>alert" not in page
    assert "<b>x</b>" not in page


def test_reading_writes_nothing(ravi: FlaskClient, cast: Cast) -> None:
    asset = an_asset(cast.maya)
    before = queries.versions_for(cast.maya, asset)[0].created_at
    ravi.get(f"/library/{asset.public_id}")
    assert only_asset().updated_at == before
