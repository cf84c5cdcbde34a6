"""The account page: who is in the room, what they read, and that it stays fast."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from app.accounts.editing import Line, set_influences
from app.accounts.models import Account
from app.core import db
from app.core.db import session
from tests.cast import Cast
from tests.conftest import sign_in
from tests.factories import a_link, a_person, a_term, an_account, an_asset
from tests.web.accounts.reading import a_visit


def page(client: FlaskClient, account: Account, query: str = "") -> str:
    answer = client.get(f"/accounts/{account.public_id}{query}")
    assert answer.status_code == 200, answer.text[:2000]
    return answer.text


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent to the database meanwhile."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        said.append(statement)

    event.listen(db.engine(), "before_cursor_execute", note)
    yield said
    event.remove(db.engine(), "before_cursor_execute", note)


def crowd(cast: Cast, count: int) -> Account:
    """An account of so many people, each sent an item, half of whom read it."""
    account = an_account(cast.ravi, f"Crowd of {count}", ("Finance", "Quality", "IT"))
    asset = an_asset(cast.maya, f"Payback for {count}")
    people = [
        a_person(
            account, f"Member {n} of {count}", say=("decides", "shapes", "uses")[n % 3],
            department_id=account.departments[n % 3].id, role_id=a_term("role", "Champion").id,
            stage_id=a_term("stage", "Justify").id,
        )
        for n in range(count)
    ]  # fmt: skip
    set_influences(people[0], [Line(each) for each in people[1:4]])
    for n, person in enumerate(people):
        link, _ = a_link(person, asset, cast.ravi)
        if n % 2:
            a_visit(link)
    return account


def test_the_page_says_who_is_there_and_what_they_read(client: FlaskClient, cast: Cast) -> None:
    link, _ = a_link(cast.bea, an_asset(cast.maya), cast.ravi)
    a_visit(link, (20, 100))
    text = page(sign_in(client, cast.ravi), cast.fernholt)
    assert "Bea Baker" in text
    assert "1 active this fortnight" in text
    assert "2 of 2 pages read; longest on page 2, about 2 min" in text
    assert "Payback in 11 months" in text
    assert "No department yet" in text
    assert not re.search(r"\d+ (s|sec|seconds)\b", text), "reps see minutes, not seconds"


def test_a_scanner_is_delivery_evidence_and_an_unsure_open_is_greyed(client: FlaskClient, cast: Cast) -> None:
    other = a_person(cast.fernholt, "Owen Pryce")
    asset = an_asset(cast.maya)
    a_visit(a_link(cast.bea, asset, cast.ravi)[0], (), label="machine")
    a_visit(a_link(other, asset, cast.ravi)[0], (), label="unsure")
    text = page(sign_in(client, cast.ravi), cast.fernholt)

    assert "Payback in 11 months arrived; checked by" in text
    assert "Opened, not confirmed as a person." in text
    assert "active this fortnight" not in text


def test_people_are_selected_and_unselected_by_links(client: FlaskClient, cast: Cast) -> None:
    owen = a_person(cast.fernholt, "Owen Pryce")
    sign_in(client, cast.ravi)
    bea, owen_id = cast.bea.public_id, owen.public_id
    text = page(client, cast.fernholt, f"?select={bea}&select=nobody&select={bea}")
    assert "1 person selected" in text
    assert f'href="/accounts/{cast.fernholt.public_id}?select={bea}&amp;select={owen_id}#map"' in text
    assert f'href="/accounts/{cast.fernholt.public_id}#map"' in text
    assert f"/accounts/{cast.fernholt.public_id}/send?to={bea}" in text


def test_the_list_carries_the_same_people_and_keeps_the_selection(client: FlaskClient, cast: Cast) -> None:
    text = page(sign_in(client, cast.ravi), cast.fernholt, f"?view=list&select={cast.bea.public_id}")
    assert '<svg class="people-map' not in text
    assert re.search(rf'name="to" value="{cast.bea.public_id}" checked', text)


@pytest.mark.parametrize("count", [0, 14, 50])
def test_the_map_holds_any_number(client: FlaskClient, cast: Cast, count: int) -> None:
    account = an_account(cast.ravi, "Crowd") if count == 0 else crowd(cast, count)
    text = page(sign_in(client, cast.ravi), account)
    assert text.count('class="node-g') == count
    assert ("Nobody is on the map yet" in text) is (count == 0)


def test_the_number_of_queries_does_not_grow_with_people(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.ravi)
    # The words of the pages are read once a process.
    page(client, cast.fernholt)
    taken = {}
    for count in (5, 50):
        account = crowd(cast, count)
        query = "?" + "&".join(f"select={person.public_id}" for person in account.people[:20])
        session.remove()
        with counted() as said:
            page(client, account, query)
        taken[count] = len(said)
    assert taken[5] == taken[50]
    assert taken[50] <= 30


def test_an_unknown_stage_and_a_retired_one_are_shown_as_unknown(client: FlaskClient, cast: Cast) -> None:
    stage = a_term("stage", "Justify")
    cast.bea.stage, cast.fernholt.stage = stage, stage
    stage.retired_at = cast.bea.created_at
    session.commit()
    text = page(sign_in(client, cast.ravi), cast.fernholt)
    assert "stage unknown" in text
    assert "Stage not set" in text


def test_hostile_names_are_text(client: FlaskClient, cast: Cast) -> None:
    nasty = "<script>alert(1)</script>\"'&" + "W" * 170
    cast.bea.name = cast.fernholt.name = nasty
    session.commit()
    text = page(sign_in(client, cast.ravi), cast.fernholt)
    assert "<script>alert" not in text
    assert "style=" not in text


@pytest.mark.parametrize("query", ["?view=x", "?select=" + "x" * 10_000, "?select=%00&view=list", "?select[]=1"])
def test_odd_queries_show_the_page(client: FlaskClient, cast: Cast, query: str) -> None:
    page(sign_in(client, cast.ravi), cast.fernholt, query)


def test_a_marketer_reads_and_changes_nothing(client: FlaskClient, cast: Cast) -> None:
    text = page(sign_in(client, cast.maya), cast.fernholt)
    assert "Add person" not in text
    assert "Edit account" not in text


def test_the_person_page(client: FlaskClient, cast: Cast) -> None:
    link, _ = a_link(cast.bea, an_asset(cast.maya), cast.ravi)
    a_visit(link, (20, 100))
    sign_in(client, cast.ravi)
    answer = client.get(f"/accounts/{cast.fernholt.public_id}/people/{cast.bea.public_id}")
    assert answer.status_code == 200
    assert "longest on page 2" in answer.text
    assert f"/accounts/{cast.fernholt.public_id}/send?to={cast.bea.public_id}" in answer.text


def test_the_list_of_accounts(client: FlaskClient, cast: Cast) -> None:
    an_account(cast.rosa, "Great Auk Freight")
    a_visit(a_link(cast.bea, an_asset(cast.maya), cast.ravi)[0])
    text = sign_in(client, cast.ravi).get("/accounts").text
    assert "Fernholt Foods" in text
    assert "1 person" in text
    assert "read Payback in 11 months" in text
    assert "Great Auk Freight" not in text
    assert "Great Auk Freight" in sign_in(client, cast.max).get("/accounts").text


def test_no_accounts_yet(client: FlaskClient, cast: Cast) -> None:
    assert "No accounts yet" in sign_in(client, cast.rosa).get("/accounts").text


def test_items_to_send_are_carried_to_the_chosen_account(client: FlaskClient, cast: Cast) -> None:
    text = sign_in(client, cast.ravi).get("/accounts?item=aaa&item=bbb").text
    assert "Choose an account to send to" in text
    assert f"/accounts/{cast.fernholt.public_id}/send?item=aaa&amp;item=bbb" in text


def test_the_list_of_accounts_asks_no_more_for_more_accounts(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.ravi).get("/accounts")
    taken = []
    for _ in range(2):
        session.remove()
        with counted() as said:
            client.get("/accounts")
        taken.append(len(said))
        for n in range(10):
            a_person(an_account(cast.ravi, f"Account {n}"))
    assert taken[0] == taken[1]
