"""Dates that come round: a piece to be checked again, and one that was good only for a time."""

from calendar import monthrange
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import joinedload

from app.audit.models import AuditEntry
from app.audit.recording import record
from app.auth.models import User
from app.auth.permissions import may
from app.core import jobs
from app.core.db import session
from app.core.errors import NotFound
from app.core.transaction import announce
from app.library import undoing
from app.library.announcements import AssetChanged
from app.library.models import PUBLISHED, Asset

REMIND = "library.review_due"
NOTICE = timedelta(days=7)
MONTHS = 3
BATCH = 200


def due_for(user: User, at: datetime) -> list[Asset]:
    """This user's pieces in use that should be checked within a week, the most overdue first."""
    due = select(Asset).where(Asset.owner_id == user.id, *_due(at)).options(joinedload(Asset.current))
    return list(session.scalars(due.order_by(Asset.review_by, Asset.id)))


def is_due(asset: Asset, at: datetime) -> bool:
    """Whether it should be checked within a week, or should have been."""
    in_use = asset.state == PUBLISHED and asset.trashed_at is None
    return in_use and asset.review_by is not None and asset.review_by <= (at + NOTICE).date()


def still_right(user: User, asset: Asset, at: datetime) -> AuditEntry:
    """Its owner, or who publishes, looked and it holds: to be checked again in three months. Raises NotFound."""
    if not may_check(user, asset):
        raise NotFound
    before = undoing.snapshot(asset)
    asset.review_by, asset.reminded_on, asset.updated_at = months_later(at.date(), MONTHS), None, at
    announce(AssetChanged(asset.id))
    return undoing.note(user, "still_right", asset, before, at, until=asset.review_by.isoformat())


def may_check(user: User, asset: Asset) -> bool:
    """Who says that a piece is still right."""
    return may(user, "library.publish") or asset.owner_id == user.id


def remind_owners(at: datetime) -> int:
    """Queues one mail to the owner of each piece that has come due; a new date is a new reminder."""
    due = select(Asset).where(*_due(at), Asset.owner_id.is_not(None), Asset.reminded_on.is_(None)).limit(BATCH)
    found = list(session.scalars(due.with_for_update(skip_locked=True)))
    for asset in found:
        asset.reminded_on = at.date()
        jobs.enqueue(REMIND, {"asset_id": asset.id}, at, dedupe_key=str(asset.id))
    return len(found)


def note_expired(at: datetime) -> int:
    """Writes into the trail what has expired since the last look, and tells who shows it. Returns how many."""
    found = _newly_expired(at)
    for asset in session.scalars(select(Asset).where(Asset.id.in_(found[:BATCH]))):
        record(None, "expire", asset, asset.title, at, on=asset.expires_on.isoformat() if asset.expires_on else "")
        announce(AssetChanged(asset.id))
    return len(found[:BATCH])


def _newly_expired(at: datetime) -> list[int]:
    """Pieces in use whose last day is over, and that nobody has noted since that day."""
    noted = and_(
        AuditEntry.subject == Asset.__tablename__, AuditEntry.subject_id == Asset.id, AuditEntry.act == "expire"
    )
    over = (
        select(Asset.id, Asset.expires_on, func.max(AuditEntry.at))
        .outerjoin(AuditEntry, noted)
        .where(Asset.expires_on < at.date(), Asset.state == PUBLISHED, Asset.trashed_at.is_(None))
        .group_by(Asset.id, Asset.expires_on)
        .order_by(Asset.id)
    )
    return [id for id, day, last in session.execute(over) if day is not None and (last is None or last.date() <= day)]


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last day where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


def _due(at: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Asset.state == PUBLISHED,
        Asset.trashed_at.is_(None),
        Asset.review_by.is_not(None),
        Asset.review_by <= (at + NOTICE).date(),
    )
