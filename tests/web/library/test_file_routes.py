"""The bytes of a piece over HTTP: ranges, rights, headers, and a store that is away, on memory and on a real S3."""

import urllib.request
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import worker
from app.core import jobs, storage, stores
from app.core.db import session
from app.core.reader import WINDOW
from app.library import files, renditions
from app.library.models import DRAFT, INTERNAL, Asset, Page, Version
from config import Config
from tests.cast import NOW, Cast
from tests.conftest import new_client, sign_in
from tests.factories import an_asset
from tests.s3 import S3Server

BODY = b"%PDF-1.4 " + bytes(range(256)) * (2 * WINDOW // 256) + b"the end"
IMAGE = b"RIFF0000WEBPsmall"
SIZE = len(BODY)


@pytest.fixture(params=["memory", "s3"])
def store(request: pytest.FixtureRequest, app: Flask) -> None:
    storage.open_storage(request.getfixturevalue("s3").bucket() if request.param == "s3" else "memory:")


def a_file(cast: Cast, body: bytes = BODY, media_type: str = "application/pdf", **given: object) -> Asset:
    """A piece with one page and a file."""
    asset = an_asset(cast.maya, "Paper", pages=["One"], format="pdf", **given)
    version = session.get_one(Version, asset.current_version_id)
    version.media_type, version.file_key = media_type, files.put_bytes(body)
    image = files.put_bytes(IMAGE)
    session.get_one(Page, (version.id, 1)).image_key = image
    version.thumb_key, version.poster_key, version.captions_key = image, image, files.put_bytes(b"WEBVTT")
    session.commit()
    return asset


def path_of(asset: Asset, page: bool = False) -> str:
    return f"/library/{asset.public_id}/versions/1/{'pages/1.webp' if page else 'file'}"


def ranged(client: FlaskClient, path: str, what: str, **headers: str) -> TestResponse:
    return client.get(path, headers={"Range": what, **{k.replace("_", "-"): v for k, v in headers.items()}})


@pytest.mark.usefixtures("store")
def test_a_download_in_whole_and_in_parts(ravi: FlaskClient, cast: Cast) -> None:
    path = path_of(a_file(cast))
    whole = ravi.get(path)
    assert (whole.status_code, whole.data == BODY, whole.content_length) == (200, True, SIZE)
    assert whole.headers["Accept-Ranges"] == "bytes"
    for what, start, stop in (
        ("bytes=0-3", 0, 4),
        (f"bytes={WINDOW - 2}-{WINDOW + 1}", WINDOW - 2, WINDOW + 2),
        ("bytes=-7", SIZE - 7, SIZE),
        (f"bytes={SIZE - 1}-", SIZE - 1, SIZE),
        ("bytes=10-999999999", 10, SIZE),
    ):
        part = ranged(ravi, path, what)
        assert (part.status_code, part.content_length) == (206, stop - start), what
        assert part.data == BODY[start:stop], what
        assert part.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{SIZE}"
        head = ravi.head(path, headers={"Range": what})
        assert (head.status_code, head.data, head.content_length) == (206, b"", stop - start)
        assert head.headers["Content-Range"] == part.headers["Content-Range"]
    beyond = ranged(ravi, path, f"bytes={SIZE}-")
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{SIZE}")
    for odd in ("bytes=0-1,5-6", "pages=1-2", "bytes=5-2", "bytes=x", "bytes=" + "9" * 5000 + "-"):
        answer = ranged(ravi, path, odd)
        assert answer.status_code in (200, 416), odd
        assert answer.status_code == 416 or answer.data == BODY, odd


@pytest.mark.usefixtures("store")
def test_a_part_is_only_sent_while_the_file_is_the_same(ravi: FlaskClient, cast: Cast) -> None:
    path = path_of(a_file(cast))
    tag = ravi.head(path).headers["ETag"]
    assert ranged(ravi, path, "bytes=0-3", If_Range=tag).status_code == 206
    assert ranged(ravi, path, "bytes=0-3", If_Range='"other"').status_code == 200
    assert ravi.get(path, headers={"If-None-Match": tag}).status_code == 304
    assert ravi.get(path, headers={"If-Match": '"other"'}).status_code == 412


def test_only_what_is_asked_for_is_fetched(ravi: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    path = path_of(a_file(cast))
    fetched: list[tuple[int, int]] = []
    read = storage.Storage._range

    def noted(self: storage.Storage, key: str, start: int, end: int) -> bytes:
        fetched.append((start, end))
        return read(self, key, start, end)

    monkeypatch.setattr(storage.Storage, "_range", noted)
    ranged(ravi, path, "bytes=100-199")
    ravi.head(path)
    assert fetched == [(100, 200)]


WAYS = ("file", "play", "pages/1.webp", "thumb.webp", "poster.webp", "captions.vtt")


def test_every_way_of_asking_checks_the_same_right(app: Flask, cast: Cast) -> None:
    draft, internal = a_file(cast, state=DRAFT), a_file(cast, audience=INTERNAL)
    for asset, user, status in ((draft, cast.ravi, 404), (internal, cast.ravi, 200), (internal, None, 302)):
        client = new_client(app) if user is None else sign_in(new_client(app), user)
        for way in WAYS:
            path = f"/library/{asset.public_id}/versions/1/{way}"
            for ask in (client.get, client.head):
                assert ask(path).status_code == status, path
                part = ask(path, headers={"Range": "bytes=0-1"})
                assert part.status_code == (206 if status == 200 else status), path


def test_what_a_version_that_is_not_ready_holds_is_not_given_out(ravi: FlaskClient, cast: Cast) -> None:
    asset = a_file(cast)
    session.get_one(Version, asset.current_version_id).state = "failed"
    session.commit()
    assert ravi.get(path_of(asset)).status_code == 404


@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml", "application/xhtml+xml", "image/*", "text/xml"])
def test_no_answer_is_something_a_browser_runs(ravi: FlaskClient, cast: Cast, media_type: str) -> None:
    path = path_of(a_file(cast, b"<script>alert(1)</script>", media_type))
    play = path.replace("/file", "/play")
    assert "attachment" in ravi.get(play).headers["Content-Disposition"]
    for answer in (ravi.get(path), ranged(ravi, path, "bytes=0-3"), ranged(ravi, path, "bytes=999-"), ravi.head(path)):
        assert answer.content_type == "application/octet-stream"
        assert answer.headers["Content-Disposition"] == "attachment; filename=paper.bin"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["Cache-Control"] == "private, no-cache"


def test_a_video_is_played_in_parts_and_its_captions_are_text(ravi: FlaskClient, cast: Cast) -> None:
    path = path_of(a_file(cast, b"moving pictures", "video/mp4"))
    part = ranged(ravi, path.replace("/file", "/play"), "bytes=0-5")
    assert (part.status_code, part.data, part.content_type) == (206, b"moving", "video/mp4")
    assert "Content-Disposition" not in part.headers
    assert ravi.get(path).headers["Content-Disposition"] == "attachment; filename=paper.mp4"
    captions = ravi.get(path.replace("/file", "/captions.vtt"))
    assert (captions.data, captions.content_type) == (b"WEBVTT", "text/vtt; charset=utf-8")


def test_a_page_image_may_stand_in_a_page_and_runs_nothing(ravi: FlaskClient, cast: Cast) -> None:
    answer = ravi.get(path_of(a_file(cast), page=True))
    assert (answer.data, answer.content_type) == (IMAGE, "image/webp")
    assert "Content-Disposition" not in answer.headers
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_store_that_is_away_is_said_in_words_and_its_jobs_wait(
    ravi: FlaskClient, cast: Cast, s3: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "_REQUEST", timedelta(seconds=0.5))
    monkeypatch.setattr(stores, "_RETRIES", timedelta(seconds=0.5))
    storage.open_storage(s3.bucket())
    asset = a_file(cast)
    version = session.get_one(Version, asset.current_version_id)
    version.state, version.original_key = "preparing", version.file_key
    renditions.queue(version, NOW)
    version_id, path = version.id, path_of(asset, page=True)
    session.commit()
    with s3.paused():
        answer = ravi.get(path)
        assert answer.status_code == 503
        assert "The files cannot be reached" in answer.text
        assert ravi.get("/healthz").status_code == 503
        worker.run_due()
    session.remove()
    assert session.get_one(Version, version_id).state == "preparing"
    waiting = session.query(jobs.Job).filter_by(kind=renditions.KIND).one()
    assert (waiting.state, waiting.attempt) == ("queued", 1)
    assert "StorageDown" in (waiting.last_error or "")
    assert ravi.get(path).data == IMAGE


@pytest.fixture
def presigned(app: Flask, s3: S3Server, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The app with large files handed out by the store."""
    storage.open_storage(s3.bucket())
    config: Config = app.extensions["rapport"].model_copy(update={"presign_over_mb": 1})
    monkeypatch.setitem(app.extensions, "rapport", config)
    return app


def test_a_large_download_comes_from_the_store_for_a_minute(presigned: Flask, ravi: FlaskClient, cast: Cast) -> None:
    asset = a_file(cast)
    answer = ravi.get(path_of(asset))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (302, "private, no-store")
    assert "X-Amz-Expires=60" in answer.location
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(answer.location) as found:
        assert found.read() == BODY
        assert found.headers["Content-Type"] == "application/octet-stream"
        assert found.headers["Content-Disposition"].startswith("attachment; filename=")
    assert ravi.head(path_of(asset)).status_code == 200
    # A player goes on asking the address it was led to, long after it has ended.
    assert ravi.get(path_of(asset).replace("/file", "/play")).status_code == 200
    assert ravi.get(path_of(asset, page=True)).status_code == 200
    assert ravi.get(path_of(a_file(cast, b"%PDF small"))).status_code == 200
    assert new_client(presigned).get(path_of(asset)).location.startswith("/sign-in")
    assert ravi.get(path_of(a_file(cast, state=DRAFT))).status_code == 404
