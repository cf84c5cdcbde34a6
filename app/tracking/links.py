"""What a tracked link opens, in one light query: the viewer asks it for every byte it serves."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Dialect, bindparam, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import joinedload

from app.accounts.models import Stakeholder
from app.auth.models import User
from app.core import text, tokens
from app.core.db import engine, session
from app.core.errors import NotFound
from app.library.models import INTERNAL, Asset, Page, Version
from app.sending.models import Delivery, Send, TrackedLink
from app.tracking.models import Withdrawal

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
WORDS_PER_MINUTE = 240


@dataclass(frozen=True)
class LiveLink:
    """A link that may be opened now, and what its pages say about it."""

    id: int
    delivery_id: int
    stakeholder_id: int
    version_id: int
    version_key: str
    allow_download: bool
    expires_at: Any
    revoked_at: Any
    title: str
    summary: str
    format: str
    page_count: int
    file_name: str | None
    reader: str
    sender: str
    withdrawn_ms: int | None
    audience: str

    @property
    def sender_first_name(self) -> str:
        return text.first_name(self.sender)


@dataclass(frozen=True)
class Leaf:
    """One page as a reader meets it."""

    number: int
    title: str
    text: str
    html: str | None
    image_key: str | None
    image_width: int | None
    image_height: int | None


_LIVE = (
    select(
        TrackedLink.id, TrackedLink.delivery_id, TrackedLink.stakeholder_id, TrackedLink.version_id, Version.public_id,
        TrackedLink.allow_download, TrackedLink.expires_at, TrackedLink.revoked_at, Asset.title, Asset.summary,
        Asset.format, Version.page_count, Version.file_name, Stakeholder.name, User.name, Withdrawal.at_ms,
        Asset.audience,
    )
    .join(Asset, Asset.id == TrackedLink.asset_id)
    .join(Version, Version.id == TrackedLink.version_id)
    .join(Stakeholder, Stakeholder.id == TrackedLink.stakeholder_id)
    .join(Delivery, Delivery.id == TrackedLink.delivery_id)
    .join(Send, Send.id == Delivery.send_id)
    .join(User, User.id == Send.sender_id)
    .outerjoin(Withdrawal, Withdrawal.stakeholder_id == TrackedLink.stakeholder_id)
    .where(TrackedLink.token_hash == bindparam("token_hash"))
)  # fmt: skip


def find_live_link(token: str, at: datetime) -> LiveLink:
    """The live link of a token. Raises NotFound: unknown, expired, revoked, or of what has become internal, alike."""
    if not _TOKEN.fullmatch(token):
        raise NotFound
    row = _live_row(tokens.fingerprint(token))
    if row is None:
        raise NotFound
    link = LiveLink(*row)
    expires, revoked = _moment(link.expires_at), _moment(link.revoked_at)
    if link.audience == INTERNAL or revoked is not None or (expires is not None and at >= expires):
        raise NotFound
    return link


def _live_row(token_hash: str) -> Sequence[Any] | None:
    """The row, asked of the driver itself: this is asked at every open and for every image, and what SQLAlchemy does
    around so small a query costs eight times the query."""
    bound = engine()
    sql, is_positional = _live_sql(bound.dialect)
    connection = bound.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(sql, (token_hash,) if is_positional else {"token_hash": token_hash})
        found: Sequence[Any] | None = cursor.fetchone()
        return found
    except bound.dialect.loaded_dbapi.Error as error:
        raise OperationalError("a tracked link", None, error) from error
    finally:
        connection.close()


@cache
def _live_sql(dialect: Dialect) -> tuple[str, bool]:
    compiled = _LIVE.compile(dialect=dialect)
    return str(compiled), bool(getattr(compiled, "positional", False))


def _moment(stored: Any) -> datetime | None:
    """SQLite's driver gives the text of a moment in UTC, PostgreSQL's the moment."""
    if stored is None or isinstance(stored, datetime):
        return stored
    return datetime.fromisoformat(stored).replace(tzinfo=UTC)


def sent_with(link: LiveLink, at: datetime) -> list[TrackedLink]:
    """The other live links of the same delivery, with their items."""
    rows = session.scalars(
        select(TrackedLink)
        .where(TrackedLink.delivery_id == link.delivery_id, TrackedLink.id != link.id)
        .order_by(TrackedLink.id)
        .options(joinedload(TrackedLink.asset), joinedload(TrackedLink.version))
    )
    return [each for each in rows if each.is_live(at) and not each.asset.is_internal]


def minutes_of(link: LiveLink) -> int:
    """About how long it takes to read, in whole minutes."""
    return max(1, round(_words(link.version_id, link.version_key) / WORDS_PER_MINUTE))


def pages_of(link: LiveLink) -> tuple[Leaf, ...]:
    """The pages of its version."""
    return _pages(link.version_id, link.version_key)


# A version does not change once it is published, so what is read of it stays read; the key tells databases apart.
@lru_cache(maxsize=1024)
def _words(version_id: int, _key: str) -> int:
    return sum(session.scalars(select(Page.words).where(Page.version_id == version_id)))


@lru_cache(maxsize=32)
def _pages(version_id: int, _key: str) -> tuple[Leaf, ...]:
    rows = session.execute(
        select(Page.number, Page.title, Page.text, Page.html, Page.image_key, Page.image_width, Page.image_height)
        .where(Page.version_id == version_id)
        .order_by(Page.number)
    )
    return tuple(Leaf(*row) for row in rows)
