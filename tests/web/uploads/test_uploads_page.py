"""The page of many files: what is on its way, what became of it, and what can be done about it."""

from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select, update

from app import worker
from app.core.db import begin_as, engine, session
from app.library.models import Asset, Version
from app.uploads.models import DONE, DUPLICATE, OPEN, REFUSED, Upload
from app.uploads.sweeping import FAULT
from tests.cast import NOW, Cast
from tests.conftest import new_client, sign_in
from tests.documents import pdfs
from tests.factories import an_asset
from tests.uploads.bringing import bring

PAGE = "/library/uploads"
PDF = pdfs.a_pdf(["Rollout"])


@pytest.fixture
def maya(client: FlaskClient, cast: Cast) -> FlaskClient:
    return sign_in(client, cast.maya)


def run_jobs() -> None:
    session.remove()
    worker.run_due()
    session.remove()
    begin_as(writer=True)


def post_files(client: FlaskClient, *files: tuple[bytes, str]) -> None:
    data = {"file": [(BytesIO(content), name) for content, name in files]}
    answer = client.post(PAGE, data=data, content_type="multipart/form-data")
    assert (answer.status_code, answer.location) == (302, PAGE)


def test_many_files_by_a_plain_form(maya: FlaskClient) -> None:
    post_files(maya, (PDF, "rollout-plan.pdf"), (b"", "empty.pdf"), (b"<html>", "page.pdf"), (PDF, "copy.pdf"))
    assert maya.get(PAGE).text.count("Being looked at") == 4
    run_jobs()
    page = maya.get(PAGE).text
    assert "Ready. Add one line, role, stage and when to use it" in page
    assert "Looks the same as Rollout plan, version 1" in page
    assert "This file is empty." in page
    assert "web page" in page
    assert session.scalar(select(func.count()).select_from(Asset)) == 1


def test_nothing_chosen_and_files_too_big(maya: FlaskClient, flask_app: Flask) -> None:
    assert "Choose one file or several first." in maya.post(PAGE, follow_redirects=True).text
    huge = BytesIO(b"x" * (50 * 1024 * 1024 + 1))
    page = maya.post(PAGE, data={"file": [(huge, "big.mp4")]}, follow_redirects=True).text
    assert "big.mp4 is bigger than 50 MB" in page


def test_a_choice_is_made(maya: FlaskClient, cast: Cast) -> None:
    for _ in range(3):
        post_files(maya, (PDF, "rollout.pdf"))
    run_jobs()
    second, third = session.scalars(select(Upload).where(Upload.state == DUPLICATE).order_by(Upload.id)).all()
    page = maya.get(PAGE).text
    assert "Make it the next version" not in page
    refused = maya.post(f"{PAGE}/{second.public_id}/choose", data={"choice": "next"}, follow_redirects=True)
    assert "this very file already" in refused.text
    maya.post(f"{PAGE}/{second.public_id}/choose", data={"choice": "new"})
    maya.post(f"{PAGE}/{third.public_id}/cancel")
    run_jobs()
    assert session.scalars(select(Upload.state)).all() == [DONE, DONE]
    assert session.scalar(select(func.count()).select_from(Asset)) == 2


def test_an_older_version_offers_to_come_back(maya: FlaskClient, cast: Cast, tmp_path: Path) -> None:
    post_files(maya, (PDF, "rollout.pdf"))
    run_jobs()
    piece = session.scalars(select(Asset)).one()
    bring(cast.maya, pdfs.a_pdf(["Newer"]), tmp_path, target=piece)
    run_jobs()
    post_files(maya, (PDF, "rollout.pdf"))
    run_jobs()
    assert "Looks the same as Rollout, version 1" in maya.get(PAGE).text
    assert "Make it the next version" in maya.get(PAGE).text


def test_how_far_its_pages_are(maya: FlaskClient, cast: Cast) -> None:
    piece = an_asset(cast.maya, state="draft")
    session.add(Upload(user_id=cast.maya.id, file_name="a.pdf", size=9, state=DONE, asset_id=piece.id))
    session.execute(update(Version).values(state="preparing", done=7, total=12))
    session.commit()
    page = maya.get(PAGE, headers={"HX-Request": "true"}).text
    assert "Preparing pages 7 of 12" in page
    assert "<h1>" not in page
    session.execute(update(Version).values(state="failed", failure="It is protected by a password."))
    session.commit()
    page = maya.get(PAGE).text
    assert "It is protected by a password." in page
    assert "Try again" in page
    key = session.scalars(select(Upload.public_id)).one()
    maya.post(f"{PAGE}/{key}/retry")
    session.remove()
    assert session.scalars(select(Version.state)).all() == ["preparing"]


def test_a_fault_of_ours_is_tried_again(maya: FlaskClient, cast: Cast, tmp_path: Path) -> None:
    upload = bring(cast.maya, PDF, tmp_path)
    session.execute(update(Upload).values(state=REFUSED, reason=FAULT))
    session.commit()
    assert "try again" in maya.get(PAGE).text
    maya.post(f"{PAGE}/{upload.public_id}/retry")
    run_jobs()
    assert session.scalars(select(Upload.state)).all() == [DONE]


def test_cancelling_the_rest_and_clearing(maya: FlaskClient, cast: Cast) -> None:
    piece = an_asset(cast.maya)
    for state in (OPEN, OPEN, DONE, REFUSED, DUPLICATE):
        session.add(Upload(user_id=cast.maya.id, file_name=state, size=9, state=state, asset_id=piece.id))
    session.add(Upload(user_id=cast.ada.id, file_name="hers", size=9, state=OPEN))
    session.commit()
    assert "2 uploads cancelled." in maya.post(f"{PAGE}/cancel-rest", follow_redirects=True).text
    maya.post(f"{PAGE}/clear")
    session.remove()
    assert session.scalars(select(Upload.file_name).order_by(Upload.id)).all() == [DUPLICATE, "hers"]
    assert session.scalar(select(func.count()).select_from(Asset)) == 1


def test_what_is_not_mine_is_not_there(maya: FlaskClient, app: Flask, cast: Cast, tmp_path: Path) -> None:
    upload = bring(cast.maya, PDF, tmp_path, name="secret-plans.pdf")
    ada = sign_in(new_client(app), cast.ada)
    assert "secret-plans" not in ada.get(PAGE).text
    for act in ("cancel", "choose", "retry"):
        assert ada.post(f"{PAGE}/{upload.public_id}/{act}", data={"choice": "new"}).status_code == 404


def test_a_hostile_name_is_only_words(maya: FlaskClient, cast: Cast, tmp_path: Path) -> None:
    bring(cast.maya, PDF, tmp_path, name="<img src=x onerror=alert(1)>\u202e.pdf")
    run_jobs()
    page = maya.get(PAGE).text
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page
    assert "\u202e" not in page


def test_the_page_asks_as_often_for_many_as_for_few(maya: FlaskClient, cast: Cast) -> None:
    def asked() -> int:
        seen: list[str] = []
        session.remove()
        listener = lambda *given: seen.append(given[2])  # noqa: E731
        event.listen(engine(), "before_cursor_execute", listener)
        answer = maya.get(PAGE)
        event.remove(engine(), "before_cursor_execute", listener)
        assert answer.status_code == 200
        return len(seen)

    def add(count: int) -> None:
        for number in range(count):
            piece = Asset(title=f"P{number}", format="pdf", owner_id=cast.maya.id, created_at=NOW, updated_at=NOW)
            session.add(piece)
            session.flush()
            session.add(Version(asset_id=piece.id, number=1, content_hash="x" * 64, state="ready"))
            for state in (DONE, DUPLICATE):
                session.add(
                    Upload(
                        user_id=cast.maya.id, file_name="a.pdf", size=9, state=state, asset_id=piece.id,
                        twin_id=piece.id, content_hash="x" * 64,
                    )
                )  # fmt: skip
        session.commit()

    add(2)
    # The first page of a process also reads the dictionary.
    asked()
    few = asked()
    add(100)
    assert asked() == few
    assert few < 12
