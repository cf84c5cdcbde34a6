"""An asset, its versions and the pages a reader turns."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.auth.models import User
from app.claims.models import Claim
from app.core.errors import Refused
from app.core.types import PK, Base, CreatedAt, Moment, Name, PublicId, Word
from app.documents.formats import MARKDOWN, OFFICE, format_of_media
from app.vocabulary.models import KIND, Term

BUYERS, INTERNAL = "buyers", "internal"
DRAFT, IN_REVIEW, PUBLISHED, RETIRED = "draft", "in_review", "published", "retired"
OURS, CUSTOMER, ANALYST, THIRD_PARTY = "ours", "customer", "analyst", "third_party"
PROVENANCES = {OURS: "Ours", CUSTOMER: "A customer", ANALYST: "An analyst", THIRD_PARTY: "A third party"}

asset_term = Table(
    "asset_term",
    Base.metadata,
    Column("asset_id", ForeignKey("asset.id", ondelete="CASCADE"), primary_key=True),
    Column("term_id", ForeignKey("term.id"), primary_key=True, index=True),
)
asset_bait = Table(
    "asset_bait",
    Base.metadata,
    Column("asset_id", ForeignKey("asset.id", ondelete="CASCADE"), primary_key=True),
    Column("term_id", ForeignKey("term.id"), primary_key=True, index=True),
)
version_picture = Table(
    "version_picture",
    Base.metadata,
    Column("version_id", ForeignKey("version.id", ondelete="CASCADE"), primary_key=True),
    Column("picture_id", ForeignKey("picture.id"), primary_key=True),
)


class Asset(Base):
    """A piece of collateral. `current` is the version that new links show; drafts of a newer one may follow it.

    A variant is a copy of `master` for one `account`, made from `master_version`. `edits` counts the saves, so that
    two people who edit at once are told. `bait` are risks that a reading by a person makes likely; the risks among
    `terms` are those it answers.
    """

    __tablename__ = "asset"

    id: Mapped[PK]
    public_id: Mapped[PublicId]
    title: Mapped[Name]
    summary: Mapped[str] = mapped_column(String(300), default="")
    format: Mapped[Word]
    audience: Mapped[Word] = mapped_column(default=BUYERS)
    state: Mapped[Word] = mapped_column(default=DRAFT, index=True)
    use_when: Mapped[str] = mapped_column(Text, default="")
    say: Mapped[str] = mapped_column(Text, default="")
    provenance: Mapped[Word] = mapped_column(default=OURS, server_default=OURS)
    source_name: Mapped[Name] = mapped_column(default="", server_default="")
    source_on: Mapped[date | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    review_by: Mapped[date | None]
    reminded_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("asset.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    master_id: Mapped[int | None] = mapped_column(ForeignKey("asset.id"), index=True)
    master_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("version.id", use_alter=True, name="fk_asset_master_version_id_version")
    )
    edits: Mapped[int] = mapped_column(default=0, server_default="0")
    current_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("version.id", use_alter=True, name="fk_asset_current_version_id_version")
    )
    import_path: Mapped[str | None] = mapped_column(String(500), index=True)
    import_hash: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]
    published_at: Mapped[Moment | None]
    retired_at: Mapped[Moment | None]
    trashed_at: Mapped[Moment | None] = mapped_column(index=True)

    terms: Mapped[list[Term]] = relationship(secondary=asset_term, order_by=Term.position)
    versions: Mapped[list["Version"]] = relationship(
        back_populates="asset", foreign_keys="Version.asset_id", order_by="Version.number"
    )
    current: Mapped["Version | None"] = relationship(foreign_keys=[current_version_id], post_update=True)
    owner: Mapped[User | None] = relationship()
    bait: Mapped[list[Term]] = relationship(secondary=asset_bait, order_by=Term.position)
    replaced_by: Mapped["Asset | None"] = relationship(foreign_keys=[replaced_by_id], remote_side="Asset.id")
    master: Mapped["Asset | None"] = relationship(foreign_keys=[master_id], remote_side="Asset.id")
    master_version: Mapped["Version | None"] = relationship(foreign_keys=[master_version_id])
    account: Mapped[Account | None] = relationship()
    reviews: Mapped[list["Review"]] = relationship(
        back_populates="asset", order_by="Review.id", cascade="all, delete-orphan"
    )
    claims: Mapped[list["AssetClaim"]] = relationship(
        back_populates="asset", order_by="AssetClaim.claim_id", cascade="all, delete-orphan"
    )

    @property
    def is_internal(self) -> bool:
        return self.audience == INTERNAL

    @property
    def is_withheld(self) -> bool:
        """Whether none of its links shows anything: it became internal or a draft again, or lies in the trash."""
        return self.is_internal or self.trashed_at is not None or self.state in (DRAFT, IN_REVIEW)

    @property
    def kind(self) -> Term | None:
        """What sort of piece it is, such as a comparison or a battlecard; at most one."""
        return next((term for term in self.terms if term.facet == KIND), None)

    @property
    def is_published(self) -> bool:
        return self.state == PUBLISHED

    @property
    def is_variant(self) -> bool:
        return self.master_id is not None or self.account_id is not None

    def is_sendable(self, at: datetime) -> bool:
        return self.why_not_sendable(at) is None

    def why_not_sendable(self, at: datetime) -> str | None:
        """A sentence for the rep, or None when it may go to a buyer."""
        if self.trashed_at is not None:
            return "In the trash."
        if self.is_internal or (self.kind is not None and self.kind.is_internal):
            return "Internal only: for your eyes, never on a link."
        if self.state in (DRAFT, IN_REVIEW):
            return "Still a draft." if self.state == DRAFT else "Still being reviewed."
        if self.state == RETIRED:
            return "Retired: marketing took it out of use."
        if self.is_expired(at):
            return "Expired: it was good only for a time."
        if self.current is None or not self.current.is_ready:
            return "Its pages are still being prepared."
        return None

    def is_expired(self, at: datetime) -> bool:
        """Whether the last day on which it may be sent is over, in UTC."""
        return self.expires_on is not None and self.expires_on < at.date()

    def terms_of(self, facet: str) -> list[Term]:
        return [term for term in self.terms if term.facet == facet]

    def publish(self, version: "Version", at: datetime) -> None:
        """Makes `version` the one that new links show. Raises Refused while it cannot be read."""
        if not version.is_ready:
            raise Refused(version.failure or "Its pages are still being prepared. Publish when they are ready.")
        self.state, self.current, self.retired_at, self.updated_at = PUBLISHED, version, None, at
        self.format = version.format
        self.published_at = self.published_at or at
        version.published_at = version.published_at or at

    def retire(self, at: datetime) -> None:
        """Takes it out of use; links already sent go on working. Raises Refused for a draft."""
        if self.state in (DRAFT, IN_REVIEW):
            raise Refused("A draft has never been in use, so there is nothing to retire.")
        self.state, self.retired_at, self.updated_at = RETIRED, at, at


class Version(Base):
    """One state of an asset's content; never changed once published.

    `source` is Markdown text, or a link's address. `file_key` is what may be downloaded, `original_key` what was
    uploaded. `done` of `total` steps of its preparation are done. A video has `seconds`, and perhaps a poster and
    captions; `note` says what changed.
    """

    __tablename__ = "version"
    __table_args__ = (UniqueConstraint("asset_id", "number"),)

    id: Mapped[PK]
    public_id: Mapped[PublicId]
    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"))
    number: Mapped[int]
    state: Mapped[Word] = mapped_column(default="preparing")
    failure: Mapped[str | None] = mapped_column(String(500))
    source: Mapped[str | None] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(String(64), index=True)
    file_key: Mapped[str | None] = mapped_column(String(200))
    original_key: Mapped[str | None] = mapped_column(String(200))
    thumb_key: Mapped[str | None] = mapped_column(String(200))
    poster_key: Mapped[str | None] = mapped_column(String(200))
    captions_key: Mapped[str | None] = mapped_column(String(200))
    seconds: Mapped[int | None]
    note: Mapped[str] = mapped_column(String(300), default="", server_default="")
    done: Mapped[int] = mapped_column(default=0, server_default="0")
    total: Mapped[int] = mapped_column(default=0, server_default="0")
    file_name: Mapped[str | None] = mapped_column(String(200))
    media_type: Mapped[Name] = mapped_column(default="text/markdown")
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    page_count: Mapped[int] = mapped_column(default=0)
    publish_when_ready: Mapped[bool] = mapped_column(default=False)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[CreatedAt]
    published_at: Mapped[Moment | None]

    asset: Mapped[Asset] = relationship(back_populates="versions", foreign_keys=[asset_id])
    author: Mapped[User | None] = relationship()
    pictures: Mapped[list["Picture"]] = relationship(secondary=version_picture)
    pages: Mapped[list["Page"]] = relationship(
        back_populates="version", order_by="Page.number", cascade="all, delete-orphan"
    )

    @property
    def format(self) -> str:
        """What it holds; its asset is of the format of the version that is in use."""
        return format_of_media(self.media_type)

    @property
    def download_media(self) -> str:
        """What may be downloaded is the file itself, or the PDF of an Office file that holds more than it shows."""
        is_pdf = self.format in OFFICE and self.file_key != self.original_key
        return "application/pdf" if is_pdf else self.media_type

    @property
    def has_download(self) -> bool:
        return self.file_key is not None or self.format == MARKDOWN

    @property
    def is_ready(self) -> bool:
        return self.state == "ready"

    @property
    def is_failed(self) -> bool:
        return self.state == "failed"


class Page(Base):
    """One page as a reader meets it: sanitised HTML of a Markdown section, or an image with its text."""

    __tablename__ = "page"

    version_id: Mapped[int] = mapped_column(ForeignKey("version.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[Name] = mapped_column(default="")
    text: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str | None] = mapped_column(Text)
    image_key: Mapped[str | None] = mapped_column(String(200))
    image_width: Mapped[int | None]
    image_height: Mapped[int | None]
    words: Mapped[int] = mapped_column(default=0)

    version: Mapped[Version] = relationship(back_populates="pages")


class Review(Base):
    """One person asked to look at a piece before it is published: asked → approved, or changes wanted."""

    __tablename__ = "review"
    __table_args__ = (UniqueConstraint("asset_id", "reviewer_id"),)

    id: Mapped[PK]
    public_id: Mapped[PublicId]
    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"))
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("version.id", ondelete="CASCADE"))
    verdict: Mapped[Word] = mapped_column(default="asked")
    words: Mapped[str] = mapped_column(String(500), default="")
    asked_at: Mapped[CreatedAt]
    answered_at: Mapped[Moment | None]

    asset: Mapped[Asset] = relationship(back_populates="reviews")
    reviewer: Mapped[User] = relationship()
    version: Mapped[Version | None] = relationship()


class AssetClaim(Base):
    """A claim that a piece carries. `revision` is the one its words were last checked against.

    `signed_revision` is the one that somebody of the claim's function signed for this piece.
    """

    __tablename__ = "asset_claim"

    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"), primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), primary_key=True, index=True)
    revision: Mapped[int]
    signed_revision: Mapped[int | None]
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    signed_at: Mapped[Moment | None]

    asset: Mapped[Asset] = relationship(back_populates="claims")
    claim: Mapped[Claim] = relationship()
    signed_by: Mapped[User | None] = relationship()


class Picture(Base):
    """A picture in a Markdown text, written there as `picture:PUBLIC_ID`."""

    __tablename__ = "picture"

    id: Mapped[PK]
    public_id: Mapped[PublicId]
    uploader_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    key: Mapped[str] = mapped_column(String(200))
    content_hash: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[Name]
    width: Mapped[int]
    height: Mapped[int]
    created_at: Mapped[CreatedAt]


class Draft(Base):
    """What somebody has typed into the form of a piece and not saved yet; it survives a closed tab.

    `form_key` tells the drafts of new pieces apart; `edits` is the count of saves the typing began from.
    """

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("user_id", "form_key"),)

    id: Mapped[PK]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    form_key: Mapped[Word]
    asset_id: Mapped[int | None] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"))
    fields: Mapped[dict[str, Any]]
    edits: Mapped[int] = mapped_column(default=0)
    saved_at: Mapped[CreatedAt]
