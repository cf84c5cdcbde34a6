"""Visits and page dwell: derived from judged events, disposable, replaced only where they differ."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert, select

from app.core.db import session
from app.tracking.cluster import ClusterLink
from app.tracking.judging import Judged
from app.tracking.models import PageDwell, Visit
from app.tracking.seen import Seen

MINUTE = 60_000
# Shorter than this a page was passed, not read.
SEEN_MS = 1_000

_COLUMNS = (
    "link_id", "stakeholder_id", "asset_version_id", "visitor_key", "label", "reasons", "is_measured", "first_ms",
    "last_ms", "active_ms", "visible_ms", "pages", "max_page", "downloads", "device",
)  # fmt: skip

# One visit's columns, and its dwell as (page, visible ms, active ms).
Derived = tuple[dict[str, Any], list[tuple[int, int, int]]]


def store(links: Sequence[ClusterLink], judged: Sequence[Judged]) -> None:
    """Makes the stored visits of `links` those of `judged`."""
    by_id = {link.id: link for link in links}
    wanted: dict[int, list[Derived]] = {link.id: [] for link in links}
    for each in judged:
        wanted[each.sitting.link_id].append(_derived(by_id[each.sitting.link_id], each))
    stored = _stored(list(wanted))
    for link_id, visits in wanted.items():
        if visits != stored.get(link_id, []):
            _replace(link_id, visits)


def _derived(link: ClusterLink, judged: Judged) -> Derived:
    sitting = judged.sitting
    counted = [event for event in sitting.events if judged.labels[event.client_id].label == judged.label]
    is_measured = not any(event.is_unmeasured for event in sitting.events)
    times = sitting.times if is_measured else {}
    read = [page for page, (visible, _) in times.items() if visible >= SEEN_MS]
    values = {
        "link_id": link.id,
        "stakeholder_id": link.stakeholder_id,
        "asset_version_id": sitting.version_id or link.version_id,
        "visitor_key": sitting.visitor_key,
        "label": judged.label,
        "reasons": _reasons(judged, counted),
        "is_measured": is_measured,
        "first_ms": _moment(counted[0].received_ms, is_measured),
        "last_ms": _moment(counted[-1].received_ms, is_measured),
        "active_ms": sum(active for _, active in times.values()),
        "visible_ms": sum(visible for visible, _ in times.values()),
        "pages": len(read),
        "max_page": max(read, default=0),
        "downloads": sum(event.kind == "download" for event in counted) if is_measured else 0,
        "device": next((event.agent.device for event in counted if event.agent and event.agent.device), None),
    }
    return values, [(page, *times[page]) for page in sorted(times)]


def _moment(ms: int, is_measured: bool) -> int:
    """Whoever did not want to be measured is known to the minute only."""
    return ms if is_measured else ms - ms % MINUTE


def _reasons(judged: Judged, counted: Sequence[Seen]) -> list[dict[str, Any]]:
    """The reasons of the visit's label, each once: those that decided first."""
    rows: list[dict[str, Any]] = []
    for event in counted:
        rows += [row for reason in judged.labels[event.client_id].reasons if (row := reason.as_row()) not in rows]
    return sorted(rows, key=lambda row: row["says"] != judged.label)


def _stored(link_ids: Sequence[int]) -> dict[int, list[Derived]]:
    visits = session.execute(
        select(Visit.id, *(getattr(Visit, name) for name in _COLUMNS))
        .where(Visit.link_id.in_(link_ids))
        .order_by(Visit.id)
    ).all()
    dwell: dict[int, list[tuple[int, int, int]]] = {visit.id: [] for visit in visits}
    for row in session.execute(
        select(PageDwell.visit_id, PageDwell.page, PageDwell.visible_ms, PageDwell.active_ms)
        .join(Visit, Visit.id == PageDwell.visit_id)
        .where(Visit.link_id.in_(link_ids))
        .order_by(PageDwell.visit_id, PageDwell.page)
    ):
        dwell[row.visit_id].append((row.page, row.visible_ms, row.active_ms))
    found: dict[int, list[Derived]] = {}
    for visit in visits:
        values = dict(zip(_COLUMNS, visit[1:], strict=True))
        found.setdefault(visit.link_id, []).append((values, dwell[visit.id]))
    return found


def _replace(link_id: int, visits: Sequence[Derived]) -> None:
    old = select(Visit.id).where(Visit.link_id == link_id)
    session.execute(delete(PageDwell).where(PageDwell.visit_id.in_(old)).execution_options(synchronize_session=False))
    session.execute(delete(Visit).where(Visit.link_id == link_id).execution_options(synchronize_session=False))
    for values, dwell in visits:
        visit_id = session.scalar(insert(Visit).values(**values).returning(Visit.id))
        rows = [
            {"visit_id": visit_id, "page": page, "asset_version_id": values["asset_version_id"], "visible_ms": visible,
             "active_ms": active}
            for page, visible, active in dwell
        ]  # fmt: skip
        if rows:
            session.execute(insert(PageDwell), rows)
