"""A term: one buyer role, buying stage or rival."""

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.types import PK, Base, Moment, Name, PublicId, Word

ROLE, STAGE, RIVAL = "role", "stage", "rival"
FACETS = (ROLE, STAGE, RIVAL)


class Term(Base):
    """A word of one facet. `position` orders them; `is_builtin` ones stay for good."""

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
    retired_at: Mapped[Moment | None]
