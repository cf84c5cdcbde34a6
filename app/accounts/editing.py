"""Changing accounts and the people on them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from app.accounts.departments import department_named
from app.accounts.facts import Facts, check_facts, check_name, set_facts, short_line
from app.accounts.models import Account, Influence, Stakeholder
from app.accounts.queries import email_taken
from app.auth.models import User
from app.auth.permissions import may
from app.core.db import session
from app.core.errors import NotFound, Refused
from app.vocabulary.models import RIVAL, STAGE, Term

TAKEN = "Somebody on this account already has this address."


@dataclass(frozen=True)
class Line:
    """Whom a person moves: `strength` 1 to 3, `sign` 1 for support and -1 for pushing back."""

    target: Stakeholder
    strength: int = 1
    sign: int = 1


def add_account(
    user: User,
    at: datetime,
    *,
    name: str,
    summary: str = "",
    stage: Term | None = None,
    owner: User | None = None,
    rivals: Sequence[Term] = (),
) -> Account:
    """A new account, owned by `user` unless they may choose somebody else. Raises Refused or NotFound."""
    if not may(user, "accounts.write_own"):
        raise NotFound
    account = Account(owner=user, created_at=at, departments=[], people=[])
    _set_account(user, account, name, summary, stage, owner, rivals)
    session.add(account)
    session.flush()
    return account


def change_account(
    user: User,
    account: Account,
    *,
    name: str,
    summary: str = "",
    stage: Term | None = None,
    owner: User | None = None,
    rivals: Sequence[Term] = (),
) -> None:
    """Sets these facts. `owner` None leaves the owner. Raises Refused."""
    _set_account(user, account, name, summary, stage, owner, rivals)
    session.flush()


def add_person(account: Account, at: datetime, facts: Facts | None = None, **typed: object) -> Stakeholder:
    """A new person, from checked facts or from the arguments of `check_facts`. Raises Refused."""
    person = Stakeholder(account_id=account.id, created_at=at)
    with one_address_each():
        _set_person(account, person, facts or check_facts(**typed))  # type: ignore[arg-type]
        account.people.append(person)
        session.flush()
    return person


def change_person(account: Account, person: Stakeholder, facts: Facts | None = None, **typed: object) -> None:
    """Sets every fact of a person; one that is left out becomes empty. Raises Refused."""
    with one_address_each():
        _set_person(account, person, facts or check_facts(**typed))  # type: ignore[arg-type]
        session.flush()


def set_influences(source: Stakeholder, lines: Sequence[Line]) -> None:
    """Replaces whom a person moves. Raises Refused for themselves, twice the same, or somebody elsewhere."""
    targets = [line.target.id for line in lines]
    if source.id in targets:
        raise Refused("A person cannot influence themselves.", "influences")
    if len(set(targets)) < len(targets):
        raise Refused("Name each person once.", "influences")
    for line in lines:
        if line.target.account_id != source.account_id or line.strength not in (1, 2, 3) or line.sign not in (1, -1):
            raise Refused("Choose people of this account, and how strong the influence is.", "influences")
    for old in session.scalars(select(Influence).where(Influence.source_id == source.id)):
        session.delete(old)
    session.flush()
    session.add_all(
        Influence(source_id=source.id, target_id=line.target.id, strength=line.strength, sign=line.sign)
        for line in lines
    )
    session.flush()


def remove_person(account: Account, person: Stakeholder) -> None:
    """Takes somebody off the map for good. Raises Refused when something was ever sent to them.

    Sends live in a room above this one; their rows point here, so the database itself refuses.
    """
    name = person.name
    session.flush()
    try:
        with session.begin_nested():
            session.execute(delete(Stakeholder).where(Stakeholder.id == person.id))
    except IntegrityError:
        raise Refused(
            f"{name} has been sent something, so their reading belongs to this account. "
            "Move them to another band or mark where they stand instead.",
            "person",
        ) from None
    session.expire(account, ["people"])


def _set_account(
    user: User,
    account: Account,
    name: str,
    summary: str,
    stage: Term | None,
    owner: User | None,
    rivals: Sequence[Term],
) -> None:
    account.name = check_name(name)
    account.summary = short_line(summary, "summary", "The summary", 300)
    if stage is not None and stage.facet != STAGE:
        raise Refused("Choose a stage from the list.", "stage")
    if any(rival.facet != RIVAL for rival in rivals):
        raise Refused("Choose rivals from the list.", "rivals")
    account.stage, account.rivals = stage, list(dict.fromkeys(rivals))
    if owner is not None and owner.id != account.owner.id:
        _hand_over(user, account, owner)


def _hand_over(user: User, account: Account, owner: User) -> None:
    if not may(user, "accounts.write_all"):
        raise Refused("Only a manager can give an account to somebody else.", "owner")
    if not owner.is_active or not may(owner, "accounts.write_own"):
        raise Refused(f"{owner.name} cannot own accounts.", "owner")
    account.owner = owner


@contextmanager
def one_address_each() -> Iterator[None]:
    """Two who add the same address at one moment both pass the check; the database lets only one through."""
    try:
        with session.begin_nested():
            yield
    except IntegrityError:
        raise Refused(TAKEN, "email") from None


def _set_person(account: Account, person: Stakeholder, facts: Facts) -> None:
    with session.no_autoflush:
        if facts.email and email_taken(account, facts.email, besides=person):
            raise Refused(TAKEN, "email")
        set_facts(person, facts, department_named(account, facts.department))
