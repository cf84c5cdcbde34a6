"""The sentences at the head of Today, made from what was counted."""

from datetime import datetime

from app.auth.models import User
from app.core import clock
from app.engagement.starting import Steps
from app.insights.desk import Desk
from app.web.home.movement import Movement

_NUMBERS = ("nobody", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def heading(user: User, at: datetime) -> str:
    """Thursday 14 November, where the user is."""
    local = at.astimezone(clock.zone(user.time_zone))
    return f"{local:%A} {local.day} {local:%B}"


def first_lede(steps: Steps) -> str:
    """Two more steps, and this page has something to say."""
    left = 3 - (steps.has_piece + steps.has_account + steps.has_sent)
    more = "" if left == 3 else "more "
    return f"{_number(left).capitalize()} {more}{'step' if left == 1 else 'steps'}, and this page has something to say."


def lede(movement: Movement, desk: Desk | None) -> str:
    """Two people moved this week, one gone quiet. Three drafts are waiting."""
    moved, quiet = movement.people_moved, movement.quiet_count
    # Words and figures do not mix in one sentence.
    number = _number if max(moved, quiet) < len(_NUMBERS) else "{:,}".format
    said = (
        f"{number(moved)} {'people' if moved > 1 else 'person'} moved this week" if moved else "Nobody moved this week"
    )
    if quiet:
        said += f", {number(quiet)} gone quiet"
    said += "."
    if desk is not None and desk.draft_count:
        said += (
            f" {_number(desk.draft_count).capitalize()} {'drafts are' if desk.draft_count > 1 else 'draft is'} waiting."
        )
    return said[0].upper() + said[1:]


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"
