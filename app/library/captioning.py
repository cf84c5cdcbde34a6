"""The captions of a video: read, written anew and attached to a version."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import update

from app.audit.recording import record
from app.auth.models import User
from app.core.db import session
from app.core.errors import Refused
from app.core.text import word_count
from app.core.transaction import announce
from app.documents import captions
from app.documents.formats import VIDEO
from app.library import files
from app.library.announcements import AssetChanged
from app.library.models import Page, Version

MEDIA = "text/vtt"
_TRANSCRIPT_LIMIT = 60_000


@dataclass(frozen=True)
class StoredCaptions:
    """Captions that are in storage already, before the transaction that will name them."""

    key: str
    transcript: str


def store(path: Path) -> StoredCaptions:
    """Reads a local file and stores what it says, written anew. Raises Refused on the field `captions`."""
    with path.open("rb") as file:
        read = captions.read(file.read(captions.SIZE_LIMIT + 1))
    return StoredCaptions(files.put_bytes(read.vtt.encode(), MEDIA), read.transcript)


def attach(user: User, version: Version, given: Path | StoredCaptions, at: datetime) -> None:
    """Gives a video its captions; what is said can then be searched for. Raises Refused on the field `captions`.

    Pass what `store` returned where storage may be slow: a local path is stored within this transaction.
    """
    if version.format != VIDEO:
        raise Refused("Captions belong to a video.", "captions")
    stored = store(given) if isinstance(given, Path) else given
    version.captions_key = stored.key
    said = stored.transcript[:_TRANSCRIPT_LIMIT]
    first = (Page.version_id == version.id) & (Page.number == 1)
    session.execute(update(Page).where(first).values(text=said, words=word_count(said)))
    record(user, "caption", version.asset, version.asset.title, at, version=version.number)
    announce(AssetChanged(version.asset_id))
    session.flush()


def detach(user: User, version: Version, at: datetime) -> None:
    """Takes its captions away."""
    if version.captions_key is None:
        return
    version.captions_key = None
    first = (Page.version_id == version.id) & (Page.number == 1)
    session.execute(update(Page).where(first).values(text="", words=0))
    record(user, "uncaption", version.asset, version.asset.title, at, version=version.number)
    announce(AssetChanged(version.asset_id))
    session.flush()
