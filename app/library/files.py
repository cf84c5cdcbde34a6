"""The files of versions: uploads, page images and what may be downloaded; the only door to storage."""

from collections.abc import Iterator
from pathlib import Path

from app.core.storage import storage
from app.core.text import slug
from app.library.models import Asset, Page, Version


def prefix_of(asset_public_id: str, version_public_id: str) -> str:
    """Where the files of a version live; names below it are ours, never a person's file name."""
    return f"assets/{asset_public_id}/{version_public_id}/"


def put(key: str, file: Path) -> None:
    """Stores a local file."""
    storage().put(key, file)


def fetch(key: str, target: Path) -> None:
    """Copies a stored file to a local path. Raises FileNotFoundError."""
    with target.open("wb") as out:
        for chunk in storage().stream(key):
            out.write(chunk)


def page_image(page: Page) -> bytes:
    """The WebP image of a page. Raises FileNotFoundError."""
    if page.image_key is None:
        raise FileNotFoundError("this page has no image")
    return storage().read(page.image_key)


def original(version: Version) -> tuple[Iterator[bytes], int]:
    """What a reader may download, in pieces, and its size in bytes. Raises FileNotFoundError."""
    if version.file_key is None:
        body = (version.source or "").encode()
        return iter([body]), len(body)
    return storage().stream(version.file_key), storage().size(version.file_key)


def download_name(asset: Asset, version: Version) -> str:
    """An ASCII file name made of the title."""
    ending = {"application/pdf": "pdf", "image/webp": "webp", "text/markdown": "md"}.get(version.media_type, "bin")
    bare = slug(asset.title).encode("ascii", "ignore").decode().strip("-")
    return f"{bare or 'document'}.{ending}"
