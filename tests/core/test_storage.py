"""One store like another: a folder, memory, and a real S3 server."""

import hashlib
import io
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.core import s3_address, stores
from app.core.reader import WINDOW
from app.core.storage import ASIDE, Storage, StorageDown
from tests.s3 import S3Server

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
KEY = "sha256/ab/abc"
BIG = bytes(range(256)) * (3 * WINDOW // 256) + b"the end"


@pytest.fixture(params=["file", "memory", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "s3":
        return Storage(request.getfixturevalue("s3").bucket())
    return Storage("memory:" if request.param == "memory" else f"file://{tmp_path / 'files'}")


def test_what_is_put_is_there_until_it_is_deleted(store: Storage, tmp_path: Path) -> None:
    (tmp_path / "big").write_bytes(BIG)
    store.put(KEY, tmp_path / "big")
    store.put("sha256/cd/small", b"small")
    store.put("sha256/cd/small", b"put again")
    assert (store.size(KEY), store.read("sha256/cd/small")) == (len(BIG), b"put again")
    assert b"".join(store.stream(KEY)) == BIG
    assert store.exists(KEY)
    assert sorted(store.keys("sha256/")) == [KEY, "sha256/cd/small"]
    assert {kept.size for kept in store.kept("sha256/ab/")} == {len(BIG)}
    store.delete([KEY, "sha256/never/there"])
    assert not store.exists(KEY)
    assert store.is_up()


def test_what_is_not_there_is_said_to_be_missing(store: Storage) -> None:
    for ask in (store.read, store.size, store.reader):
        with pytest.raises(FileNotFoundError):
            ask("sha256/no/such")
    assert store.keys("sha256/") == []


def test_a_reader_stands_anywhere_in_the_file(store: Storage) -> None:
    store.put(KEY, BIG)
    reader = store.reader(KEY)
    assert reader.seek(-7, io.SEEK_END) == len(BIG) - 7
    assert reader.read(100) == b"the end"
    reader.seek(WINDOW - 3)
    assert (reader.read(6), reader.tell()) == (BIG[WINDOW - 3 : WINDOW + 3], WINDOW + 3)
    reader.seek(10)
    reader.stop = 2 * WINDOW
    assert b"".join(reader) == BIG[10 : 2 * WINDOW]
    assert reader.seek(len(BIG) + 5)
    assert reader.read(1) == b""


def test_what_was_set_aside_comes_back_when_it_is_asked_for(store: Storage) -> None:
    store.put(KEY, b"content")
    store.set_aside(KEY, NOW)
    store.set_aside(KEY, NOW)
    assert store.keys("sha256/") == []
    assert len(store.keys(f"{ASIDE}{KEY}/")) == 1
    assert store.read(KEY) == b"content"
    store.set_aside(KEY, NOW)
    assert store.size(KEY) == 7
    reader = store.reader(KEY)
    store.set_aside(KEY, NOW)
    assert reader.read() == b"content"


def test_an_s3_server_that_goes_away_is_a_named_fault(s3: S3Server) -> None:
    server = S3Server()
    server.start()
    store = Storage(server.bucket())
    store.put(KEY, BIG)
    reader = store.reader(KEY)
    assert reader.read(3) == BIG[:3]
    server.stop()
    began = time.monotonic()
    asks = (lambda: reader.read(3), lambda: store.put(KEY, b"x"), lambda: store.exists(KEY), store.is_up)
    for ask in asks:
        with pytest.raises(StorageDown):
            ask()
    assert time.monotonic() - began < 30
    with pytest.raises(StorageDown):
        store.delete([KEY])


def test_a_bucket_that_is_not_there_is_no_missing_file(s3: S3Server) -> None:
    store = Storage(s3.url("no-such-bucket"))
    for ask in (store.is_up, lambda: store.read(KEY), lambda: store.size(KEY), lambda: store.put(KEY, b"x")):
        with pytest.raises(StorageDown):
            ask()


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a server that takes connections and never says a word."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(8)
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def test_a_store_that_never_answers_is_given_up(silent: str, s3: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "_REQUEST", timedelta(seconds=0.5))
    monkeypatch.setattr(stores, "_RETRIES", timedelta(seconds=1))
    with pytest.raises(StorageDown):
        Storage(f"s3://bucket?endpoint={silent}").read(KEY)


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("s3://", "s3://BUCKET"),
        ("s3://key:secret@bucket", "AWS_ACCESS_KEY_ID"),
        ("s3://bucket?endpoint=ftp://x", "endpoint"),
        ("s3://bucket?endpoint=http://x/path", "endpoint"),
        ("s3://bucket?secret_access_key=x", "secret_access_key"),
    ],
)
def test_a_wrong_address_is_said_in_words(url: str, word: str) -> None:
    with pytest.raises(ValueError, match=word):
        s3_address.read(url)


def test_what_the_address_does_not_say_the_environment_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    assert s3_address.read("s3://bucket").endpoint == "https://s3.eu-central-1.amazonaws.com"
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://minio.example:9000/")
    found = s3_address.read("s3://bucket/some/folder?region=x")
    assert (found.endpoint, found.region, found.prefix) == ("https://minio.example:9000", "x", "some/folder")


MEASURED = """
import resource, sys, hashlib
from pathlib import Path
from app.core.storage import Storage
store = Storage(sys.argv[1])
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
store.put("warm", Path(sys.argv[3]))
for chunk in store.stream("warm"): pass
before = peak()
store.put("big", Path(sys.argv[2]))
seen = hashlib.sha256()
for chunk in store.stream("big"):
    seen.update(chunk)
print(peak() - before, seen.hexdigest())
"""


@pytest.mark.parametrize("kind", ["file", "s3"])
def test_a_big_file_never_sits_in_memory(kind: str, tmp_path: Path, s3: S3Server) -> None:
    url = s3.bucket() if kind == "s3" else f"file://{tmp_path / 'files'}"
    big, small = tmp_path / "big", tmp_path / "small"
    with big.open("wb") as out:
        for number in range(64):
            out.write(bytes([number]) * (1 << 20))
    small.write_bytes(bytes(12 << 20))
    words = [sys.executable, "-c", MEASURED, url, str(big), str(small)]
    grown, digest = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()
    with big.open("rb") as file:
        assert digest == hashlib.file_digest(file, "sha256").hexdigest()
    # Kilobytes: a few parts on their way out and one window on its way in, of 64 MB.
    assert int(grown) < 24 << 10
