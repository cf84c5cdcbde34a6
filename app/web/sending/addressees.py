"""The people of an account as the send page offers them: who they are, and how warm."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.accounts.models import Account, Stakeholder
from app.engagement import body_language
from app.engagement.readings import PersonReading
from app.web.pictures import Face


@dataclass(frozen=True)
class Addressee:
    """A person to tick, as the page draws them."""

    person: Stakeholder
    face: Face
    note: str
    is_chosen: bool


def addressees_of(account: Account, chosen: set[str], at: datetime) -> list[Addressee]:
    """The chosen first, then by who decides."""
    readings = body_language.read(account, at).people
    order = {"decides": 0, "shapes": 1, "uses": 2}
    found = [
        Addressee(person, _face(person, readings), _person_note(person), person.public_id in chosen)
        for person in account.people
    ]
    return sorted(found, key=lambda each: (not each.is_chosen, order.get(each.person.say, 3), each.person.name))


def _face(person: Stakeholder, readings: Mapping[int, PersonReading]) -> Face:
    reading = readings.get(person.id)
    return Face(
        id=person.public_id,
        name=person.name,
        initials=person.initials,
        warmth=reading.warmth if reading else 0,
        quiet_days=reading.quiet_days if reading else None,
    )


def _person_note(person: Stakeholder) -> str:
    said = [person.title, person.role.name if person.role else "", person.stage.name if person.stage else ""]
    return ", ".join(dict.fromkeys(filter(None, said)))
