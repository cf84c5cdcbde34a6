"""Events and what is derived from them; the shapes are those of docs/tracking.md.

`event`, `source`, `user_agent` and `label_history` are append-only: rows are never updated, erasure excepted.
`visit` and `page_dwell` are derived, and can be thrown away and made again from the events.
"""

from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.types import PK, Base, Milliseconds, Word

KINDS = (
    "open", "cover", "ready", "beat", "leave", "download", "print", "video", "ask", "gate", "consent", "withdraw",
)  # fmt: skip
HUMAN, MACHINE, UNSURE = "human", "machine", "unsure"


class Source(Base):
    """Where requests came from, without an address: a prefix, and a hash whose salt turns daily."""

    __tablename__ = "source"
    __table_args__ = (UniqueConstraint("hmac_day", "ip_hmac"),)

    id: Mapped[PK]
    ip_prefix: Mapped[str | None] = mapped_column(String(64))
    ip_hmac: Mapped[str] = mapped_column(String(64))
    hmac_day: Mapped[str] = mapped_column(String(10))
    asn: Mapped[int | None]
    net_class: Mapped[Word | None]
    country: Mapped[str | None] = mapped_column(String(2))


class UserAgent(Base):
    """A user-agent text, judged once. `declared_name` is set when it says it is a robot."""

    __tablename__ = "user_agent"

    id: Mapped[PK]
    text_hash: Mapped[str] = mapped_column(String(64), unique=True)
    text: Mapped[str | None] = mapped_column(String(1000))
    declared_name: Mapped[str | None] = mapped_column(String(120))
    family: Mapped[str | None] = mapped_column(String(120))
    os: Mapped[str | None] = mapped_column(String(120))
    device: Mapped[str | None] = mapped_column(String(120))
    is_headless: Mapped[bool] = mapped_column(Boolean, default=False)
    # A mail program that asks whether the page is there before a person arrives, with that person's own cookies.
    is_check: Mapped[bool] = mapped_column(Boolean, default=False)
    ruleset: Mapped[int]


class Event(Base):
    """One thing that happened on a link. `visit_key` groups what one page-load said; see `deriving` for visits."""

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_link_received", "link_id", "received_ms"),)

    id: Mapped[PK]
    client_id: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[Word]
    received_ms: Mapped[Milliseconds]
    client_ms: Mapped[Milliseconds | None]
    mono_ms: Mapped[int | None]
    seq: Mapped[int | None]
    link_id: Mapped[int] = mapped_column(ForeignKey("tracked_link.id"))
    visitor_key: Mapped[str | None] = mapped_column(String(64))
    visit_key: Mapped[str | None] = mapped_column(String(64))
    asset_version_id: Mapped[int | None] = mapped_column(ForeignKey("version.id"))
    page: Mapped[int | None]
    payload: Mapped[dict[str, Any]]
    source_id: Mapped[int | None] = mapped_column(ForeignKey("source.id"))
    ua_id: Mapped[int | None] = mapped_column(ForeignKey("user_agent.id"))
    header_bits: Mapped[int] = mapped_column(default=0)
    consent: Mapped[Word | None]


class Withdrawal(Base):
    """Since when a person shares no reading, on any of their links, until they choose to again."""

    __tablename__ = "withdrawal"

    stakeholder_id: Mapped[int] = mapped_column(ForeignKey("stakeholder.id"), primary_key=True)
    at_ms: Mapped[Milliseconds]


class LabelHistory(Base):
    """Each label an event has had, with its reasons; the current one is the last."""

    __tablename__ = "label_history"
    __table_args__ = (Index("ix_label_history_event", "event_id", "id"),)

    id: Mapped[PK]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    label: Mapped[Word]
    reasons: Mapped[list[dict[str, Any]]]
    ruleset: Mapped[int]
    at_ms: Mapped[Milliseconds]
    caused_by: Mapped[int | None]


class Visit(Base):
    """One sitting of one reader on one link. Derived."""

    __tablename__ = "visit"
    __table_args__ = (Index("ix_visit_stakeholder", "stakeholder_id", "first_ms"),)

    id: Mapped[PK]
    link_id: Mapped[int] = mapped_column(ForeignKey("tracked_link.id"), index=True)
    stakeholder_id: Mapped[int] = mapped_column(ForeignKey("stakeholder.id"))
    asset_version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), index=True)
    visitor_key: Mapped[str | None] = mapped_column(String(64))
    label: Mapped[Word]
    reasons: Mapped[list[dict[str, Any]]]
    is_measured: Mapped[bool] = mapped_column(default=True)
    first_ms: Mapped[Milliseconds]
    last_ms: Mapped[Milliseconds]
    active_ms: Mapped[int] = mapped_column(default=0)
    visible_ms: Mapped[int] = mapped_column(default=0)
    pages: Mapped[int] = mapped_column(default=0)
    max_page: Mapped[int] = mapped_column(default=0)
    downloads: Mapped[int] = mapped_column(default=0)
    device: Mapped[Word | None]


class PageDwell(Base):
    """How long a page was in view and in use in a visit: the maximum of a page-load, summed over them. Derived."""

    __tablename__ = "page_dwell"

    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"), primary_key=True)
    page: Mapped[int] = mapped_column(primary_key=True)
    asset_version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    visible_ms: Mapped[int] = mapped_column(default=0)
    active_ms: Mapped[int] = mapped_column(default=0)
