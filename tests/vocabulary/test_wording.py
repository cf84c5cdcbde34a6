"""Terms: defaults, the two rivals every deal has, renaming, retiring, order."""

import pytest
from sqlalchemy import Engine

from app.core.db import session
from app.core.errors import Refused
from app.vocabulary import wording
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
