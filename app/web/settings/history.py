"""Saying what each version of a dictionary entry changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from app.vocabulary.models import DictionaryRevision

_NAMES = {
    "label": "What we call it",
    "plural": "Several of them",
    "definition": "What it means",
    "marketing_words": "Marketing also says",
    "sales_words": "Sales also says",
    "owner": "Who answers for it",
}


@dataclass(frozen=True)
class Change:
    """One fact of an entry, before and after."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Step:
    """One version: who made it, and what it changed. `said` is for what has no before and after."""

    revision: DictionaryRevision
    changes: list[Change]
    said: str


def history_of(revisions: Sequence[DictionaryRevision]) -> list[Step]:
    """The newest first."""
    steps = [Step(each, [], "The first version.") for each in revisions[:1]]
    steps += [
        Step(after, _changes(before.facts, after.facts), _said(before, after)) for before, after in pairwise(revisions)
    ]
    return steps[::-1]


def _changes(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    return [
        Change(words, _shown(before.get(name)), _shown(after.get(name)))
        for name, words in _NAMES.items()
        if before.get(name) != after.get(name)
    ]


def _said(before: DictionaryRevision, after: DictionaryRevision) -> str:
    was, now = before.facts.get("retired"), after.facts.get("retired")
    return "" if was == now else "Retired." if now else "Brought back."


def _shown(value: Any) -> str:
    return (", ".join(value) if isinstance(value, list) else str(value or "")) or "nothing"
