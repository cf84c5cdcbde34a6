"""The tus protocol as a browser, a broken browser and a stranger speak it."""

import base64
import threading
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app import worker
from app.core.db import session
from app.core.storage import storage
from app.uploads.models import DONE, Upload, UploadPart
from app.web.uploads import streaming
from tests.cast import Cast
from tests.conftest import new_client, sign_in
from tests.documents import pdfs

FILES = "/library/uploads/files"
TUS = {"Tus-Resumable": "1.0.0"}
PDF = pdfs.a_pdf(["Rollout"])


@pytest.fixture
def maya(client: FlaskClient, cast: Cast) -> FlaskClient:
    return sign_in(client, cast.maya)


def create(client: FlaskClient, size: object = len(PDF), name: bytes = b"rollout.pdf", **headers: str) -> TestResponse:
    metadata = "filename " + base64.b64encode(name).decode() + ",filetype YXBw"
    return client.post(FILES, headers={**TUS, "Upload-Length": str(size), "Upload-Metadata": metadata, **headers})


def patch(client: FlaskClient, path: str, offset: object, body: Any, **given: Any) -> TestResponse:
    headers = {**TUS, "Upload-Offset": str(offset), **given.pop("headers", {})}
    body = {"data": body} if isinstance(body, bytes) else {"input_stream": body}
    return client.patch(path, headers=headers, content_type="application/offset+octet-stream", **body, **given)


def offset_of(client: FlaskClient, path: str) -> int:
    answer = client.head(path, headers=TUS)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return int(answer.headers["Upload-Offset"])


def test_what_the_server_can_do(maya: FlaskClient) -> None:
    answer = maya.options(FILES)
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == answer.headers["Tus-Resumable"] == "1.0.0"
    assert answer.headers["Tus-Extension"] == "creation,termination"
    assert answer.headers["Tus-Max-Size"] == str(50 * 1024 * 1024)


def test_in_parts_to_a_draft(maya: FlaskClient) -> None:
    made = create(maya)
    assert made.status_code == 201
    path = made.headers["Location"]
    assert offset_of(maya, path) == 0
    assert patch(maya, path, 0, PDF[:200]).headers["Upload-Offset"] == "200"
    assert offset_of(maya, path) == 200
    assert patch(maya, path, 200, PDF[200:]).status_code == 204
    assert offset_of(maya, path) == len(PDF)
    session.remove()
    worker.run_due()
    assert session.scalars(select(Upload.state)).all() == [DONE]
    assert offset_of(maya, path) == len(PDF)


def test_a_wrong_offset_changes_nothing(maya: FlaskClient) -> None:
    path = create(maya).headers["Location"]
    patch(maya, path, 0, PDF[:200])
    for offset in (0, 100, 201, len(PDF)):
        assert patch(maya, path, offset, b"other").status_code == 409
    assert offset_of(maya, path) == 200


def test_more_bytes_than_announced(maya: FlaskClient) -> None:
    path = create(maya, size=10).headers["Location"]
    assert patch(maya, path, 0, b"x" * 11).status_code == 413
    assert offset_of(maya, path) == 0
    endless = patch(maya, path, 0, BytesIO(b"x" * 500), headers={"Transfer-Encoding": "chunked"},
                    environ_overrides={"wsgi.input_terminated": True})  # fmt: skip
    assert endless.headers["Upload-Offset"] == "10"


@pytest.mark.parametrize("size", ["", "-1", "1.5", "many", "9" * 30, "１２"])
def test_lengths_that_mean_nothing(maya: FlaskClient, size: str) -> None:
    answer = maya.post(FILES, headers={**TUS, "Upload-Length": size.encode().decode("latin-1")})
    assert answer.status_code == 400
    assert session.scalar(select(func.count()).select_from(Upload)) == 0


def test_too_big_is_said_before_a_byte_is_sent(maya: FlaskClient) -> None:
    answer = create(maya, size=51 * 1024 * 1024, name=b"hull.mp4")
    assert (answer.status_code, answer.text[:30]) == (413, "hull.mp4 is bigger than 50 MB.")


@pytest.mark.parametrize("name", [b"\xff\xfe\x00", "a\u202eb\nc\x00.pdf".encode(), b"../../x", b"", b"n" * 3000])
def test_names_are_made_harmless(maya: FlaskClient, name: bytes) -> None:
    assert create(maya, name=name).status_code == 201
    kept = session.scalars(select(Upload.file_name)).one()
    assert kept
    assert not set(kept) & set("/\\\n\x00\u202e")
    assert len(kept) <= 200


def test_metadata_that_is_none(maya: FlaskClient) -> None:
    answer = create(maya, **{"Upload-Metadata": "filename !!!,,  ,x"})
    assert answer.status_code == 201
    assert session.scalars(select(Upload.file_name)).one() == "file"


def test_the_protocol_is_kept(maya: FlaskClient) -> None:
    path = create(maya).headers["Location"]
    assert maya.post(FILES, headers={"Upload-Length": "5"}).status_code == 412
    assert maya.patch(path, headers=TUS, data=b"x", content_type="text/plain").status_code == 415
    assert patch(maya, path, "first", b"x").status_code == 400
    assert maya.get(path).status_code == 405


def test_ended_by_its_person(maya: FlaskClient) -> None:
    path = create(maya).headers["Location"]
    patch(maya, path, 0, PDF[:200])
    assert maya.delete(path, headers=TUS).status_code == 204
    assert maya.head(path, headers=TUS).status_code == 404
    session.remove()
    worker.run_due()
    assert storage().keys("uploads/" + path.rpartition("/")[2] + "/") == []


def test_another_persons_upload_is_unknown(maya: FlaskClient, app: Flask, cast: Cast) -> None:
    path = create(maya).headers["Location"]
    ada, ravi, nobody = sign_in(new_client(app), cast.ada), sign_in(new_client(app), cast.ravi), new_client(app)
    for stranger in (ada, ravi):
        answers = [
            stranger.head(path, headers=TUS), patch(stranger, path, 0, PDF), stranger.delete(path, headers=TUS),
        ]  # fmt: skip
        assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert ada.head(path, headers=TUS).headers == ada.head(FILES + "/22222222222222", headers=TUS).headers
    assert create(ravi).status_code == 404
    assert patch(nobody, path, 0, PDF).location == "/sign-in"
    assert offset_of(maya, path) == 0


def test_a_connection_that_drops_keeps_what_came(maya: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "PART", 128)
    path = create(maya).headers["Location"]
    patch(maya, path, 0, BytesIO(PDF[:300]), environ_overrides={"CONTENT_LENGTH": str(len(PDF))})
    session.remove()
    assert offset_of(maya, path) == 300
    assert session.scalars(select(UploadPart.position).order_by(UploadPart.position)).all() == [0, 128, 256]
    patch(maya, path, 300, PDF[300:])
    session.remove()
    worker.run_due()
    assert session.scalars(select(Upload.state)).all() == [DONE]


class Held(BytesIO):
    """A body that stops after its first bite until it is let go."""

    def __init__(self, body: bytes) -> None:
        super().__init__(body)
        self.begun, self.go = threading.Event(), threading.Event()

    def readinto(self, room: Any) -> int:
        if self.begun.is_set():
            assert self.go.wait(10)
            return super().readinto(room)
        self.begun.set()
        return super().readinto(memoryview(room)[:100])


def test_two_writers_at_once_leave_one_file(maya: FlaskClient, app: Flask, cast: Cast) -> None:
    path = create(maya).headers["Location"]
    slow, held, answers = sign_in(new_client(app), cast.maya), Held(b"#" * len(PDF)), []
    length = {"CONTENT_LENGTH": str(len(PDF))}
    session.remove()
    writer = threading.Thread(
        target=lambda: answers.append(patch(slow, path, 0, held, environ_overrides=length).status_code)
    )
    writer.start()
    assert held.begun.wait(10)
    assert patch(maya, path, 0, PDF).status_code == 204
    held.go.set()
    writer.join(10)
    assert answers == [409]
    assert len(storage().keys("uploads/" + path.rpartition("/")[2] + "/")) == 1
    session.remove()
    worker.run_due()
    assert session.scalars(select(Upload.state)).all() == [DONE]
