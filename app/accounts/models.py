"""An account, its departments, its stakeholders and who influences whom."""

from sqlalchemy import Column, ForeignKey, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.auth.models import User
from app.core import text
from app.core.types import PK, Base, CreatedAt, Name, PublicId, Word
from app.vocabulary.models import Term

SAYS = {"decides": "Decides", "shapes": "Shapes the decision", "uses": "Lives with it"}
STANCES = {"for": "For us", "undecided": "Undecided", "against": "Against"}

account_rival = Table(
    "account_rival",
    Base.metadata,
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), primary_key=True),
    Column("term_id", ForeignKey("term.id"), primary_key=True),
)


class Account(Base):
    """A company we sell to. `stage` is the rep's judgement of the deal; each person has their own."""

    __tablename__ = "account"

    id: Mapped[PK]
    public_id: Mapped[PublicId]
    name: Mapped[Name]
    summary: Mapped[str] = mapped_column(String(300), default="")
    owner_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    stage_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"))
    created_at: Mapped[CreatedAt]

    owner: Mapped[User] = relationship()
    stage: Mapped[Term | None] = relationship()
    rivals: Mapped[list[Term]] = relationship(secondary=account_rival, order_by=Term.position)
    departments: Mapped[list["Department"]] = relationship(
        back_populates="account", order_by="Department.position", cascade="all, delete-orphan"
    )
    people: Mapped[list["Stakeholder"]] = relationship(back_populates="account", order_by="Stakeholder.id")


class Department(Base):
    """A column of the people map."""

    __tablename__ = "department"
    __table_args__ = (UniqueConstraint("account_id", "name"),)

    id: Mapped[PK]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    name: Mapped[Name]
    position: Mapped[int] = mapped_column(default=0)

    account: Mapped[Account] = relationship(back_populates="departments")


class Stakeholder(Base):
    """A person on an account who has a say in the deal, or lives with it."""

    __tablename__ = "stakeholder"
    __table_args__ = (UniqueConstraint("account_id", "email"),)

    id: Mapped[PK]
    public_id: Mapped[PublicId]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[Name]
    title: Mapped[Name] = mapped_column(default="")
    email: Mapped[str | None] = mapped_column(String(254))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    role_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"))
    stage_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"))
    say: Mapped[Word] = mapped_column(default="uses")
    stance: Mapped[Word] = mapped_column(default="undecided")
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[CreatedAt]

    account: Mapped[Account] = relationship(back_populates="people")
    department: Mapped[Department | None] = relationship()
    role: Mapped[Term | None] = relationship(foreign_keys=[role_id])
    stage: Mapped[Term | None] = relationship(foreign_keys=[stage_id])

    @property
    def initials(self) -> str:
        return text.initials(self.name)

    @property
    def first_name(self) -> str:
        return text.first_name(self.name)


class Influence(Base):
    """Who moves whom: `sign` is 1 for support and -1 for pushing back, `strength` 1 to 3."""

    __tablename__ = "influence"

    source_id: Mapped[int] = mapped_column(ForeignKey("stakeholder.id", ondelete="CASCADE"), primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("stakeholder.id", ondelete="CASCADE"), primary_key=True)
    strength: Mapped[int] = mapped_column(default=1)
    sign: Mapped[int] = mapped_column(default=1)


class ImportRow(Base):
    """A row of a CSV file that could not be taken, kept as it was until somebody mends or drops it."""

    __tablename__ = "import_row"

    id: Mapped[PK]
    public_id: Mapped[PublicId]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    file_name: Mapped[Name]
    line: Mapped[int]
    cells: Mapped[dict[str, str]] = mapped_column()
    reason: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[CreatedAt]


class ImportFile(Base):
    """An uploaded CSV text that waits until its columns are confirmed; gone once it is taken or replaced."""

    __tablename__ = "import_file"

    id: Mapped[PK]
    public_id: Mapped[PublicId]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    uploader_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    file_name: Mapped[Name]
    content: Mapped[str] = mapped_column(Text, deferred=True)
    created_at: Mapped[CreatedAt]
