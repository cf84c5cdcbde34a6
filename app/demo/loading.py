"""Loads `content/starter`: its people and pieces first, then its story, day by day."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select

from app import worker
from app.accounts import editing
from app.accounts.models import Account, Stakeholder
from app.auth import joining
from app.auth.models import User
from app.core import clock
from app.core.db import session
from app.core.transaction import commit
from app.demo.rep_made import LifeOfReps
from app.demo.replaying import Story
from app.exchange import importing
from app.library.models import Asset
from app.vocabulary import wording
from app.vocabulary.queries import find_named
from config import DEMO_PASSWORD, ROOT

STARTER = ROOT / "content" / "starter"
RIVALS = (("Glaciant", "Cheaper, and quotes without installation"), ("Harrow & Pike", "The old guard, with loggers"))


def load(at: datetime, say: Callable[[str], object]) -> None:
    """Fills an empty workspace; `at` is the present, from which the story counts back. `say` hears how far it is."""
    script = yaml.safe_load((STARTER / "workspace.yml").read_text("utf-8"))
    library = yaml.safe_load((STARTER / "library.yml").read_text("utf-8"))
    say("Taking in the collateral …")
    began = at - timedelta(days=90)
    with clock.set_to(began):
        users = _add_users(script["users"], began)
        for name, hint in RIVALS:
            wording.add_term("rival", name, hint)
        commit()
        pieces = _import_pieces(next(user for user in users.values() if "marketer" in user.roles), began)
    accounts, people = _add_accounts(script["accounts"], users, began)
    _bring_out(script["news"], pieces, at)
    life = LifeOfReps(users, accounts, pieces, at)
    life.begin(library, began)
    acts = [*script["activity"], *library["acts"]]
    Story(users, accounts, people, pieces, life, at).tell(acts, Steps(len(acts), say))


class Steps:
    """Says every tenth part of a long way."""

    def __init__(self, total: int, say: Callable[[str], object]) -> None:
        self.total, self.say, self.done = total, say, 0

    def __call__(self) -> None:
        self.done += 1
        if self.done * 10 // self.total > (self.done - 1) * 10 // self.total:
            self.say(f"Replaying eighty days of sending and reading … {self.done * 100 // self.total} %")


def _add_users(rows: list[dict[str, Any]], at: datetime) -> dict[str, User]:
    users = {}
    for row in rows:
        user = joining.add_user(row["email"], row["name"], row["roles"], at, row["time_zone"])
        joining.set_password(user, DEMO_PASSWORD, at)
        users[user.email] = user
    return users


def _import_pieces(user: User, at: datetime) -> dict[str, Asset]:
    """The starter library, by file name without ending."""
    for _outcome in importing.import_folder(STARTER, user, at):
        commit()
    worker.run_due()
    pieces = {Path(asset.import_path or "").stem: asset for asset in session.scalars(select(Asset))}
    for asset in pieces.values():
        # The script says when each came out; it was taken in only now.
        asset.updated_at = min(asset.published_at or at, at)
    commit()
    worker.run_due()
    return pieces


def _bring_out(rows: list[dict[str, Any]], pieces: dict[str, Asset], at: datetime) -> None:
    """The pieces that came out lately, so that sales has news."""
    for row in rows:
        asset = session.get_one(Asset, pieces[row["item"]].id)
        assert asset.current is not None
        moment = at - timedelta(days=float(row["days_ago"]))
        asset.published_at = asset.updated_at = asset.current.published_at = moment
    commit()


def _add_accounts(
    rows: list[dict[str, Any]], users: dict[str, User], at: datetime
) -> tuple[dict[str, Account], dict[tuple[str, str], Stakeholder]]:
    accounts: dict[str, Account] = {}
    people: dict[tuple[str, str], Stakeholder] = {}
    for row in rows:
        account = editing.add_account(
            users[row["owner"]],
            at,
            name=row["name"],
            summary=row["summary"],
            stage=find_named("stage", row["stage"]),
            rivals=[term for name in row["rivals"] if (term := find_named("rival", name))],
        )
        accounts[account.name] = account
        # People arrive in the order of the departments, so that these become the map's columns in that order.
        for person in sorted(row["people"], key=lambda each: row["departments"].index(each["department"])):
            people[account.name, person["key"]] = _add_person(account, person, at)
        commit()
        _add_influences(account, row.get("influences", []), people)
        commit()
    return accounts, people


def _add_person(account: Account, row: dict[str, Any], at: datetime) -> Stakeholder:
    return editing.add_person(
        account,
        at,
        name=row["name"],
        title=row["title"],
        email=row["email"],
        department=row["department"],
        role=find_named("role", row["role"]) if row["role"] else None,
        say=row["say"],
        stance=row["stance"],
        stage=find_named("stage", row["stage"]) if row["stage"] else None,
    )


def _add_influences(account: Account, rows: list[dict[str, Any]], people: dict[tuple[str, str], Stakeholder]) -> None:
    lines: dict[str, list[editing.Line]] = {}
    for row in rows:
        target = people[account.name, row["to"]]
        lines.setdefault(row["from"], []).append(editing.Line(target, row["strength"], row["sign"]))
    for key, found in lines.items():
        editing.set_influences(people[account.name, key], found)
