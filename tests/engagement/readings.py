"""Visits as the deriving leaves them, put straight into the tables, and a count of what reading them costs."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, event

from app.core.clock import to_ms
from app.core.db import session
from app.sending.models import TrackedLink
from app.tracking.models import HUMAN, PageDwell, Visit


def a_visit(link: TrackedLink, at: datetime, pages: tuple[float, ...] = (), label: str = HUMAN, **values: Any) -> Visit:
    """A visit on `link` that ended at `at`, with active seconds page by page; last a minute unless told."""
    values.setdefault("first_ms", to_ms(at - timedelta(minutes=1)))
    values.setdefault("reasons", [])
    visit = Visit(
        link_id=link.id,
        stakeholder_id=link.stakeholder_id,
        asset_version_id=link.version_id,
        label=label,
        last_ms=to_ms(at),
        active_ms=round(sum(pages) * 1000),
        pages=sum(seconds > 0 for seconds in pages),
        max_page=len(pages),
        **values,
    )
    session.add(visit)
    session.flush()
    for number, seconds in enumerate(pages, 1):
        if seconds:
            ms = round(seconds * 1000)
            session.add(
                PageDwell(visit_id=visit.id, page=number, asset_version_id=link.version_id, active_ms=ms, visible_ms=ms)
            )
    session.commit()
    return visit


@contextmanager
def selects(engine: Engine) -> Iterator[list[str]]:
    """The queries that run meanwhile."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
