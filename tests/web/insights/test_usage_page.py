"""Insights: the figures on screen, the same rows as CSV, and who may retire."""

import csv
import io
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.auth.models import User
from app.core import clock
from app.library.models import DRAFT, INTERNAL
from tests.cast import Cast
from tests.conftest import sign_in
from tests.engagement.readings import a_visit
from tests.factories import a_link, a_term, an_asset


def page(client: FlaskClient, user: User, query: str = "") -> str:
    answer = sign_in(client, user).get("/insights" + query)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def sheet(client: FlaskClient, user: User, query: str = "") -> list[list[str]]:
    answer = sign_in(client, user).get("/insights.csv" + query)
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    return list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))


@pytest.fixture
def library(cast: Cast, client: FlaskClient) -> Cast:
    """One piece used, one fading, one old, one never sent."""
    now = clock.now()
    tags = [a_term("role", "Champion"), a_term("stage", "Justify")]
    used, fading, old, _dead = (
        an_asset(cast.maya, title, terms=tags, at=now - timedelta(days=300))
        for title in ("Payback in 11 months", "Procurement FAQ", "Compliance guide", "Technology overview")
    )
    a_visit(a_link(cast.bea, used, cast.ravi, at=now - timedelta(days=40))[0], now - timedelta(days=39), (60,))
    a_link(cast.bea, fading, cast.ravi, at=now - timedelta(days=20))
    a_link(cast.bea, old, cast.ravi, at=now - timedelta(days=100))
    return cast


@pytest.mark.parametrize("path", ["/insights", "/insights.csv"])
def test_nobody_is_let_in_unsigned(client: FlaskClient, cast: Cast, path: str) -> None:
    assert client.get(path).status_code == 302


def test_used_and_unused(client: FlaskClient, library: Cast) -> None:
    text = page(client, library.maya)
    assert "<b>1 of 4 pieces</b> was sent and read in the last 90 days." in text
    assert "Retiring the one that was never sent would make that 1 of 3" in text
    assert "Sent to 1 person, nobody read it" in text
    assert "Not sent since" in text
    assert "sent by nobody" in text
    assert "Payback in 11 months" not in text


def test_the_period_changes_the_figures(client: FlaskClient, library: Cast) -> None:
    assert "Payback in 11 months" in page(client, library.maya, "?days=30")
    assert "in the last year" in page(client, library.maya, "?days=365")


def test_coverage_leads_to_the_library(client: FlaskClient, library: Cast) -> None:
    role, stage = a_term("role", "Champion"), a_term("stage", "Justify")
    text = page(client, library.ravi)
    assert f"/library?role={role.public_id}&amp;stage={stage.public_id}" in text
    assert "2 sends" in text


def test_only_publishers_are_offered_to_retire(client: FlaskClient, library: Cast) -> None:
    assert "/retire" in page(client, library.maya)
    text = page(client, library.ravi)
    assert "/retire" not in text
    assert "Technology overview" in text


def test_csv_has_the_rows_of_the_page(client: FlaskClient, library: Cast) -> None:
    header, *rows = sheet(client, library.ravi)
    assert header[0] == "Piece"
    assert [row[0] for row in rows] == ["Technology overview", "Procurement FAQ", "Compliance guide"]
    text = page(client, library.ravi)
    for row in rows:
        assert row[0] in text
        assert row[1] in text
        assert row[-1] in text
        assert row[-2] in text
    assert sum(len(row) for row in rows) == 3 * len(header)


def test_csv_runs_no_formula(client: FlaskClient, cast: Cast) -> None:
    an_asset(cast.maya, '=HYPERLINK("http://evil.example")')
    (row,) = sheet(client, cast.ravi)[1:]
    assert row[0].startswith("'=")


def test_drafts_and_internal_pieces_are_not_listed(client: FlaskClient, cast: Cast) -> None:
    an_asset(cast.maya, "A secret draft", state=DRAFT)
    an_asset(cast.maya, "Battle card", audience=INTERNAL)
    for user in (cast.maya, cast.ravi):
        text = page(client, user)
        assert "A secret draft" not in text
        assert "Battle card" not in text
        assert len(sheet(client, user)) == 1
    assert "Nothing for buyers is published yet." in text


def test_long_lists_are_cut_and_can_be_had_whole(client: FlaskClient, cast: Cast) -> None:
    for number in range(53):
        an_asset(cast.maya, f"Piece {number:03}")
    text = page(client, cast.ravi)
    assert "The first 50 of 53." in text
    assert "Piece 052" not in text
    assert "Piece 052" in page(client, cast.ravi, "?all=1")
    assert len(sheet(client, cast.ravi)) == 54


@pytest.mark.parametrize("query", ["?days=-1", "?days=abc", "?days=%00", "?days=30&days=90", "?days=" + "9" * 5000])
def test_odd_periods_fall_back(client: FlaskClient, library: Cast, query: str) -> None:
    text = page(client, library.ravi, query)
    assert ("30 days" if "=30&" in query else "90 days") in text
    assert sheet(client, library.ravi, query)
