"""Announcements: after the commit, each listener alone, a failure stopping nobody."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine

from app.core import transaction
from app.core.db import session
from app.vocabulary.models import Term
from app.vocabulary.queries import find_named


@dataclass(frozen=True)
class Said:
    word: str


@pytest.fixture
def heard() -> Iterator[list[str]]:
    words: list[str] = []

    def note(fact: Said) -> None:
        words.append(fact.word)

    transaction.listen(Said, note)
    yield words
    transaction._listeners.pop(Said, None)


def test_it_is_heard_after_the_commit_and_not_before(db: Engine, heard: list[str]) -> None:
    transaction.announce(Said("done"))
    assert heard == []
    transaction.commit()
    assert heard == ["done"]
    transaction.commit()
    assert heard == ["done"]


def test_a_rollback_says_nothing(db: Engine, heard: list[str]) -> None:
    transaction.announce(Said("never"))
    transaction.rollback()
    transaction.commit()
    assert heard == []


def test_an_act_that_was_given_up_says_nothing_later(db: Engine, heard: list[str]) -> None:
    transaction.announce(Said("never"))
    session.remove()
    transaction.commit()
    assert heard == []


def test_a_failing_listener_stops_nobody_and_keeps_nothing(db: Engine, heard: list[str]) -> None:
    def fail(_fact: Said) -> None:
        session.add(Term(facet="role", slug="half-done", name="Half done"))
        session.flush()
        raise RuntimeError("listener")

    def write(_fact: Said) -> None:
        session.add(Term(facet="role", slug="whole", name="Whole"))

    transaction.listen(Said, fail)
    transaction.listen(Said, write)
    transaction.announce(Said("on"))
    transaction.commit()
    assert heard == ["on"]
    assert find_named("role", "Half done") is None
    assert find_named("role", "Whole") is not None
