"""Links and sends are found by those who may, and by nobody else."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, event

from app.core.db import session
from app.core.errors import NotFound
from app.sending import links, queries
from tests.cast import NOW, Cast
from tests.factories import a_person, an_asset
from tests.sending.sends import a_send


def test_a_send_is_found_by_those_who_see_its_account(db: Engine, cast: Cast) -> None:
    made = a_send(cast, [cast.bea], [an_asset(cast.maya)])
    for user in (cast.ravi, cast.max, cast.maya, cast.ada):
        assert queries.get_send_for(user, made.public_id).id == made.id
    for public_id in (made.public_id, "nothing"):
        with pytest.raises(NotFound):
            queries.get_send_for(cast.rosa, public_id)


def test_links_and_retries_are_for_the_sender_and_those_who_may_change_the_account(db: Engine, cast: Cast) -> None:
    made = a_send(cast, [cast.bea], [an_asset(cast.maya)])
    may = [user.name.split()[0] for user in (cast.ravi, cast.max, cast.ada, cast.maya, cast.rosa)
           if queries.may_manage(user, made)]  # fmt: skip
    assert may == ["Ravi", "Max", "Ada"]


def test_counts_and_recent_sends(db: Engine, cast: Cast) -> None:
    one, two, never = (an_asset(cast.maya, title) for title in ("One", "Two", "Never"))
    owen = a_person(cast.fernholt, "Owen")
    a_send(cast, [cast.bea, owen], [one])
    last = a_send(cast, [owen], [one, two], at=NOW + timedelta(days=1))
    assert queries.recent_sends(cast.fernholt, 1) == [last]
    assert queries.last_sent(cast.fernholt, [one.id, never.id]) == {one.id: ("Owen", NOW + timedelta(days=1))}


def test_the_queries_of_a_send_do_not_grow(db: Engine, cast: Cast) -> None:
    assets = [an_asset(cast.maya, f"Piece {n}") for n in range(4)]

    def asked(people: int) -> int:
        made = a_send(cast, [a_person(cast.fernholt) for _ in range(people)], assets[:people])
        session.remove()
        statements: list[str] = []
        listener = lambda *args: statements.append(args[2])  # noqa: E731
        event.listen(db, "before_cursor_execute", listener)
        found = queries.get_send_for(cast.ravi, made.public_id)
        for delivery in found.deliveries:
            assert [links.url_of(link) + link.asset.title for link in delivery.links]
            assert delivery.stakeholder.name
        event.remove(db, "before_cursor_execute", listener)
        return len(statements)

    assert asked(1) == asked(4)
