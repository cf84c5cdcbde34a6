"""Who moved and who has gone quiet, over all the accounts a user watches."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Account, Stakeholder
from app.accounts.queries import ids_for
from app.auth.models import User
from app.core.db import session
from app.engagement import queries, telling
from app.engagement.sittings import Sitting
from app.engagement.warmth import QUIET_DAYS, warmth_of

MOVED_DAYS = 14
WEEK = timedelta(days=7)
# Beyond six weeks silence is no longer news; the account's own page still shows it.
QUIET_UNTIL_DAYS = 42


@dataclass(frozen=True, slots=True)
class Piece:
    """What was read; without `public_id` it lies in the trash."""

    title: str
    public_id: str | None


@dataclass(frozen=True, slots=True)
class Moved:
    """A person's newest reading of one piece. `pages` are active seconds, empty when they read privately.

    `verb`, the title and `note` make up `text`. `is_new` marks the first time this person read anything.
    """

    person: Stakeholder
    account: Account
    asset: Piece
    verb: str
    note: str
    text: str
    pages: list[float]
    minutes: float
    at: datetime
    is_new: bool
    is_private: bool
    warmth: int


@dataclass(frozen=True, slots=True)
class Quieted:
    """Somebody who read and then stopped; `last` tells the last thing they did."""

    person: Stakeholder
    account: Account
    days: int
    last: str


@dataclass(frozen=True, slots=True)
class HiddenArrival:
    """A link that only a machine touched, in that visit."""

    person: Stakeholder
    account: Account
    asset: Piece
    reason: str
    at: datetime


def who_moved(user: User, at: datetime, *, everyone: bool = False, limit: int = 12) -> list[Moved]:
    """Reading of the last 14 days, newest first, one row for a person and piece."""
    since = at - timedelta(days=MOVED_DAYS)
    found = queries.newest_readings(_watched(user, everyone), since, at, limit)
    people = _people(found)
    warmth = warmth_of(people.keys(), at)
    return [_moved(each, people[each.stakeholder_id], warmth[each.stakeholder_id]) for each in found]


def people_moved(user: User, at: datetime, *, everyone: bool = False) -> int:
    """How many people read something in the last seven days."""
    return queries.count_readers(_watched(user, everyone), at - WEEK, at)


def gone_quiet(user: User, at: datetime, limit: int = 6, *, everyone: bool = False) -> list[Quieted]:
    """People who read something and then nothing for 14 days or more (and under six weeks), the freshest first."""
    since, until = at - timedelta(days=QUIET_UNTIL_DAYS), at - timedelta(days=QUIET_DAYS)
    found = queries.last_readings(_watched(user, everyone), since, until, at, limit)
    people = _people(found)
    return [_quieted(each, people[each.stakeholder_id], at) for each in found]


def machines_hidden(user: User, at: datetime, *, everyone: bool = False) -> int:
    """How many arrivals seen by scanners in the last 14 days are left out of who moved."""
    return queries.count_machines(_watched(user, everyone), at - timedelta(days=MOVED_DAYS), at)


def arrivals_hidden(user: User, at: datetime, *, everyone: bool = False, limit: int = 30) -> list[HiddenArrival]:
    """The newest of them, to be shown when somebody asks."""
    since = at - timedelta(days=MOVED_DAYS)
    found = queries.machine_sittings(_watched(user, everyone), since, at, limit)
    people = _people(found)
    return [_hidden(each, people[each.stakeholder_id]) for each in found]


def _watched(user: User, everyone: bool) -> Select[int]:
    """Ids of the accounts this user owns, or of all they may see."""
    return ids_for(user, owned=not everyone)


def _people(found: Collection[Sitting]) -> dict[int, Stakeholder]:
    ids = {each.stakeholder_id for each in found}
    wanted = select(Stakeholder).where(Stakeholder.id.in_(ids)).options(joinedload(Stakeholder.account))
    return {person.id: person for person in session.scalars(wanted)}


def _moved(sitting: Sitting, person: Stakeholder, warmth: int) -> Moved:
    return Moved(
        person=person,
        account=person.account,
        asset=Piece(sitting.asset_title, sitting.asset_public_id),
        verb=telling.verb(sitting),
        note=telling.note(sitting),
        text=telling.told(sitting),
        pages=list(sitting.pages),
        minutes=sitting.active_seconds / 60,
        at=sitting.ended,
        is_new=sitting.nth_of_all == 1,
        is_private=not sitting.is_measured,
        warmth=warmth,
    )


def _quieted(sitting: Sitting, person: Stakeholder, at: datetime) -> Quieted:
    return Quieted(person, person.account, (at - sitting.ended).days, telling.told(sitting))


def _hidden(sitting: Sitting, person: Stakeholder) -> HiddenArrival:
    piece = Piece(sitting.asset_title, sitting.asset_public_id)
    return HiddenArrival(person, person.account, piece, telling.machine_reason(sitting), sitting.began)
