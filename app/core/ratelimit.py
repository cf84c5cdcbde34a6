"""Counting attempts, so that a guesser is slowed down; kept in memory or in Redis."""

import structlog
from limits import parse
from limits.errors import StorageError
from limits.storage import MemoryStorage, Storage, storage_from_string
from limits.strategies import MovingWindowRateLimiter

log = structlog.get_logger()

_store: Storage = MemoryStorage()
_limiter = MovingWindowRateLimiter(MemoryStorage())
# Counts while the store is away: nobody is locked out, and guessing stays slow in each process.
_spare = MovingWindowRateLimiter(MemoryStorage())


def open_limits(url: str) -> None:
    """Counts at `url` from now on."""
    global _store, _limiter, _spare
    store = storage_from_string(url, wrap_exceptions=True)
    assert isinstance(store, Storage)
    _store, _limiter, _spare = store, MovingWindowRateLimiter(store), MovingWindowRateLimiter(MemoryStorage())


def allow(rule: str, *who: str) -> bool:
    """Counts one attempt under `rule` ("10 per minute") for `who`; False when it is one too many."""
    try:
        return _limiter.hit(parse(rule), *who)
    except StorageError as error:
        log.warning("limits_away", error=str(error)[:200])
        return _spare.hit(parse(rule), *who)


def forget(rule: str, *who: str) -> None:
    """Starts counting anew for `who`."""
    for limiter in (_limiter, _spare):
        try:
            limiter.clear(parse(rule), *who)
        except StorageError as error:
            log.warning("limits_away", error=str(error)[:200])


def is_up() -> bool:
    """Whether the store answers."""
    return _store.check()
