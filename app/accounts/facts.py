"""What is known about a person, and which of it can be true: one set of rules for forms and for files."""

from dataclasses import dataclass

from app.accounts.models import SAYS, STANCES, Department, Stakeholder
from app.auth.joining import clean_email
from app.core import text
from app.core.errors import Refused
from app.vocabulary.models import ROLE, STAGE, Term

LONGEST = 200


@dataclass(frozen=True)
class Facts:
    """One person's facts, checked. `department` is a name; it need not exist yet."""

    name: str
    title: str = ""
    email: str | None = None
    department: str = ""
    role: Term | None = None
    say: str = "uses"
    stance: str = "undecided"
    stage: Term | None = None
    note: str = ""


def check_facts(
    *,
    name: str,
    title: str = "",
    email: str | None = None,
    department: str = "",
    role: Term | None = None,
    say: str = "uses",
    stance: str = "undecided",
    stage: Term | None = None,
    note: str = "",
) -> Facts:
    """The facts as they may be stored. Raises Refused, naming the field."""
    if say not in SAYS:
        raise Refused("Choose how much say they have.", "say")
    if stance not in STANCES:
        raise Refused("Choose where they stand.", "stance")
    if (role is not None and role.facet != ROLE) or (stage is not None and stage.facet != STAGE):
        raise Refused("Choose a role and a stage from their lists.", "role")
    return Facts(
        name=check_name(name),
        title=short_line(title, "title", "The job title"),
        email=clean_email(email) if email and email.strip() else None,
        department=short_line(department, "department", "The department", 80),
        role=role,
        say=say,
        stance=stance,
        stage=stage,
        note=text.tidy(note),
    )


def set_facts(person: Stakeholder, facts: Facts, department: Department | None) -> None:
    """Makes these the facts of `person`; `department` is the one that `facts` name."""
    person.department = department
    person.name, person.title, person.email, person.note = facts.name, facts.title, facts.email, facts.note
    person.role, person.stage, person.say, person.stance = facts.role, facts.stage, facts.say, facts.stance


def check_name(name: str, what: str = "The name") -> str:
    """A name with at least one letter or digit. Raises Refused."""
    called = short_line(name, "name", what)
    if not any(char.isalnum() for char in called):
        raise Refused("Give a name.", "name")
    return called


def short_line(value: str, field: str, what: str, limit: int = LONGEST) -> str:
    """The text on one line. Raises Refused when it is longer than `limit`, rather than cut what was meant."""
    line = text.one_line(value, limit + 1)
    if len(line) > limit:
        raise Refused(f"{what} is longer than {limit} characters.", field)
    return line
