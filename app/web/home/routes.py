"""Today: who moved, who has gone quiet, what is new; for marketers also their desk."""

from flask import Blueprint, render_template, request

from app.accounts.queries import owns_any
from app.auth.models import User
from app.auth.permissions import may
from app.core import clock
from app.engagement.starting import first_steps_for
from app.insights.desk import desk_for, news_for
from app.web.guards import me, signed_in
from app.web.home import words
from app.web.home.movement import movement_for
from app.web.home.waiting import waiting_for

home = Blueprint("home", __name__)


@home.get("/")
@signed_in
def today() -> str:
    user, at = me(), clock.now()
    steps = first_steps_for(user)
    movement = movement_for(user, at, everyone=_everyone(user), with_machines=request.args.get("machines") == "shown")
    desk = desk_for(user, at) if may(user, "library.publish") else None
    return render_template(
        "home/today.html",
        heading=words.heading(user, at),
        lede=words.lede(movement, desk) if steps.has_sent else words.first_lede(steps),
        steps=steps,
        movement=movement,
        desk=desk,
        waiting=waiting_for(user, at),
        news=news_for(user, at) if may(user, "sending.send") or desk is None else [],
    )


def _everyone(user: User) -> bool:
    """The team's accounts, for those who may see them and ask; whoever owns no accounts starts there."""
    asked = request.args.get("show")
    if not may(user, "accounts.read_all") or asked == "mine":
        return False
    return asked == "team" or not owns_any(user)
