"""What a file says about itself: YAML before a Markdown text, or in a sidecar beside a file."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import yaml
from yaml.events import AliasEvent

from app.core import text
from app.core.errors import Refused
from app.library.models import BUYERS, DRAFT, INTERNAL, PUBLISHED, RETIRED

LIMIT = 16_000
_FACETS = {"roles": "role", "stages": "stage", "rivals": "rival"}


@dataclass
class Matter:
    """The keys we know. `terms` are (facet, name); `notes` say what was passed over and why."""

    title: str = ""
    summary: str = ""
    audience: str = BUYERS
    state: str = DRAFT
    use_when: str = ""
    say: str = ""
    published: datetime | None = None
    terms: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class _NoAliases(yaml.SafeLoader):
    """SafeLoader without aliases: a few lines of them can stand for gigabytes."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(AliasEvent):
            raise yaml.YAMLError("aliases are not taken")
        return super().compose_node(parent, index)


def split(source: str) -> tuple[str, str]:
    """(front matter, text): the part between a first line `---` and the next one, or nothing."""
    bare = source.lstrip("\ufeff")
    first, _, rest = bare.partition("\n")
    if first.rstrip() != "---":
        return "", bare
    matter: list[str] = []
    for line in (lines := iter(rest.split("\n"))):
        if line.rstrip() in ("---", "..."):
            return "\n".join(matter), "\n".join(lines)
        matter.append(line)
    return "", bare


def read(source: str) -> Matter:
    """What the YAML says. Raises Refused when it cannot be read; a value that makes no sense becomes a note."""
    if len(source.encode()) > LIMIT:
        raise Refused(f"its front matter is larger than {LIMIT // 1000} kB")
    try:
        found = yaml.load(source, Loader=_NoAliases)  # noqa: S506  (a SafeLoader that refuses more)
    except RecursionError:
        raise Refused("its front matter is nested too deeply") from None
    except Exception as error:
        # Its constructors raise whatever their Python raises: KeyError for a bad bool, IndexError for an empty int.
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise Refused(f"its front matter is not YAML that we can read{where}") from None
    if found is not None and not isinstance(found, dict):
        raise Refused("its front matter is not a list of keys and values")
    return _matter(found or {})


def _matter(found: dict[Any, Any]) -> Matter:
    matter = Matter()
    for key in ("title", "summary", "use_when", "say"):
        setattr(matter, key, _words(found.get(key), key, matter))
    matter.audience = _choice(found, "audience", (BUYERS, INTERNAL), matter)
    matter.state = _choice(found, "state", (DRAFT, PUBLISHED, RETIRED), matter)
    matter.published = _moment(found.get("published"), matter)
    for key, facet in _FACETS.items():
        given = found.get(key)
        names = given if isinstance(given, list) else [] if given is None else [given]
        matter.terms += [(facet, name) for each in names[:50] if (name := _words(each, key, matter))]
    return matter


def _words(value: Any, key: str, matter: Matter) -> str:
    if value is None or value is False:
        return ""
    if not isinstance(value, str | int | float | date):
        matter.notes.append(f"{key} is not text and was passed over")
        return ""
    try:
        return text.tidy(str(value), 2000)
    except ValueError:
        return ""


def _choice(found: dict[Any, Any], key: str, choices: tuple[str, ...], matter: Matter) -> str:
    value = found.get(key, choices[0])
    if value in choices:
        return str(value)
    matter.notes.append(f"{key} should be one of {', '.join(choices)}; it was taken as {choices[0]}")
    return choices[0]


def _moment(value: Any, matter: Matter) -> datetime | None:
    if isinstance(value, date) and 1970 < value.year < 2200:
        noon = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day, 12, tzinfo=UTC)
        return noon.replace(tzinfo=UTC) if noon.tzinfo is None else noon.astimezone(UTC)
    if value not in (None, True, False):
        matter.notes.append("published is not a date we can use and was passed over")
    return None
