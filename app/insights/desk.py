"""The marketer's desk: what waits, what rots, what was read this week; and what is new for sales."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import joinedload

from app.auth.models import User
from app.auth.permissions import may
from app.core.clock import to_ms
from app.core.db import session
from app.insights.rows import NEW_DAYS
from app.library.models import BUYERS, DRAFT, IN_REVIEW, PUBLISHED, Asset, Version
from app.library.queries import ids_for
from app.sending.models import REACHED, Delivery, TrackedLink
from app.tracking.models import HUMAN, Visit

WEEK = timedelta(days=7)
SHOWN = 5
_UNFINISHED = (Asset.state.in_((DRAFT, IN_REVIEW)), Asset.trashed_at.is_(None))


@dataclass(frozen=True, slots=True)
class ReadPiece:
    """A piece and how many people read it."""

    title: str
    public_id: str
    readers: int


@dataclass(frozen=True, slots=True)
class Desk:
    """The newest few of each, with the full counts. `never_sent` leaves out what was published within 14 days."""

    drafts: list[Asset]
    draft_count: int
    never_sent: int
    read: list[ReadPiece]
    read_count: int


def desk_for(user: User, at: datetime) -> Desk:
    """Drafts appear only for those who may read drafts."""
    drafts, count = ([], 0)
    if may(user, "library.read_drafts"):
        newest = select(Asset).where(*_UNFINISHED).order_by(Asset.updated_at.desc(), Asset.id.desc())
        drafts = list(session.scalars(newest.limit(SHOWN)))
        count = _count(*_UNFINISHED)
    read = _read_lately(at)
    return Desk(drafts, count, _count(*_never_sent(at)), read[:SHOWN], len(read))


def news_for(user: User, at: datetime, days: int = 14, limit: int = SHOWN) -> list[Asset]:
    """Pieces published, or published again as a new version, in the last `days`, newest first."""
    if not may(user, "library.read"):
        return []
    when = func.coalesce(Version.published_at, Asset.published_at)
    found = (
        select(Asset)
        .join(Version, Version.id == Asset.current_version_id)
        .where(Asset.id.in_(ids_for(user)), Asset.state == PUBLISHED, when > at - timedelta(days=days), when <= at)
        .options(joinedload(Asset.current))
        .order_by(when.desc(), Asset.id.desc())
    )
    return list(session.scalars(found.limit(limit)))


def _count(*where: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count(Asset.id)).where(*where)) or 0


def _never_sent(at: datetime) -> tuple[ColumnElement[bool], ...]:
    sent = (
        exists()
        .where(TrackedLink.asset_id == Asset.id, Delivery.id == TrackedLink.delivery_id, Delivery.state.in_(REACHED))
        .correlate(Asset)
    )
    old = Asset.published_at <= at - timedelta(days=NEW_DAYS)
    in_use = or_(Asset.expires_on.is_(None), Asset.expires_on >= at.date())
    return Asset.state == PUBLISHED, Asset.trashed_at.is_(None), in_use, Asset.audience == BUYERS, old, ~sent


def _read_lately(at: datetime) -> list[ReadPiece]:
    readers = func.count(Visit.stakeholder_id.distinct())
    found = session.execute(
        select(Asset.title, Asset.public_id, readers)
        .join(Version, Version.asset_id == Asset.id)
        .join(Visit, Visit.asset_version_id == Version.id)
        .where(Visit.label == HUMAN, Visit.last_ms > to_ms(at - WEEK), Visit.first_ms <= to_ms(at))
        .where(Asset.trashed_at.is_(None))
        .group_by(Asset.id, Asset.title, Asset.public_id)
        .order_by(readers.desc(), Asset.title)
    )
    return [ReadPiece(*row) for row in found]
