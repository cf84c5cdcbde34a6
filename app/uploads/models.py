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

    A duplicate waits for a choice: `twin` is the piece that holds the same content. `asset` is what it became.
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
