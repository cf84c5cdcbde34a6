"""Limits count alike in memory and in Redis, where several processes share them."""

import secrets

import pytest
import redis

from app.core import ratelimit
from tests.conftest import REDIS, missing


@pytest.fixture(params=["memory", "redis"])
def limits(request: pytest.FixtureRequest) -> str:
    """The URL in use."""
    url = "memory://" if request.param == "memory" else REDIS
    if request.param == "redis":
        try:
            redis.Redis.from_url(url, socket_connect_timeout=3).ping()
        except redis.RedisError:
            missing("Redis does not answer (set TEST_REDIS)")
    ratelimit.open_limits(url)
    return url


def test_one_too_many_is_refused_and_others_are_not(limits: str) -> None:
    who, other = secrets.token_hex(6), secrets.token_hex(6)
    assert [ratelimit.allow("3 per minute", "sign-in", who) for _ in range(4)] == [True, True, True, False]
    assert ratelimit.allow("3 per minute", "sign-in", other)


def test_another_process_counts_on(limits: str) -> None:
    who = secrets.token_hex(6)
    assert ratelimit.allow("1 per minute", "sign-in", who)
    ratelimit.open_limits(limits)
    # Memory is one process's own; Redis remembers.
    assert ratelimit.allow("1 per minute", "sign-in", who) is (limits == "memory://")


def test_without_its_store_it_counts_in_memory_and_says_so() -> None:
    ratelimit.open_limits("redis://127.0.0.1:1")
    assert not ratelimit.is_up()
    assert [ratelimit.allow("2 per minute", "sign-in", "somebody") for _ in range(3)] == [True, True, False]
    ratelimit.open_limits("memory://")
    assert ratelimit.is_up()
