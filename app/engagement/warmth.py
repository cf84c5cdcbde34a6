"""How warm a person is, and when silence counts as quiet. The steps were chosen without data; here they change."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.core.clock import to_ms
from app.core.db import session
from app.engagement.sittings import Sitting
from app.tracking.models import HUMAN, PageDwell, Visit

PAGE_STEPS = (10, 40, 90)  # Active seconds on one page from which a reader is 2, 3 and 4.
VISIT_STEPS = (20, 75, 180)  # The same for a whole visit, as it is drawn.
WARM_DAYS = 14
QUIET_DAYS = 14
WORDS = ("not opened", "glanced", "read some", "engaged", "hot")


def page_warmth(seconds: float) -> int:
    """0 for a page not read, then 1 to 4 for under 10, under 40, under 90 and more active seconds."""
    return _step(seconds, PAGE_STEPS)


def visit_warmth(seconds: float) -> int:
    """The same for one visit: under 20, under 75, under 180 and more."""
    return _step(seconds, VISIT_STEPS)


def warmth(sittings: Iterable[Sitting], at: datetime) -> int:
    """The best page of the last 14 days, visits added up; a person who opened and left at once has glanced."""
    pages: dict[tuple[int, int], float] = defaultdict(float)
    recent = [each for each in sittings if _is_measured_reading(each) and each.ended > at - timedelta(days=WARM_DAYS)]
    for sitting in recent:
        for number, seconds in enumerate(sitting.pages, 1):
            pages[sitting.version_id, number] += seconds
    return max(1, page_warmth(max(pages.values(), default=0))) if recent else 0


def warmth_of(stakeholder_ids: Collection[int], at: datetime) -> dict[int, int]:
    """The warmth of many people at once, in one query."""
    page = (
        select(Visit.stakeholder_id, func.coalesce(func.sum(PageDwell.active_ms), 0).label("ms"))
        .outerjoin(PageDwell, PageDwell.visit_id == Visit.id)
        .where(
            Visit.stakeholder_id.in_(stakeholder_ids),
            Visit.label == HUMAN,
            Visit.is_measured,
            Visit.last_ms > to_ms(at - timedelta(days=WARM_DAYS)),
            Visit.first_ms <= to_ms(at),
        )
        .group_by(Visit.stakeholder_id, Visit.asset_version_id, PageDwell.page)
        .subquery()
    )
    best = session.execute(select(page.c.stakeholder_id, func.max(page.c.ms)).group_by(page.c.stakeholder_id))
    found = {person: max(1, page_warmth(int(ms) / 1000)) for person, ms in best}
    return {person: found.get(person, 0) for person in stakeholder_ids}


def quiet_days(readings: Collection[Sitting], at: datetime) -> int | None:
    """Whole days since the last reading when they are 14 or more.

    None for whoever never read, and for whoever reads privately now: their silence means nothing.
    """
    if not readings:
        return None
    last = max(readings, key=lambda each: each.ended)
    days = (at - last.ended).days
    return days if days >= QUIET_DAYS and last.is_measured else None


def _step(seconds: float, steps: tuple[int, ...]) -> int:
    return 0 if seconds <= 0 else 1 + sum(seconds >= step for step in steps)


def _is_measured_reading(sitting: Sitting) -> bool:
    return sitting.is_human and sitting.is_measured
