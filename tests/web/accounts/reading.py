"""Puts visits on links, as deriving leaves them."""

from datetime import datetime, timedelta

from app.core.clock import now, to_ms
from app.core.db import session
from app.sending.models import TrackedLink
from app.tracking.models import HUMAN, PageDwell, Visit


def a_visit(
    link: TrackedLink,
    seconds: tuple[float, ...] = (20, 100),
    *,
    label: str = HUMAN,
    days_ago: float = 1,
    at: datetime | None = None,
) -> Visit:
    """A visit with so many active seconds on page 1, 2 …"""
    end = to_ms((at or now()) - timedelta(days=days_ago))
    total = round(sum(seconds) * 1000)
    visit = Visit(
        link_id=link.id, stakeholder_id=link.stakeholder_id, asset_version_id=link.version_id, label=label,
        reasons=[{"code": "net", "text": "checked by a mail filter"}] if label == "machine" else [],
        first_ms=end - total, last_ms=end, active_ms=total, visible_ms=total, pages=len(seconds), max_page=len(seconds),
    )  # fmt: skip
    session.add(visit)
    session.flush()
    for number, active in enumerate(seconds, 1):
        session.add(
            PageDwell(
                visit_id=visit.id, page=number, asset_version_id=link.version_id, active_ms=round(active * 1000),
                visible_ms=round(active * 1000),
            )
        )  # fmt: skip
    session.commit()
    return visit
