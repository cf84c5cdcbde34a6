"""Finding accounts and their people. Finding is authorising: a rep finds the accounts they own."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Select, exists, false, func, select, true
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Account, ImportFile, ImportRow, Influence, Stakeholder
from app.auth.models import User
from app.auth.permissions import may
from app.core.db import session
from app.core.errors import NotFound


def accounts_for(user: User) -> list[Account]:
    """The accounts this user may see, by name, each with owner and stage."""
    return list(
        session.scalars(
            select(Account)
            .where(_seen_by(user))
            .options(joinedload(Account.owner), joinedload(Account.stage))
            .order_by(func.lower(Account.name), Account.id)
        )
    )


def ids_for(user: User, *, owned: bool = False) -> Select[int]:
    """The ids of the accounts this user may see, or only of those they own, as a part of another query."""
    found = select(Account.id).where(_seen_by(user))
    return found.where(Account.owner_id == user.id) if owned else found


def names_for(user: User, ids: Iterable[int]) -> dict[int, str]:
    """What those of these accounts that the user may see are called."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = session.execute(select(Account.id, Account.name).where(Account.id.in_(wanted), _seen_by(user)))
    return {row.id: row.name for row in rows}


def owns_any(user: User) -> bool:
    """Whether an account is this user's."""
    return bool(session.scalar(select(ids_for(user, owned=True).exists())))


def get_account_for(user: User, public_id: str) -> Account:
    """With owner, stage, rivals, departments and people (and their role, stage and department). Raises NotFound."""
    people = selectinload(Account.people)
    account = session.scalar(
        select(Account)
        .where(Account.public_id == public_id, _seen_by(user))
        .options(
            joinedload(Account.owner),
            joinedload(Account.stage),
            selectinload(Account.rivals),
            selectinload(Account.departments),
            people.joinedload(Stakeholder.department),
            people.joinedload(Stakeholder.role),
            people.joinedload(Stakeholder.stage),
        )
    )
    if account is None:
        raise NotFound
    return account


def get_changeable_account_for(user: User, public_id: str) -> Account:
    """The same, when this user may also change it. Raises NotFound."""
    account = get_account_for(user, public_id)
    if not may_change(user, account):
        raise NotFound
    return account


def get_stakeholder_for(user: User, account: Account, public_id: str) -> Stakeholder:
    """A person of this account. Raises NotFound."""
    found = stakeholders_for(user, account, [public_id])
    if not found:
        raise NotFound
    return found[0]


def stakeholders_for(user: User, account: Account, public_ids: Iterable[str]) -> list[Stakeholder]:
    """The people of this account with these ids, in the order they joined it; ids of others are left out."""
    if not may_see(user, account):
        raise NotFound
    return list(
        session.scalars(
            select(Stakeholder)
            .where(Stakeholder.account_id == account.id, Stakeholder.public_id.in_(list(public_ids)))
            .options(joinedload(Stakeholder.department), joinedload(Stakeholder.role), joinedload(Stakeholder.stage))
            .order_by(Stakeholder.id)
        )
    )


def may_see(user: User, account: Account) -> bool:
    """Whether `accounts_for(user)` holds this account."""
    if may(user, "accounts.read_all"):
        return True
    return may(user, "accounts.read_own") and account.owner_id == user.id


def may_change(user: User, account: Account) -> bool:
    """Whether this user may change the account and its people."""
    if may(user, "accounts.write_all"):
        return True
    return may(user, "accounts.write_own") and account.owner_id == user.id


def people_counts(accounts: Sequence[Account]) -> dict[int, int]:
    """How many people each of these accounts has, by account id; those without people are left out."""
    rows = session.execute(
        select(Stakeholder.account_id, func.count())
        .where(Stakeholder.account_id.in_([account.id for account in accounts]))
        .group_by(Stakeholder.account_id)
    )
    return {row[0]: row[1] for row in rows}


def influences_of(account: Account) -> list[Influence]:
    """Who moves whom on this account."""
    return list(
        session.scalars(
            select(Influence)
            .join(Stakeholder, Stakeholder.id == Influence.source_id)
            .where(Stakeholder.account_id == account.id)
            .order_by(Influence.source_id, Influence.target_id)
        )
    )


def email_taken(account: Account, email: str, besides: Stakeholder | None = None) -> bool:
    """Whether another person of the account has this address."""
    held = select(Stakeholder.id).where(Stakeholder.account_id == account.id, Stakeholder.email == email)
    if besides is not None and besides.id is not None:
        held = held.where(Stakeholder.id != besides.id)
    return bool(session.scalar(select(exists(held))))


def find_import_file(user: User, account: Account, public_id: str) -> ImportFile:
    """A file this user uploaded for this account and has not taken yet. Raises NotFound."""
    found = session.scalar(
        select(ImportFile).where(
            ImportFile.public_id == public_id, ImportFile.account_id == account.id, ImportFile.uploader_id == user.id
        )
    )
    if found is None:
        raise NotFound
    return found


def rows_to_mend(account: Account, limit: int = 50) -> tuple[list[ImportRow], int]:
    """The first rows of imports that could not be taken, and how many there are in all."""
    total = session.scalar(select(func.count()).where(ImportRow.account_id == account.id)) or 0
    rows = session.scalars(
        select(ImportRow).where(ImportRow.account_id == account.id).order_by(ImportRow.id).limit(limit)
    )
    return list(rows), total


def get_row_to_mend(account: Account, public_id: str) -> ImportRow:
    """Raises NotFound."""
    row = session.scalar(select(ImportRow).where(ImportRow.public_id == public_id, ImportRow.account_id == account.id))
    if row is None:
        raise NotFound
    return row


def _seen_by(user: User) -> ColumnElement[bool]:
    if may(user, "accounts.read_all"):
        return true()
    return Account.owner_id == user.id if may(user, "accounts.read_own") else false()
