"""An asset, its versions and the pages a reader turns."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, ForeignKey, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.auth.models import User
from app.core.errors import Refused
from app.core.types import PK, Base, CreatedAt, Moment, Name, PublicId, Word
from app.vocabulary.models import Term

MARKDOWN, PDF, IMAGE = "markdown", "pdf", "image"
KINDS = {MARKDOWN: "Page", PDF: "PDF", IMAGE: "Image"}
BUYERS, INTERNAL = "buyers", "internal"
DRAFT, PUBLISHED, RETIRED = "draft", "published", "retired"

asset_term = Table(
    "asset_term",
    Base.metadata,
    Column("asset_id", ForeignKey("asset.id", ondelete="CASCADE"), primary_key=True),
    Column("term_id", ForeignKey("term.id"), primary_key=True, index=True),
)


class Asset(Base):
    """A piece of collateral. `current` is the version that new links show; drafts of a newer one may follow it."""

    __tablename__ = "asset"

    id: Mapped[PK]
    public_id: Mapped[PublicId]
    title: Mapped[Name]
    summary: Mapped[str] = mapped_column(String(300), default="")
    kind: Mapped[Word]
    audience: Mapped[Word] = mapped_column(default=BUYERS)
    state: Mapped[Word] = mapped_column(default=DRAFT, index=True)
    use_when: Mapped[str] = mapped_column(Text, default="")
    say: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    current_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("version.id", use_alter=True, name="fk_asset_current_version_id_version")
    )
    import_path: Mapped[str | None] = mapped_column(String(500), index=True)
    import_hash: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]
    published_at: Mapped[Moment | None]
    retired_at: Mapped[Moment | None]

    terms: Mapped[list[Term]] = relationship(secondary=asset_term, order_by=Term.position)
    versions: Mapped[list["Version"]] = relationship(
        back_populates="asset", foreign_keys="Version.asset_id", order_by="Version.number"
    )
    current: Mapped["Version | None"] = relationship(foreign_keys=[current_version_id], post_update=True)
    owner: Mapped[User | None] = relationship()

    @property
    def is_internal(self) -> bool:
        return self.audience == INTERNAL

    @property
    def is_published(self) -> bool:
        return self.state == PUBLISHED

    @property
    def is_sendable(self) -> bool:
        return self.why_not_sendable is None

    @property
    def why_not_sendable(self) -> str | None:
        """A sentence for the rep, or None when it may go to a buyer."""
        if self.is_internal:
            return "Internal only: for your eyes, never on a link."
        if self.state == DRAFT:
            return "Still a draft."
        if self.state == RETIRED:
            return "Retired: marketing took it out of use."
        if self.current is None or not self.current.is_ready:
            return "Its pages are still being prepared."
        return None

    def terms_of(self, facet: str) -> list[Term]:
        return [term for term in self.terms if term.facet == facet]

    def publish(self, version: "Version", at: datetime) -> None:
        """Makes `version` the one that new links show. Raises Refused while it cannot be read."""
        if not version.is_ready:
            raise Refused(version.failure or "Its pages are still being prepared. Publish when they are ready.")
        self.state, self.current, self.retired_at, self.updated_at = PUBLISHED, version, None, at
        self.kind = version.kind
        self.published_at = self.published_at or at
        version.published_at = version.published_at or at

    def retire(self, at: datetime) -> None:
        """Takes it out of use; links already sent go on working. Raises Refused for a draft."""
        if self.state == DRAFT:
            raise Refused("A draft has never been in use, so there is nothing to retire.")
        self.state, self.retired_at, self.updated_at = RETIRED, at, at


class Version(Base):
    """One state of an asset's content; never changed once published."""

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
    pages: Mapped[list["Page"]] = relationship(
        back_populates="version", order_by="Page.number", cascade="all, delete-orphan"
    )

    @property
    def kind(self) -> str:
        """What it holds; its asset is of the kind of the version that is in use."""
        return {"text/markdown": MARKDOWN, "application/pdf": PDF}.get(self.media_type, IMAGE)

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
