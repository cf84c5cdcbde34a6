"""What becomes of a file that is all there: a draft, a choice because it is known already, or a refusal."""

import tempfile
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from app.auth.models import User
from app.auth.permissions import may
from app.core import db
from app.core.db import session
from app.core.errors import Refused
from app.library import files, publishing
from app.library.facts import Facts
from app.library.files import Stored
from app.library.models import Asset
from app.library.naming import title_of
from app.library.queries import ids_for
from app.uploads import parts
from app.uploads.models import CHECKING, DONE, DUPLICATE, REFUSED, Upload, UploadPart
from app.uploads.queries import find_twin

GONE = "Part of this file was lost on our side. Choose it once more."


@dataclass(frozen=True)
class _Work:
    """What there is to look at."""

    id: int
    size: int
    keys: list[str]


def settle(upload_id: int, at: datetime) -> None:
    """Looks at a file that is all there. Settled already or cancelled, it does nothing."""
    work = _find_work(upload_id)
    if work is None:
        return
    with tempfile.TemporaryDirectory(prefix="rapport-") as folder:
        path = Path(folder) / "file"
        try:
            _join(work, path)
            # Stored before the transaction that names it. What is known already is stored under the same key.
            stored = files.store(path)
        except Refused as refusal:
            _refuse(upload_id, refusal.reason, at)
        else:
            _take(upload_id, stored, at)


def _find_work(upload_id: int) -> _Work | None:
    # Nobody waits for this: no transaction is open while the parts are fetched.
    with db.reading(), db.engine().connect() as connection:
        wanted = select(Upload.id, Upload.size).where(Upload.id == upload_id, Upload.state == CHECKING)
        row = connection.execute(wanted).one_or_none()
        listed = select(UploadPart.key).where(UploadPart.upload_id == upload_id).order_by(UploadPart.position)
        return None if row is None else _Work(row[0], row[1], list(connection.scalars(listed)))


def _join(work: _Work, path: Path) -> None:
    try:
        parts.join(work.keys, path)
    except FileNotFoundError:
        raise Refused(GONE) from None
    if path.stat().st_size != work.size:
        raise Refused(GONE)


def _refuse(upload_id: int, reason: str, at: datetime) -> None:
    upload = _locked(upload_id)
    if upload is not None:
        refuse(upload, reason, at)


def refuse(upload: Upload, reason: str, at: datetime) -> None:
    """Ends an upload whose content cannot be taken; another try would end the same, so its bytes go."""
    upload.state, upload.reason, upload.updated_at = REFUSED, reason[:500], at
    parts.forget_later(upload, at)


def _take(upload_id: int, stored: Stored, at: datetime) -> None:
    upload = _locked(upload_id)
    if upload is None:
        return
    upload.content_hash, upload.updated_at = stored.digest, at
    twin = find_twin(upload.user, stored.digest) if upload.twin_id is None else None
    if twin is not None:
        upload.state, upload.twin = DUPLICATE, twin
        return
    try:
        upload.asset = _piece(upload, stored, at)
    except Refused as refusal:
        refuse(upload, refusal.reason, at)
        return
    upload.state = DONE
    parts.forget_later(upload, at)


def _locked(upload_id: int) -> Upload | None:
    """The upload, if it still waits; its person's files are settled one after the other."""
    found = session.get(Upload, upload_id)
    if found is None:
        return None
    # Two equal files dropped together must not both become pieces: the second shall find the first.
    session.execute(select(User.id).where(User.id == found.user_id).with_for_update())
    wanted = select(Upload).where(Upload.id == upload_id, Upload.state == CHECKING).with_for_update()
    return session.scalar(wanted.execution_options(populate_existing=True))


def _piece(upload: Upload, stored: Stored, at: datetime) -> Asset:
    user, asset = upload.user, upload.target
    if not user.is_active or not may(user, "library.publish"):
        raise Refused("You may no longer publish, so this was not taken.")
    if asset is not None and session.scalar(ids_for(user).where(Asset.id == asset.id)) is None:
        raise Refused("The piece it was meant for is gone. Choose the file once more to make a new piece of it.")
    facts = _as_they_are(asset) if asset is not None else Facts.clean(title=title_of(upload.file_name))
    return publishing.upload(user, at, facts, stored=stored, file_name=upload.file_name, asset=asset)


def _as_they_are(asset: Asset) -> Facts:
    """What is said about a piece, unchanged: a new version says nothing new."""
    plain = {each.name for each in fields(Facts)} - {"terms", "bait", "note", "claims"}
    kept = {name: getattr(asset, name) for name in plain}
    return Facts(**kept, terms=tuple(asset.terms), bait=tuple(asset.bait))
