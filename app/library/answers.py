"""What reviewers have said, for whoever asked them."""

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from app.audit.models import AuditEntry
from app.auth.models import User
from app.core.db import session
from app.library.models import PUBLISHED, RETIRED, Asset, Review
from app.library.queries import seen_by

ASK_ACT, ANSWERED, ASKED = "ask_review", "library.review_answered", "asked"


def asker_of(asset: Asset) -> User | None:
    """Who put a piece before its reviewers last; where nobody knows, its owner."""
    asks = select(User).join(AuditEntry, AuditEntry.actor_id == User.id).where(*_asks_about(asset.id))
    return session.scalar(asks.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(1)) or asset.owner


def answers_for(user: User, limit: int = 20) -> list[Review]:
    """What others said of the newest versions that this user owns or asked about, until those are in use."""
    asked = select(AuditEntry.id).where(*_asks_about(Review.asset_id), AuditEntry.actor_id == user.id)
    return list(
        session.scalars(
            select(Review)
            .join(Asset, Asset.id == Review.asset_id)
            .where(Review.verdict != ASKED, Review.reviewer_id != user.id, Asset.state != RETIRED, seen_by(user))
            .where(or_(Asset.state != PUBLISHED, Asset.current_version_id != Review.version_id))
            .where(or_(Asset.owner_id == user.id, asked.exists()))
            .options(joinedload(Review.asset), joinedload(Review.reviewer), joinedload(Review.version))
            .order_by(Review.answered_at.desc(), Review.id)
            .limit(limit)
        )
    )


def _asks_about(asset_id: object) -> tuple[ColumnElement[bool], ...]:
    return AuditEntry.subject == Asset.__tablename__, AuditEntry.subject_id == asset_id, AuditEntry.act == ASK_ACT
