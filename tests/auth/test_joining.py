"""Joining, passwords and invitations."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from app.auth import joining, managing, queries
from app.auth.permissions import PERMISSIONS, may
from app.core.db import session
from app.core.errors import Refused
from tests.cast import NOW, Cast

PASSWORD = "three quiet winter words"


def test_somebody_joins_by_invitation_once(db: Engine) -> None:
    user = joining.add_user("New@Wintermere.Example", "New Person", ["rep", "marketer"], NOW)
    first, second = joining.invite(user, NOW), joining.invite(user, NOW)
    session.commit()
    old, current = queries.find_invitation(first), queries.find_invitation(second)
    assert old is not None
    assert not old[0].is_open(NOW)
    assert current is not None
    assert current[0].is_open(NOW)
    assert not current[0].is_open(NOW + timedelta(days=8))
    joining.set_password(user, PASSWORD, NOW)
    session.commit()
    assert not current[0].is_open(NOW + timedelta(seconds=1)) or current[0].used_at is not None
    assert joining.check_password("new@wintermere.example", PASSWORD) is user


def test_the_token_is_not_in_the_database(db: Engine) -> None:
    user = joining.add_user("a@b.example", "A", ["rep"], NOW)
    token = joining.invite(user, NOW)
    session.commit()
    found = queries.find_invitation(token)
    assert found is not None
    assert token not in found[0].token_hash


@pytest.mark.parametrize(
    ("email", "name", "roles", "field"),
    [
        ("not an address", "A", ["rep"], "email"),
        ("a@b.example\r\nBcc: c@d.example", "A", ["rep"], "email"),
        ("ravi@wintermere.example", "A", ["rep"], "email"),
        ("a@b.example", " \u202e ", ["rep"], "name"),
        ("a@b.example", "A", [], "roles"),
        ("a@b.example", "A", ["owner"], "roles"),
    ],
)
def test_bad_people_are_refused_by_field(
    db: Engine, cast: Cast, email: str, name: str, roles: list[str], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        joining.add_user(email, name, roles, NOW)
    assert refused.value.field == field


@pytest.mark.parametrize("password", ["", "short", "aaaaaaaaaaaaaaaa", "ravi@wintermere.example", "x1y2z" * 50])
def test_weak_passwords_are_refused(db: Engine, cast: Cast, password: str) -> None:
    with pytest.raises(Refused):
        joining.set_password(cast.ravi, password, NOW)


def test_a_new_password_ends_every_session(db: Engine, cast: Cast) -> None:
    session_id = cast.ravi.get_id()
    assert queries.find_by_session(session_id) is not None
    joining.set_password(cast.ravi, PASSWORD, NOW)
    session.commit()
    assert queries.find_by_session(session_id) is None


def test_whoever_is_shut_out_has_no_session(db: Engine, cast: Cast) -> None:
    session_id = cast.ravi.get_id()
    managing.deactivate(cast.ravi, cast.ada, NOW)
    session.commit()
    assert queries.find_by_session(session_id) is None


def test_the_last_admin_stays(db: Engine, cast: Cast) -> None:
    with pytest.raises(Refused):
        managing.change_roles(cast.ada, ["rep"])
    with pytest.raises(Refused):
        managing.deactivate(cast.ada, cast.ada, NOW)


def test_lost_rights_are_lost_at_once(db: Engine, cast: Cast) -> None:
    session_id = cast.max.get_id()
    managing.change_roles(cast.max, ["rep"])
    session.commit()
    assert queries.find_by_session(session_id) is None


def test_the_table_says_who_may(db: Engine, cast: Cast) -> None:
    assert may(cast.maya, "library.publish")
    assert not may(cast.ravi, "library.publish")
    assert not may(cast.maya, "sending.send")
    only_admins = {"users.manage", "audit.read", "library.publish_over_reviews"}
    assert only_admins == {name for name, roles in PERMISSIONS.items() if roles == {"admin"}}
    with pytest.raises(KeyError):
        may(cast.ada, "nothing.such")
