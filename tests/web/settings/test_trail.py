"""The trail page: admins only, narrowed by its address, safe in a spreadsheet."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.audit.recording import record
from app.core.db import session
from tests.cast import NOW, Cast
from tests.conftest import new_client, sign_in
from tests.factories import an_asset


@pytest.fixture
def ada(client: FlaskClient, cast: Cast) -> FlaskClient:
    return sign_in(client, cast.ada)


def entries(cast: Cast, count: int, title: str = "Payback") -> None:
    asset = an_asset(cast.maya, title)
    for number in range(count):
        record(cast.maya, "publish", asset, title, NOW + timedelta(minutes=number), version=number)
    session.commit()


def test_it_is_paged_and_narrowed(ada: FlaskClient, cast: Cast) -> None:
    entries(cast, 60)
    page = ada.get("/settings/trail")
    assert "published version 59" in page.text
    assert "published version 9<" not in page.text
    assert "published version 9<" in ada.get("/settings/trail?page=2").text
    assert "Nothing here" in ada.get(f"/settings/trail?who={cast.ada.public_id}").text
    assert "published version 59" in ada.get("/settings/trail?act=publish&since=2026-11-21&until=2026-11-21").text
    assert "Nothing here" in ada.get("/settings/trail?until=2026-11-20").text


def test_a_title_is_no_formula_in_the_file(ada: FlaskClient, cast: Cast) -> None:
    entries(cast, 1, "=cmd|' /C calc'!A0")
    answer = ada.get("/settings/trail.csv")
    assert answer.content_type.startswith("text/csv")
    assert "'=cmd" in answer.text
    assert ",=cmd" not in answer.text


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=-1", "page=" + "9" * 20, "page=x", "since=x", "since=9999-99-99", "until=0001-01-01", "act=%00"],
)
def test_an_odd_address_is_no_fault(ada: FlaskClient, cast: Cast, query: str) -> None:
    entries(cast, 1)
    assert ada.get(f"/settings/trail?{query}").status_code == 200
    assert ada.get(f"/settings/trail.csv?{query}").status_code == 200


@pytest.mark.parametrize("who", ["maya", "ravi", "max"])
def test_only_admins_read_it(app: Flask, cast: Cast, who: str) -> None:
    client = sign_in(new_client(app), getattr(cast, who))
    assert client.get("/settings/trail").status_code == 404
    assert client.get("/settings/trail.csv").status_code == 404
