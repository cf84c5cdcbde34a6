"""Finding users."""

from collections.abc import Iterable

from sqlalchemy import exists, func, select

from app.auth.models import EndedSession, Invitation, User
from app.auth.permissions import may
from app.core import tokens
from app.core.db import session
from app.core.errors import NotFound


def anybody() -> bool:
    """Whether the workspace has a user yet."""
    return session.scalar(select(User.id).limit(1)) is not None


def find_by_email(email: str) -> User | None:
    """The user of an address, in any letter case."""
    return session.scalar(select(User).where(User.email == email.strip().lower()))


def find_by_session(identifier: str, ticket: str = "") -> User | None:
    """The active user of a session cookie, if neither that sign-in (`ticket`) nor all of them have been ended."""
    public_id, _, key = identifier.partition(".")
    is_ended = exists().where(EndedSession.ticket_hash == tokens.fingerprint(ticket))
    user = session.scalar(select(User).where(User.public_id == public_id, User.deactivated_at.is_(None), ~is_ended))
    return user if user is not None and tokens.same(user.session_key, key) else None


def get_user(public_id: str) -> User:
    """Raises NotFound."""
    user = session.scalar(select(User).where(User.public_id == public_id))
    if user is None:
        raise NotFound
    return user


def all_users() -> list[User]:
    """Everybody, by name."""
    return list(session.scalars(select(User).order_by(func.lower(User.name))))


def active_users() -> list[User]:
    """Everybody who can sign in, by name."""
    return list(session.scalars(select(User).where(User.deactivated_at.is_(None)).order_by(func.lower(User.name))))


def users_by_public_id(public_ids: Iterable[str]) -> list[User]:
    """Those of `public_ids` that exist, by name; unknown ones are left out."""
    wanted = sorted({each for each in public_ids if each.isascii() and each.isalnum()})[:500]
    return list(session.scalars(select(User).where(User.public_id.in_(wanted)).order_by(func.lower(User.name))))


def reps() -> list[User]:
    """Active users who may own accounts."""
    return [user for user in all_users() if user.is_active and may(user, "accounts.write_own")]


def find_invitation(token: str) -> tuple[Invitation, User] | None:
    """The invitation of a link and the user it is for."""
    found = session.execute(
        select(Invitation, User)
        .join(User, User.id == Invitation.user_id)
        .where(Invitation.token_hash == tokens.fingerprint(token))
    ).one_or_none()
    return None if found is None else (found[0], found[1])
