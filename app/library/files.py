"""The files of pieces, each kept once under the hash of its content; the only door to storage."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.core.reader import Reader
from app.core.storage import ANY, storage
from app.core.text import slug
from app.documents.file_types import format_of
from app.documents.formats import media_of
from app.library.models import Asset, Page, Version

PREFIX = "sha256/"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_ENDINGS = {
    "application/pdf": "pdf",
    "image/webp": "webp",
    "text/markdown": "md",
    "video/mp4": "mp4",
    "video/webm": "webm",
    _OFFICE + "presentationml.presentation": "pptx",
    _OFFICE + "wordprocessingml.document": "docx",
    _OFFICE + "spreadsheetml.sheet": "xlsx",
}


@dataclass(frozen=True)
class Stored:
    """A file that is in storage already, before the transaction that will name it."""

    key: str
    digest: str
    size: int
    format: str


def store(path: Path) -> Stored:
    """Looks at an upload and stores it. Raises Refused for a file that cannot be taken."""
    format = format_of(path)
    digest = digest_of(path)
    return Stored(_put(digest, path, media_of(format)), digest, path.stat().st_size, format)


def put(path: Path, media_type: str = ANY) -> str:
    """Stores a local file and returns its key; to be called while no transaction is open.

    It is written even when it is there, which keeps it from a clean-up. `media_type` only tells how its name ends
    where the store hands it out by itself.
    """
    return _put(digest_of(path), path, media_type)


def put_bytes(body: bytes, media_type: str = ANY) -> str:
    """Stores a small file and returns its key."""
    return _put(hashlib.sha256(body).hexdigest(), body, media_type)


def digest_of(path: Path) -> str:
    """SHA-256 of a file, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fetch(key: str, target: Path) -> None:
    """Copies a stored file to a local path. Raises FileNotFoundError."""
    with target.open("wb") as out:
        for chunk in reader(key):
            out.write(chunk)


def reader(key: str) -> Reader:
    """A stored file, to be read from any place in it. Raises FileNotFoundError."""
    return storage().reader(key)


def page_image(page: Page) -> bytes:
    """The WebP image of a page. Raises FileNotFoundError."""
    if page.image_key is None:
        raise FileNotFoundError("this page has no image")
    return storage().read(page.image_key)


def original(version: Version) -> tuple[Iterator[bytes], int]:
    """What a reader may download, in pieces, and its size in bytes. Raises FileNotFoundError."""
    body = download_of(version)
    return body, body.size


def download_of(version: Version) -> Reader:
    """What a reader may download. Raises FileNotFoundError."""
    if version.file_key is not None:
        return reader(version.file_key)
    body = (version.source or "").encode()
    return Reader(lambda start, end: body[start:end], len(body))


def address_of(key: str, seconds: int) -> str | None:
    """Where the store itself hands a file out for a short while; None when this store or this file cannot be."""
    # Only what we stored by its content carries the headers that keep a browser from running it.
    return storage().sign(key, seconds) if key.startswith(PREFIX) else None


def download_name(asset: Asset, version: Version) -> str:
    """An ASCII file name made of the title."""
    bare = slug(asset.title).encode("ascii", "ignore").decode().strip("-")
    return f"{bare or 'document'}.{_ENDINGS.get(version.download_media, 'bin')}"


def _put(digest: str, body: Path | bytes, media_type: str) -> str:
    key = f"{PREFIX}{digest[:2]}/{digest}"
    name = f"{digest[:12]}.{_ENDINGS.get(media_type, 'bin')}"
    storage().put(key, body, name)
    return key
