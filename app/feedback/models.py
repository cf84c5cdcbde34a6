"""A rating, a remark in the thread of a piece, and a piece that a rep made."""

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.auth.models import User
from app.core.types import PK, Base, CreatedAt, Moment, PublicId, Word
from app.library.models import Asset

ON_MESSAGE, OFF_MESSAGE, FIXED = "on", "off", "fixed"
VERDICTS = {ON_MESSAGE: "On message", OFF_MESSAGE: "Off message", FIXED: "Fixed"}


class Rating(Base):
    """Whether a piece was useful to one person; their last word counts (row 20)."""

    __tablename__ = "rating"

    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    is_useful: Mapped[bool]
    at: Mapped[CreatedAt]


class Remark(Base):
    """What somebody said about a piece. An answer hangs on its question; the first of a thread can be settled."""

    __tablename__ = "remark"

    id: Mapped[PK]
    public_id: Mapped[PublicId]
    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("remark.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    words: Mapped[str] = mapped_column(Text)
    created_at: Mapped[CreatedAt]
    settled_at: Mapped[Moment | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    removed_at: Mapped[Moment | None]

    author: Mapped[User] = relationship(foreign_keys=[author_id])
    account: Mapped[Account | None] = relationship()
    settled_by: Mapped[User | None] = relationship(foreign_keys=[settled_by_id])


class RepMade(Base):
    """A piece that a rep made: how long it took, and what marketing said of it (rows 25 and 26)."""

    __tablename__ = "rep_made"

    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"), primary_key=True)
    maker_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    minutes: Mapped[int]
    verdict: Mapped[Word | None]
    verdict_note: Mapped[str] = mapped_column(String(500), default="")
    verdict_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    verdict_at: Mapped[Moment | None]
    adopted_at: Mapped[Moment | None]
    registered_at: Mapped[CreatedAt]

    asset: Mapped[Asset] = relationship()
    maker: Mapped[User] = relationship(foreign_keys=[maker_id])
    verdict_by: Mapped[User | None] = relationship(foreign_keys=[verdict_by_id])
