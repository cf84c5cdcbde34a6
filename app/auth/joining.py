"""How people join and how they sign in: adding, inviting, setting a password, checking one."""

from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from email_validator import EmailNotValidError, validate_email
from sqlalchemy import delete, update

from app.auth.models import ROLES, EndedSession, Invitation, User
from app.auth.queries import find_by_email
from app.core import text, tokens
from app.core.db import insert_new, session
from app.core.errors import Refused

INVITATION_LIFE = timedelta(days=7)
SESSION_LIFE = timedelta(days=14)
SHORTEST_PASSWORD = 12

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)  # OWASP's first choice for Argon2id.
_nobodys_hash = _hasher.hash(tokens.secret())


def add_user(email: str, name: str, roles: list[str], at: datetime, time_zone: str = "UTC") -> User:
    """A new user without a password. Raises Refused for a bad or known address, name or role."""
    address = clean_email(email)
    if find_by_email(address) is not None:
        raise Refused("Somebody with this address is already here.", "email")
    called = clean_name(name)
    chosen = [role for role in ROLES if role in roles]
    if not chosen or len(chosen) != len(set(roles)):
        raise Refused("Choose one or more of: " + ", ".join(ROLES) + ".", "roles")
    user = User(email=address, name=called, roles=chosen, created_at=at, time_zone=time_zone)
    session.add(user)
    session.flush()
    return user


def invite(user: User, at: datetime) -> str:
    """A single-use token by which `user` may set a password; earlier ones end."""
    _end_invitations(user, at)
    token = tokens.secret()
    session.add(
        Invitation(
            user_id=user.id, token_hash=tokens.fingerprint(token), expires_at=at + INVITATION_LIFE, created_at=at
        )
    )
    return token


def set_password(user: User, password: str, at: datetime) -> None:
    """Sets it, ends every session and every open invitation. Raises Refused when it is too weak."""
    check_password_strength(user, password)
    user.password_hash = _hasher.hash(password)
    user.sign_out_everywhere()
    _end_invitations(user, at)


def check_password_strength(user: User, password: str) -> None:
    """Length is what counts (NIST SP 800-63B); a name or address is no secret. Raises Refused."""
    if len(password) < SHORTEST_PASSWORD:
        raise Refused(f"Use {SHORTEST_PASSWORD} characters or more. A few words make a good password.", "password")
    if len(password) > 200:
        raise Refused("Use at most 200 characters.", "password")
    if len(set(password)) < 5 or password.lower() in (user.email, user.name.lower()):
        raise Refused("That is too easy to guess.", "password")


def check_password(email: str, password: str) -> User | None:
    """The user, when address and password belong together. Takes as long for an unknown address as for a wrong word."""
    user = find_by_email(email)
    stored = user.password_hash if user is not None and user.password_hash else _nobodys_hash
    try:
        _hasher.verify(stored, password[:200])
    except (Argon2Error, InvalidHashError):
        return None
    if user is None or not user.is_active or not user.password_hash:
        return None
    if _hasher.check_needs_rehash(stored):
        user.password_hash = _hasher.hash(password)
    return user


def clean_name(value: str) -> str:
    """What to call somebody, on one line. Raises Refused when nothing that shows is left."""
    called = text.one_line(value)
    if not called:
        raise Refused("Say what to call this person.", "name")
    return called


def end_session(ticket: str, at: datetime) -> None:
    """Ends one sign-in for good, and forgets those whose cookies have lapsed by themselves."""
    session.execute(delete(EndedSession).where(EndedSession.ended_at < at - SESSION_LIFE))
    row = {"ticket_hash": tokens.fingerprint(ticket), "ended_at": at}
    insert_new(EndedSession.metadata.tables["ended_session"], [row])


def clean_email(value: str) -> str:
    """An address in lower case. Raises Refused with a sentence that says what is wrong."""
    try:
        checked = validate_email(value.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise Refused(f"This is not an e-mail address: {error}", "email") from None
    return checked.normalized.lower()


def _end_invitations(user: User, at: datetime) -> None:
    session.execute(
        update(Invitation).where(Invitation.user_id == user.id, Invitation.used_at.is_(None)).values(used_at=at)
    )
