"""Changing accounts and people: what is taken and what is refused."""

from typing import Any

import pytest
from sqlalchemy import Engine

from app.accounts import editing
from app.accounts.departments import MOST, Wish, department_named, set_departments
from app.accounts.editing import Line
from app.accounts.models import Account, Stakeholder
from app.accounts.queries import get_account_for, influences_of
from app.core.db import session
from app.core.errors import NotFound, Refused
from tests.cast import NOW, Cast
from tests.factories import a_link, a_person, a_term, an_asset


def fresh(cast: Cast) -> Account:
    """Fernholt as the database holds it."""
    session.commit()
    public_id = cast.fernholt.public_id
    session.expunge_all()
    return get_account_for(cast.max, public_id)


def add(account: Account, **values: Any) -> Stakeholder:
    return editing.add_person(account, NOW, **{"name": "Ingrid Solheim", **values})


def test_a_rep_adds_an_account_and_owns_it(db: Engine, cast: Cast) -> None:
    rival = a_term("rival", "Do nothing")
    account = editing.add_account(
        cast.ravi, NOW, name=" Great  Auk ", summary="Freight", stage=a_term("stage", "Justify"), rivals=[rival]
    )
    assert (account.name, account.owner, account.rivals) == ("Great Auk", cast.ravi, [rival])


def test_a_marketer_adds_no_account(db: Engine, cast: Cast) -> None:
    with pytest.raises(NotFound):
        editing.add_account(cast.maya, NOW, name="Great Auk")


def test_only_a_manager_hands_an_account_over(db: Engine, cast: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        editing.change_account(cast.ravi, cast.fernholt, name="Fernholt", owner=cast.rosa)
    assert refusal.value.field == "owner"
    editing.change_account(cast.max, cast.fernholt, name="Fernholt", owner=cast.rosa)
    assert fresh(cast).owner_id == cast.rosa.id
    with pytest.raises(Refused):
        editing.change_account(cast.max, fresh(cast), name="Fernholt", owner=cast.maya)


@pytest.mark.parametrize("name", ["", "   ", "\u202e\u200e", "…", "x" * 201, "x" * 10_000])
def test_an_account_needs_a_name_that_fits(db: Engine, cast: Cast, name: str) -> None:
    with pytest.raises(Refused) as refusal:
        editing.add_account(cast.ravi, NOW, name=name)
    assert refusal.value.field == "name"


def test_a_stage_is_no_rival(db: Engine, cast: Cast) -> None:
    with pytest.raises(Refused):
        editing.change_account(cast.ravi, cast.fernholt, name="Fernholt", stage=a_term("rival", "Do nothing"))
    with pytest.raises(Refused):
        editing.change_account(cast.ravi, cast.fernholt, name="Fernholt", rivals=[a_term("stage", "Justify")])


@pytest.mark.parametrize("name", ["Zoë Ångström", "李小龍", "محمد علي", "Ж" * 200, "O’Neil-Smith, Jr."])
def test_names_of_every_script_stay_whole(db: Engine, cast: Cast, name: str) -> None:
    person = add(cast.fernholt, name=name)
    session.commit()
    session.expire(person)
    assert person.name == name


def test_direction_marks_and_line_breaks_leave_a_name(db: Engine, cast: Cast) -> None:
    assert add(cast.fernholt, name="Eve\u202e\x00 \nEvil\u2066").name == "Eve Evil"


def test_a_person_gets_every_fact_and_a_new_department(db: Engine, cast: Cast) -> None:
    champion, stage = a_term("role", "Champion"), a_term("stage", "Compare")
    person = add(
        cast.fernholt, email=" Ingrid@Fernholt.Example ", department="Finance", role=champion, say="decides",
        stance="for", stage=stage, title="CFO", note="Likes\nnumbers",
    )  # fmt: skip
    assert person.department is not None
    assert (person.email, person.department.name, person.role, person.stage) == (
        "ingrid@fernholt.example", "Finance", champion, stage,
    )  # fmt: skip
    assert (person.say, person.stance, person.title, person.note) == ("decides", "for", "CFO", "Likes\nnumbers")
    again = add(cast.fernholt, name="Owen", department=" finance ")
    assert again.department is person.department


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"email": "not an address"}, "email"),
        ({"email": "x" * 300 + "@a.example"}, "email"),
        ({"email": "BEA@fernholt.example"}, "email"),
        ({"say": "rules"}, "say"),
        ({"stance": "maybe"}, "stance"),
        ({"title": "x" * 201}, "title"),
        ({"department": "x" * 81}, "department"),
    ],
)
def test_what_cannot_be_true_of_a_person_is_refused(db: Engine, cast: Cast, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        add(cast.fernholt, **values)
    assert refusal.value.field == field


def test_two_people_added_at_one_moment_with_one_address(
    db: Engine, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The other one's row was not there yet when we looked: only the unique key can tell.
    monkeypatch.setattr(editing, "email_taken", lambda *_args, **_more: False)
    with pytest.raises(Refused) as refusal:
        add(cast.fernholt, email="bea@fernholt.example")
    assert refusal.value.field == "email"
    assert [person.name for person in fresh(cast).people] == ["Bea Baker"]


def test_keeping_ones_own_address_is_no_clash(db: Engine, cast: Cast) -> None:
    editing.change_person(cast.fernholt, cast.bea, name="Bea Brown", email="bea@fernholt.example")
    assert cast.bea.name == "Bea Brown"


def test_influences_are_replaced(db: Engine, cast: Cast) -> None:
    one, two = a_person(cast.fernholt), a_person(cast.fernholt)
    editing.set_influences(cast.bea, [Line(one, 3), Line(two, 1, -1)])
    editing.set_influences(cast.bea, [Line(two, 2, -1)])
    found = influences_of(fresh(cast))
    assert [(each.source_id, each.target_id, each.strength, each.sign) for each in found] == [
        (cast.bea.id, two.id, 2, -1)
    ]


def test_nobody_moves_themselves_or_somebody_twice_or_elsewhere(db: Engine, cast: Cast) -> None:
    other = editing.add_account(cast.ravi, NOW, name="Great Auk")
    stranger, one = a_person(other), a_person(cast.fernholt)
    for lines in ([Line(cast.bea)], [Line(one), Line(one, 2)], [Line(stranger)], [Line(one, 4)], [Line(one, 1, 0)]):
        with pytest.raises(Refused):
            editing.set_influences(cast.bea, lines)
    assert influences_of(cast.fernholt) == []


def test_a_person_put_here_by_mistake_is_removed_with_their_lines(db: Engine, cast: Cast) -> None:
    one = a_person(cast.fernholt)
    editing.set_influences(one, [Line(cast.bea)])
    session.commit()
    editing.remove_person(cast.fernholt, one)
    account = fresh(cast)
    assert [person.name for person in account.people] == ["Bea Baker"]
    assert influences_of(account) == []


def test_a_person_who_was_sent_something_stays(db: Engine, cast: Cast) -> None:
    a_link(cast.bea, an_asset(cast.maya), cast.ravi)
    with pytest.raises(Refused, match="Bea Baker has been sent something"):
        editing.remove_person(cast.fernholt, cast.bea)
    assert [person.name for person in fresh(cast).people] == ["Bea Baker"]


def test_departments_are_renamed_swapped_ordered_and_removed(db: Engine, cast: Cast) -> None:
    for name in ("Finance", "Quality", "Buying"):
        add(cast.fernholt, name=f"Head of {name}", department=name)
    account = fresh(cast)
    set_departments(account, [Wish("Quality", "Finance"), Wish("Finance", "Quality"), Wish("", "Buying"), Wish("IT")])
    account = fresh(cast)
    assert [each.name for each in account.departments] == ["Quality", "Finance", "IT"]
    where = {person.name: person.department and person.department.name for person in account.people}
    assert where == {
        "Bea Baker": None, "Head of Finance": "Quality", "Head of Quality": "Finance", "Head of Buying": None,
    }  # fmt: skip


def test_two_departments_of_one_name_are_refused(db: Engine, cast: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        set_departments(cast.fernholt, [Wish("Finance"), Wish("FINANCE ")])
    assert refusal.value.field == "departments"


def test_an_account_has_only_so_many_departments(db: Engine, cast: Cast) -> None:
    for number in range(MOST):
        department_named(cast.fernholt, f"Department {number}")
    with pytest.raises(Refused):
        department_named(cast.fernholt, "One more")
    assert department_named(cast.fernholt, "") is None
