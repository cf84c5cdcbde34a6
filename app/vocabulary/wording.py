"""Changing the vocabulary: its defaults, adding, renaming, moving, retiring and bringing back terms."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import NoReturn

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.audit.recording import record
from app.auth.models import User
from app.core import clock, text
from app.core.db import session
from app.core.errors import Refused
from app.core.transaction import announce
from app.vocabulary.announcements import KindMadeInternal
from app.vocabulary.defaults import DEFAULTS, INTERNAL_KINDS, NOUNS
from app.vocabulary.models import KIND, LISTS, RIVAL, DictionaryEntry, Term
from app.vocabulary.queries import find_named, terms_of

LONGEST_NAME = 60


def add_defaults() -> None:
    """Fills each list that has never had a term, and adds the nouns that the dictionary lacks."""
    begun = set(session.scalars(select(Term.facet).distinct()))
    for facet, words in DEFAULTS.items():
        if facet not in begun:
            session.add_all(_default(facet, name, hint, position) for position, (name, hint) in enumerate(words))
    known = set(session.scalars(select(DictionaryEntry.key).where(DictionaryEntry.key.is_not(None))))
    for key, noun in NOUNS.items():
        if key not in known:
            facts = {**vars(noun), "marketing_words": [*noun.marketing_words], "sales_words": [*noun.sales_words]}
            session.add(DictionaryEntry(key=key, **facts))
    session.flush()


def add_term(facet: str, name: str, hint: str = "", *, by: User | None = None, at: datetime | None = None) -> Term:
    """A new term at the end of its list; a retired one of the same name comes back. Raises Refused."""
    if facet not in LISTS:
        raise Refused("There is no such list.", "facet")
    called = _clean_name(name)
    known = find_named(facet, called)
    if known is not None:
        if known.retired_at is None:
            _refuse_twin(known)
        bring_back(known, by=by, at=at)
        return known
    term = Term(facet=facet, slug=text.slug(called), name=called, hint=text.one_line(hint), position=_end_of(facet))
    with _alone(called):
        session.add(term)
        session.flush()
    record(by, "add_word", term, called, at or clock.now(), facet=facet)
    return term


def rename_term(term: Term, name: str, hint: str = "", *, by: User | None = None, at: datetime | None = None) -> None:
    """Changes what a term is called; everything tagged with it follows. Raises Refused."""
    called, hinted = _clean_name(name), text.one_line(hint)
    twin = find_named(term.facet, called)
    if twin is not None and twin.id != term.id:
        _refuse_twin(twin)
    if (called, hinted) == (term.name, term.hint):
        return
    was = term.name
    with _alone(called):
        term.name, term.slug, term.hint = called, text.slug(called), hinted
        session.flush()
    record(by, "rename_word", term, called, at or clock.now(), was=was)


def retire_term(term: Term, at: datetime, *, by: User | None = None) -> None:
    """Takes a term out of use; what carries it keeps it. Raises Refused for a built-in one."""
    if term.is_builtin:
        raise Refused(why_it_stays(term), "term")
    if term.retired_at is None:
        term.retired_at = at
        record(by, "retire", term, term.name, at)


def bring_back(term: Term, *, by: User | None = None, at: datetime | None = None) -> None:
    """Puts a retired term back into use, at the end of its list."""
    if term.retired_at is not None:
        term.position, term.retired_at = _end_of(term.facet), None
        record(by, "put_back", term, term.name, at or clock.now())


def move_term(term: Term, step: int) -> None:
    """Moves a term up (-1) or down (+1) in its list."""
    order = terms_of(term.facet)
    place = next((i for i, each in enumerate(order) if each.id == term.id), None)
    if place is None or not 0 <= place + step < len(order):
        return
    order[place], order[place + step] = order[place + step], order[place]
    for position, each in enumerate(order):
        each.position = position


def set_internal(term: Term, is_internal: bool, at: datetime, *, by: User | None = None) -> None:
    """Makes a kind one that is for us alone, or no longer so; pieces that became internal stay so. Raises Refused."""
    if term.facet != KIND or term.is_internal == is_internal:
        return
    if term.is_builtin and not is_internal:
        raise Refused(f"“{term.name}” is always for us alone, so that it can never reach a buyer.", "is_internal")
    term.is_internal = is_internal
    record(by, "make_internal" if is_internal else "make_open", term, term.name, at)
    if is_internal:
        announce(KindMadeInternal(term.id))


def why_it_stays(term: Term) -> str:
    """Why a built-in term cannot go."""
    if term.facet == RIVAL:
        return f"“{term.name}” is a rival in every deal, so it stays. You can rename it."
    return f"“{term.name}” keeps its pieces away from buyers, so it stays. You can rename it."


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """Says in words that somebody else has written the same at the same moment. Raises Refused."""
    try:
        with session.begin_nested():
            yield
    except IntegrityError:
        raise Refused(f"Somebody has just added “{name}” to this list.", "name") from None


def _default(facet: str, name: str, hint: str, position: int) -> Term:
    internal = facet == KIND and name in INTERNAL_KINDS
    return Term(
        facet=facet, slug=text.slug(name), name=name, hint=hint, position=position, is_internal=internal,
        is_builtin=internal or facet == RIVAL,
    )  # fmt: skip


def _end_of(facet: str) -> int:
    last = session.scalar(select(func.max(Term.position)).where(Term.facet == facet))
    return 0 if last is None else last + 1


def _refuse_twin(twin: Term) -> NoReturn:
    if twin.retired_at is not None:
        raise Refused(f"“{twin.name}” is in this list already, retired. Bring it back, or choose another name.", "name")
    raise Refused(f"“{twin.name}” is already in this list.", "name")


def _clean_name(name: str) -> str:
    called = text.one_line(name, LONGEST_NAME)
    if not called or not any(char.isalnum() for char in called):
        raise Refused("Give it a name.", "name")
    return called
