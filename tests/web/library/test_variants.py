"""Copies for one account through their pages."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.core.db import session
from app.library import publishing
from app.library.facts import Facts
from app.library.models import IN_REVIEW, Asset
from tests.cast import NOW, Cast
from tests.conftest import new_client, sign_in
from tests.factories import an_account, an_asset


@pytest.fixture
def browser(app: Flask, cast: Cast) -> Callable[[str], FlaskClient]:
    return lambda who: sign_in(new_client(app), getattr(cast, who))


@pytest.fixture
def master(app: Flask, cast: Cast) -> Asset:
    asset = an_asset(cast.maya, "Payback", pages=["A depot pays for itself.", "Waiting costs a summer."])
    assert asset.current is not None
    asset.current.published_at = NOW
    session.commit()
    return asset


def the_copy() -> Asset:
    session.remove()
    return session.scalars(select(Asset).where(Asset.master_id.is_not(None))).one()


def test_a_rep_makes_writes_and_has_one_published(
    browser: Callable[[str], FlaskClient], master: Asset, cast: Cast
) -> None:
    ravi, maya, rosa = browser("ravi"), browser("maya"), browser("rosa")
    an_account(cast.rosa, "Great Auk Freight")
    path = f"/library/{master.public_id}"
    assert f"{path}/variants/new" in ravi.get(path).text
    page = ravi.get(f"{path}/variants/new").text
    assert "Fernholt Foods" in page
    assert "Great Auk" not in page
    answer = ravi.post(f"{path}/variants/new", data={"account": cast.fernholt.public_id})
    variant = the_copy()
    own = f"/library/{variant.public_id}"
    assert answer.location == own
    assert (
        ravi.post(f"{own}/text", data={"title": "Payback for you", "source": "It pays for Fernholt."}).status_code
        == 303
    )
    ravi.post(f"{own}/variant/ask")
    assert the_copy().state == IN_REVIEW
    assert "It pays for Fernholt." in maya.get(own).text
    assert rosa.get(own).status_code == 404
    for hidden in (rosa.get(path), rosa.get("/library"), rosa.get("/insights")):
        assert "Fernholt" not in hidden.text
        assert "Payback for you" not in hidden.text
    assert "Fernholt Foods" in ravi.get(path).text


def test_a_copy_for_an_account_of_somebody_else_is_refused(
    browser: Callable[[str], FlaskClient], master: Asset, cast: Cast
) -> None:
    other = an_account(cast.rosa)
    path = f"/library/{master.public_id}/variants/new"
    for account in (other.public_id, "nonsense", "\x00", ""):
        assert browser("ravi").post(path, data={"account": account}).status_code == 422
    assert session.scalars(select(Asset).where(Asset.master_id.is_not(None))).all() == []


def test_the_master_moves_on(browser: Callable[[str], FlaskClient], master: Asset, cast: Cast) -> None:
    ravi = browser("ravi")
    ravi.post(f"/library/{master.public_id}/variants/new", data={"account": cast.fernholt.public_id})
    own = f"/library/{the_copy().public_id}"
    assert ravi.get(f"{own}/master").status_code == 404
    source = "A depot pays for itself.\n\nWaiting costs two summers."
    piece = session.get(Asset, master.id)
    assert piece is not None
    publishing.write(cast.maya, NOW, Facts("Payback"), source=source, asset=piece)
    publishing.publish(cast.maya, piece, NOW)
    session.commit()
    assert "moved on" in ravi.get(own).text
    assert "its master moved on" in ravi.get("/").text
    page = ravi.get(f"{own}/master").text
    assert "Waiting costs a summer.</del>" in page
    assert "Waiting costs two summers.</ins>" in page
    assert browser("rosa").post(f"{own}/variant/take-over").status_code == 404
    ravi.post(f"{own}/variant/take-over")
    variant = the_copy()
    assert [version.source for version in variant.versions][1] == source
    assert "moved on" not in ravi.get(own).text


@pytest.mark.parametrize("data", [{"title": ""}, {"title": "x", "source": ""}, {"title": "x", "source": "y" * 110_000}])
def test_text_that_cannot_be_comes_back(
    browser: Callable[[str], FlaskClient], master: Asset, cast: Cast, data: dict[str, str]
) -> None:
    ravi = browser("ravi")
    ravi.post(f"/library/{master.public_id}/variants/new", data={"account": cast.fernholt.public_id})
    answer = ravi.post(f"/library/{the_copy().public_id}/text", data={"source": "kept", **data})
    assert answer.status_code == 422
    assert "error-summary" in answer.text
