"""Telling whether a row of a file is somebody the account already knows."""

from dataclasses import fields
from datetime import datetime
from typing import Any, Literal

from app.accounts.departments import department_named
from app.accounts.facts import Facts, check_facts, set_facts
from app.accounts.models import Account, Stakeholder
from app.auth.joining import clean_email
from app.core.errors import Refused
from app.core.text import slug

Outcome = Literal["added", "updated", "unchanged"]


class KnownPeople:
    """The people of one account by address and by name, kept up while a file is taken: no query per row."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self._by_email: dict[str | None, Stakeholder] = {p.email: p for p in account.people if p.email}
        self._by_name: dict[str, list[Stakeholder]] = {}
        for person in account.people:
            self._by_name.setdefault(_key(person.name), []).append(person)
        self._lines: dict[str, int] = {}

    def take(self, said: dict[str, Any], line: int, at: datetime) -> Outcome:
        """Adds the person a row states, or updates the one it means. Raises Refused."""
        if "email" in said:
            said = {**said, "email": clean_email(said["email"])}
        mark = said.get("email") or "name " + _key(said.get("name", ""))
        if mark in self._lines:
            held = "e-mail" if "email" in said else "name, and no e-mail to tell them apart,"
            raise Refused(f"The same {held} as line {self._lines[mark]}.", "email")
        person = self._find(said)
        stated = {**_facts_of(person), **said} if person is not None else said
        if not stated.get("name"):
            raise Refused("There is no name, and nobody here has this e-mail yet.", "name")
        outcome = self._set(person, check_facts(**stated), at)
        self._lines[mark] = line
        return outcome

    def _find(self, said: dict[str, Any]) -> Stakeholder | None:
        """By address; else by name, as long as that leaves no doubt. Raises Refused when it does."""
        if said.get("email") in self._by_email:
            return self._by_email[said["email"]]
        same_name = self._by_name.get(_key(said["name"]), []) if "name" in said else []
        without = [person for person in same_name if not person.email]
        if "email" in said:
            return without[0] if len(without) == 1 else None
        if same_name and not (len(same_name) == len(without) == 1):
            raise Refused(
                f"{same_name[0].name} is already here. Add the e-mail to say whether this is the same person.", "email"
            )
        return without[0] if without else None

    def _set(self, person: Stakeholder | None, facts: Facts, at: datetime) -> Outcome:
        if person is not None and _same(_facts_of(person), facts):
            return "unchanged"
        department = department_named(self.account, facts.department)
        outcome: Outcome = "updated"
        if person is None:
            # Not put into _by_name: a later row of the same file with another address is another person.
            person, outcome = Stakeholder(created_at=at), "added"
            self.account.people.append(person)
        set_facts(person, facts, department)
        if person.email:
            self._by_email[person.email] = person
        return outcome


def _facts_of(person: Stakeholder) -> dict[str, Any]:
    held = {each.name: getattr(person, each.name) for each in fields(Facts)}
    return {**held, "department": person.department.name if person.department else ""}


def _same(held: dict[str, Any], facts: Facts) -> bool:
    """Whether a file brings no news. A department may be written in another letter case."""
    stated = {each.name: getattr(facts, each.name) for each in fields(Facts)}
    return {**held, "department": _key(held["department"])} == {**stated, "department": _key(facts.department)}


def _key(name: str) -> str:
    return slug(name, 400)
