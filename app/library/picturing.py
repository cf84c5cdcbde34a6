"""Pictures in Markdown texts: taken from their uploader, and shown to whoever may read a text that uses them."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased

from app.auth.models import User
from app.auth.permissions import may
from app.core import text
from app.core.db import session
from app.core.errors import NotFound, Refused
from app.documents import pictures
from app.documents.file_types import format_of
from app.documents.formats import IMAGE
from app.documents.rendering import Rendered
from app.library import files, renditions
from app.library.models import Asset, Picture, Review, Version, version_picture
from app.library.queries import seen_by

SIZE_LIMIT = 10_000_000
_WRONG = "Choose a PNG, JPEG, WebP or GIF picture."


@dataclass(frozen=True)
class Stored:
    """A picture that is in storage and in no row yet."""

    key: str
    content_hash: str
    name: str
    width: int
    height: int


def store(path: Path, file_name: str) -> Stored:
    """Draws a local file anew as WebP and stores it; to be called while no transaction is open. Raises Refused."""
    if path.stat().st_size > SIZE_LIMIT:
        raise Refused(f"This picture is larger than {SIZE_LIMIT // 1_000_000} MB. Make it smaller first.", "file")
    if format_of(path) != IMAGE:
        raise Refused(_WRONG, "file")
    digest = files.digest_of(path)
    with tempfile.TemporaryDirectory(prefix="rapport-") as folder:
        drawn = renditions.open_document(path, Path(folder), IMAGE)
        key = files.put(Path(folder) / "1.webp")
    page = drawn["pages"][0]
    called = text.one_line(file_name.replace("\\", "/").rpartition("/")[2]) or "picture"
    return Stored(key, digest, called, page["width"], page["height"])


def take(user: User, stored: Stored, at: datetime) -> Picture:
    """The row of a stored picture."""
    picture = Picture(
        uploader_id=user.id, key=stored.key, content_hash=stored.content_hash, name=stored.name, width=stored.width,
        height=stored.height, created_at=at,
    )  # fmt: skip
    session.add(picture)
    session.flush()
    return picture


def usable_by(user: User, names: Sequence[str]) -> dict[str, Picture]:
    """Those of these public ids that the user may put into a text: their own, and those of texts they may read."""
    if not names:
        return {}
    wanted = select(Picture).where(Picture.public_id.in_(list(names)[:2000]), _seen_by(user))
    return {picture.public_id: picture for picture in session.scalars(wanted)}


def get_picture_for(user: User, public_id: str) -> Picture:
    """Raises NotFound."""
    found = usable_by(user, [public_id]).get(public_id)
    if found is None:
        raise NotFound
    return found


def get_picture_of(version_id: int, public_id: str) -> Picture:
    """A picture that this version shows: for a reader who may read the version. Raises NotFound."""
    wanted = select(Picture).join(version_picture).where(
        version_picture.c.version_id == version_id, Picture.public_id == public_id[:24]
    )  # fmt: skip
    found = session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def settle(user: User, rendered: Rendered) -> tuple[Rendered, list[Picture]]:
    """The pages with room for each picture that the writer may use, and those pictures."""
    names = [name for page in rendered.pages for name in pictures.names_in(page.html)]
    known = usable_by(user, names)
    sizes = {name: (picture.width, picture.height) for name, picture in known.items()}
    return rendered.changed(lambda html: pictures.with_sizes(html, sizes)), list(known.values())


def _seen_by(user: User) -> ColumnElement[bool]:
    """Theirs, or in a version they may read: one that is out, or of a piece whose drafts they read."""
    holder = aliased(Version)
    used = (
        select(version_picture.c.picture_id)
        .join(holder, holder.id == version_picture.c.version_id)
        .join(Asset, Asset.id == holder.asset_id)
        .where(seen_by(user))
    )
    if not may(user, "library.read_drafts"):
        asked = select(Review.asset_id).where(Review.reviewer_id == user.id)
        out = or_(holder.published_at.is_not(None), Asset.current_version_id == holder.id)
        used = used.where(or_(out, Asset.owner_id == user.id, Asset.id.in_(asked)))
    return or_(Picture.uploader_id == user.id, Picture.id.in_(used))
