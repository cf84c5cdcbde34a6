"""Finding uploads, and who else holds the same content."""

from collections.abc import Iterable, Sequence

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.auth.models import User
from app.core.db import session
from app.core.errors import NotFound
from app.library.models import PUBLISHED, Asset, Version
from app.library.queries import ids_for
from app.uploads.models import Upload

SHOWN = 500


def uploads_of(user: User, limit: int = SHOWN) -> list[Upload]:
    """What this person has brought, newest first, with the pieces it became or resembles."""
    wanted = (
        select(Upload)
        .where(Upload.user_id == user.id)
        .options(joinedload(Upload.asset).selectinload(Asset.terms), joinedload(Upload.twin))
        .order_by(Upload.id.desc())
    )
    return list(session.scalars(wanted.limit(limit)))


def count_of(user: User) -> int:
    """How many uploads this person has."""
    return session.scalar(select(func.count()).select_from(Upload).where(Upload.user_id == user.id)) or 0


def get_upload_for(user: User, public_id: str) -> Upload:
    """An upload is its person's alone. Raises NotFound."""
    found = session.scalar(
        select(Upload)
        .where(Upload.public_id == public_id[:24], Upload.user_id == user.id)
        .options(selectinload(Upload.user))
    )
    if found is None:
        raise NotFound
    return found


def find_twin(user: User, content_hash: str) -> Asset | None:
    """A piece this user may see that holds this content in some version; one in use before others."""
    wanted = (
        select(Asset)
        .join(Version, Version.asset_id == Asset.id)
        .where(Version.content_hash == content_hash, Version.state != "failed", Asset.id.in_(ids_for(user)))
        .order_by(case((Asset.state == PUBLISHED, 0), else_=1), Asset.id)
    )
    return session.scalar(wanted.limit(1))


def seen_among(user: User, asset_ids: Iterable[int]) -> set[int]:
    """Those of `asset_ids` that this user may see."""
    return set(session.scalars(ids_for(user).where(Asset.id.in_(list(asset_ids)))))


def numbers_of(uploads: Sequence[Upload]) -> dict[tuple[int, str], int]:
    """The newest version number that holds a content, by piece and content, of those that uploads resemble."""
    pieces = {upload.twin_id for upload in uploads if upload.twin_id is not None}
    hashes = {upload.content_hash for upload in uploads if upload.twin_id is not None}
    found = session.execute(
        select(Version.asset_id, Version.content_hash, func.max(Version.number))
        .where(Version.asset_id.in_(pieces), Version.content_hash.in_(hashes))
        .group_by(Version.asset_id, Version.content_hash)
    )
    return {(asset_id, content): number for asset_id, content, number in found}
