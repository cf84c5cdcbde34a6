"""A term of one list: a buyer role, a stage, a rival … and the sales dictionary."""

from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.auth.models import User
from app.core.types import PK, Base, CreatedAt, Moment, Name, PublicId, Word

ROLE, STAGE, RIVAL, ISSUE, OBJECTIVE = "role", "stage", "rival", "issue", "objective"
KIND, RISK, FUNCTION = "kind", "risk", "function"
# What a piece is tagged by, so that it fits a person; then what else it carries; then every list there is.
FACETS = (ROLE, STAGE, RIVAL, ISSUE, OBJECTIVE)
ON_PIECES = (*FACETS, KIND, RISK)
LISTS = (*ON_PIECES, FUNCTION)


class Term(Base):
    """A word of one list. `position` orders them; `is_builtin` ones stay for good.

    A kind that `is_internal` (script, battlecard, template) never goes on a buyer's link.
    """

    __tablename__ = "term"
    __table_args__ = (UniqueConstraint("facet", "slug"),)

    id: Mapped[PK]
    public_id: Mapped[PublicId]
    facet: Mapped[Word]
    slug: Mapped[Name]
    name: Mapped[Name]
    hint: Mapped[Name] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)
    is_builtin: Mapped[bool] = mapped_column(default=False)
    is_internal: Mapped[bool] = mapped_column(default=False, server_default=false())
    retired_at: Mapped[Moment | None]


class DictionaryEntry(Base):
    """A thing and what each side calls it (row 59). `key` names a word of the pages and never changes.

    `label` and `plural` are what the pages say; the words of both sides find the same pieces.
    """

    __tablename__ = "dictionary_entry"

    id: Mapped[PK]
    public_id: Mapped[PublicId]
    key: Mapped[str | None] = mapped_column(String(40), unique=True)
    label: Mapped[Name]
    plural: Mapped[Name] = mapped_column(default="")
    marketing_words: Mapped[list[str]]
    sales_words: Mapped[list[str]]
    definition: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[CreatedAt]
    retired_at: Mapped[Moment | None]

    owner: Mapped[User | None] = relationship()


class DictionaryRevision(Base):
    """An entry as it was at one version: `facts` hold its words and definition."""

    __tablename__ = "dictionary_revision"

    entry_id: Mapped[int] = mapped_column(ForeignKey("dictionary_entry.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    facts: Mapped[dict[str, Any]]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[CreatedAt]

    author: Mapped[User | None] = relationship()
