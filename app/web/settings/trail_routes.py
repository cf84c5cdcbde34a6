"""The trail: who did what, when, for admins; on screen and as CSV."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from app.audit import wording
from app.audit.models import AuditEntry
from app.audit.queries import Asked, known_acts, trail, trail_length
from app.auth.models import User
from app.auth.queries import all_users
from app.core import clock, csv_files
from app.web.guards import allowed, me

trail_area = Blueprint("trail", __name__, url_prefix="/settings")

PAGE = 50
MOST_LINES = 50_000
LAST_PAGE = 1_000_000


@trail_area.get("/trail")
@allowed("audit.read")
def show() -> str:
    """A page of entries, narrowed by person, act and days."""
    users = all_users()
    asked, said = _asked(users)
    count = trail_length(asked)
    page = min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)
    return render_template(
        "settings/trail.html",
        entries=trail(asked, PAGE, (page - 1) * PAGE),
        count=count,
        page=page,
        pages=max(-(-count // PAGE), 1),
        said=said,
        users=users,
        acts=known_acts(),
        wording=wording,
    )


@trail_area.get("/trail.csv")
@allowed("audit.read")
def as_csv() -> Response:
    """The same entries as a file, times in UTC."""
    asked, _ = _asked(all_users())
    lines = [_line(entry) for entry in trail(asked, MOST_LINES)]
    body = csv_files.write(("When (UTC)", "Who", "Act", "In words", "On a", "Name", "Undone (UTC)"), lines)
    return Response(
        "\ufeff" + body,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="trail-{clock.now():%Y-%m-%d}.csv"'},
    )


def _line(entry: AuditEntry) -> tuple[str, ...]:
    who = entry.actor.name if entry.actor else "Rapport"
    undone = f"{entry.undone_at:%Y-%m-%d %H:%M:%S}" if entry.undone_at else ""
    words = wording.words_of(entry)
    return f"{entry.at:%Y-%m-%d %H:%M:%S}", who, entry.act, words, entry.subject, entry.name, undone


def _asked(users: list[User]) -> tuple[Asked, dict[str, Any]]:
    """What the address asks for, and the same as the form shows it; what is not understood is left out."""
    who = next((user for user in users if user.public_id == request.args.get("who")), None)
    act, since, until = request.args.get("act", "")[:40], _day("since"), _day("until")
    said = {"who": who.public_id if who else "", "act": act, "since": since or "", "until": until or ""}
    asked = Asked(
        actor_id=who.id if who else None,
        act=act.replace("\x00", ""),
        since=_midnight(since) if since else None,
        until=_midnight(until + timedelta(days=1)) if until else None,
    )
    return asked, {name: str(value) for name, value in said.items() if value}


def _day(name: str) -> date | None:
    try:
        found = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return found if 2000 <= found.year < 2200 else None


def _midnight(day: date) -> datetime:
    """Where a day begins for who asks."""
    return datetime.combine(day, time(), clock.zone(me().time_zone)).astimezone(UTC)
