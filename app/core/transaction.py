"""Ending an act: commit or roll back, and tell other rooms what happened once it is durable.

An announcement is a frozen dataclass of ids and facts. It is delivered after the commit, each listener in a
transaction of its own; a listener that fails is logged and stops nobody.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

import structlog

from app.core.db import session

log = structlog.get_logger()
A = TypeVar("A")

_listeners: dict[type, list[Callable[[Any], None]]] = defaultdict(list)
# What was announced is kept with the session, so that an act given up without a word takes it along.
_PENDING = "pending_announcements"


def listen(kind: type[A], listener: Callable[[A], None]) -> None:
    """Calls `listener` after each commit that announced a `kind`. Saying it twice changes nothing."""
    if listener not in _listeners[kind]:
        _listeners[kind].append(listener)


def announce(fact: object) -> None:
    """Notes `fact` for delivery after the commit of this act."""
    session.info.setdefault(_PENDING, []).append(fact)


def commit() -> None:
    """Makes the act durable, then delivers what it announced."""
    facts = session.info.pop(_PENDING, [])
    session.commit()
    for fact in facts:
        for listener in _listeners[type(fact)]:
            _deliver(listener, fact)


def rollback() -> None:
    """Undoes the act and forgets what it announced."""
    session.info.pop(_PENDING, None)
    session.rollback()


def _deliver(listener: Callable[[Any], None], fact: object) -> None:
    try:
        listener(fact)
        commit()
    except Exception:
        rollback()
        log.exception("listener_failed", listener=listener.__qualname__, announcement=type(fact).__name__)
