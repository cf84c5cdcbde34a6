"""Who finds which account."""

import pytest
from sqlalchemy import Engine

from app.accounts.queries import (
    accounts_for,
    get_account_for,
    get_changeable_account_for,
    get_stakeholder_for,
    may_change,
    people_counts,
    stakeholders_for,
)
from app.core.errors import NotFound
from tests.cast import Cast
from tests.factories import a_person, an_account


def test_a_rep_finds_the_accounts_they_own(db: Engine, cast: Cast) -> None:
    auk = an_account(cast.rosa)
    assert accounts_for(cast.ravi) == [cast.fernholt]
    assert accounts_for(cast.rosa) == [auk]


@pytest.mark.parametrize("who", ["maya", "max", "ada"])
def test_marketers_managers_and_admins_find_all(db: Engine, cast: Cast, who: str) -> None:
    auk = an_account(cast.rosa)
    assert accounts_for(getattr(cast, who)) == [cast.fernholt, auk]
    assert get_account_for(getattr(cast, who), auk.public_id) is auk


def test_the_account_of_another_rep_is_like_none(db: Engine, cast: Cast) -> None:
    with pytest.raises(NotFound):
        get_account_for(cast.rosa, cast.fernholt.public_id)
    with pytest.raises(NotFound):
        get_account_for(cast.ravi, "no-such-account")
    with pytest.raises(NotFound):
        get_stakeholder_for(cast.rosa, cast.fernholt, cast.bea.public_id)


def test_a_person_is_found_on_their_own_account_only(db: Engine, cast: Cast) -> None:
    auk = an_account(cast.ravi)
    stranger = a_person(auk)
    with pytest.raises(NotFound):
        get_stakeholder_for(cast.ravi, cast.fernholt, stranger.public_id)
    assert stakeholders_for(cast.ravi, cast.fernholt, [stranger.public_id, cast.bea.public_id, "x"]) == [cast.bea]


def test_the_owner_and_managers_change_an_account_and_marketers_read_it(db: Engine, cast: Cast) -> None:
    changers = [
        name for name in ("maya", "ravi", "rosa", "max", "ada") if may_change(getattr(cast, name), cast.fernholt)
    ]
    assert changers == ["ravi", "max", "ada"]
    with pytest.raises(NotFound):
        get_changeable_account_for(cast.maya, cast.fernholt.public_id)


def test_people_are_counted_by_account(db: Engine, cast: Cast) -> None:
    empty = an_account(cast.ravi)
    a_person(cast.fernholt)
    assert people_counts([cast.fernholt, empty]) == {cast.fernholt.id: 2}
