"""How one piece is used: sent to whom, read by which roles, and on which pages readers stay."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from app.accounts.models import Account
from app.accounts.queries import accounts_for
from app.auth.models import User
from app.core.clock import from_ms
from app.insights import queries
from app.library.models import Asset
from app.tracking.models import HUMAN, MACHINE, UNSURE

FEWEST_FOR_TIMES = 10
NO_ROLE = "No role set"


@dataclass(frozen=True, slots=True)
class RoleUse:
    """People of one buyer role: how many got it, how many read it."""

    role: str
    sent: int
    read: int


@dataclass(frozen=True, slots=True)
class AccountUse:
    """The same for one account."""

    name: str
    public_id: str
    people_sent: int
    people_read: int


@dataclass(frozen=True, slots=True)
class AssetUse:
    """What came of the links sent in the period.

    `opened_unsure` are people whose only opens are not confirmed; `scanned` those whose link only a machine touched.
    `minutes_median` is over measured readers, None below ten of them. `pages` are median active seconds of those who
    read the page, of the current version, and `page_readers` how many those are, of the `measured`: the readers of
    that version who let us measure. `accounts` are those the user may
    see; all other figures are over every account.
    """

    links_sent: int
    people_sent: int
    readers: int
    opened_unsure: int
    scanned: int
    last_read: datetime | None
    minutes_median: float | None
    by_role: list[RoleUse]
    pages: list[float]
    page_readers: list[int]
    measured: int
    accounts: list[AccountUse]


def of_asset(asset: Asset, at: datetime, *, user: User, days: int = 90) -> AssetUse:
    """The use of `asset` in the `days` up to `at`, in a fixed number of queries."""
    since = at - timedelta(days=days)
    people, visits = queries.people_sent(asset, since, at), queries.visits(asset, since, at)
    labels: dict[int, set[str]] = defaultdict(set)
    for visit in visits:
        labels[visit.stakeholder_id].add(visit.label)
    readers = {person for person, seen in labels.items() if HUMAN in seen}
    unsure = {person for person, seen in labels.items() if UNSURE in seen} - readers
    pages = queries.page_times(asset, since, at)
    return AssetUse(
        links_sent=sum(person.links for person in people),
        people_sent=len(people),
        readers=len(readers),
        opened_unsure=len(unsure),
        scanned=len({person for person, seen in labels.items() if MACHINE in seen} - readers - unsure),
        last_read=max((from_ms(visit.last_ms) for visit in visits if visit.label == HUMAN), default=None),
        minutes_median=_minutes_median(visits),
        by_role=_by_role(people, readers),
        pages=[median(times) if times else 0 for times in pages],
        page_readers=[len(times) for times in pages],
        measured=len(_measured(asset, visits)),
        accounts=_by_account(people, readers, user),
    )


def _measured(asset: Asset, visits: Iterable[Any]) -> set[int]:
    now = asset.current_version_id
    return {each.stakeholder_id for each in visits if each.is_measured and (each.label, each.version) == (HUMAN, now)}


def _minutes_median(visits: Iterable[Any]) -> float | None:
    spent: dict[int, int] = defaultdict(int)
    for visit in visits:
        if visit.label == HUMAN and visit.is_measured:
            spent[visit.stakeholder_id] += visit.active_ms
    return median(spent.values()) / 60_000 if len(spent) >= FEWEST_FOR_TIMES else None


def _by_role(people: Sequence[Any], readers: set[int]) -> list[RoleUse]:
    """In the order of the vocabulary; people without a role come last."""
    order = {person.role: person.position for person in people if person.role is not None}
    return [
        RoleUse(role or NO_ROLE, len(those), len(those & readers))
        for role in sorted({person.role for person in people}, key=lambda role: (role is None, order.get(role, 0)))
        for those in [{person.stakeholder_id for person in people if person.role == role}]
    ]


def _by_account(people: Sequence[Any], readers: set[int], user: User) -> list[AccountUse]:
    """Those with most readers first."""
    sent: dict[int, set[int]] = defaultdict(set)
    for person in people:
        sent[person.account_id].add(person.stakeholder_id)
    seen: list[Account] = [account for account in accounts_for(user) if account.id in sent]
    used = [AccountUse(a.name, a.public_id, len(sent[a.id]), len(sent[a.id] & readers)) for a in seen]
    return sorted(used, key=lambda use: (-use.people_read, -use.people_sent, use.name.casefold()))
