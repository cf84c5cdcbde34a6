"""How the values of front matter are understood; one that makes no sense is passed over with a note."""

from datetime import UTC, date, datetime
from typing import Any

from app.core import text
from app.library.models import (
    ANALYST,
    BUYERS,
    CUSTOMER,
    DRAFT,
    IN_REVIEW,
    INTERNAL,
    OURS,
    PUBLISHED,
    RETIRED,
    THIRD_PARTY,
)

MOST = 50
_FOR_BUYERS = {"buyers", "buyer", "external", "public"}
_FOR_US = {"internal", "internal only", "private"}
_STATES = {"draft": DRAFT, "in review": IN_REVIEW, "published": PUBLISHED, "retired": RETIRED}
_WHOSE = {"ours": OURS, "customer": CUSTOMER, "analyst": ANALYST, "third party": THIRD_PARTY}


def folded(words: str) -> str:
    """However it is written: Internal_only, internal-only and INTERNAL ONLY are one."""
    return " ".join(words.casefold().replace("-", " ").replace("_", " ").split())


def words(value: Any, key: str, notes: list[str]) -> str:
    """Text, or a number or a date as it is written."""
    if value is None or value is False:
        return ""
    if not isinstance(value, str | int | float | date):
        notes.append(f"{key} is not text and was passed over")
        return ""
    try:
        return text.tidy(str(value), 2000)
    except ValueError:
        return ""


def listed(value: Any, *, split: bool = False) -> list[Any]:
    """A list of at most MOST values; a single one is a list of one, and with `split` commas make several of it."""
    if isinstance(value, str) and split:
        value = value.split(",")
    return value[:MOST] if isinstance(value, list) else [] if value is None else [value]


def names(value: Any, key: str, notes: list[str]) -> list[str]:
    """The words of a list, empty ones left out."""
    return [name for each in listed(value) if (name := words(each, key, notes))]


def audience(value: Any, notes: list[str]) -> str:
    """BUYERS only if it clearly says so: what is taken as internal by mistake does no harm."""
    said = folded(value) if isinstance(value, str) else ""
    if said in _FOR_BUYERS:
        return BUYERS
    if said not in _FOR_US:
        notes.append(f"audience should be {BUYERS} or {INTERNAL}; it was taken as {INTERNAL}")
    return INTERNAL


def state(value: Any, notes: list[str]) -> str:
    """A state; DRAFT for what is none."""
    said = folded(value) if isinstance(value, str) else ""
    if said not in _STATES:
        known = f"{DRAFT}, {IN_REVIEW}, {PUBLISHED} or {RETIRED}"
        notes.append(f"state should be {known}; it was taken as {DRAFT}")
    return _STATES.get(said, DRAFT)


def provenance(value: Any, notes: list[str]) -> str:
    """Whose word it is; OURS for what is none of them."""
    said = folded(value).removeprefix("a ").removeprefix("an ") if isinstance(value, str) else ""
    if said not in _WHOSE:
        notes.append(f"provenance should be {OURS}, {CUSTOMER}, {ANALYST} or {THIRD_PARTY}; it was taken as {OURS}")
    return _WHOSE.get(said, OURS)


def source(value: Any, notes: list[str]) -> dict[str, Any]:
    """`source: {name, date}` as the keys `source_name` and `source_date`; a text alone is the name."""
    if isinstance(value, dict):
        known = {"name": "source_name", "date": "source_date"}
        notes += [f"source.{text.one_line(str(key), 80)} was passed over" for key in value if key not in known]
        return {known[key]: each for key, each in value.items() if key in known}
    return {} if value is None else {"source_name": value}


def day(value: Any, key: str, notes: list[str]) -> date | None:
    """A day; of a moment, its day in UTC."""
    found = moment(value, key, notes)
    return found.date() if found else None


def moment(value: Any, key: str, notes: list[str]) -> datetime | None:
    """A moment in UTC; a day alone is its noon."""
    if isinstance(value, date) and 1900 < value.year < 2200:
        noon = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day, 12, tzinfo=UTC)
        return noon.replace(tzinfo=UTC) if noon.tzinfo is None else noon.astimezone(UTC)
    if value not in (None, True, False):
        notes.append(f"{key} is not a date we can use and was passed over")
    return None
