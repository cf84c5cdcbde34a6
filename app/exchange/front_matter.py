"""What a file says about itself: YAML before a Markdown text, or in a sidecar beside a file."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from app.core import text
from app.core.errors import Refused
from app.exchange import front_values as values
from app.exchange import strict_yaml
from app.exchange.front_values import words
from app.library.models import BUYERS, DRAFT, OURS
from app.vocabulary.models import ISSUE, KIND, OBJECTIVE, RISK, RIVAL, ROLE, STAGE

LIMIT = 64_000
# The lists a piece is tagged from, by the key that holds their names; a tag may be of any list.
LISTS = {
    "kind": KIND, "roles": ROLE, "stages": STAGE, "rivals": RIVAL, "issues": ISSUE, "objectives": OBJECTIVE,
    "risks": RISK, "tags": "",
}  # fmt: skip
_PLAIN = ("id", "title", "summary", "use_when", "say", "source_name", "link", "captions", "file_name", "owner",
          "replaced_by", "note")  # fmt: skip
_DAYS = ("source_date", "review_by", "expires_on")
_MOMENTS = ("created", "published", "retired")
_NAMES = ("bait", "claims", "reviewers")
_KEYS = {*_PLAIN, *_DAYS, *_MOMENTS, *_NAMES, *LISTS, "audience", "state", "provenance", "source"}
_OTHER_NAMES = {
    "role": "roles", "stage": "stages", "rival": "rivals", "issue": "issues", "objective": "objectives",
    "risk": "risks", "tag": "tags", "claim": "claims", "reviewer": "reviewers", "kinds": "kind", "status": "state",
    "expires": "expires_on", "source_on": "source_date", "url": "link", "version_note": "note",
}  # fmt: skip


@dataclass
class Matter:
    """The keys we know; `said` are those that were there. `terms` are (facet, name), a tag's facet is "".

    `notes` say what was passed over and why. `replaced_by` is a path from the folder's root; `captions` and
    `file_name` belong to a file, `link` to an address.
    """

    id: str = ""
    title: str = ""
    summary: str = ""
    audience: str = BUYERS
    state: str = DRAFT
    terms: list[tuple[str, str]] = field(default_factory=list)
    bait: list[str] = field(default_factory=list)
    claims: list[str] = field(default_factory=list)
    use_when: str = ""
    say: str = ""
    provenance: str = OURS
    source_name: str = ""
    source_date: date | None = None
    link: str = ""
    captions: str = ""
    file_name: str = ""
    owner: str = ""
    reviewers: list[str] = field(default_factory=list)
    review_by: date | None = None
    expires_on: date | None = None
    replaced_by: str = ""
    note: str = ""
    created: datetime | None = None
    published: datetime | None = None
    retired: datetime | None = None
    notes: list[str] = field(default_factory=list)
    said: frozenset[str] = frozenset()


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
    found |= values.source(found.get("source"), matter.notes)
    for key in _PLAIN:
        setattr(matter, key, words(found.get(key), key, matter.notes))
    for key in _DAYS:
        setattr(matter, key, values.day(found.get(key), key, matter.notes))
    for key in _MOMENTS:
        setattr(matter, key, values.moment(found.get(key), key, matter.notes))
    for key in _NAMES:
        setattr(matter, key, values.names(found.get(key), key, matter.notes))
    if "audience" in found:
        matter.audience = values.audience(found["audience"], matter.notes)
    matter.state = values.state(found.get("state", DRAFT), matter.notes)
    matter.provenance = values.provenance(found.get("provenance", OURS), matter.notes)
    matter.terms = [(LISTS[key], name) for key, each in names if (name := words(each, key, matter.notes))]
    return matter


def _known(given: dict[Any, Any], matter: Matter) -> tuple[dict[str, Any], list[tuple[str, Any]]]:
    """The values by our keys, and (key, name) of each term; each key we do not know becomes a note."""
    found: dict[str, Any] = {}
    names: list[tuple[str, Any]] = []
    notes = matter.notes
    for raw, value in given.items():
        called = words(raw, "a key", notes)
        key = values.folded(called).replace(" ", "_")
        key = _OTHER_NAMES.get(key, key)
        if key not in _KEYS:
            notes.append(f"“{text.one_line(called, 80)}” is not a key we know and was passed over")
        elif key in LISTS:
            names += [(key, each) for each in values.listed(value, split=key == "tags")]
        elif key in found:
            # Which of two audiences was meant is not for us to guess.
            raise Refused(f"its front matter says {key} twice")
        else:
            found[key] = value
        matter.said |= {key} & _KEYS
    return found, names
