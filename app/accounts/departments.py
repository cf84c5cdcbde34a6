"""The columns of an account's people map: naming, ordering and removing departments."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.accounts.facts import short_line
from app.accounts.models import Account, Department
from app.core import tokens
from app.core.db import session
from app.core.errors import Refused
from app.core.text import slug

MOST = 40


@dataclass(frozen=True)
class Wish:
    """A department as somebody wants it: `was` is the name of one that exists. No name removes it."""

    name: str
    was: str = ""


def department_named(account: Account, name: str) -> Department | None:
    """The department of a name, however it is written; a new one at the end when there is none. None for no name.

    Raises Refused for one more than an account can show.
    """
    called = short_line(name, "department", "The department", 80)
    if not called:
        return None
    for each in account.departments:
        if slug(each.name, 200) == slug(called, 200):
            return each
    if len(account.departments) >= MOST:
        raise Refused(f"An account can have {MOST} departments, and this would be one more.", "department")
    department = Department(name=called, position=_end(account))
    account.departments.append(department)
    return department


def set_departments(account: Account, wishes: Sequence[Wish]) -> None:
    """Renames, orders, adds and removes; the people of a removed one have no department yet. Raises Refused."""
    known = {each.name: each for each in account.departments}
    named = [(known.pop(wish.was, None), short_line(wish.name, "departments", "A department", 80)) for wish in wishes]
    wanted = [(each, name) for each, name in named if name]
    if len({slug(name, 200) for _, name in wanted}) < len(wanted):
        raise Refused("Two departments have the same name.", "departments")
    if len(wanted) > MOST:
        raise Refused(f"An account can have {MOST} departments.", "departments")
    _remove_all_but(account, {each.id for each, _ in wanted if each is not None})
    # Two departments may swap names, and a name is unique at every moment of it.
    for each, name in wanted:
        if each is not None and each.name != name:
            each.name = tokens.public_id()
    session.flush()
    for position, (each, name) in enumerate(wanted):
        if each is None:
            account.departments.append(Department(name=name, position=position))
        else:
            each.name, each.position = name, position
    session.flush()
    account.departments.sort(key=lambda each: each.position)


def _remove_all_but(account: Account, kept: set[int]) -> None:
    for person in account.people:
        if person.department_id is not None and person.department_id not in kept:
            person.department = None
    session.flush()
    for each in list(account.departments):
        if each.id not in kept:
            account.departments.remove(each)
    session.flush()


def _end(account: Account) -> int:
    return max((each.position for each in account.departments), default=-1) + 1
