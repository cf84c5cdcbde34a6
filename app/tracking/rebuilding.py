"""Making everything derived again from the events, after a rule has changed or when in doubt."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import delete, func, select, update

from app.core.db import session
from app.sending.models import TrackedLink
from app.tracking import agents
from app.tracking.labelling import relabel
from app.tracking.models import Event, PageDwell, UserAgent, Visit


def rebuild(at: datetime, progress: Callable[[int], object] = lambda _count: None) -> int:
    """Derives labels, visits and dwell of every link with events again. Returns how many links that were."""
    _judge_agents()
    session.execute(delete(PageDwell).execution_options(synchronize_session=False))
    session.execute(delete(Visit).execution_options(synchronize_session=False))
    rows = session.execute(
        select(TrackedLink.delivery_id, func.min(TrackedLink.id), func.count(TrackedLink.id))
        .where(TrackedLink.id.in_(select(Event.link_id)))
        .group_by(TrackedLink.delivery_id)
        .order_by(TrackedLink.delivery_id)
    ).all()
    for _delivery_id, link_id, count in rows:
        relabel(link_id, at)
        progress(count)
    return sum(count for _, _, count in rows)


def _judge_agents() -> None:
    """Judges again what an older rule set has judged, as far as its text is still kept."""
    older = select(UserAgent.id, UserAgent.text).where(UserAgent.ruleset < agents.RULESET, UserAgent.text.is_not(None))
    for agent_id, text in session.execute(older).all():
        verdict = agents.judge(text)
        session.execute(
            update(UserAgent).where(UserAgent.id == agent_id).values(**vars(verdict), ruleset=agents.RULESET)
        )
