"""What other rooms ask about reading: visits, dwell, and where a mail filter has been. Each is a fixed few queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select

from app.accounts.models import Stakeholder
from app.core import clock
from app.core.db import session
from app.library.models import Version
from app.tracking.models import MACHINE, LabelHistory, PageDwell, Visit

# SQLite takes a limited number of values in one statement.
_MOST = 5_000


@dataclass(frozen=True)
class MachineArrival:
    """The first time a machine, such as a mail filter, touched a link, and how it is known."""

    link_id: int
    at: datetime
    text: str


def visits_of_account(account_id: int, since_ms: int | None = None) -> list[Visit]:
    """Every visit of the people of an account, all labels, oldest first."""
    wanted = select(Visit).join(Stakeholder, Stakeholder.id == Visit.stakeholder_id)
    return _visits(wanted.where(Stakeholder.account_id == account_id), since_ms)


def visits_of_asset(asset_id: int, since_ms: int | None = None) -> list[Visit]:
    """Every visit to any version of an asset, all labels, oldest first."""
    wanted = select(Visit).join(Version, Version.id == Visit.asset_version_id)
    return _visits(wanted.where(Version.asset_id == asset_id), since_ms)


def visits_of_links(link_ids: Sequence[int]) -> list[Visit]:
    """Every visit on these links, all labels, oldest first."""
    return [visit for part in _parts(link_ids) for visit in _visits(select(Visit).where(Visit.link_id.in_(part)), None)]


def dwell_of(visit_ids: Sequence[int]) -> dict[int, list[PageDwell]]:
    """The pages of each visit, by page number; a visit without pages has an empty list."""
    found: dict[int, list[PageDwell]] = {visit_id: [] for visit_id in visit_ids}
    for part in _parts(visit_ids):
        rows = session.scalars(
            select(PageDwell).where(PageDwell.visit_id.in_(part)).order_by(PageDwell.visit_id, PageDwell.page)
        )
        for row in rows:
            found[row.visit_id].append(row)
    return found


def machine_arrivals(link_ids: Sequence[int]) -> dict[int, MachineArrival]:
    """The first machine on each link; links that none has touched are left out."""
    found: dict[int, MachineArrival] = {}
    for part in _parts(link_ids):
        rows = session.execute(
            select(Visit.link_id, Visit.first_ms, Visit.reasons)
            .where(Visit.link_id.in_(part), Visit.label == MACHINE)
            .order_by(Visit.first_ms, Visit.id)
        )
        for link_id, first_ms, reasons in rows:
            text = next((str(reason["text"]) for reason in reasons if reason["says"] == MACHINE), "")
            found.setdefault(link_id, MachineArrival(link_id, clock.from_ms(first_ms), text))
    return found


def labels_of(event_ids: Sequence[int]) -> dict[int, LabelHistory]:
    """The label each event has now; one not judged yet is left out."""
    found: dict[int, LabelHistory] = {}
    for part in _parts(event_ids):
        rows = session.scalars(select(LabelHistory).where(LabelHistory.event_id.in_(part)).order_by(LabelHistory.id))
        found |= {row.event_id: row for row in rows}
    return found


def _visits(wanted: Select[Visit], since_ms: int | None) -> list[Visit]:
    if since_ms is not None:
        wanted = wanted.where(Visit.last_ms >= since_ms)
    return list(session.scalars(wanted.order_by(Visit.first_ms, Visit.id)))


def _parts(ids: Sequence[int]) -> list[Sequence[int]]:
    return [ids[start : start + _MOST] for start in range(0, len(ids), _MOST)]
