"""A send, one delivery a person, one tracked link a person and item."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account, Stakeholder
from app.auth.models import User
from app.core import tokens
from app.core.types import PK, Base, CreatedAt, Moment, Name, PublicId, Word
from app.library.models import Asset, Version

QUEUED, SENDING, SENT, FAILED, COPIED = "queued", "sending", "sent", "failed", "copied"
# Gone out: by mail, or handed over to be copied. What waits or failed has reached nobody.
REACHED = (SENT, COPIED)


class Send(Base):
    """One act of sending: a message and items to people of one account. `channel` is mail, or links to copy."""

    __tablename__ = "send"

    id: Mapped[PK]
    public_id: Mapped[PublicId]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    sender_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    channel: Mapped[Word]
    subject: Mapped[Name] = mapped_column(default="")
    message: Mapped[str] = mapped_column(Text, default="")
    # A form posted twice (double click, lost answer) is one send.
    form_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    created_at: Mapped[CreatedAt]

    account: Mapped[Account] = relationship()
    sender: Mapped[User] = relationship()
    deliveries: Mapped[list["Delivery"]] = relationship(back_populates="send", order_by="Delivery.id")


class Delivery(Base):
    """What one person gets of a send, and how far it has come."""

    __tablename__ = "delivery"

    id: Mapped[PK]
    public_id: Mapped[PublicId]
    send_id: Mapped[int] = mapped_column(ForeignKey("send.id"), index=True)
    stakeholder_id: Mapped[int] = mapped_column(ForeignKey("stakeholder.id"), index=True)
    state: Mapped[Word] = mapped_column(default=QUEUED)
    reason: Mapped[str | None] = mapped_column(String(500))
    message_id: Mapped[str | None] = mapped_column(String(200))
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[Moment | None]

    send: Mapped[Send] = relationship(back_populates="deliveries")
    stakeholder: Mapped[Stakeholder] = relationship()
    links: Mapped[list["TrackedLink"]] = relationship(back_populates="delivery", order_by="TrackedLink.id")


class TrackedLink(Base):
    """One person's link to one item. The token comes from `nonce` and the server's key; only its hash is stored."""

    __tablename__ = "tracked_link"

    id: Mapped[PK]
    public_id: Mapped[PublicId]
    nonce: Mapped[str] = mapped_column(String(64), default=tokens.secret)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"), index=True)
    stakeholder_id: Mapped[int] = mapped_column(ForeignKey("stakeholder.id"), index=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    # Whether it shows the version in use, or stays on the one that was sent.
    follows: Mapped[bool] = mapped_column(default=False, server_default=false())
    allow_download: Mapped[bool] = mapped_column(default=True)
    expires_at: Mapped[Moment | None]
    revoked_at: Mapped[Moment | None]
    created_at: Mapped[CreatedAt]

    delivery: Mapped[Delivery] = relationship(back_populates="links")
    stakeholder: Mapped[Stakeholder] = relationship()
    asset: Mapped[Asset] = relationship()
    version: Mapped[Version] = relationship()

    @property
    def shown(self) -> Version:
        """The version that it shows now."""
        return self.asset.current if self.follows and self.asset.current is not None else self.version

    def revoke(self, at: datetime) -> None:
        """Stops the link for good; the moment of the first time stays."""
        self.revoked_at = self.revoked_at or at

    def is_live(self, at: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at)
