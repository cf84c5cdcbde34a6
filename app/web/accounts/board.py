"""What the account page draws: the people map joined with what its people read."""

from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from app.accounts import people_map
from app.accounts.models import Account, Stakeholder
from app.accounts.people_map import PeopleMap
from app.engagement import body_language
from app.engagement.readings import BodyLanguage, ItemReading, PersonReading
from app.vocabulary.models import STAGE, Term
from app.vocabulary.queries import terms_of
from app.web.pictures import BodyRow, Face, Influence, Mark, minutes

ACTIVE_DAYS = 14
SELECTED_AT_MOST = 100
MAPPED_AT_MOST = 300


@dataclass(frozen=True)
class Seat:
    """One person on the page: what is known, how they are drawn, what they read."""

    person: Stakeholder
    face: Face
    reading: PersonReading

    @property
    def read_items(self) -> list[ItemReading]:
        return [item for item in self.reading.items if item.label == "human"]


@dataclass(frozen=True)
class Board:
    """Everything of the account page that is drawn or listed by person."""

    map: PeopleMap
    seats: dict[int, Seat]
    stages: list[Term]
    stage_index: int | None
    body: BodyLanguage
    at: datetime

    @property
    def stage_names(self) -> list[str]:
        return [stage.name for stage in self.stages]

    @property
    def in_order(self) -> list[Seat]:
        """Those who decide first, then by column: the order of the map, the list and the chart."""
        return [self.seats[person.id] for person in self.map.people]

    @property
    def faces(self) -> list[Face]:
        return [seat.face for seat in self.in_order]

    @property
    def influences(self) -> list[Influence]:
        return [
            Influence(line.source.public_id, line.target.public_id, line.strength, line.sign)
            for line in self.map.influences
        ]

    @property
    def selected(self) -> list[Seat]:
        return [seat for seat in self.in_order if seat.face.selected]

    @property
    def active(self) -> int:
        """How many people read something in the last fortnight."""
        return sum(
            seat.reading.last_read is not None and (self.at - seat.reading.last_read).days < ACTIVE_DAYS
            for seat in self.seats.values()
        )

    @property
    def moved(self) -> list[Seat]:
        """Those to whom anything happened in six weeks: an account of fifty would else be a chart of empty lines."""
        return [seat for seat in self.in_order if seat.reading.marks]

    @property
    def body_rows(self) -> list[BodyRow]:
        return [self.body_row_of(seat) for seat in self.moved]

    @property
    def is_crowd(self) -> bool:
        """Too many people for a map that anybody could read."""
        return len(self.seats) > MAPPED_AT_MOST

    def body_row_of(self, seat: Seat) -> BodyRow:
        reading = seat.reading
        seconds = sum(mark.seconds for mark in reading.marks if mark.kind == "read")
        quiet = reading.quiet_days
        return BodyRow(
            name=seat.person.name,
            href=url_for("accounts.person", public_id=seat.person.account.public_id, person_id=seat.person.public_id),
            items=[Mark(mark.days_ago, mark.kind, mark.seconds, mark.text) for mark in reading.marks],
            status=minutes(seconds) if seconds and quiet is None else reading.status,
            quiet_days=quiet,
            is_new=seat.face.is_new,
        )

    def groups(self) -> list[tuple[str, list[Stakeholder]]]:
        """Who can be selected at one stroke, by a name for them; an address holds only so many."""
        found = [(band.label, band.people) for band in self.map.bands]
        found.append(("Gone quiet", [seat.person for seat in self.in_order if seat.face.is_quiet]))
        found.append(("New", [seat.person for seat in self.in_order if seat.face.is_new]))
        return [(label, people) for label, people in found if 0 < len(people) <= SELECTED_AT_MOST]


def read_board(account: Account, at: datetime, chosen: set[str], view: str) -> Board:
    """The board of an account that `get_account_for` found. Unknown ids in `chosen` mean nobody."""
    body, stages = body_language.read(account, at), terms_of(STAGE)
    places = {stage.id: index for index, stage in enumerate(stages)}
    known = [person.public_id for person in account.people if person.public_id in chosen][:SELECTED_AT_MOST]
    grid = people_map.of(account)
    seats = {}
    for person in account.people:
        reading = body.people[person.id]
        href = _toggled(account, person, known, view)
        seats[person.id] = Seat(person, _face(person, account, reading, places, href, known, at), reading)
    place = places.get(account.stage_id) if account.stage_id is not None else None
    return Board(grid, seats, stages, place, body, at)


def _face(
    person: Stakeholder,
    account: Account,
    reading: PersonReading,
    places: dict[int, int],
    href: str,
    known: list[str],
    at: datetime,
) -> Face:
    return Face(
        id=person.public_id,
        name=person.name,
        initials=person.initials,
        role=person.role.name if person.role else "",
        title=person.title,
        department=person.department.name if person.department else "",
        say=person.say,  # type: ignore[arg-type]
        stance=person.stance,  # type: ignore[arg-type]
        stage_index=places.get(person.stage_id) if person.stage_id is not None else None,
        stage_name=person.stage.name if person.stage else None,
        warmth=reading.warmth,
        quiet_days=reading.quiet_days,
        is_new=people_map.is_new(person, account, at),
        href=href,
        selected=person.public_id in known,
    )


def _toggled(account: Account, person: Stakeholder, known: list[str], view: str) -> str:
    """The page with this person selected, or no longer: ticking works without script."""
    others = [each for each in known if each != person.public_id]
    select = others if person.public_id in known else [*known, person.public_id]
    shown = "list" if view == "list" else None
    return url_for("accounts.show", public_id=account.public_id, select=select, view=shown, _anchor="map")
