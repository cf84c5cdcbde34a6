"""Keeping labels up to date: each new event has its whole delivery judged anew, and what changed is remembered."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, insert, select

from app.core import clock
from app.core.db import session
from app.tracking import deriving
from app.tracking.cluster import links_of_cluster, read_cluster
from app.tracking.judging import RULESET, Judged, judge
from app.tracking.models import LabelHistory
from app.tracking.seen import Seen


def relabel(link_id: int, at: datetime) -> None:
    """Judges the delivery of `link_id` anew and replaces what is derived from it. A link that is gone is no fault."""
    links = links_of_cluster(link_id)
    if not links:
        return
    events = read_cluster([link.id for link in links])
    judged = judge(events)
    _remember(events, judged, clock.to_ms(at))
    deriving.store(links, judged)


def _remember(events: Sequence[Seen], judged: Sequence[Judged], at_ms: int) -> None:
    """Adds to the label history where a label or its reasons have changed."""
    labels = {client_id: label for each in judged for client_id, label in each.labels.items()}
    last = _last_labels([event.id for event in events])
    newest = max((event.id for event in events), default=None)
    rows = []
    for event in events:
        label = labels[event.client_id]
        reasons = [each.as_row() for each in label.reasons]
        if last.get(event.id) != (label.label, reasons):
            rows.append(
                {"event_id": event.id, "label": label.label, "reasons": reasons, "ruleset": RULESET, "at_ms": at_ms,
                 "caused_by": newest}
            )  # fmt: skip
    if rows:
        session.execute(insert(LabelHistory), rows)


def _last_labels(event_ids: Sequence[int]) -> dict[int, tuple[str, list[dict[str, object]]]]:
    found: dict[int, tuple[str, list[dict[str, object]]]] = {}
    for start in range(0, len(event_ids), 500):
        newest = (
            select(func.max(LabelHistory.id))
            .where(LabelHistory.event_id.in_(event_ids[start : start + 500]))
            .group_by(LabelHistory.event_id)
        )
        rows = session.execute(
            select(LabelHistory.event_id, LabelHistory.label, LabelHistory.reasons).where(LabelHistory.id.in_(newest))
        )
        found |= {event_id: (label, reasons) for event_id, label, reasons in rows}
    return found
