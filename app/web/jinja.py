"""What templates can call: pictures, permissions, dates and durations."""

from datetime import datetime, tzinfo

from flask import Flask
from flask_login import current_user

from app.auth.permissions import may
from app.core import clock
from app.vocabulary import dictionary
from app.web.pictures import PICTURES
from config import Config


def equip_templates(app: Flask, config: Config) -> None:
    """Registers the globals and filters that `templates/` relies on."""
    env = app.jinja_env
    env.trim_blocks = env.lstrip_blocks = True
    env.globals.update(
        {picture.__name__: picture for picture in PICTURES},
        workspace={"name": config.workspace_name},
        is_development=config.development,
        may=lambda permission: current_user.is_authenticated and may(current_user, permission),
        word=lambda key: dictionary.current().word(key),
        words=lambda key: dictionary.current().words(key),
    )
    env.filters.update(day=day, clock=clock_time, ago=ago, moment=moment, plural=plural, upfirst=upfirst)


def plural(count: int, one: str, many: str | None = None) -> str:
    """`3|plural("person", "people")` is "3 people"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def upfirst(text: str) -> str:
    """The text with a capital first letter; the others stay as they are."""
    return text[:1].upper() + text[1:]


def day(value: datetime | None) -> str:
    """21 Nov, with the year when it is not this one."""
    if value is None:
        return ""
    local = value.astimezone(_zone())
    same_year = local.year == clock.now().astimezone(_zone()).year
    return f"{local.day} {local:%b}" if same_year else f"{local.day} {local:%b %Y}"


def clock_time(value: datetime | None) -> str:
    """14:05 in the reader's time zone."""
    return "" if value is None else f"{value.astimezone(_zone()):%H:%M}"


def moment(value: datetime | None) -> str:
    """21 Nov, 14:05."""
    return "" if value is None else f"{day(value)}, {clock_time(value)}"


def ago(value: datetime | None) -> str:
    """just now, 14:05 today, a weekday within a week, else the day."""
    if value is None:
        return ""
    at, local = clock.now().astimezone(_zone()), value.astimezone(_zone())
    if (at - local).total_seconds() < 300:
        return "just now"
    days = (at.date() - local.date()).days
    if days == 0:
        return f"{local:%H:%M}"
    return "yesterday" if days == 1 else f"{local:%a}" if days < 7 else day(value)


def _zone() -> tzinfo:
    return clock.zone(current_user.time_zone if current_user and current_user.is_authenticated else "UTC")
