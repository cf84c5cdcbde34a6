"""Keeping the sales dictionary: adding, changing and retiring entries, each change a version with its author."""

import re
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select

from app.audit.recording import record
from app.auth.models import User
from app.core import text
from app.core.db import session
from app.core.errors import Refused
from app.vocabulary import dictionary
from app.vocabulary.models import DictionaryEntry, DictionaryRevision

LONGEST_WORD, MOST_WORDS, LONGEST_DEFINITION = 40, 12, 2000
# A page writes "piece|pieces" and "Send {items}" to its scripts.
_MARKS = re.compile(r"[|{}<>]")


@dataclass(frozen=True)
class Facts:
    """What an entry says, cleaned."""

    label: str
    plural: str
    definition: str
    marketing_words: list[str]
    sales_words: list[str]

    @classmethod
    def clean(cls, label: str, plural: str, definition: str, marketing_words: str, sales_words: str) -> "Facts":
        """From what was typed; the words of a side stand one a line, or with commas between. Raises Refused."""
        return cls(
            _word(label, "label"),
            _word(plural, "plural") if plural.strip() else "",
            text.tidy(definition, LONGEST_DEFINITION),
            _words(marketing_words, "marketing_words"),
            _words(sales_words, "sales_words"),
        )


def add_entry(user: User | None, facts: Facts, owner: User | None, at: datetime) -> DictionaryEntry:
    """A new entry at version 1. Raises Refused."""
    _refuse_twin(facts, None)
    entry = DictionaryEntry(**asdict(facts), owner_id=owner.id if owner else None, updated_at=at)
    session.add(entry)
    session.flush()
    _keep(entry, user, at)
    record(user, "add_entry", entry, entry.label, at)
    return entry


def change_entry(
    user: User, entry: DictionaryEntry, facts: Facts, owner: User | None, at: datetime, seen: str | None = None
) -> None:
    """The next version of an entry; the same words make none. `seen` is the version that was edited. Raises Refused."""
    _lock(entry)
    if seen is not None and seen != str(entry.version):
        raise Refused("Somebody changed this entry while you were typing. Look at it again, then save.", "version")
    if entry.key and not facts.plural:
        raise Refused("Say what several are called: the pages need it.", "plural")
    _refuse_twin(facts, entry)
    owner_id = owner.id if owner else None
    if owner_id == entry.owner_id and asdict(facts) == {name: getattr(entry, name) for name in asdict(facts)}:
        return
    _begin_change(entry, at)
    for name, value in asdict(facts).items():
        setattr(entry, name, value)
    entry.owner_id = owner_id
    _end_change(entry, user, "change_entry", at)


def retire_entry(user: User, entry: DictionaryEntry, at: datetime) -> None:
    """Takes an entry out of use; its history stays. Raises Refused for a word of the pages."""
    if entry.key:
        raise Refused(f"The pages need a word for “{entry.label}”, so it stays. You can change it.")
    _lock(entry)
    if entry.retired_at is None:
        _begin_change(entry, at)
        entry.retired_at = at
        _end_change(entry, user, "retire", at)


def bring_back(user: User, entry: DictionaryEntry, at: datetime) -> None:
    """Puts a retired entry back into use. Raises Refused when its name is taken."""
    _lock(entry)
    if entry.retired_at is not None:
        facts = Facts(entry.label, entry.plural, entry.definition, entry.marketing_words, entry.sales_words)
        _refuse_twin(facts, entry)
        _begin_change(entry, at)
        entry.retired_at = None
        _end_change(entry, user, "put_back", at)


def _lock(entry: DictionaryEntry) -> None:
    # Two people who change it at once must not make the same version.
    session.execute(select(DictionaryEntry.id).where(DictionaryEntry.id == entry.id).with_for_update())
    session.refresh(entry)


def _begin_change(entry: DictionaryEntry, at: datetime) -> None:
    """Keeps the first version of an entry that came with Rapport, and counts up."""
    if session.get(DictionaryRevision, (entry.id, entry.version)) is None:
        _keep(entry, None, entry.updated_at)
    entry.version += 1
    entry.updated_at = at


def _end_change(entry: DictionaryEntry, user: User, act: str, at: datetime) -> None:
    session.flush()
    session.expire(entry, ["owner"])
    _keep(entry, user, at)
    record(user, act, entry, entry.label, at, version=entry.version)


def _keep(entry: DictionaryEntry, user: User | None, at: datetime) -> None:
    facts = {
        "label": entry.label, "plural": entry.plural, "definition": entry.definition,
        "marketing_words": list(entry.marketing_words), "sales_words": list(entry.sales_words),
        "owner": entry.owner.name if entry.owner else "", "retired": entry.retired_at is not None,
    }  # fmt: skip
    author_id = user.id if user else None
    session.add(
        DictionaryRevision(entry_id=entry.id, version=entry.version, facts=facts, author_id=author_id, created_at=at)
    )
    session.flush()
    dictionary.look_again()


def _refuse_twin(facts: Facts, entry: DictionaryEntry | None) -> None:
    in_use = select(DictionaryEntry).where(DictionaryEntry.retired_at.is_(None))
    for other in session.scalars(in_use):
        if (entry is None or other.id != entry.id) and text.slug(other.label) == text.slug(facts.label):
            raise Refused(f"There is an entry for “{other.label}” already.", "label")


def _words(typed: str, field: str) -> list[str]:
    parts = [part for part in re.split(r"[\n,;]", typed[:10_000]) if part.strip()]
    if len(parts) > MOST_WORDS:
        raise Refused(f"At most {MOST_WORDS} words or phrases a side, so that a search stays quick.", field)
    return list({text.slug(each): each for each in (_word(part, field) for part in parts)}.values())


def _word(typed: str, field: str) -> str:
    word = text.one_line(typed, 1000)
    if len(word) > LONGEST_WORD:
        raise Refused(f"“{word[:20]} …” is long: at most {LONGEST_WORD} characters each.", field)
    if not any(char.isalnum() for char in word):
        raise Refused("Write a word here." if not word else f"“{word}” has no letter in it.", field)
    if _MARKS.search(word):
        raise Refused("Write it without < > | { }.", field)
    return word
