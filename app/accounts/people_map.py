"""The people map as data: departments across, how much say down, and who moves whom. Nothing of how it is drawn."""

from dataclasses import dataclass
from datetime import datetime

from app.accounts.models import SAYS, Account, Stakeholder
from app.accounts.queries import influences_of

NOWHERE = "No department yet"


@dataclass(frozen=True)
class Moves:
    """One person moving another: `strength` 1 to 3, `sign` 1 for support and -1 for pushing back."""

    source: Stakeholder
    target: Stakeholder
    strength: int
    sign: int


@dataclass(frozen=True)
class Band:
    """One share of say, and its people by column."""

    say: str
    label: str
    cells: dict[str, list[Stakeholder]]

    @property
    def people(self) -> list[Stakeholder]:
        return [person for cell in self.cells.values() for person in cell]


@dataclass(frozen=True)
class PeopleMap:
    """Columns in order (`NOWHERE` last, when somebody stands there), the three bands, and the lines between people."""

    columns: list[str]
    bands: list[Band]
    influences: list[Moves]

    @property
    def people(self) -> list[Stakeholder]:
        return [person for band in self.bands for person in band.people]


def of(account: Account) -> PeopleMap:
    """The map of an account that `get_account_for` found; one query, for the lines. The same on every visit."""
    columns = [department.name for department in account.departments]
    if any(person.department is None for person in account.people):
        columns.append(NOWHERE)
    by_id = {person.id: person for person in account.people}
    return PeopleMap(
        columns=columns,
        bands=[_band(account, columns, say, label) for say, label in SAYS.items()],
        influences=[
            Moves(by_id[line.source_id], by_id[line.target_id], line.strength, line.sign)
            for line in influences_of(account)
            if line.source_id in by_id and line.target_id in by_id
        ],
    )


def is_new(person: Stakeholder, account: Account, at: datetime) -> bool:
    """Joined within a week an account that was there a week before them."""
    return (at - person.created_at).days < 7 and (person.created_at - account.created_at).days >= 7


def _band(account: Account, columns: list[str], say: str, label: str) -> Band:
    cells: dict[str, list[Stakeholder]] = {column: [] for column in columns}
    for person in sorted(account.people, key=lambda each: each.id):
        if person.say == say:
            cells[person.department.name if person.department else NOWHERE].append(person)
    return Band(say, label, cells)
