"""The map as data, with nobody, fourteen and fifty people."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from app.accounts import people_map
from app.accounts.editing import Line, set_influences
from app.accounts.models import Stakeholder
from app.accounts.people_map import NOWHERE
from app.accounts.queries import get_account_for
from app.core.db import session
from tests.cast import NOW, Cast
from tests.factories import a_person, an_account

SAYS = ("decides", "shapes", "uses")


def test_nobody(db: Engine, cast: Cast) -> None:
    account = an_account(cast.ravi, departments=("Finance",))
    found = people_map.of(get_account_for(cast.ravi, account.public_id))
    assert found.columns == ["Finance"]
    assert [band.label for band in found.bands] == ["Decides", "Shapes the decision", "Lives with it"]
    assert found.people == []
    assert found.influences == []


@pytest.mark.parametrize("count", [14, 50])
def test_everybody_stands_once_in_their_band_and_column(db: Engine, cast: Cast, count: int) -> None:
    account = an_account(cast.ravi, departments=("Finance", "Operations", "Quality"))
    people: list[Stakeholder] = []
    for number in range(count):
        department = None if number % 4 == 3 else account.departments[number % 4].id
        people.append(a_person(account, say=SAYS[number % 3], department_id=department))
    set_influences(people[1], [Line(people[0], 3), Line(people[2], 1, -1)])
    session.commit()
    session.expunge_all()
    found = people_map.of(get_account_for(cast.ravi, account.public_id))
    assert found.columns == ["Finance", "Operations", "Quality", NOWHERE]
    assert sorted(person.id for person in found.people) == [person.id for person in people]
    for band in found.bands:
        for column, cell in band.cells.items():
            assert all(person.say == band.say for person in cell)
            assert all((person.department.name if person.department else NOWHERE) == column for person in cell)
            assert [person.id for person in cell] == sorted(person.id for person in cell)
    lines = [(line.source.id, line.target.id, line.strength, line.sign) for line in found.influences]
    assert lines == [(people[1].id, people[0].id, 3, 1), (people[1].id, people[2].id, 1, -1)]


def test_who_joined_an_old_account_this_week_is_new(db: Engine, cast: Cast) -> None:
    account = an_account(cast.ravi)
    first = a_person(account)
    later = a_person(account)
    later.created_at = NOW + timedelta(days=30)
    assert not people_map.is_new(first, account, NOW + timedelta(days=1))
    assert people_map.is_new(later, account, NOW + timedelta(days=33))
    assert not people_map.is_new(later, account, NOW + timedelta(days=40))
