"""Who signs for a function: its members, and an admin where there is nobody."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, delete, insert, select

from app.audit.recording import record
from app.auth.models import User
from app.claims.models import Claim, function_member
from app.core.db import session
from app.core.errors import Refused
from app.vocabulary.models import FUNCTION, Term


def members() -> dict[int, list[User]]:
    """The people of each function who can still sign in, by its id and then by name, in one query."""
    found: dict[int, list[User]] = {}
    rows = session.execute(
        select(function_member.c.term_id, User)
        .join(User, User.id == function_member.c.user_id)
        .where(User.deactivated_at.is_(None))
        .order_by(User.name, User.id)
    )
    for term_id, user in rows:
        found.setdefault(term_id, []).append(user)
    return found


def functions_of(user: User) -> Select[int]:
    """The ids of the functions this user signs for, as a part of another query."""
    return select(function_member.c.term_id).where(function_member.c.user_id == user.id)


def is_member(user: User, claim: Claim) -> bool:
    """Whether this user signs for the claim's function."""
    if claim.function_id is None:
        return False
    return session.scalar(functions_of(user).where(function_member.c.term_id == claim.function_id)) is not None


def set_members(user: User, function: Term, people: Iterable[User], at: datetime) -> None:
    """Makes exactly these people sign for a function. Raises Refused for a term of another list."""
    if function.facet != FUNCTION:
        raise Refused("That is not a function that signs.")
    wanted = {each.id: each for each in people}
    # Two who set them at once come one after the other.
    session.execute(select(Term.id).where(Term.id == function.id).with_for_update())
    was = _member_ids(function)
    if was == sorted(wanted):
        return
    session.execute(delete(function_member).where(function_member.c.term_id == function.id))
    if wanted:
        session.execute(insert(function_member), [{"term_id": function.id, "user_id": each} for each in wanted])
    names = sorted(each.name for each in wanted.values())
    record(user, "set_members", function, function.name, at, was=was, members=names)


def _member_ids(function: Term) -> list[int]:
    held = select(function_member.c.user_id).where(function_member.c.term_id == function.id)
    return sorted(session.scalars(held))
