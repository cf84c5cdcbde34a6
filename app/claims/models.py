"""A claim, and who signs for a function."""

from sqlalchemy import Column, ForeignKey, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.auth.models import User
from app.core.types import PK, Base, CreatedAt, Moment, PublicId
from app.vocabulary.models import Term

function_member = Table(
    "function_member",
    Base.metadata,
    Column("term_id", ForeignKey("term.id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True),
)


class Claim(Base):
    """A fact that pieces state: about us, or about `rival`. Its `revision` counts up when the words change.

    A piece that carries it cannot be published until somebody of `function` has signed this revision for it.
    """

    __tablename__ = "claim"

    id: Mapped[PK]
    public_id: Mapped[PublicId]
    words: Mapped[str] = mapped_column(String(300))
    evidence: Mapped[str] = mapped_column(Text, default="")
    rival_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"))
    function_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[CreatedAt]
    changed_at: Mapped[CreatedAt]
    retired_at: Mapped[Moment | None]

    rival: Mapped[Term | None] = relationship(foreign_keys=[rival_id])
    function: Mapped[Term | None] = relationship(foreign_keys=[function_id])
    owner: Mapped[User | None] = relationship()
    history: Mapped[list["ClaimRevision"]] = relationship(order_by="ClaimRevision.revision")


class ClaimRevision(Base):
    """What a claim said at one revision."""

    __tablename__ = "claim_revision"

    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id", ondelete="CASCADE"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(String(300))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[CreatedAt]

    author: Mapped[User | None] = relationship()
