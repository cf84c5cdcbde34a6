"""What is taken off the opens of somebody who then chooses not to be measured: the exact moment and the source."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select, update

from app.tracking.arrivals import Arrival
from app.tracking.models import Event
from app.tracking.seen import REFUSED
from app.tracking.sittings import GAP, SAME_OPEN

MINUTE = 60_000
_FLOORED = Event.received_ms - Event.received_ms % MINUTE


def forget(connection: Connection, arrivals: Sequence[Arrival], *, is_late: bool) -> None:
    """Erases, in the transaction that stores the refusals among `arrivals`, what their opens say too much."""
    refused = {str(each.payload["open"]) for each in arrivals if _is_refusal(each)}
    if is_late:
        refused |= _refused_already(connection, arrivals)
    for open_id in sorted(refused):
        _forget_open(connection, open_id)


def _is_refusal(arrival: Arrival) -> bool:
    return arrival.kind == "consent" and arrival.consent == REFUSED and "open" in arrival.payload


def _refused_already(connection: Connection, arrivals: Iterable[Arrival]) -> set[str]:
    """The opens whose refusal reached the database before them."""
    opens = {f"consent:{each.client_id}:{REFUSED}": each.client_id for each in arrivals if each.kind == "open"}
    found = connection.scalars(select(Event.client_id).where(Event.client_id.in_(opens)))
    return {opens[client_id] for client_id in found}


def _forget_open(connection: Connection, open_id: str) -> None:
    here = (Event.client_id == open_id, Event.kind == "open")
    opened = connection.execute(select(Event.link_id, Event.received_ms, Event.source_id, Event.ua_id).where(*here))
    found = opened.first()
    if found is None:
        return
    connection.execute(update(Event).where(*here).values(received_ms=_FLOORED, source_id=None))
    if found.source_id is None:
        return
    # The same cover shown before, or twice at once: without its source only the open it led to says whose it was.
    connection.execute(
        update(Event)
        .where(
            Event.kind == "open", Event.link_id == found.link_id, Event.consent.is_(None),
            Event.source_id == found.source_id, Event.ua_id == found.ua_id,
            Event.received_ms.between(found.received_ms - GAP + 1, found.received_ms + SAME_OPEN),
        )
        .values(received_ms=_FLOORED, source_id=None, payload={"open": open_id})
    )  # fmt: skip
