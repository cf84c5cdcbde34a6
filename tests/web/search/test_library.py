"""The Library page: what it shows to whom, its address, its fragments, and whatever is thrown at it."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from app.auth.models import User
from app.core.db import session
from app.core.transaction import commit
from app.documents.formats import PDF
from app.library.models import DRAFT, INTERNAL
from app.search import fallback, index
from tests.cast import Cast
from tests.conftest import new_client, sign_in
from tests.factories import a_term, an_asset
from tests.search.conftest import index_all

FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def ravi(client: FlaskClient, cast: Cast) -> FlaskClient:
    an_asset(cast.maya, "Payback in 11 months", terms=[a_term("role", "Champion"), a_term("stage", "Justify")])
    an_asset(cast.maya, "Against Glaciant", audience=INTERNAL, pages=["They quote payback without installing."])
    an_asset(cast.maya, "Payback draft", state=DRAFT)
    index_all()
    return sign_in(client, cast.ravi)


def text_of(client: FlaskClient, address: str, **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_finds_shows_and_marks(ravi: FlaskClient) -> None:
    page = text_of(ravi, "/library?q=payback")
    assert "2 pieces for “payback”" in page
    assert "quote <mark>payback</mark> without" in page
    assert "Payback draft" not in page
    assert "Internal only" in page
    assert len(re.findall(r'type="checkbox" name="item"', page)) == 1, "what is internal cannot be ticked"


def test_an_empty_question_browses(ravi: FlaskClient) -> None:
    page = text_of(ravi, "/library")
    assert "Payback in 11 months" in page
    assert "Against Glaciant" in page


def test_filters_are_in_the_address_and_leave_by_a_link(ravi: FlaskClient) -> None:
    champion = a_term("role", "Champion").public_id
    page = text_of(ravi, f"/library?q=payback&role={champion}&format=markdown")
    assert re.search(rf'name="role" value="{champion}" checked', page)
    assert "1 more outside these filters" in page
    chips = re.findall(r'class="chip chip-on" href="([^"]+)"', page)
    assert [parse_qs(urlsplit(href.replace("&amp;", "&")).query) for href in chips] == [
        {"q": ["payback"], "format": ["markdown"]},
        {"q": ["payback"], "role": [champion]},
    ]
    assert 'href="/library?q=payback">Clear all' in page


def test_htmx_gets_the_parts_and_a_clean_address(ravi: FlaskClient) -> None:
    champion = a_term("role", "Champion").public_id
    answer = ravi.get(f"/library?q=payback&sort=fit&role={champion}", headers=FRAGMENT)
    part = answer.get_data(as_text=True)
    assert "<html" not in part
    assert 'id="facet-role" hx-swap-oob="true"' in part
    assert 'hx-swap-oob="innerHTML:#said"' in part
    assert answer.headers["HX-Push-Url"] == f"/library?q=payback&role={champion}"
    back = text_of(ravi, "/library?q=payback", **FRAGMENT, **{"HX-History-Restore-Request": "true"})
    assert "<html" in back


def test_what_was_ticked_survives_narrowing(ravi: FlaskClient, cast: Cast) -> None:
    ticked = an_asset(cast.maya, "Ticked before").public_id
    secret = an_asset(cast.maya, "Secret", audience=INTERNAL).public_id
    index_all()
    part = text_of(ravi, f"/library?q=months&item={ticked}&item={secret}&item=unknown", **FRAGMENT)
    assert re.findall(r'type="hidden" name="item" value="([^"]+)"', part) == [ticked]
    assert "1 piece you ticked before is not in this list" in part
    page = text_of(ravi, f"/library?q=ticked&item={ticked}")
    assert re.search(rf'name="item" value="{ticked}" checked', page)
    assert "you ticked before" not in page


def test_a_marketer_sees_drafts_and_sends_nothing(ravi: FlaskClient, app: Flask, cast: Cast) -> None:
    page = text_of(sign_in(new_client(app), cast.maya), "/library?q=payback")
    assert "Payback draft" in page
    assert "Send what is ticked" not in page
    assert "Tag what is ticked" in page
    assert "/library/new" in page


def test_nothing_found_helps_on(ravi: FlaskClient) -> None:
    page = text_of(ravi, "/library?q=zzzzzzz")
    assert "Nothing says “zzzzzzz”" in page
    assert "Browse everything" in page
    legal = a_term("role", "Legal").public_id
    page = text_of(ravi, f"/library?q=payback&role={legal}")
    assert "Without Legal" in page
    assert "2 more outside these filters" in page


def test_a_misspelt_word_is_put_right(ravi: FlaskClient) -> None:
    page = text_of(ravi, "/library?q=paybcak+")
    assert "Nothing says “paybcak”, so this is for “payback”." in page
    assert "Payback in 11 months" in page


def test_without_an_index_it_still_answers(ravi: FlaskClient, tmp_path: Path) -> None:
    index.open_index(tmp_path / "elsewhere")
    page = text_of(ravi, "/library?q=payback")
    assert fallback.NOTE in page
    assert "Payback in 11 months" in page


def test_an_empty_library_says_what_comes(client: FlaskClient, cast: Cast) -> None:
    assert "The library is empty" in text_of(sign_in(client, cast.ravi), "/library")
    assert "Publish the first piece" in text_of(sign_in(client, cast.maya), "/library")


def test_search_leads_to_the_library(ravi: FlaskClient) -> None:
    answer = ravi.get("/search?q=pay%00back&format=pdf")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/library?q=payback&format=pdf")


def test_pages_are_linked(ravi: FlaskClient, cast: Cast) -> None:
    for n in range(25):
        an_asset(cast.maya, f"Piece {n}", format=PDF)
    index_all()
    page = text_of(ravi, "/library?format=pdf")
    assert "Page 1 of 2" in page
    assert 'href="/library?format=pdf&amp;page=2"' in page
    assert "Page 2 of 2" in text_of(ravi, "/library?format=pdf&page=2")


def test_strangers_sign_in_first(client: FlaskClient) -> None:
    for address in ("/library", "/search"):
        assert client.get(address).status_code == 302
        assert client.get(address).headers["Location"].startswith("/sign-in")


def test_who_has_no_role_gets_no_library(ravi: FlaskClient, cast: Cast) -> None:
    user = session.get(User, cast.ravi.id)
    assert user is not None
    user.roles = []
    commit()
    assert ravi.get("/library?q=payback").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "a" * 10_000,
        "q=" + "ab+" * 3_000,
        "q=%00%00payback%00",
        "q=%FF%FE",
        "q=" + "%22" * 5_000,
        "q=-&q=b",
        "q=%25_%27%3B--",
        "q=" + "%CC%81" * 3_000,
        "q=%F0%9F%A6%84",
        "page=-1",
        "page=abc",
        "page=1000000000",
        "page=" + "9" * 5_000,
        "page=%D9%A3",
        "page=%C2%B2",
        "page=1&page=2",
        "role=%00&stage=nonsense&rival=%27&format=exe&audience=all",
        "&".join(f"role={n}" for n in range(900)),
        "sort=%00&sort=best",
        "item=%00&item=" + "x" * 5_000,
        "role[]=1&q[]=2",
    ],
)
@pytest.mark.parametrize("without_index", [False, True])
def test_whatever_is_thrown_at_it(ravi: FlaskClient, tmp_path: Path, query: str, without_index: bool) -> None:
    if without_index:
        index.open_index(tmp_path / "nowhere")
    for headers in ({}, FRAGMENT):
        answer = ravi.get("/library?" + query, headers=headers)
        assert answer.status_code == 200
        assert "pieces" in answer.get_data(as_text=True)
    assert ravi.get("/search?" + query).status_code == 302


def test_what_is_typed_is_shown_as_text(ravi: FlaskClient) -> None:
    page = text_of(ravi, "/library?q=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in page


@pytest.fixture
def counted(sqlite: Engine) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_others: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            seen.append(statement)

    event.listen(sqlite, "before_cursor_execute", note)
    yield seen
    event.remove(sqlite, "before_cursor_execute", note)


@pytest.mark.parametrize("address", ["/library", "/library?q=payback", "/library?q=payback&format=pdf"])
def test_queries_do_not_grow_with_the_library(
    counted: list[str], client: FlaskClient, cast: Cast, address: str
) -> None:
    champion, legal = a_term("role", "Champion"), a_term("role", "Legal")
    an_asset(cast.maya, "Payback one", terms=[champion])
    an_asset(cast.maya, "Payback PDF", format=PDF)
    index_all()
    sign_in(client, cast.ravi)

    def count() -> int:
        session.remove()
        counted.clear()
        text_of(client, address)
        return len(counted)

    count()
    few = count()
    for n in range(30):
        an_asset(cast.maya, f"Payback {n}", terms=[champion, legal], format=PDF if n % 2 else "markdown")
    index_all()
    count()
    assert count() == few
    assert few <= 12


def test_facets_show_what_is_in_use_and_fold_what_is_asked_less(ravi: FlaskClient, cast: Cast) -> None:
    page = text_of(ravi, "/library")
    assert "<legend>Buyer role</legend>" in page
    assert 'id="facet-issue"' not in page, "no visible piece has an issue"
    cost, story = a_term("issue", "Cost"), a_term("kind", "Proof")
    an_asset(cast.maya, "Payback, told by them", terms=[cost, story], provenance="customer")
    an_asset(cast.maya, "Hidden", terms=[a_term("objective", "Answer a doubt")], state=DRAFT)
    index_all()
    page = text_of(ravi, "/library")
    for name in ("issue", "kind", "provenance", "format", "audience"):
        assert re.search(rf'<details class="facet-fold"><summary>\w+</summary>.*?id="facet-{name}"', page), name
    assert 'id="facet-objective"' not in page, "a draft of somebody else’s gives nothing away"
    page = text_of(ravi, f"/library?issue={cost.public_id}&provenance=customer")
    assert page.count('<details class="facet-fold" open>') == 2
    assert "1 piece with these filters" in page
    counts = dict(re.findall(r'name="provenance" value="(\w+)"[^>]*><span>[^<]+</span><span class="n">(\d+)', page))
    assert (counts["customer"], counts["ours"]) == ("1", "0")
    part = text_of(ravi, f"/library?issue={cost.public_id}", **FRAGMENT)
    assert 'id="facet-kind" hx-swap-oob="true"' in part
    assert "<details" not in part, "what stands open stays open"


def test_rows_say_the_kind_the_source_and_the_state(ravi: FlaskClient, app: Flask, cast: Cast) -> None:
    from datetime import timedelta

    from app.core import clock

    yesterday = (clock.now() - timedelta(days=1)).date()
    an_asset(cast.maya, "Told by them", terms=[a_term("kind", "Proof")], provenance="customer")
    an_asset(cast.maya, "Good for a time", expires_on=yesterday)
    an_asset(cast.maya, "Being looked at", state="in_review")
    an_asset(cast.maya, "For Fernholt", account_id=cast.fernholt.id)
    index_all()

    def row(client: FlaskClient, title: str) -> str:
        page = text_of(client, "/library")
        return next((part for part in page.split('<li class="asset-row')[1:] if f">{title}</a>" in part), "")

    told = row(ravi, "Told by them")
    assert '<span class="tag">Proof</span>' in told
    assert '<span class="tag">From a customer</span>' in told
    expired = row(ravi, "Good for a time")
    assert "Expired</span>" in expired
    assert 'name="item"' not in expired
    assert "Copy for Fernholt Foods" in row(ravi, "For Fernholt")
    assert row(ravi, "Being looked at") == ""
    maya, rosa = sign_in(new_client(app), cast.maya), sign_in(new_client(app), cast.rosa)
    assert "In review</span>" in row(maya, "Being looked at")
    assert row(rosa, "For Fernholt") == ""


def test_rows_show_the_small_picture_where_there_is_one(ravi: FlaskClient, cast: Cast) -> None:
    tour = an_asset(cast.maya, "Three in the morning", pages=["What is said"], format="video")
    # Slides without LibreOffice have pages of words, and nothing that could be shown small.
    deck = an_asset(cast.maya, "Kick-off deck", pages=["One", "Two"], format="slides")
    tour.current.thumb_key = "thumb"
    session.commit()
    index_all()
    page = text_of(ravi, "/library")
    assert f"/library/{tour.public_id}/versions/1/thumb.webp" in page
    assert f"/library/{deck.public_id}/versions/" not in page
