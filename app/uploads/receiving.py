"""Taking files in, piece by piece: what is acknowledged is stored, and nothing is taken twice."""

from datetime import datetime

from sqlalchemy import Select, func, select, update

from app.auth.models import User
from app.core import jobs
from app.core.db import session
from app.core.errors import Refused
from app.library.models import Asset
from app.library.naming import file_name_of
from app.uploads import parts
from app.uploads.models import CHECKING, DONE, OPEN, REFUSED, Upload, UploadPart

SETTLE = "uploads.settle"
MOST_OPEN = 2000


class TooBig(Refused):
    """Refused for its size alone."""


def begin(user: User, file_name: str, size: int, at: datetime, *, limit_mb: int, target: Asset | None = None) -> Upload:
    """A file of `size` bytes on its way, perhaps as the next version of `target`. Raises Refused."""
    name = file_name_of(file_name)
    if size > limit_mb * 1024 * 1024:
        raise TooBig(f"{name} is bigger than {limit_mb} MB. Make it smaller, or ask an admin to raise the limit.")
    if _open_ones(user) >= MOST_OPEN:
        raise Refused(f"{MOST_OPEN:,} files of yours wait already. Let them finish, or cancel some, then go on.")
    upload = Upload(
        user_id=user.id, file_name=name, size=size, received=0, state=OPEN, created_at=at, updated_at=at,
        target_id=target.id if target else None,
    )  # fmt: skip
    session.add(upload)
    session.flush()
    if size == 0:
        check(upload, at)
    return upload


def take_part(upload: Upload, position: int, size: int, key: str, at: datetime) -> bool:
    """Adds the bytes stored under `key`; the last ones end the wait. False when others were faster, or it is gone."""
    moved = session.execute(
        update(Upload)
        .where(Upload.id == upload.id, Upload.state == OPEN, Upload.received == position)
        .where(Upload.size >= position + size)
        .values(received=position + size, updated_at=at)
        .returning(Upload.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if moved is None:
        return False
    session.add(UploadPart(upload_id=upload.id, position=position, key=key))
    session.flush()
    session.refresh(upload)
    if upload.received == upload.size:
        check(upload, at)
    return True


def check(upload: Upload, at: datetime) -> None:
    """Has a file that is all there looked at, by a job."""
    upload.state, upload.reason, upload.updated_at = CHECKING, None, at
    session.flush()
    jobs.enqueue(SETTLE, {"upload_id": upload.id}, at, dedupe_key=str(upload.id))


def try_again(upload: Upload, at: datetime) -> None:
    """Looks once more at a file that could not be settled. Raises Refused when its bytes are gone."""
    if not upload.can_be_tried_again:
        raise Refused("There is nothing to try again: choose the file once more.")
    check(upload, at)


def drop(upload: Upload, at: datetime) -> None:
    """Ends an upload and forgets it, its parts too; the piece it became stays."""
    parts.forget_later(upload, at)
    session.delete(upload)
    session.flush()


def drop_unfinished(user: User, at: datetime) -> int:
    """Cancels everything of this person's that is not all there yet. Returns how many."""
    return _drop_all(select(Upload).where(Upload.user_id == user.id, Upload.state == OPEN), at)


def drop_settled(user: User, at: datetime) -> int:
    """Clears what is done or refused off this person's list. Returns how many."""
    wanted = select(Upload).where(Upload.user_id == user.id, Upload.state.in_((DONE, REFUSED)))
    return _drop_all(wanted, at)


def _drop_all(wanted: Select[Upload], at: datetime) -> int:
    found = list(session.scalars(wanted.order_by(Upload.id).with_for_update()))
    for upload in found:
        drop(upload, at)
    return len(found)


def _open_ones(user: User) -> int:
    waiting = select(func.count()).select_from(Upload).where(Upload.user_id == user.id, Upload.state == OPEN)
    return session.scalar(waiting) or 0
