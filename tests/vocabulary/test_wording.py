"""Terms: defaults, the two rivals every deal has, renaming, retiring, order."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import Engine, delete, insert, select

from app.core.db import session
from app.core.errors import Refused
from app.vocabulary import wording
from app.vocabulary.models import DictionaryEntry, Term
from app.vocabulary.queries import all_terms, find_named, get_term, terms_of
from tests.cast import NOW


def names(facet: str) -> list[str]:
    return [term.name for term in terms_of(facet)]


def test_defaults_come_once(db: Engine) -> None:
    before = all_terms()
    wording.add_defaults()
    session.commit()
    assert {facet: len(terms) for facet, terms in all_terms().items()} == {f: len(t) for f, t in before.items()}
    assert names("rival") == ["Do nothing", "Do it ourselves"]


@pytest.mark.parametrize("name", ["Do nothing", "Do it ourselves"])
def test_the_built_in_rivals_stay(db: Engine, name: str) -> None:
    rival = find_named("rival", name)
    assert rival is not None
    with pytest.raises(Refused):
        wording.retire_term(rival, NOW)


def test_a_rival_is_added_renamed_retired_and_brought_back(db: Engine) -> None:
    rival = wording.add_term("rival", "Glaciant", "Cheap, no installation")
    wording.rename_term(rival, "Glaciant Group")
    session.commit()
    assert names("rival")[-1] == "Glaciant Group"
    wording.retire_term(rival, NOW)
    assert "Glaciant Group" not in names("rival")
    assert wording.add_term("rival", "glaciant group").public_id == rival.public_id
    assert get_term(rival.public_id).retired_at is None


@pytest.mark.parametrize("name", ["", "  ", "\u202e", "do NOTHING", "!!!"])
def test_empty_and_known_names_are_refused(db: Engine, name: str) -> None:
    with pytest.raises(Refused):
        wording.add_term("rival", name)


def test_a_name_cannot_be_taken_by_renaming(db: Engine) -> None:
    rival = wording.add_term("rival", "Glaciant")
    with pytest.raises(Refused):
        wording.rename_term(rival, "Do nothing")


def test_terms_move_and_stop_at_the_ends(db: Engine) -> None:
    first, second = names("stage")[:2]
    wording.move_term(terms_of("stage")[1], -1)
    session.flush()
    assert names("stage")[:2] == [second, first]
    wording.move_term(terms_of("stage")[0], -1)
    assert names("stage")[:2] == [second, first]


def test_an_unknown_facet_is_refused(db: Engine) -> None:
    with pytest.raises(Refused):
        wording.add_term("colour", "Green")


def test_an_older_workspace_gets_the_lists_it_lacks(db: Engine) -> None:
    for term in terms_of("issue"):
        wording.retire_term(term, NOW)
    session.execute(delete(Term).where(Term.facet == "kind"))
    session.execute(delete(DictionaryEntry).where(DictionaryEntry.key == "risk"))
    mine = session.scalars(select(DictionaryEntry).where(DictionaryEntry.key == "account")).one()
    mine.label = "client"
    wording.add_defaults()
    session.commit()
    assert names("kind")[-3:] == ["Script", "Battlecard", "Template"]
    assert names("issue") == [], "a list that somebody emptied stays empty"
    labels = dict(session.execute(select(DictionaryEntry.key, DictionaryEntry.label)).all())  # type: ignore[arg-type]
    assert (labels["account"], labels["risk"]) == ("client", "risk point")


def test_kinds_for_us_alone(db: Engine) -> None:
    script, tool = find_named("kind", "Script"), find_named("kind", "Tool")
    assert script is not None
    assert tool is not None
    with pytest.raises(Refused):
        wording.set_internal(script, False, NOW)
    with pytest.raises(Refused):
        wording.retire_term(script, NOW)
    wording.rename_term(script, "Call script")
    wording.set_internal(tool, True, NOW)
    wording.set_internal(tool, False, NOW)
    assert (script.is_internal, script.name, tool.is_internal) == (True, "Call script", False)
    role = terms_of("role")[0]
    wording.set_internal(role, True, NOW)
    assert not role.is_internal, "only kinds are for us alone"


def test_what_comes_back_comes_last(db: Engine) -> None:
    first = terms_of("stage")[0]
    wording.retire_term(first, NOW)
    wording.bring_back(first)
    session.flush()
    assert names("stage")[-1] == first.name


def test_a_retired_name_is_said_to_be_so(db: Engine) -> None:
    first, second = terms_of("stage")[:2]
    wording.retire_term(first, NOW)
    with pytest.raises(Refused, match="retired"):
        wording.rename_term(second, first.name)


@pytest.mark.parametrize(
    "write",
    [
        lambda: wording.add_term("rival", "Glaciant"),
        lambda: wording.rename_term(wording.add_term("rival", "Frigo"), "Glaciant"),
    ],
)
def test_who_writes_a_word_while_somebody_else_does_is_told(postgresql: Engine, write: Callable[[], object]) -> None:
    with postgresql.connect() as other:
        other.execute(insert(Term).values(facet="rival", slug="glaciant", name="Glaciant"))
        soon = threading.Timer(0.3, other.commit)
        soon.start()
        with pytest.raises(Refused, match="just added"):
            write()
        soon.join()
    session.rollback()
    assert names("rival").count("Glaciant") == 1
