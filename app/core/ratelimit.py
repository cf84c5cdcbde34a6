"""Counting attempts, so that a guesser is slowed down; kept in memory or in Redis."""

from limits import parse
from limits.storage import Storage, storage_from_string
from limits.strategies import MovingWindowRateLimiter

_limiter: MovingWindowRateLimiter | None = None


def open_limits(url: str) -> None:
    """Counts at `url` from now on."""
    global _limiter
    store = storage_from_string(url)
    assert isinstance(store, Storage)
    _limiter = MovingWindowRateLimiter(store)


def allow(rule: str, *who: str) -> bool:
    """Counts one attempt under `rule` ("10 per minute") for `who`; False when it is one too many."""
    assert _limiter is not None, "open_limits() has not been called"
    return _limiter.hit(parse(rule), *who)
