"""What body language is told in: people, what each of them read, marks in time and the latest moments."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

MarkKind = Literal["sent", "read", "machine", "unsure", "download"]


@dataclass(frozen=True, slots=True)
class ItemReading:
    """One version of a piece, as one person read it.

    `label` is "human", "private" (opened, asked not to be measured: no pages, no time) or "unsure" (opened, not
    confirmed as a person). `pages` are active seconds on pages 1 to the last, added over visits.
    `asset_public_id` is None while the piece lies in the trash.
    """

    asset_title: str
    asset_public_id: str | None
    version_number: int
    visits: int
    last: datetime
    active_seconds: float
    pages: list[float]
    label: Literal["human", "private", "unsure"]


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing that happened, placed by its age in days; `seconds` is reading time."""

    days_ago: float
    kind: MarkKind
    seconds: float
    text: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """Delivery evidence: a machine touched the link. `reason` is a clause: checked by a machine (Slackbot preview)."""

    at: datetime
    asset_title: str
    reason: str


@dataclass(frozen=True, slots=True)
class PersonReading:
    """Only human visits count for warmth, minutes, last reading and quiet; the rest is told beside them.

    `warmth` is 0 to 4; `items` and `arrived` are newest first and reach back to the beginning, `marks` as far as
    the days asked for.
    """

    warmth: int
    quiet_days: int | None
    total_minutes: float
    last_read: datetime | None
    items: list[ItemReading]
    marks: list[Mark]
    arrived: list[Arrival]
    status: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A line of the account's latest. `trace` is there for measured reading; kind "private" has none."""

    at: datetime
    person_public_id: str
    person_name: str
    text: str
    trace: list[float] | None
    kind: Literal["read", "private", "unsure", "machine"]


@dataclass(frozen=True, slots=True)
class BodyLanguage:
    """Everybody on the account by stakeholder id, and the latest sittings of the days asked for, newest first."""

    people: dict[int, PersonReading]
    latest: list[Moment]
