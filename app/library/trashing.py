"""The trash: a piece taken out of sight, which comes back as it was within thirty days."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, delete, select, update
from sqlalchemy.orm import joinedload, selectinload

from app.audit.models import AuditEntry
from app.audit.recording import record
from app.auth.models import User
from app.auth.permissions import may
from app.core.db import session
from app.core.errors import NotFound, Refused
from app.core.transaction import announce
from app.library import undoing
from app.library.announcements import AssetChanged
from app.library.models import Asset, Version

KEPT = timedelta(days=30)


def trash(user: User, asset: Asset, at: datetime) -> AuditEntry:
    """Puts a piece into the trash: its links answer as unknown until it is restored. Raises Refused."""
    if asset.trashed_at is not None:
        raise Refused("It is in the trash already.")
    before = undoing.snapshot(asset)
    asset.trashed_at = asset.updated_at = at
    announce(AssetChanged(asset.id))
    return undoing.note(user, "trash", asset, before, at)


def restore(user: User, asset: Asset, at: datetime) -> AuditEntry:
    """Takes it out of the trash, in the state it had. Raises Refused after thirty days."""
    if asset.trashed_at is None:
        raise Refused("It is not in the trash.")
    if at - asset.trashed_at >= KEPT:
        raise Refused("It was in the trash for thirty days, and cannot be restored any more.")
    before = undoing.snapshot(asset)
    asset.trashed_at, asset.updated_at = None, at
    announce(AssetChanged(asset.id))
    return undoing.note(user, "restore", asset, before, at)


def delete_for_good(user: User | None, asset: Asset, at: datetime) -> None:
    """Removes a piece with its versions; its files go when nothing names them. Nobody may ever have been sent it.

    Raises Refused.
    """
    if asset.trashed_at is None:
        raise Refused("Put it into the trash first.")
    record(user, "delete", asset, asset.title, at)
    session.execute(update(Asset).where(Asset.replaced_by_id == asset.id).values(replaced_by_id=None))
    copies = update(Asset).where(Asset.master_id == asset.id)
    session.execute(copies.values(master_id=None, master_version_id=None))
    session.execute(update(Asset).where(Asset.id == asset.id).values(current_version_id=None, master_version_id=None))
    session.execute(delete(Version).where(Version.asset_id == asset.id))
    session.execute(delete(Asset).where(Asset.id == asset.id))
    session.expunge(asset)
    announce(AssetChanged(asset.id))


def trashed_for(user: User, at: datetime) -> list[Asset]:
    """What this user may restore, the last thrown away first."""
    return list(session.scalars(_seen_in_trash(user, at).order_by(Asset.trashed_at.desc(), Asset.id.desc())))


def get_trashed_for(user: User, public_id: str, at: datetime) -> Asset:
    """Raises NotFound."""
    found = session.scalar(_seen_in_trash(user, at).where(Asset.public_id == public_id[:24]))
    if found is None:
        raise NotFound
    return found


def overdue(at: datetime, *besides: ColumnElement[bool], limit: int = 50) -> list[Asset]:
    """Pieces that have been in the trash for thirty days, and of which `besides` is true."""
    old = select(Asset).where(Asset.trashed_at <= at - KEPT, *besides)
    return list(session.scalars(old.order_by(Asset.id).limit(limit)))


def _seen_in_trash(user: User, at: datetime) -> Select[Asset]:
    seen = select(Asset).where(Asset.trashed_at > at - KEPT)
    if not may(user, "library.publish"):
        seen = seen.where(Asset.owner_id == user.id)
    return seen.options(joinedload(Asset.owner), joinedload(Asset.current), selectinload(Asset.terms))
