"""Merging: every table that names a term follows, nothing is there twice, and usage is counted in one query."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Column, Engine, ForeignKey, Integer, Table, UniqueConstraint, event, func, insert, select

from app.accounts.models import Account, Stakeholder
from app.audit.queries import entries_of
from app.claims.models import Claim, function_member
from app.core.db import session
from app.core.errors import Refused
from app.core.types import Base
from app.library.models import Asset, asset_bait
from app.vocabulary import merging, wording
from app.vocabulary.models import Term
from app.vocabulary.queries import find_named, terms_of
from app.vocabulary.references import references, usage_of
from tests.cast import NOW, Cast
from tests.factories import a_person, an_account, an_asset

# One row for each column that names a term, in `everywhere` below. A new column belongs there too.
KNOWN = {
    "account.stage_id", "account_rival.term_id", "asset_bait.term_id", "asset_term.term_id", "claim.function_id",
    "claim.rival_id", "function_member.term_id", "stakeholder.role_id", "stakeholder.stage_id",
}  # fmt: skip


# Asked for first, so that everything else is put into this database.
pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def pair(db: Engine, cast: Cast) -> tuple[Term, Term]:
    return wording.add_term("role", "Money person"), wording.add_term("role", "Purse holder")


def everywhere(cast: Cast, term: Term) -> tuple[Asset, Account, Stakeholder]:
    """A row in every table that can name a term, naming this one."""
    piece = an_asset(cast.maya, terms=[term])
    piece.bait = [term]
    account = an_account(cast.ravi)
    account.stage, account.rivals = term, [term]
    person = a_person(account, role_id=term.id, stage_id=term.id)
    session.add(Claim(words="It pays for itself.", rival_id=term.id, function_id=term.id))
    session.execute(insert(function_member).values(term_id=term.id, user_id=cast.max.id))
    session.commit()
    return piece, account, person


def count(column: Column[int], term_id: int) -> int:
    return session.scalar(select(func.count()).select_from(column.table).where(column == term_id)) or 0


def test_every_reference_moves(cast: Cast, pair: tuple[Term, Term]) -> None:
    gone, kept = pair
    piece, account, person = everywhere(cast, gone)
    assert {str(each.column) for each in references()} == KNOWN, "fill the new column in `everywhere` as well"
    for each in references():
        assert count(each.column, gone.id) == 1, each.column
    gone_id = gone.id
    assert merging.merge(gone, kept, NOW, by=cast.maya) == len(KNOWN)
    session.commit()
    for each in references():
        assert (count(each.column, gone_id), count(each.column, kept.id)) == (0, 1), each.column
    assert session.get(Term, gone_id) is None
    assert (piece.terms, piece.bait, account.stage, person.role) == ([kept], [kept], kept, kept)
    entry = next(each for each in entries_of(kept) if each.act == "merge_words")
    assert (entry.actor, entry.facts["was"]) == (cast.maya, "Money person")


def test_what_carried_both_carries_one(cast: Cast, pair: tuple[Term, Term]) -> None:
    gone, kept = pair
    both = an_asset(cast.maya, "Both", terms=[gone, kept])
    both.bait = [gone, kept]
    account = an_account(cast.ravi)
    account.rivals = [gone, kept]
    for term in pair:
        session.execute(insert(function_member).values(term_id=term.id, user_id=cast.max.id))
    session.commit()
    assert merging.merge(gone, kept, NOW) == 0
    session.commit()
    assert (both.terms, both.bait, account.rivals) == ([kept], [kept], [kept])
    assert session.scalar(select(func.count()).select_from(function_member)) == 1


@pytest.fixture
def new_table(db: Engine) -> Iterator[Table]:
    """A table that somebody adds one day, with a unique key of its own."""
    table = Table(
        "later", Base.metadata, Column("id", Integer, primary_key=True), Column("place", Integer),
        Column("term_id", ForeignKey("term.id")), UniqueConstraint("place", "term_id"),
    )  # fmt: skip
    table.create(db)
    yield table
    session.rollback()
    table.drop(db)
    Base.metadata.remove(table)


def test_a_table_of_tomorrow_is_not_forgotten(cast: Cast, new_table: Table, pair: tuple[Term, Term]) -> None:
    gone, kept = pair
    rows = [(1, gone), (1, kept), (2, gone), (None, gone), (None, kept)]
    session.execute(insert(new_table), [{"place": place, "term_id": term.id} for place, term in rows])
    assert usage_of("role")[gone.id] == {"later": 3}
    merging.merge(gone, kept, NOW)
    left = session.execute(select(new_table.c.place, new_table.c.term_id)).all()
    assert sorted((place or 0, term) for place, term in left) == [(0, kept.id)] * 2 + [(1, kept.id), (2, kept.id)]


def test_what_cannot_be_merged(cast: Cast, pair: tuple[Term, Term]) -> None:
    gone, kept = pair
    nothing, glaciant = find_named("rival", "Do nothing"), wording.add_term("rival", "Glaciant")
    assert nothing is not None
    for one, other in ((gone, gone), (gone, glaciant), (nothing, glaciant)):
        with pytest.raises(Refused):
            merging.merge(one, other, NOW)
    wording.retire_term(kept, NOW)
    with pytest.raises(Refused):
        merging.merge(gone, kept, NOW)
    merging.merge(glaciant, nothing, NOW)
    assert [term.name for term in terms_of("rival")] == ["Do nothing", "Do it ourselves"]


def test_usage_is_counted_by_what_carries_it_in_one_query(cast: Cast, db: Engine, pair: tuple[Term, Term]) -> None:
    one, other = pair
    everywhere(cast, one)
    an_asset(cast.maya, "Another", terms=[one, other])
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    event.listen(db, "before_cursor_execute", note)
    usage = usage_of("role")
    event.remove(db, "before_cursor_execute", note)
    # What carries it twice, as a piece its term and its bait do, is counted once.
    assert usage[one.id] == {"asset": 2, "account": 1, "stakeholder": 1, "claim": 1, "user_account": 1}
    assert usage[other.id] == {"asset": 1}
    assert len([each for each in seen if each.startswith("SELECT")]) == 1
    assert session.scalar(select(func.count()).select_from(asset_bait)) == 1
