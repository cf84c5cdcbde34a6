"""What a file says about itself: YAML before a Markdown text, or in a sidecar beside a file."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from app.core import text
from app.core.errors import Refused
from app.library import strict_yaml
from app.library.models import BUYERS, DRAFT, INTERNAL, PUBLISHED, RETIRED

LIMIT = 16_000
_FACETS = {"roles": "role", "stages": "stage", "rivals": "rival", "tags": ""}
_KEYS = {"title", "summary", "audience", "state", "use_when", "say", "published", *_FACETS}
_OTHER_NAMES = {"role": "roles", "stage": "stages", "rival": "rivals", "tag": "tags", "status": "state"}
_FOR_BUYERS = {"buyers", "buyer", "external", "public"}
_FOR_US = {"internal", "internal only", "private"}


@dataclass
class Matter:
    """The keys we know. `terms` are (facet, name), a tag's facet is ""; `notes` say what was passed over and why."""

    title: str = ""
    summary: str = ""
    audience: str = BUYERS
    state: str = DRAFT
    use_when: str = ""
    say: str = ""
    published: datetime | None = None
    terms: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


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
    found = strict_yaml.load(source)
    if found is not None and not isinstance(found, dict):
        raise Refused("its front matter is not a list of keys and values")
    return _matter(found or {})


def _matter(given: dict[Any, Any]) -> Matter:
    matter = Matter()
    found, names = _known(given, matter)
    for key in ("title", "summary", "use_when", "say"):
        setattr(matter, key, _words(found.get(key), key, matter))
    if "audience" in found:
        matter.audience = _audience(found["audience"], matter)
    matter.state = _state(found.get("state", DRAFT), matter)
    matter.published = _moment(found.get("published"), matter)
    for key, each in names:
        if name := _words(each, key, matter):
            matter.terms.append((_FACETS[key], name))
    return matter


def _known(given: dict[Any, Any], matter: Matter) -> tuple[dict[str, Any], list[tuple[str, Any]]]:
    """The values by our keys, and (key, name) of each term; each key we do not know becomes a note."""
    found: dict[str, Any] = {}
    names: list[tuple[str, Any]] = []
    for raw, value in given.items():
        called = _words(raw, "a key", matter)
        key = _folded(called).replace(" ", "_")
        key = _OTHER_NAMES.get(key, key)
        if key not in _KEYS:
            matter.notes.append(f"“{text.one_line(called, 80)}” is not a key we know and was passed over")
        elif key in _FACETS:
            names += [(key, each) for each in _listed(value, key)]
        elif key in found:
            # Which of two audiences was meant is not for us to guess.
            raise Refused(f"its front matter says {key} twice")
        else:
            found[key] = value
    return found, names


def _listed(value: Any, key: str) -> list[Any]:
    if isinstance(value, str) and key == "tags":
        value = value.split(",")
    return value[:50] if isinstance(value, list) else [] if value is None else [value]


def _folded(words: str) -> str:
    """However it is written: Internal_only, internal-only and INTERNAL ONLY are one."""
    return " ".join(words.casefold().replace("-", " ").replace("_", " ").split())


def _audience(value: Any, matter: Matter) -> str:
    """BUYERS only if it clearly says so: what is taken as internal by mistake does no harm."""
    said = _folded(value) if isinstance(value, str) else ""
    if said in _FOR_BUYERS:
        return BUYERS
    if said not in _FOR_US:
        matter.notes.append(f"audience should be {BUYERS} or {INTERNAL}; it was taken as {INTERNAL}")
    return INTERNAL


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


def _state(value: Any, matter: Matter) -> str:
    said = _folded(value) if isinstance(value, str) else ""
    if said in (DRAFT, PUBLISHED, RETIRED):
        return said
    matter.notes.append(f"state should be {DRAFT}, {PUBLISHED} or {RETIRED}; it was taken as {DRAFT}")
    return DRAFT


def _moment(value: Any, matter: Matter) -> datetime | None:
    if isinstance(value, date) and 1970 < value.year < 2200:
        noon = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day, 12, tzinfo=UTC)
        return noon.replace(tzinfo=UTC) if noon.tzinfo is None else noon.astimezone(UTC)
    if value not in (None, True, False):
        matter.notes.append("published is not a date we can use and was passed over")
    return None
