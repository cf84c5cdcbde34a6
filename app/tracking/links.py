"""What a tracked link opens, in one light query: the viewer asks it for every byte it serves."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Dialect, and_, bindparam, case, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import aliased, joinedload

from app.accounts.models import Stakeholder
from app.auth.models import User
from app.core import text, tokens
from app.core.db import engine, session
from app.core.errors import NotFound
from app.documents.formats import format_of_media
from app.library.models import DRAFT, IN_REVIEW, INTERNAL, Asset, Page, Version
from app.sending.models import Delivery, Send, TrackedLink
from app.tracking.models import Withdrawal

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
WORDS_PER_MINUTE = 240


@dataclass(frozen=True)
class LiveLink:
    """A link that may be opened now, and what its pages say about it.

    The version is the one in use where the link `follows` the piece, else the one that was sent.
    """

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
    trashed_at: Any
    follows: bool
    state: str

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


_SHOWN = case(
    (and_(TrackedLink.follows, Asset.current_version_id.is_not(None)), Asset.current_version_id),
    else_=TrackedLink.version_id,
)
# A piece has the format of its version in use; for an older one the media type tells.
_FORMAT = case((Version.id == Asset.current_version_id, Asset.format), else_=Version.media_type)
_LIVE = (
    select(
        TrackedLink.id, TrackedLink.delivery_id, TrackedLink.stakeholder_id, Version.id, Version.public_id,
        TrackedLink.allow_download, TrackedLink.expires_at, TrackedLink.revoked_at, Asset.title, Asset.summary,
        _FORMAT, Version.page_count, Version.file_name, Stakeholder.name, User.name, Withdrawal.at_ms,
        Asset.audience, Asset.trashed_at, TrackedLink.follows, Asset.state,
    )
    .join(Asset, Asset.id == TrackedLink.asset_id)
    .join(Version, Version.id == _SHOWN)
    .join(Stakeholder, Stakeholder.id == TrackedLink.stakeholder_id)
    .join(Delivery, Delivery.id == TrackedLink.delivery_id)
    .join(Send, Send.id == Delivery.send_id)
    .join(User, User.id == Send.sender_id)
    .outerjoin(Withdrawal, Withdrawal.stakeholder_id == TrackedLink.stakeholder_id)
    .where(TrackedLink.token_hash == bindparam("token_hash"))
)  # fmt: skip


def find_live_link(token: str, at: datetime) -> LiveLink:
    """The live link of a token.

    Raises NotFound: unknown, expired, revoked, or of what became internal or a draft again or lies in the trash, alike.
    """
    if not _TOKEN.fullmatch(token):
        raise NotFound
    row = _live_row(tokens.fingerprint(token))
    if row is None:
        raise NotFound
    link = LiveLink(*row)
    if "/" in link.format:
        link = replace(link, format=format_of_media(link.format))
    expires, revoked = _moment(link.expires_at), _moment(link.revoked_at)
    # A piece whose publishing was undone is a draft again.
    is_withheld = link.audience == INTERNAL or link.trashed_at is not None or link.state in (DRAFT, IN_REVIEW)
    if is_withheld or revoked is not None or (expires is not None and at >= expires):
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
        .options(joinedload(TrackedLink.asset).joinedload(Asset.current), joinedload(TrackedLink.version))
    )
    return [each for each in rows if each.is_live(at) and not each.asset.is_withheld]


def as_shown(link: LiveLink, version_key: str) -> LiveLink:
    """The link with the version that a page said it shows: one that follows its piece may have moved on since."""
    if not link.follows or version_key == link.version_key or not version_key.isalnum():
        return link
    newest = aliased(Version)
    found = session.execute(
        select(Version.id, Version.page_count)
        .join(TrackedLink, TrackedLink.asset_id == Version.asset_id)
        .join(newest, newest.id == link.version_id)
        .where(TrackedLink.id == link.id, Version.public_id == version_key[:24], Version.published_at.is_not(None))
        # A later one was out and has been taken back: it is a draft again.
        .where(Version.number <= newest.number)
    ).one_or_none()
    if found is None:
        return link
    return replace(link, version_id=found[0], version_key=version_key, page_count=found[1])


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
