"""An entry of the audit trail."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.auth.models import User
from app.core.types import BIG, PK, Base, Moment, Name, PublicId, Word


class AuditEntry(Base):
    """One act by one person, or by the system where `actor_id` is None.

    `subject` and `subject_id` say what it was done to (a table's name and row); `name` is what that was called then.
    `before` holds what an undo must put back, or None for what cannot be undone.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_subject", "subject", "subject_id", "at"), Index("ix_audit_entry_at", "at"))

    id: Mapped[PK]
    public_id: Mapped[PublicId]
    at: Mapped[Moment]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    act: Mapped[Word]
    subject: Mapped[Word]
    subject_id: Mapped[int] = mapped_column(BIG)
    name: Mapped[Name]
    facts: Mapped[dict[str, Any]]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    undone_at: Mapped[Moment | None]

    actor: Mapped[User | None] = relationship()
