"""The time, in one place, so that a test or a replay can set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_set: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _set.get() or datetime.now(UTC)


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Within it the time stands at `moment`, for this thread: for tests and for replaying the sample workspace."""
    mark = _set.set(moment)
    try:
        yield
    finally:
        _set.reset(mark)


def zone(name: str) -> tzinfo:
    """The time zone of a name; UTC for one that this machine does not know."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def to_ms(moment: datetime) -> int:
    """Milliseconds since 1970, the unit in which events are stamped."""
    return round(moment.timestamp() * 1000)


def from_ms(ms: int) -> datetime:
    """The aware UTC moment of an event stamp."""
    return datetime.fromtimestamp(ms / 1000, UTC)
