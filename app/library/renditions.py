"""Turning a file into pages: queued with the upload, done by a worker in a child with limits."""

import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import String, cast, delete, exists, func, select, update
from sqlalchemy.exc import SQLAlchemyError

from app.core import db, jobs
from app.core.child import Child, Told, run
from app.core.db import session
from app.core.errors import Refused
from app.core.text import word_count
from app.core.transaction import announce
from app.documents import limits
from app.documents.formats import OFFICE, VIDEO, format_of_media
from app.library import files, reviewing, signing, undoing
from app.library.announcements import AssetChanged, AssetPublished
from app.library.models import Page, Version

KIND = "library.prepare"
LIMITS = limits.DOCUMENT
PAGE_LIMIT = 300
GIVEN_UP = "We could not prepare it, though we tried several times. Try again, and tell an admin if it goes on."

_page_limit = PAGE_LIMIT
# A row is written at most this often while a child works.
_TOLD_EVERY = 1.0


@dataclass(frozen=True)
class Kept:
    """The keys of what was drawn. `download` is None when it is the original, or nothing."""

    images: list[str | None]
    thumb: str | None
    poster: str | None
    download: str | None


@dataclass(frozen=True)
class _Work:
    """What the child needs to know of a version."""

    key: str
    format: str


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
    version.state, version.failure, version.done, version.total = "preparing", None, 0, 0
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
            files.fetch(work.key, folder / "original")
            found = open_document(folder / "original", folder, work.format, told=_teller(version_id))
            # Files first: a row must never name a file that is not there. A second try writes the same keys.
            kept = put_files(folder, found)
        except FileNotFoundError:
            _fail(version_id, "The uploaded file is gone from storage. Upload it again.")
        except Refused as error:
            _fail(version_id, error.reason)
        else:
            _finish(version_id, found, kept, at)


def open_document(
    file: Path, folder: Path, format: str, child: Child | None = None, told: Told | None = None
) -> dict[str, Any]:
    """Draws the pages of a local file into `folder`; returns what `documents.pages_of` does. Raises Refused."""
    given = {"path": str(file.resolve()), "folder": str(folder), "format": format, "page_limit": _page_limit}
    call = child.call if child is not None else run
    most = limits.VIDEO if format == VIDEO else limits.DOCUMENT
    found: dict[str, Any] = call("app.documents.pages:pages_of", given, most, told)
    return found


def put_files(folder: Path, found: dict[str, Any]) -> Kept:
    """Stores what was drawn, and last what may be downloaded."""
    images = [
        files.put(folder / f"{number}.webp") if page["width"] and (folder / f"{number}.webp").exists() else None
        for number, page in enumerate(found["pages"], 1)
    ]
    thumb, poster = (
        files.put(folder / f"{name}.webp") if found[f"has_{name}"] else None for name in ("thumb", "poster")
    )
    is_made = found["download"] == "download"
    download = files.put(folder / "download", _media_of_download(found)) if is_made else None
    return Kept(images, thumb, poster, download)


def fill(version: Version, found: dict[str, Any], kept: Kept) -> None:
    """Gives a version the pages that were found."""
    session.execute(delete(Page).where(Page.version_id == version.id))
    session.add_all(
        Page(
            version_id=version.id, number=number, title=page["title"], text=page["text"],
            words=word_count(page["text"]), image_key=kept.images[number - 1], image_width=page["width"],
            image_height=page["height"],
        )
        for number, page in enumerate(found["pages"], 1)
    )  # fmt: skip
    version.state, version.failure, version.page_count = "ready", None, len(found["pages"])
    version.file_key = version.original_key if found["download"] == "original" else kept.download
    version.thumb_key, version.poster_key = kept.thumb, kept.poster
    version.media_type, version.seconds = found["media_type"], found["seconds"]
    version.done = version.total = len(found["pages"])
    session.flush()


def fail_given_up(at: datetime) -> None:
    """Fails the versions whose every try has ended without a word, so that nobody waits for them for ever."""
    given_up = exists().where(
        jobs.Job.kind == KIND, jobs.Job.state == "dead", jobs.Job.dedupe_key == cast(Version.id, String)
    )
    waits = exists().where(
        jobs.Job.kind == KIND, jobs.Job.state.in_(("queued", "running")),
        jobs.Job.dedupe_key == cast(Version.id, String),
    )  # fmt: skip
    wanted = select(Version).where(Version.state == "preparing", given_up, ~waits).limit(100)
    for version in session.scalars(wanted):
        version.state, version.failure = "failed", GIVEN_UP
        announce(AssetChanged(version.asset_id))
    session.flush()


def _teller(version_id: int) -> Told:
    """Writes how far a child is, each time in a short transaction of its own."""
    last = time.monotonic()

    def told(done: int, total: int) -> None:
        nonlocal last
        # Whoever has a transaction open here would wait for itself.
        if not total or time.monotonic() - last < _TOLD_EVERY or session().in_transaction():
            return
        last = time.monotonic()
        # The work is worth more than the word about it.
        with suppress(SQLAlchemyError), db.engine().begin() as connection:
            connection.execute(update(Version).where(Version.id == version_id).values(done=done, total=total))

    return told


def _media_of_download(found: dict[str, Any]) -> str:
    """An Office file that is not handed out as it is comes as a PDF."""
    media: str = found["media_type"]
    return "application/pdf" if format_of_media(media) in OFFICE else media


def _find_work(version_id: int) -> _Work | None:
    key = func.coalesce(Version.original_key, Version.file_key)
    wanted = select(key, Version.media_type).where(
        Version.id == version_id, Version.state == "preparing", key.is_not(None)
    )
    with db.reading(), db.engine().connect() as connection:
        row = connection.execute(wanted).one_or_none()
    return None if row is None else _Work(row[0], format_of_media(row[1]))


def _locked(version_id: int) -> Version | None:
    """The version, if it still waits for its pages; nobody else ends it meanwhile."""
    wanted = select(Version).where(Version.id == version_id, Version.state == "preparing").with_for_update()
    return session.scalar(wanted.execution_options(populate_existing=True))


def _fail(version_id: int, reason: str) -> None:
    version = _locked(version_id)
    if version is not None:
        version.state, version.failure = "failed", reason[:500]
        announce(AssetChanged(version.asset_id))


def _finish(version_id: int, found: dict[str, Any], kept: Kept, at: datetime) -> None:
    version = _locked(version_id)
    if version is None:
        return
    fill(version, found, kept)
    announce(AssetChanged(version.asset_id))
    if version.publish_when_ready:
        version.publish_when_ready = False
        if not signing.is_publishable(version.asset) or reviewing.missing(version.asset, version):
            return
        before = undoing.snapshot(version.asset)
        version.asset.publish(version, at)
        undoing.note(version.author, "publish", version.asset, before, at, version=version.number)
        announce(AssetPublished(version.asset_id, version.id))
