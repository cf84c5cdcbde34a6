"""Digital body language of an account: who read what, when, how long, page by page, and who has gone quiet."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import select

from app.accounts.models import Account, Stakeholder
from app.core.db import session
from app.engagement import telling
from app.engagement.queries import SentItem, sent_to_account, sittings_of_account
from app.engagement.readings import Arrival, BodyLanguage, ItemReading, Mark, MarkKind, Moment, PersonReading
from app.engagement.sittings import Sitting
from app.engagement.warmth import WORDS, quiet_days, warmth
from app.tracking.models import MACHINE, UNSURE

DAYS = 42
LATEST = 20


def read(account: Account, at: datetime, days: int = DAYS) -> BodyLanguage:
    """The body language of `account` as it stood at `at`. Four queries, however large the account."""
    people = session.execute(
        select(Stakeholder.id, Stakeholder.public_id, Stakeholder.name).where(Stakeholder.account_id == account.id)
    ).all()
    sittings = sittings_of_account(account.id, at)
    sat: dict[int, list[Sitting]] = defaultdict(list)
    got: dict[int, list[SentItem]] = defaultdict(list)
    for sitting in sittings:
        sat[sitting.stakeholder_id].append(sitting)
    for item in sent_to_account(account.id, at):
        got[item.stakeholder_id].append(item)
    return BodyLanguage(
        people={person.id: _person(sat[person.id], got[person.id], at, days) for person in people},
        latest=_latest(sittings, {person.id: person for person in people}, at - timedelta(days=days)),
    )


def _person(sittings: list[Sitting], sent: list[SentItem], at: datetime, days: int) -> PersonReading:
    human = [each for each in sittings if each.is_human]
    warm, quiet = warmth(human, at), quiet_days(human, at)
    return PersonReading(
        warmth=warm,
        quiet_days=quiet,
        total_minutes=sum(each.active_seconds for each in human) / 60,
        last_read=max((each.ended for each in human), default=None),
        items=_items(sittings),
        marks=[mark for mark in _marks(sittings, sent, at) if mark.days_ago <= days],
        arrived=[
            Arrival(each.began, each.asset_title, telling.machine_reason(each))
            for each in reversed(sittings)
            if each.label == MACHINE
        ],
        status=_status(warm, quiet, sittings, sent),
    )


def _status(warm: int, quiet: int | None, sittings: list[Sitting], sent: list[SentItem]) -> str:
    labels = {each.label for each in sittings}
    if warm:
        return WORDS[warm]
    if quiet is not None:
        return f"quiet {quiet} days"
    if any(each.is_human for each in sittings):
        return "reads privately"
    if UNSURE in labels:
        return "opened, not confirmed"
    if MACHINE in labels:
        return "arrived, not opened"
    return "sent, not opened" if sent else "nothing sent"


def _items(sittings: list[Sitting]) -> list[ItemReading]:
    versions: dict[int, list[Sitting]] = defaultdict(list)
    for sitting in sittings:
        if sitting.label != MACHINE:
            versions[sitting.version_id].append(sitting)
    return sorted((_item(each) for each in versions.values()), key=lambda item: item.last, reverse=True)


def _item(sittings: list[Sitting]) -> ItemReading:
    """One item from the sittings on one version; unsure ones count only where no person was seen."""
    human = [each for each in sittings if each.is_human]
    measured = [each for each in human if each.is_measured]
    counted = human or sittings
    first = counted[0]
    return ItemReading(
        asset_title=first.asset_title,
        asset_public_id=first.asset_public_id,
        version_number=first.version_number,
        visits=len(counted),
        last=max(each.ended for each in counted),
        active_seconds=sum(each.active_seconds for each in measured),
        pages=[sum(times) for times in zip(*(each.pages for each in measured), strict=True)],
        label="human" if measured else "private" if human else "unsure",
    )


def _marks(sittings: list[Sitting], sent: list[SentItem], at: datetime) -> list[Mark]:
    marks = [Mark(_age(item.at, at), "sent", 0, f"{item.asset_title} sent") for item in sent]
    for each in sittings:
        kind: MarkKind = "read" if each.is_human else "machine" if each.label == MACHINE else "unsure"
        marks.append(Mark(_age(_time_of(each), at), kind, each.active_seconds, telling.told(each)))
        if each.is_human and each.downloads:
            marks.append(Mark(_age(each.ended, at), "download", 0, f"Took a copy of {each.asset_title}"))
    return sorted(marks, key=lambda mark: mark.days_ago, reverse=True)


def _latest(sittings: Sequence[Sitting], people: dict[int, Any], since: datetime) -> list[Moment]:
    recent = sorted((each for each in sittings if _time_of(each) > since), key=_time_of, reverse=True)[:LATEST]
    return [_moment(each, people[each.stakeholder_id]) for each in recent]


def _moment(sitting: Sitting, person: Any) -> Moment:
    kind: Literal["read", "private", "unsure", "machine"] = "unsure"
    if sitting.is_human:
        kind = "read" if sitting.is_measured else "private"
    elif sitting.label == MACHINE:
        kind = "machine"
    trace = list(sitting.pages) if kind == "read" else None
    return Moment(_time_of(sitting), person.public_id, person.name, telling.told(sitting), trace, kind)


def _time_of(sitting: Sitting) -> datetime:
    """Reading is dated by its end, an arrival by its first touch."""
    return sitting.ended if sitting.is_human else sitting.began


def _age(moment: datetime, at: datetime) -> float:
    return max(0.0, (at - moment).total_seconds() / 86_400)
