"""What people type about accounts and the people on them."""

from collections.abc import Iterable, Sequence
from itertools import starmap
from typing import Any, Self

from werkzeug.datastructures import MultiDict
from wtforms import (
    EmailField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length

from app.accounts.departments import Wish
from app.accounts.editing import Line
from app.accounts.models import SAYS, STANCES, Account, Stakeholder
from app.accounts.people_map import NOWHERE
from app.auth.models import User
from app.auth.permissions import may
from app.auth.queries import reps
from app.core.errors import Refused
from app.vocabulary.models import RIVAL, ROLE, STAGE, Term
from app.vocabulary.queries import all_terms
from app.web.forms import Form

STRENGTHS = {1: "a little", 2: "clearly", 3: "strongly"}


class AccountForm(Form):
    """`owner` is there only for those who may give an account to somebody else."""

    name = StringField("Company", [DataRequired("Give the account a name.")])
    summary = StringField("In one line", description="What they need, or what the deal is about.")
    stage = SelectField(
        "Stage of the deal", default="", description="Your judgement. Each person has a stage of their own."
    )
    owner = SelectField("Owner")
    rivals = SelectMultipleField("Up against")

    @classmethod
    def for_user(cls, user: User, account: Account | None = None) -> Self:
        """The form with its lists, filled from `account`."""
        form = cls(data=None if account is None else _account_data(account))
        terms, owners = all_terms(), reps() if may(user, "accounts.write_all") else []
        if account is not None:
            terms[STAGE] = _with(terms[STAGE], [account.stage])
            terms[RIVAL] = _with(terms[RIVAL], account.rivals)
            owners = owners and [account.owner, *(each for each in owners if each.id != account.owner_id)]
        form.terms = {term.public_id: term for facet in (STAGE, RIVAL) for term in terms[facet]}
        form.owners = {each.public_id: each for each in owners}
        form.stage.choices = [SelectChoice("", "Not set"), *_choices(terms[STAGE])]
        form.rivals.choices = _choices(terms[RIVAL])
        form.owner.choices = _choices(owners)
        if not owners:
            del form.owner
        elif account is None and not form.is_submitted():
            form.owner.data = user.public_id
        return form

    terms: dict[str, Term]
    owners: dict[str, User]

    def facts(self) -> dict[str, Any]:
        """The arguments of `add_account` and `change_account`."""
        return {
            "name": self.name.data or "",
            "summary": self.summary.data or "",
            "stage": self.terms.get(self.stage.data),
            "owner": self.owners.get(self.owner.data) if self.owner else None,
            "rivals": [self.terms[each] for each in self.rivals.data or () if each in self.terms],
        }


class PersonForm(Form):
    """`department` chooses one that exists; `new_department` wins over it."""

    name = StringField("Name", [DataRequired("Give a name.")])
    title = StringField("Job title")
    email = EmailField("E-mail", description="Without one they can be on the map, and not be sent anything.")
    department = SelectField("Department", default="")
    new_department = StringField("Or a new department")
    role = SelectField("Buying role", default="")
    say = RadioField("How much say", choices=list(starmap(SelectChoice, SAYS.items())), default="uses")
    stance = RadioField("Where they stand", choices=list(starmap(SelectChoice, STANCES.items())), default="undecided")
    stage = SelectField(
        "Their own stage", default="", description="How far they are themselves, whatever the deal's stage."
    )
    note = TextAreaField("Note", [Length(max=10_000, message="A note has at most 10,000 characters.")])

    terms: dict[str, Term]

    @classmethod
    def for_person(cls, account: Account, person: Stakeholder | None = None, *, typed: bool = True) -> Self:
        """The form with its lists, filled from `person`; `typed` False ignores what this request posted."""
        data = None if person is None else _person_data(person)
        form = cls(data=data) if typed else cls(formdata=None, data=data)
        terms = all_terms()
        if person is not None:
            terms[ROLE], terms[STAGE] = _with(terms[ROLE], [person.role]), _with(terms[STAGE], [person.stage])
        form.terms = {term.public_id: term for facet in (ROLE, STAGE) for term in terms[facet]}
        departments = (SelectChoice(each.name) for each in account.departments)
        form.department.choices = [SelectChoice("", NOWHERE), *departments]
        form.role.choices = [SelectChoice("", "Not set"), *_choices(terms[ROLE])]
        form.stage.choices = [SelectChoice("", "Unknown"), *_choices(terms[STAGE])]
        return form

    def facts(self) -> dict[str, Any]:
        """The arguments of `check_facts`."""
        return {
            "name": self.name.data or "",
            "title": self.title.data or "",
            "email": self.email.data or "",
            "department": (self.new_department.data or "").strip() or self.department.data or "",
            "role": self.terms.get(self.role.data),
            "stage": self.terms.get(self.stage.data),
            "say": self.say.data,
            "stance": self.stance.data,
            "note": self.note.data or "",
        }


def department_wishes(typed: MultiDict[str, str]) -> list[Wish]:
    """The department rows of the account form, in the order of their place numbers."""
    rows = zip(typed.getlist("was"), typed.getlist("department"), typed.getlist("place"), strict=False)
    numbered = [(_number(place, 999), Wish(name, was)) for was, name, place in rows]
    return [wish for _, wish in sorted(numbered, key=lambda each: each[0])]


def influence_lines(typed: MultiDict[str, str], people: Iterable[Stakeholder]) -> list[Line]:
    """The rows of "whom do they move"; a row without a person is empty. Raises Refused for an unknown one."""
    by_id = {person.public_id: person for person in people}
    rows = zip(typed.getlist("target"), typed.getlist("strength"), typed.getlist("sign"), strict=False)
    lines = []
    for target, strength, sign in rows:
        if target and target not in by_id:
            raise Refused("Choose people of this account.", "influences")
        if target:
            lines.append(Line(by_id[target], _number(strength, 0), 1 if sign == "1" else -1))
    return lines


def _number(typed: str, otherwise: int) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else otherwise


def _choices(found: Iterable[Term | User]) -> list[SelectChoice]:
    return [SelectChoice(each.public_id, each.name) for each in found]


def _with(terms: list[Term], held: Sequence[Term | None]) -> list[Term]:
    """The list, and what is held although it was retired since: saving must not take it away."""
    return terms + [term for term in held if term is not None and term not in terms]


def _account_data(account: Account) -> dict[str, Any]:
    return {
        "name": account.name,
        "summary": account.summary,
        "stage": account.stage.public_id if account.stage else "",
        "owner": account.owner.public_id,
        "rivals": [term.public_id for term in account.rivals],
    }


def _person_data(person: Stakeholder) -> dict[str, Any]:
    return {
        "name": person.name,
        "title": person.title,
        "email": person.email or "",
        "department": person.department.name if person.department else "",
        "role": person.role.public_id if person.role else "",
        "stage": person.stage.public_id if person.stage else "",
        "say": person.say,
        "stance": person.stance,
        "note": person.note,
    }
