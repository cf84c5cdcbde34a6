"""What the index holds, as rows with a state, so that a crash can be repaired."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.types import Base, Moment, Word

STALE, FRESH = "stale", "fresh"


class IndexEntry(Base):
    """Whether the index knows an asset as it is now: stale or fresh.

    `stamp` counts the changes: an index run that read an older count must not call the entry fresh.
    """

    __tablename__ = "index_entry"
    __table_args__ = (Index("ix_index_entry_state", "state"),)

    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"), primary_key=True)
    state: Mapped[Word] = mapped_column(default=STALE)
    stamp: Mapped[int] = mapped_column(default=0, server_default="0")
    indexed_at: Mapped[Moment | None]
