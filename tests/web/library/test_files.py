"""Uploading a file, waiting for its pages, and taking it home again."""

import io
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app import worker
from app.core.db import session
from app.library.models import Asset
from tests.cast import Cast
from tests.documents import pdfs
from tests.documents.test_documents import picture
from tests.factories import an_asset

FACTS = {"title": "Paper", "audience": "buyers", "act": "publish"}


def send(
    client: FlaskClient, content: bytes, name: str = "paper.pdf", path: str = "/library/upload", **facts: str
) -> TestResponse:
    return client.post(path, data={**FACTS, **facts, "file": (io.BytesIO(content), name)})


def only_asset() -> Asset:
    session.remove()
    return session.scalars(select(Asset)).one()


def test_upload_prepare_and_read(maya: FlaskClient, ravi: FlaskClient) -> None:
    answer = send(maya, pdfs.a_pdf(["One", "Two"]))
    path = answer.location
    assert answer.status_code == 302
    assert "Preparing pages" in maya.get(path).text
    assert ravi.get(path).status_code == 404
    waiting = maya.get(path + "/status", headers={"HX-Request": "true"})
    assert 'hx-trigger="every 2s"' in waiting.text
    assert maya.get(path + "/versions/1/file").status_code == 404
    worker.run_due()
    assert maya.get(path + "/status", headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert maya.get(path + "/status").location == path
    assert only_asset().is_published
    assert f"{path}/versions/1/pages/2.webp" in ravi.get(path + "?page=2").text


def test_a_page_image_is_webp_and_conditional(maya: FlaskClient, ravi: FlaskClient) -> None:
    path = send(maya, pdfs.a_pdf()).location + "/versions/1/pages/1.webp"
    worker.run_due()
    image = ravi.get(path)
    assert image.content_type == "image/webp"
    assert image.data.startswith(b"RIFF")
    assert image.headers["Cache-Control"] == "private, no-cache"
    again = ravi.get(path, headers={"If-None-Match": image.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    for wrong in (
        "/versions/1/pages/2.webp",
        "/versions/2/pages/1.webp",
        "/versions/1/pages/99999999999999999999.webp",
    ):
        assert ravi.get(path.replace("/versions/1/pages/1.webp", wrong)).status_code == 404


def test_a_download_is_an_attachment_that_runs_nothing(maya: FlaskClient, ravi: FlaskClient) -> None:
    path = send(maya, pdfs.a_pdf_with_script(), title="Größe & Preis \r\n x").location + "/versions/1/file"
    worker.run_due()
    answer = ravi.get(path)
    assert answer.data.startswith(b"%PDF")
    assert b"JavaScript" not in answer.data
    assert answer.headers["Content-Disposition"] == "attachment; filename=grosse-preis-x.pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.content_length == len(answer.data)
    assert ravi.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert ravi.head(path).data == b""


def test_a_written_piece_is_downloaded_as_its_markdown(ravi: FlaskClient, cast: Cast) -> None:
    asset = an_asset(cast.maya, pages=["<script>alert(1)</script>"])
    answer = ravi.get(f"/library/{asset.public_id}/versions/1/file")
    assert answer.content_type == "text/markdown; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_without_a_title_the_file_names_the_piece(maya: FlaskClient) -> None:
    send(maya, picture("PNG"), "my_first-picture.png", title="")
    assert only_asset().title == "My first picture"


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "paper.pdf", "This file is empty."),
        (b"<svg onload=alert(1)>", "picture.png", "SVG"),
        (b"PK\x03\x04" + bytes(99), "paper.pdf", "zip archive"),
        (b"words", "paper.pdf", "Choose a PDF"),
        (pdfs.a_pdf(), "", "Choose a file."),
    ],
)
def test_what_cannot_be_taken_is_said_beside_the_field(
    maya: FlaskClient, content: bytes, name: str, words: str
) -> None:
    answer = send(maya, content, name, summary="Kept words")
    assert answer.status_code == 422
    assert words in answer.text
    assert 'href="#file"' in answer.text
    assert "Kept words" in answer.text
    assert session.scalar(select(Asset.id)) is None


def test_a_form_without_any_file_says_so(maya: FlaskClient) -> None:
    answer = maya.post("/library/upload", data={**FACTS, "file": "just text"})
    assert answer.status_code == 422
    assert "Choose a file." in answer.text


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd", "..\\..\\boot.ini", "a\x00b.pdf", "x" * 3000, "\u202efdp.exe", ".", "CON"]
)
def test_hostile_names_are_only_names(maya: FlaskClient, name: str) -> None:
    assert send(maya, pdfs.a_pdf(), name, title="").status_code in (302, 422)
    session.remove()
    for asset in session.scalars(select(Asset)):
        version = asset.versions[0]
        assert re.fullmatch("sha256/[0-9a-f]{2}/[0-9a-f]{64}", version.file_key or "")
        assert not {"/", "\\", "\x00", "\u202e"} & set(version.file_name or "")
        assert len(version.file_name or "") <= 200


def test_a_file_that_is_too_big_is_refused_in_words(
    maya: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 10_000)
    answer = send(maya, pdfs.a_pdf() + bytes(20_000))
    assert answer.status_code == 413
    assert "too big" in answer.text


def test_a_broken_file_says_why_and_can_be_tried_again(maya: FlaskClient) -> None:
    path = send(maya, pdfs.a_locked_pdf()).location
    worker.run_due()
    page = maya.get(path).text
    assert "locked with a password" in page
    assert "Try again" in page
    assert maya.post(path + "/retry").location == path
    assert "Preparing pages" in maya.get(path).text
    assert "on their way" in maya.post(path + "/retry", follow_redirects=True).text


def test_the_next_version_of_a_file(maya: FlaskClient, ravi: FlaskClient) -> None:
    path = send(maya, pdfs.a_pdf(["First"])).location
    worker.run_due()
    send(maya, pdfs.a_pdf(["Second"]), path=path + "/edit", act="draft")
    worker.run_due()
    assert "First" in ravi.get(path).text
    assert "Second" in maya.get(path + "?version=2").text
    assert ravi.get(path + "/versions/2/pages/1.webp").status_code == 404
    maya.post(path + "/publish")
    assert "Second" in ravi.get(path).text


def test_words_change_without_a_new_file(maya: FlaskClient) -> None:
    path = send(maya, pdfs.a_pdf()).location
    answer = maya.post(path + "/edit", data={**FACTS, "act": "draft", "title": "Other title"})
    assert answer.status_code == 302
    assert only_asset().title == "Other title"
    assert len(only_asset().versions) == 1


def test_a_file_gone_from_storage_is_not_found(maya: FlaskClient, tmp_path: Path) -> None:
    path = send(maya, pdfs.a_pdf()).location
    worker.run_due()
    asset = only_asset()
    assert asset.current is not None
    asset.current.file_key, asset.current.pages[0].image_key = "assets/gone", "assets/gone"
    session.commit()
    assert maya.get(path + "/versions/1/file").status_code == 404
    assert maya.get(path + "/versions/1/pages/1.webp").status_code == 404
