"""The bytes of an upload until it is settled: parts, each under a key of its own, that end to end are the file."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, select

from app.core import db, jobs, tokens
from app.core.db import session
from app.core.storage import storage
from app.uploads.models import Upload, UploadPart

FORGET = "uploads.forget"


def keep(upload: Upload, position: int, file: Path) -> str:
    """Stores bytes that begin at `position` and returns their key; two writers never share one."""
    key = f"{_prefix(upload.public_id)}{position}-{tokens.public_id()}"
    storage().put(key, file)
    return key


def discard(key: str) -> None:
    """Removes bytes that came to nothing."""
    storage().delete([key])


def named_keys() -> set[str]:
    """The keys of every part that is still wanted."""
    with db.reading(), db.engine().connect() as connection:
        return set(connection.scalars(select(UploadPart.key)))


def join(keys: list[str], target: Path) -> None:
    """Writes the parts one after the other to a local file. Raises FileNotFoundError when one is gone."""
    with target.open("wb") as out:
        for key in keys:
            for chunk in storage().reader(key):
                out.write(chunk)


def forget_later(upload: Upload, at: datetime) -> None:
    """Lets go of the parts with this transaction; a job removes what is stored, once it is durable."""
    session.execute(delete(UploadPart).where(UploadPart.upload_id == upload.id))
    upload.received = 0
    jobs.enqueue(FORGET, {"public_id": upload.public_id}, at, dedupe_key=upload.public_id)


def forget(public_id: str) -> None:
    """Removes everything stored under an upload, parts that were never recorded too."""
    storage().delete(storage().keys(_prefix(public_id)))


def _prefix(public_id: str) -> str:
    return f"uploads/{public_id}/"
