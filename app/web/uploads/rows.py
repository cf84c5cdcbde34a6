"""An upload as a line of the page: an icon, words, how far it is, and what can be done about it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.auth.models import User
from app.library import readiness
from app.library.models import DRAFT, IN_REVIEW, RETIRED, Asset, Version
from app.library.unready import newest_versions
from app.uploads import queries
from app.uploads.models import DONE, DUPLICATE, OPEN, REFUSED, Upload

SLOW = timedelta(minutes=1)


@dataclass(frozen=True)
class Row:
    """`state` is open, busy, ready, choice or refused. `done` of `total` is how far it is, where that is known.

    `piece` is what it became, `twin` the piece it looks like; both only where this user may see them.
    """

    key: str
    name: str
    state: str
    words: str
    done: int = 0
    total: int = 0
    piece: Asset | None = None
    twin: Asset | None = None
    can_follow: bool = False
    can_retry: bool = False


@dataclass(frozen=True)
class _Known:
    """What is known of the pieces that uploads became or resemble, read at once for all of them."""

    seen: set[int]
    newest: dict[int, Version]
    numbers: dict[tuple[int, str], int]


def rows_of(user: User, uploads: Sequence[Upload], at: datetime) -> list[Row]:
    """The lines of these uploads, in a number of queries that does not depend on theirs."""
    seen = queries.seen_among(user, {each for u in uploads for each in (u.asset_id, u.twin_id) if each is not None})
    known = _Known(seen, newest_versions(seen), queries.numbers_of(uploads))
    return [_row(upload, known, at) for upload in uploads]


def _row(upload: Upload, known: _Known, at: datetime) -> Row:
    slow = " for longer than usual. It is tried again" if at - upload.updated_at > SLOW else ""
    row = Row(upload.public_id, upload.file_name, "busy", f"All here. Being looked at{slow}")
    if upload.state == OPEN:
        return replace(row, state="open", words=_stored(upload), done=upload.received, total=upload.size)
    if upload.state == REFUSED:
        words = upload.reason or "This could not be taken."
        return replace(row, state="refused", words=words, can_retry=upload.can_be_tried_again)
    if upload.state == DUPLICATE:
        return _choice(row, upload, known)
    return _settled(row, upload, known) if upload.state == DONE else row


def _stored(upload: Upload) -> str:
    if not upload.received:
        return "Not sent yet. Choose the file again to go on"
    return f"{upload.received * 100 // upload.size} % is here and safe. Choose the file again to go on"


def _choice(row: Row, upload: Upload, known: _Known) -> Row:
    twin = upload.twin
    if twin is None or twin.id not in known.seen:
        return replace(row, state="choice", words="Looked the same as a piece that is gone")
    number = known.numbers.get((twin.id, upload.content_hash or ""), 0)
    newest = known.newest.get(twin.id)
    words = f"Looks the same as {twin.title}, version {number}" + (", retired" if twin.state == RETIRED else "")
    can_follow = newest is not None and newest.content_hash != upload.content_hash
    return replace(row, state="choice", words=words, twin=twin, can_follow=can_follow)


def _settled(row: Row, upload: Upload, known: _Known) -> Row:
    piece = upload.asset
    version = known.newest.get(piece.id) if piece is not None and piece.id in known.seen else None
    if piece is None or version is None:
        return replace(row, state="ready", words="Taken. The piece it became is gone")
    row = replace(row, piece=piece)
    if version.is_failed:
        return replace(row, state="refused", words=version.failure or "Its pages failed", can_retry=True)
    if not version.is_ready:
        far = f" {version.done} of {version.total}" if version.total else ""
        return replace(row, words=f"Preparing pages{far}", done=version.done, total=version.total)
    return replace(row, state="ready", words=_ready(piece, version))


def _ready(piece: Asset, version: Version) -> str:
    if piece.state not in (DRAFT, IN_REVIEW):
        return f"Ready as version {version.number} of {piece.title}"
    lacking = readiness.in_words(readiness.missing(piece))
    return f"Ready. Add {lacking}" if lacking else "Ready to publish"
