"""What Today says about people: rows of reading, those gone quiet, and the arrivals left out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from markupsafe import Markup

from app.accounts.models import Stakeholder
from app.auth.models import User
from app.engagement import moving
from app.web.jinja import ago
from app.web.pictures import Face, reading_time

QUIET_SHOWN, QUIET_COUNTED = 6, 100


@dataclass(frozen=True, slots=True)
class Movement:
    """`rows` are what the signals table draws; `quiet` the few shown of `quiet_count`."""

    everyone: bool
    rows: list[dict[str, Any]]
    people_moved: int
    quiet: list[dict[str, Any]]
    quiet_count: int
    machines: int
    arrivals: list[moving.HiddenArrival] | None


def movement_for(user: User, at: datetime, *, everyone: bool, with_machines: bool) -> Movement:
    """Everything about people on the accounts this user watches."""
    quiet = moving.gone_quiet(user, at, QUIET_COUNTED, everyone=everyone)
    return Movement(
        everyone=everyone,
        rows=[_row(moved, at) for moved in moving.who_moved(user, at, everyone=everyone)],
        people_moved=moving.people_moved(user, at, everyone=everyone),
        quiet=[_quiet(each) for each in quiet[:QUIET_SHOWN]],
        quiet_count=len(quiet),
        machines=moving.machines_hidden(user, at, everyone=everyone),
        arrivals=moving.arrivals_hidden(user, at, everyone=everyone) if with_machines else None,
    )


def _row(moved: moving.Moved, at: datetime) -> dict[str, Any]:
    href = _account_href(moved.person)
    title = Markup("<b>{}</b>").format(moved.asset.title)
    if moved.asset.public_id is not None:
        piece = url_for("library.show", public_id=moved.asset.public_id)
        title = Markup('<a href="{}">{}</a>').format(piece, title)
    return {
        "face": _face(moved.person, moved.warmth, None),
        "href": href,
        "account": moved.account.name,
        "what": Markup("{} {}{}").format(moved.verb, title, moved.note),
        "trace": moved.pages,
        "time": "" if moved.is_private else reading_time(moved.minutes * 60),
        "when": ago(moved.at),
        "when_iso": moved.at.isoformat(timespec="seconds"),
        "is_new": moved.is_new,
        "arrived": (at - moved.at).total_seconds() < 300,
        "action": ("Open account", href),
    }


def _quiet(quieted: moving.Quieted) -> dict[str, Any]:
    return {
        "face": _face(quieted.person, 0, quieted.days),
        "href": _account_href(quieted.person),
        "account": quieted.account,
        "person": quieted.person,
        "days": quieted.days,
        "last": quieted.last,
    }


def _account_href(person: Stakeholder) -> str:
    return url_for("accounts.show", public_id=person.account.public_id, select=person.public_id)


def _face(person: Stakeholder, warmth: int, quiet_days: int | None) -> Face:
    return Face(id=person.public_id, name=person.name, initials=person.initials, warmth=warmth, quiet_days=quiet_days)
