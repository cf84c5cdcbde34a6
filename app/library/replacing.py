"""Naming the piece that takes the place of another."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.audit.models import AuditEntry
from app.auth.models import User
from app.core import text
from app.core.db import session
from app.core.errors import Refused
from app.core.transaction import announce
from app.library import undoing
from app.library.announcements import AssetChanged
from app.library.models import PUBLISHED, Asset
from app.library.queries import seen_by

OFFERED = 8


def replace(user: User, asset: Asset, other: Asset | None, at: datetime) -> AuditEntry:
    """`other` is sent instead of `asset` from now on; None takes that back. Raises Refused."""
    if other is not None and (other.id == asset.id or other.replaced_by_id == asset.id):
        raise Refused("Two pieces cannot replace each other.")
    before = undoing.snapshot(asset)
    asset.replaced_by, asset.updated_at = other, at
    announce(AssetChanged(asset.id))
    return undoing.note(user, "replace", asset, before, at, by=other.title if other else "")


def offered_for(user: User, asset: Asset, typed: str) -> list[Asset]:
    """A few pieces in use whose title holds what was typed, or the last changed ones."""
    wanted = select(Asset).where(seen_by(user), Asset.state == PUBLISHED, Asset.id != asset.id)
    for word in text.one_line(typed, 100).split()[:8]:
        wanted = wanted.where(Asset.title.icontains(word, autoescape=True))
    found = wanted.options(joinedload(Asset.current)).order_by(Asset.updated_at.desc(), Asset.id)
    return list(session.scalars(found.limit(OFFERED)))


def instead_of(asset: Asset) -> str:
    """A sentence that names what to send instead, or nothing."""
    other = asset.replaced_by if asset.replaced_by_id is not None else None
    if other is None or other.state != PUBLISHED or other.trashed_at is not None:
        return ""
    return f"Send “{other.title}” instead."
