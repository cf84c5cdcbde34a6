"""What a sender types, as each person reads it: {first name} is filled in, and nothing else may stand in braces."""

import re

from app.accounts.models import Stakeholder

_FIELD = re.compile(r"\{([^{}\n]{0,40})\}")
_FIRST_NAME = "first name"


def fill(typed: str, person: Stakeholder) -> str:
    """The text for one person."""
    return _FIELD.sub(lambda found: person.first_name if _name(found) == _FIRST_NAME else found.group(), typed)


def unknown_fields(typed: str) -> list[str]:
    """What stands in braces and cannot be filled in, as typed."""
    return [found.group() for found in _FIELD.finditer(typed) if _name(found) != _FIRST_NAME]


def paragraphs(typed: str) -> list[list[str]]:
    """The text as paragraphs of lines."""
    return [part.strip("\n").split("\n") for part in re.split(r"\n[ \t]*\n", lines_of(typed)) if part.strip()]


def lines_of(typed: str) -> str:
    """The text with every line break as one newline, as forms send them in pairs."""
    return typed.replace("\r\n", "\n").replace("\r", "\n")


def _name(found: re.Match[str]) -> str:
    return " ".join(found.group(1).replace("_", " ").lower().split())
