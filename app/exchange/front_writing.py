"""Writing front matter, so that reading it gives the same again."""

from datetime import UTC, datetime
from typing import Any

import yaml

from app.exchange import strict_yaml
from app.exchange.front_matter import LISTS, Matter
from app.library.models import OURS

WIDTH = 110
_FLOW = 90


class _Plain(yaml.SafeDumper):
    """SafeDumper that repeats what is said twice, keeps short lists on one line, and lines of a text as lines."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _list(dumper: yaml.SafeDumper, given: list[Any]) -> yaml.Node:
    is_short = sum(len(str(each)) for each in given) < _FLOW
    return dumper.represent_sequence("tag:yaml.org,2002:seq", given, flow_style=is_short)


def _str(dumper: yaml.SafeDumper, given: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", given, style="|" if "\n" in given else None)


_Plain.add_representer(list, _list)
_Plain.add_representer(str, _str)


def write(matter: Matter) -> str:
    """The YAML of it, without what is empty."""
    given = _values(matter)
    written = yaml.dump(given, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=WIDTH)
    if _reads_as(written, given):
        return written
    # Some texts cannot stand as blocks; quoted, every text can.
    return yaml.safe_dump(given, sort_keys=False, width=WIDTH, default_style='"')


def markdown(matter: Matter, source: str) -> str:
    """A Markdown file: the front matter, then the text."""
    return f"---\n{write(matter)}---\n\n{source}\n" if source else f"---\n{write(matter)}---\n"


def _values(matter: Matter) -> dict[str, Any]:
    lists = {key: [name for facet, name in matter.terms if facet == of] for key, of in LISTS.items() if of}
    kind = lists.pop("kind")
    whose = matter.provenance if matter.provenance != OURS else None
    source = {"name": matter.source_name, "date": matter.source_date}
    found = {
        "id": matter.id, "title": matter.title, "summary": matter.summary, "audience": matter.audience,
        "state": matter.state, "kind": kind[0] if kind else None, **lists, "bait": matter.bait,
        "claims": matter.claims, "use_when": matter.use_when, "say": matter.say, "provenance": whose,
        "source": {key: value for key, value in source.items() if value}, "link": matter.link,
        "captions": matter.captions, "file_name": matter.file_name, "owner": matter.owner,
        "reviewers": matter.reviewers, "review_by": matter.review_by, "expires_on": matter.expires_on,
        "replaced_by": matter.replaced_by, "note": matter.note, "created": _moment(matter.created),
        "published": _moment(matter.published), "retired": _moment(matter.retired),
    }  # fmt: skip
    return {key: value for key, value in found.items() if value}


def _moment(at: datetime | None) -> Any:
    """Noon is what a day alone is read as."""
    if at is None:
        return None
    at = at.astimezone(UTC)
    is_noon = (at.hour, at.minute, at.second, at.microsecond) == (12, 0, 0, 0)
    return at.date() if is_noon else at


def _reads_as(written: str, given: dict[str, Any]) -> bool:
    return bool(strict_yaml.load(written) == given)
