"""Adding and changing accounts and people through their forms."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import Account, Department, Stakeholder
from app.accounts.queries import get_account_for, influences_of
from app.core.db import session
from tests.cast import Cast
from tests.conftest import sign_in
from tests.factories import a_link, a_person, a_term, an_asset


def stored(cast: Cast) -> Account:
    public_id = cast.fernholt.public_id
    session.remove()
    return get_account_for(cast.max, public_id)


def test_a_rep_adds_an_account_with_departments(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.rosa)
    assert client.get("/accounts/new").status_code == 200
    rival, stage = a_term("rival", "Do nothing"), a_term("stage", "Compare")
    answer = client.post(
        "/accounts/new",
        data={
            "name": "Great Auk", "summary": "Freight", "stage": stage.public_id, "rivals": [rival.public_id],
            "was": ["", ""], "department": ["Finance", "IT"], "place": ["2", "1"], "owner": cast.ravi.public_id,
        },
    )  # fmt: skip
    assert answer.status_code == 302
    account = session.scalar(select(Account).where(Account.name == "Great Auk"))
    assert account is not None
    assert account.owner_id == cast.rosa.id, "a rep cannot choose an owner, whatever the form says"
    assert [each.name for each in account.departments] == ["IT", "Finance"]
    assert (account.stage_id, [each.id for each in account.rivals]) == (stage.id, [rival.id])


def test_a_manager_gives_an_account_away(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.max)
    path = f"/accounts/{cast.fernholt.public_id}/edit"
    assert cast.ravi.name in client.get(path).text
    assert client.post(path, data={"name": "Fernholt", "stage": "", "owner": cast.rosa.public_id}).status_code == 302
    assert stored(cast).owner_id == cast.rosa.id


@pytest.mark.parametrize(
    "data",
    [
        {"name": ""},
        {"name": "   "},
        {"name": "x" * 10_000},
        {"name": "F", "summary": "x" * 301},
        {"name": "F", "stage": "nonsense"},
        {"name": "F", "rivals": ["nonsense"]},
        {"name": "F", "was": ["", ""], "department": ["A", "a"], "place": ["1", "2"]},
        {"name": ["\x00", "b"]},
    ],
)
def test_bad_account_forms_come_back_with_a_reason(client: FlaskClient, cast: Cast, data: dict[str, Any]) -> None:
    sign_in(client, cast.ravi)
    for path in ("/accounts/new", f"/accounts/{cast.fernholt.public_id}/edit"):
        answer = client.post(path, data=data)
        assert answer.status_code == 422
        assert "error-summary" in answer.text
    assert stored(cast).name == "Fernholt Foods"


def test_what_was_typed_is_kept(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.ravi)
    data = {"name": "", "summary": "Kept", "was": [""], "department": ["Kept dept"], "place": ["1"]}
    text = client.post(f"/accounts/{cast.fernholt.public_id}/edit", data=data).text
    assert 'value="Kept"' in text
    assert 'value="Kept dept"' in text


def test_a_form_without_departments_leaves_them(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.ravi)
    a_person(cast.fernholt, department=Department(account_id=cast.fernholt.id, name="Finance"))
    assert client.post(f"/accounts/{cast.fernholt.public_id}/edit", data={"name": "Fernholt"}).status_code == 302
    assert [each.name for each in stored(cast).departments] == ["Finance"]


def test_a_person_is_added_with_a_new_department_and_lines(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.ravi)
    base = f"/accounts/{cast.fernholt.public_id}"
    assert client.get(f"{base}/people/new").status_code == 200
    answer = client.post(
        f"{base}/people/new",
        data={
            "name": "Ingrid Solheim", "email": "ingrid@fernholt.example", "new_department": "Finance", "role": "",
            "say": "decides", "stance": "for", "stage": "", "target": [cast.bea.public_id, ""],
            "strength": ["3", "1"], "sign": ["-1", "1"],
        },
    )  # fmt: skip
    assert answer.status_code == 302
    account = stored(cast)
    ingrid = account.people[1]
    assert ingrid.department is not None
    assert (ingrid.name, ingrid.say, ingrid.department.name) == ("Ingrid Solheim", "decides", "Finance")
    assert [(each.target_id, each.strength, each.sign) for each in influences_of(account)] == [(cast.bea.id, 3, -1)]
    assert answer.headers["Location"].endswith(f"?select={ingrid.public_id}#map")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"name": ""}, "Give a name."),
        ({"email": "nonsense"}, "not an e-mail address"),
        ({"email": "bea@fernholt.example"}, "already has this address"),
        ({"say": "rules"}, "Not a valid choice"),
        ({"role": "nonsense"}, "Not a valid choice"),
        ({"stage": "nonsense"}, "Not a valid choice"),
        ({"department": "nonsense"}, "Not a valid choice"),
        ({"new_department": "x" * 10_000}, "longer than 80"),
        ({"title": "x" * 10_000}, "longer than 200"),
        ({"note": "x" * 10_001}, "at most 10,000"),
        ({"target": ["nonsense"], "strength": ["1"], "sign": ["1"]}, "Choose people of this account"),
        ({"target": ["BEA", "BEA"], "strength": ["1", "2"], "sign": ["1", "1"]}, "Name each person once"),
        ({"target": ["BEA"], "strength": ["9"], "sign": ["1"]}, "how strong"),
    ],
)
def test_bad_person_forms_come_back_with_a_reason(
    client: FlaskClient, cast: Cast, data: dict[str, Any], said: str
) -> None:
    sign_in(client, cast.ravi)
    owen = a_person(cast.fernholt, "Owen Pryce")
    if "BEA" in data.get("target", []):
        data = {**data, "target": [cast.bea.public_id for _ in data["target"]]}
    good = {"name": "Ingrid", "say": "uses", "stance": "undecided", "role": "", "stage": "", "department": ""}
    base = f"/accounts/{cast.fernholt.public_id}/people"
    for path in (f"{base}/new", f"{base}/{owen.public_id}/edit"):
        answer = client.post(path, data={**good, **data})
        assert answer.status_code == 422
        assert said in answer.text
    assert [person.name for person in stored(cast).people] == ["Bea Baker", "Owen Pryce"]


def test_a_person_is_changed(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.ravi)
    path = f"/accounts/{cast.fernholt.public_id}/people/{cast.bea.public_id}/edit"
    assert 'value="Bea Baker"' in client.get(path).text
    data = {"name": "Béa", "email": "", "say": "shapes", "stance": "against", "role": "", "stage": "", "note": "n"}
    assert client.post(path, data=data).status_code == 302
    bea = stored(cast).people[0]
    assert (bea.name, bea.say, bea.stance, bea.email, bea.note) == ("Béa", "shapes", "against", None, "n")


def test_a_retired_role_survives_a_save(client: FlaskClient, cast: Cast) -> None:
    role = a_term("role", "Champion")
    cast.bea.role, role.retired_at = role, cast.bea.created_at
    session.commit()
    sign_in(client, cast.ravi)
    path = f"/accounts/{cast.fernholt.public_id}/people/{cast.bea.public_id}/edit"
    data = {"name": "Bea", "say": "uses", "stance": "for", "role": role.public_id, "stage": "", "department": ""}
    assert client.post(path, data=data).status_code == 302
    assert stored(cast).people[0].role_id == role.id


def test_somebody_is_removed_unless_they_were_sent_something(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.ravi)
    owen = a_person(cast.fernholt, "Owen Pryce")
    a_link(cast.bea, an_asset(cast.maya), cast.ravi)
    base = f"/accounts/{cast.fernholt.public_id}/people"
    assert client.post(f"{base}/{owen.public_id}/remove").status_code == 302
    answer = client.post(f"{base}/{cast.bea.public_id}/remove")
    assert answer.status_code == 409
    assert "Bea Baker has been sent something" in answer.text
    assert [person.name for person in session.scalars(select(Stakeholder))] == ["Bea Baker"]
