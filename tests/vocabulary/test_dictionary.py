"""The sales dictionary: labels, versions, what is refused, and how often the database is asked."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, event

from app.audit.queries import entries_of
from app.core.db import session
from app.core.errors import Refused
from app.vocabulary import defining, dictionary
from app.vocabulary.defaults import NOUNS
from app.vocabulary.defining import Facts
from app.vocabulary.models import DictionaryEntry
from app.vocabulary.queries import entries, revisions_of
from tests.cast import NOW, Cast

# Asked for first, so that everything else is put into this database.
pytestmark = pytest.mark.usefixtures("db")


def noun(key: str) -> DictionaryEntry:
    return next(entry for entry in entries() if entry.key == key)


def facts(label: str = "payback", plural: str = "", marketing: str = "ROI", sales: str = "") -> Facts:
    return Facts.clean(label, plural, "When it has paid for itself.", marketing, sales)


@pytest.fixture
def asked(db: Engine) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith("SELECT") and "dictionary_entry" in statement:
            seen.append(statement)

    event.listen(db, "before_cursor_execute", note)
    yield seen
    event.remove(db, "before_cursor_execute", note)


def test_every_noun_has_its_words(db: Engine) -> None:
    for key, expected in NOUNS.items():
        assert dictionary.current().word(key) == expected.label
        assert dictionary.current().words(key) == expected.plural
    with pytest.raises(KeyError):
        dictionary.current().word("nonsense")


def test_one_light_query_a_session_and_a_full_one_after_a_change(cast: Cast, asked: list[str]) -> None:
    dictionary.current()
    session.remove()
    asked.clear()
    for _ in range(50):
        dictionary.current().word("account")
    assert len(asked) == 1
    defining.change_entry(cast.maya, noun("account"), facts("client", "clients", ""), None, NOW)
    assert dictionary.current().word("account") == "client"
    session.rollback()
    session.remove()
    assert dictionary.current().word("account") == "account", "what was given up is forgotten"
    defining.change_entry(cast.maya, noun("account"), facts("customer", "customers", ""), None, NOW)
    session.commit()
    session.remove()
    assert dictionary.current().words("account") == "customers"


def test_each_change_is_a_version_with_its_author(cast: Cast) -> None:
    entry = noun("account")
    defining.change_entry(cast.maya, entry, facts("client", "clients", "account, logo"), cast.max, NOW, seen="1")
    defining.change_entry(cast.ada, entry, facts("client", "clients", "account"), cast.max, NOW, seen="2")
    defining.change_entry(cast.ada, entry, facts("client", "clients", "account"), cast.max, NOW, seen="3")
    session.commit()
    found = [(each.version, each.facts["label"], each.author and each.author.name) for each in revisions_of(entry)]
    assert found == [(1, "account", None), (2, "client", "Maya Moreau"), (3, "client", "Ada Aalto")]
    assert revisions_of(entry)[1].facts["owner"] == "Max Marsh"
    assert [each.act for each in entries_of(entry)] == ["change_entry", "change_entry"]


def test_two_who_edit_at_once_are_told(cast: Cast) -> None:
    entry = defining.add_entry(cast.maya, facts(), None, NOW)
    defining.change_entry(cast.maya, entry, facts(sales="break even"), None, NOW, seen="1")
    for seen in ("1", "0", "", "nonsense", "9" * 5000):
        with pytest.raises(Refused):
            defining.change_entry(cast.ada, entry, facts(sales="other"), None, NOW, seen=seen)


def test_retiring_and_bringing_back(cast: Cast) -> None:
    entry = defining.add_entry(cast.maya, facts(), None, NOW)
    assert ("payback", "ROI") in dictionary.current().groups
    defining.retire_entry(cast.maya, entry, NOW)
    assert ("payback", "ROI") not in dictionary.current().groups
    again = defining.add_entry(cast.maya, facts("Payback!"), None, NOW)
    with pytest.raises(Refused):
        defining.bring_back(cast.maya, entry, NOW)
    defining.retire_entry(cast.maya, again, NOW)
    defining.bring_back(cast.maya, entry, NOW)
    assert ("payback", "ROI") in dictionary.current().groups
    with pytest.raises(Refused):
        defining.retire_entry(cast.maya, noun("account"), NOW)


def test_a_taken_name_and_a_missing_plural_are_refused(cast: Cast) -> None:
    with pytest.raises(Refused):
        defining.add_entry(cast.maya, facts("ACCOUNT"), None, NOW)
    with pytest.raises(Refused):
        defining.change_entry(cast.maya, noun("account"), facts("client", ""), None, NOW)
