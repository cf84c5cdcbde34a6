"""A user, and the single-use links that let one in."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core import text, tokens
from app.core.types import PK, Base, CreatedAt, Moment, Name, PublicId, Word

ROLES = ("rep", "marketer", "manager", "admin")


class User(Base):
    """Somebody who signs in. May hold several roles: in a small firm one person does both jobs."""

    __tablename__ = "user_account"

    id: Mapped[PK]
    public_id: Mapped[PublicId]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[Name]
    roles: Mapped[list[str]]
    password_hash: Mapped[str | None] = mapped_column(String(200))
    session_key: Mapped[str] = mapped_column(String(64), default=tokens.secret)
    time_zone: Mapped[Word] = mapped_column(default="UTC")
    theme: Mapped[Word] = mapped_column(default="system")
    created_at: Mapped[CreatedAt]
    deactivated_at: Mapped[Moment | None]

    # Flask-Login asks these of whoever is signed in.
    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        return self.deactivated_at is None

    def get_id(self) -> str:
        """Changes with `session_key`, so that every older session dies with it."""
        return f"{self.public_id}.{self.session_key}"

    @property
    def initials(self) -> str:
        return text.initials(self.name)

    @property
    def first_name(self) -> str:
        return text.first_name(self.name)

    def sign_out_everywhere(self) -> None:
        self.session_key = tokens.secret()


class EndedSession(Base):
    """A sign-in that was signed out of; kept until its cookie would have lapsed by itself."""

    __tablename__ = "ended_session"

    ticket_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    ended_at: Mapped[Moment]


class Invitation(Base):
    """A link by which somebody sets a password once: to join, or after forgetting it."""

    __tablename__ = "invitation"

    id: Mapped[PK]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[Moment]
    used_at: Mapped[Moment | None]
    created_at: Mapped[CreatedAt]

    def is_open(self, at: datetime) -> bool:
        return self.used_at is None and at < self.expires_at
