"""Useful or not, remarks and answers on the page of a piece."""

from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.core.db import session
from app.feedback.models import Rating, Remark
from app.library.models import Asset
from tests.cast import Cast
from tests.conftest import new_client, sign_in
from tests.factories import an_account, an_asset


@pytest.fixture
def browser(app: Flask, cast: Cast) -> Callable[[str], FlaskClient]:
    return lambda who: sign_in(new_client(app), getattr(cast, who))


@pytest.fixture
def asset(app: Flask, cast: Cast) -> Asset:
    return an_asset(cast.maya)


def remarks() -> list[Remark]:
    session.remove()
    return list(session.scalars(select(Remark).order_by(Remark.id)))


def test_one_tap_says_whether_it_was_useful(browser: Callable[[str], FlaskClient], asset: Asset) -> None:
    ravi, path = browser("ravi"), f"/library/{asset.public_id}"
    assert "Nobody has said yet" in ravi.get(path).text
    answer = ravi.post(f"{path}/useful", data={"useful": "yes"})
    assert (answer.status_code, answer.location) == (303, f"{path}#useful")
    browser("rosa").post(f"{path}/useful", data={"useful": "no"})
    page = ravi.get(path).text
    assert "1 of 2 found it useful." in page
    assert "%" not in page.split("found it useful")[1][:20]
    ravi.post(f"{path}/useful", data={"useful": "none"})
    for said in ("maybe", "\x00", "x" * 10_000):
        assert ravi.post(f"{path}/useful", data={"useful": said}).status_code == 303
    session.remove()
    assert [each.is_useful for each in session.scalars(select(Rating))] == [False]


def test_a_question_is_asked_answered_and_settled(
    browser: Callable[[str], FlaskClient], asset: Asset, cast: Cast
) -> None:
    ravi, maya, path = browser("ravi"), browser("maya"), f"/library/{asset.public_id}"
    data = {"words": "CFOs ask about energy", "account": cast.fernholt.public_id}
    assert ravi.post(f"{path}/remarks", data=data).status_code == 303
    question = remarks()[0].public_id
    assert "CFOs ask about energy" in maya.get("/").text, "the owner sees it on Today"
    maya.post(f"/remarks/{question}/answer", data={"words": "Added to version 3", "act": "settle"})
    assert "Waiting for you" not in maya.get("/").text
    page = ravi.get(path).text
    assert "Answered: Added to version 3" in page
    assert "Fernholt Foods" in page
    assert "CFOs ask" not in browser("rosa").get(path).text
    ravi.post(f"/remarks/{question}/reopen")
    assert remarks()[0].settled_at is None


def test_a_rep_names_only_an_account_of_their_own(
    browser: Callable[[str], FlaskClient], asset: Asset, cast: Cast
) -> None:
    other, path = an_account(cast.rosa), f"/library/{asset.public_id}/remarks"
    ravi = browser("ravi")
    assert other.name not in ravi.get(path).text
    answer = ravi.post(path, data={"words": "Kept words", "account": other.public_id})
    assert answer.status_code == 422
    assert "Kept words" in answer.text
    assert remarks() == []


@pytest.mark.parametrize("words", ["", "x" * 10_000, "\x00", " \u2028 "])
def test_words_that_cannot_be_come_back_with_a_reason(
    browser: Callable[[str], FlaskClient], asset: Asset, words: str
) -> None:
    path, ravi = f"/library/{asset.public_id}/remarks", browser("ravi")
    answer = ravi.post(path, data={"words": words})
    assert answer.status_code == 422
    assert "error-summary" in answer.text
    file = ravi.post(path, data={"words": (BytesIO(b"x"), "x.txt")}, content_type="multipart/form-data")
    assert file.status_code == 422


def test_ones_own_words_are_removed_and_undone(browser: Callable[[str], FlaskClient], asset: Asset) -> None:
    ravi, path = browser("ravi"), f"/library/{asset.public_id}"
    ravi.post(f"{path}/remarks", data={"words": "Never mind"})
    mine = remarks()[0].public_id
    browser("maya").post(f"/remarks/{mine}/remove")
    assert remarks()[0].removed_at is None
    ravi.post(f"/remarks/{mine}/remove")
    assert "Never mind" not in browser("maya").get(path).text
    assert "You removed this." in ravi.get(path).text
    assert ravi.get(f"/remarks/{mine}/answer").status_code == 404
    ravi.post(f"/remarks/{mine}/restore")
    assert "Never mind" in browser("maya").get(path).text


def test_a_remark_about_an_account_one_does_not_see_is_not_there(
    browser: Callable[[str], FlaskClient], asset: Asset, cast: Cast
) -> None:
    browser("ravi").post(
        f"/library/{asset.public_id}/remarks", data={"words": "Secret", "account": cast.fernholt.public_id}
    )
    question, rosa = remarks()[0].public_id, browser("rosa")
    for answer in (rosa.get(f"/remarks/{question}/answer"), rosa.post(f"/remarks/{question}/settle")):
        assert answer.status_code == 404
        assert "Secret" not in answer.text
