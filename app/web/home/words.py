"""The sentences at the head of Today, made from what was counted."""

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.auth.models import User
from app.engagement.starting import Steps
from app.insights.desk import Desk
from app.web.home.movement import Movement

_NUMBERS = ("nobody", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def heading(user: User, at: datetime) -> str:
    """Thursday 14 November, where the user is."""
    local = at.astimezone(_zone(user))
    return f"{local:%A} {local.day} {local:%B}"


def first_lede(steps: Steps) -> str:
    """Two more steps, and this page has something to say."""
    left = 3 - (steps.has_piece + steps.has_account + steps.has_sent)
    more = "" if left == 3 else "more "
    return f"{_number(left).capitalize()} {more}{'step' if left == 1 else 'steps'}, and this page has something to say."


def lede(movement: Movement, desk: Desk | None) -> str:
    """Two people moved this week, one gone quiet. Three drafts are waiting."""
    moved = movement.people_moved
    said = (
        f"{_number(moved)} {'people' if moved > 1 else 'person'} moved this week" if moved else "Nobody moved this week"
    )
    if movement.quiet_count:
        said += f", {_number(movement.quiet_count)} gone quiet"
    said += "."
    if desk is not None and desk.draft_count:
        said += (
            f" {_number(desk.draft_count).capitalize()} {'drafts are' if desk.draft_count > 1 else 'draft is'} waiting."
        )
    return said[0].upper() + said[1:]


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"


def _zone(user: User) -> tzinfo:
    try:
        return ZoneInfo(user.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
