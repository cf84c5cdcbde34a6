"""The sales dictionary as the pages and the search use it: kept in memory, read again when somebody changed it."""

from dataclasses import dataclass

from sqlalchemy import Engine, func, select

from app.core.db import engine, session
from app.vocabulary.defaults import NOUNS
from app.vocabulary.models import DictionaryEntry

_CHECKED = "dictionary"
Stamp = tuple[object, ...]


@dataclass(frozen=True)
class Dictionary:
    """`labels` are the words of the pages by key: one, and several. Each of `groups` is words for the same thing."""

    labels: dict[str, tuple[str, str]]
    groups: tuple[tuple[str, ...], ...]

    def word(self, key: str) -> str:
        """What one of a thing is called. Raises KeyError for a key that no page uses."""
        return self._called(key)[0]

    def words(self, key: str) -> str:
        """What several are called."""
        return self._called(key)[1]

    def _called(self, key: str) -> tuple[str, str]:
        return self.labels.get(key) or (NOUNS[key].label, NOUNS[key].plural)


_kept: tuple[Engine, Stamp, Dictionary] | None = None


def current() -> Dictionary:
    """The dictionary as it is now: one light query for each session, a full one only after a change."""
    global _kept
    checked: Dictionary | None = session.info.get(_CHECKED)
    if checked is None:
        stamp, kept = _stamp(), _kept
        if kept is None or kept[0] is not engine() or kept[1] != stamp:
            _kept = kept = (engine(), stamp, _read())
        session.info[_CHECKED] = checked = kept[2]
    return checked


def look_again() -> None:
    """Forgets what this session knew, because it has just changed the dictionary."""
    session.info.pop(_CHECKED, None)


def _stamp() -> Stamp:
    """Differs after every change: entries are never deleted, and each change raises a version."""
    entry = DictionaryEntry
    row = session.execute(select(func.count(), func.sum(entry.version), func.max(entry.updated_at)).select_from(entry))
    return tuple(row.one())


def _read() -> Dictionary:
    entries = list(
        session.scalars(
            select(DictionaryEntry).where(DictionaryEntry.retired_at.is_(None)).order_by(DictionaryEntry.id)
        )
    )
    labels = {each.key: (each.label, each.plural or each.label) for each in entries if each.key}
    groups = [(each.label, *each.marketing_words, *each.sales_words) for each in entries]
    return Dictionary(labels, tuple(group for group in groups if len(group) > 1))
