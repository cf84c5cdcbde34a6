"""A file on its way in."""

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.auth.models import User
from app.core.types import PK, Base, CreatedAt, Name, PublicId, Word
from app.library.models import Asset

# On its way, all there and being looked at, known already, made into a draft, not taken.
OPEN, CHECKING, DUPLICATE, DONE, REFUSED = "open", "checking", "duplicate", "done", "refused"


class Upload(Base):
    """One file of one person: `received` of `size` bytes are stored. Its parts go once it is settled.

    A duplicate waits for a choice: `twin` is the piece that holds the same content. Once chosen it is looked at again
    with its twin kept: as the next version of `target`, or without one as a new piece. `asset` is what it became.
    """

    __tablename__ = "upload"

    id: Mapped[PK]
    public_id: Mapped[PublicId]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    file_name: Mapped[Name]
    size: Mapped[int] = mapped_column(BigInteger)
    received: Mapped[int] = mapped_column(BigInteger, default=0)
    state: Mapped[Word] = mapped_column(default=OPEN)
    reason: Mapped[str | None] = mapped_column(String(500))
    content_hash: Mapped[str | None] = mapped_column(String(64))
    target_id: Mapped[int | None] = mapped_column(ForeignKey("asset.id", ondelete="SET NULL"))
    twin_id: Mapped[int | None] = mapped_column(ForeignKey("asset.id", ondelete="SET NULL"))
    asset_id: Mapped[int | None] = mapped_column(ForeignKey("asset.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]

    user: Mapped[User] = relationship()
    target: Mapped[Asset | None] = relationship(foreign_keys=[target_id])
    twin: Mapped[Asset | None] = relationship(foreign_keys=[twin_id])
    asset: Mapped[Asset | None] = relationship(foreign_keys=[asset_id])

    @property
    def is_open(self) -> bool:
        """Whether bytes of it are still to come."""
        return self.state == OPEN

    @property
    def is_settled(self) -> bool:
        return self.state in (DONE, REFUSED)

    @property
    def can_be_tried_again(self) -> bool:
        """Whether it was refused for a fault of ours: its bytes are still here."""
        return self.state == REFUSED and 0 < self.size == self.received


class UploadPart(Base):
    """Bytes of an upload from `position` on, stored under `key`. Two that begin alike cannot both be taken."""

    __tablename__ = "upload_part"

    upload_id: Mapped[int] = mapped_column(ForeignKey("upload.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    key: Mapped[str] = mapped_column(String(200))
