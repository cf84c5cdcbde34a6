"""Turning a file into pages: queued with the upload, done by a worker in a child with limits."""

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select

from app.core import db, jobs
from app.core.child import Child, Limits, run
from app.core.db import session
from app.core.errors import Refused
from app.core.text import word_count
from app.core.transaction import announce
from app.documents.formats import IMAGE, PDF
from app.library import files
from app.library.announcements import AssetChanged, AssetPublished
from app.library.models import Asset, Page, Version

KIND = "library.prepare"
# Shorter than the lease of a job, so that a document that never ends is not begun twice.
LIMITS = Limits(wall=200, cpu=150, memory_mb=1536, file_mb=256)
PAGE_LIMIT = 300

_page_limit = PAGE_LIMIT


@dataclass(frozen=True)
class _Work:
    """What the child needs to know of a version."""

    id: int
    file_key: str
    format: str
    prefix: str


def allow_pages(limit: int) -> None:
    """Sets how many pages a PDF may have in this process."""
    global _page_limit
    _page_limit = limit


def queue(version: Version, at: datetime) -> None:
    """Asks for the pages of a version, in the transaction that made it."""
    jobs.enqueue(KIND, {"version_id": version.id}, at, dedupe_key=str(version.id))


def try_again(version: Version | None, at: datetime) -> None:
    """Queues a version whose preparation failed. Raises Refused for one that did not."""
    if version is None or not version.is_failed:
        raise Refused("Its pages are ready or on their way.")
    version.state, version.failure = "preparing", None
    queue(version, at)


def prepare(version_id: int, at: datetime) -> None:
    """Makes the pages of a version. Done already or gone, it does nothing; a file that cannot be read fails it."""
    work = _find_work(version_id)
    if work is None:
        return
    # No transaction is open while the child works: on SQLite it would keep everybody else from writing.
    with tempfile.TemporaryDirectory(prefix="rapport-") as name:
        folder = Path(name)
        try:
            files.fetch(work.file_key, folder / "original")
            found = open_document(folder / "original", folder, work.format)
            # Files first: a row must never name a file that is not there. A second try writes the same keys.
            keys = put_files(work.prefix, folder, len(found["pages"]))
        except FileNotFoundError:
            _fail(version_id, "The uploaded file is gone from storage. Upload it again.")
        except Refused as error:
            _fail(version_id, error.reason)
        else:
            _finish(version_id, found, keys, at)


def open_document(file: Path, folder: Path, format: str, child: Child | None = None) -> dict[str, Any]:
    """Draws the pages of a local file into `folder`; returns what `documents.pages_of` does. Raises Refused."""
    given = {"path": str(file.resolve()), "folder": str(folder), "format": format, "page_limit": _page_limit}
    call = child.call if child is not None else run
    found: dict[str, Any] = call("app.documents.pages:pages_of", given, LIMITS)
    return found


def put_files(prefix: str, folder: Path, pages: int) -> list[str]:
    """Stores the page images and, last, what may be downloaded. Returns their keys."""
    names = [f"{number}.webp" for number in range(1, pages + 1)] + ["download"]
    for name in names:
        files.put(prefix + name, folder / name)
    return [prefix + name for name in names]


def fill(version: Version, found: dict[str, Any], keys: list[str]) -> None:
    """Gives a version the pages that were found."""
    session.execute(delete(Page).where(Page.version_id == version.id))
    session.add_all(
        Page(
            version_id=version.id, number=number, title=page["title"], text=page["text"],
            words=word_count(page["text"]), image_key=keys[number - 1], image_width=page["width"],
            image_height=page["height"],
        )
        for number, page in enumerate(found["pages"], 1)
    )  # fmt: skip
    version.state, version.failure, version.page_count = "ready", None, len(found["pages"])
    version.file_key, version.media_type = keys[-1], found["media_type"]
    session.flush()


def _find_work(version_id: int) -> _Work | None:
    wanted = (
        select(Version.id, Version.file_key, Version.media_type, Version.public_id, Asset.public_id)
        .join(Asset, Asset.id == Version.asset_id)
        .where(Version.id == version_id, Version.state == "preparing", Version.file_key.is_not(None))
    )
    with db.reading(), db.engine().connect() as connection:
        row = connection.execute(wanted).one_or_none()
    if row is None or row[1] is None:
        return None
    format = PDF if row[2] == "application/pdf" else IMAGE
    return _Work(row[0], row[1], format, files.prefix_of(row[4], row[3]))


def _locked(version_id: int) -> Version | None:
    """The version, if it still waits for its pages; nobody else ends it meanwhile."""
    wanted = select(Version).where(Version.id == version_id, Version.state == "preparing").with_for_update()
    return session.scalar(wanted.execution_options(populate_existing=True))


def _fail(version_id: int, reason: str) -> None:
    version = _locked(version_id)
    if version is not None:
        version.state, version.failure = "failed", reason[:500]
        announce(AssetChanged(version.asset_id))


def _finish(version_id: int, found: dict[str, Any], keys: list[str], at: datetime) -> None:
    version = _locked(version_id)
    if version is None:
        return
    fill(version, found, keys)
    announce(AssetChanged(version.asset_id))
    if version.publish_when_ready:
        version.publish_when_ready = False
        version.asset.publish(version, at)
        announce(AssetPublished(version.asset_id, version.id))
