"""Finding terms and dictionary entries."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.db import session
from app.core.errors import NotFound
from app.core.text import slug
from app.vocabulary.models import LISTS, DictionaryEntry, DictionaryRevision, Term


def terms_of(facet: str) -> list[Term]:
    """The terms of a facet that are in use, in their order."""
    return list(
        session.scalars(
            select(Term).where(Term.facet == facet, Term.retired_at.is_(None)).order_by(Term.position, Term.id)
        )
    )


def all_terms() -> dict[str, list[Term]]:
    """Every list with its terms in use, in one query."""
    found: dict[str, list[Term]] = {facet: [] for facet in LISTS}
    for term in session.scalars(select(Term).where(Term.retired_at.is_(None)).order_by(Term.position, Term.id)):
        found[term.facet].append(term)
    return found


def retired_terms_of(facet: str) -> list[Term]:
    """Those taken out of use, the last first."""
    retired = select(Term).where(Term.facet == facet, Term.retired_at.is_not(None))
    return list(session.scalars(retired.order_by(Term.retired_at.desc(), Term.id)))


def get_term(public_id: str) -> Term:
    """Raises NotFound."""
    term = session.scalar(select(Term).where(Term.public_id == public_id[:24]))
    if term is None:
        raise NotFound
    return term


def find_named(facet: str, name: str) -> Term | None:
    """The term of a name, however it is written."""
    return session.scalar(select(Term).where(Term.facet == facet, Term.slug == slug(name)))


def entries() -> list[DictionaryEntry]:
    """The whole dictionary with its owners, by label; retired entries too."""
    found = session.scalars(select(DictionaryEntry).options(joinedload(DictionaryEntry.owner)))
    return sorted(found, key=lambda entry: (entry.label.casefold(), entry.id))


def get_entry(public_id: str) -> DictionaryEntry:
    """Raises NotFound."""
    wanted = select(DictionaryEntry).where(DictionaryEntry.public_id == public_id[:24])
    entry = session.scalar(wanted.options(joinedload(DictionaryEntry.owner)))
    if entry is None:
        raise NotFound
    return entry


def revisions_of(entry: DictionaryEntry) -> list[DictionaryRevision]:
    """Every version with its author, the oldest first; none while an entry is as it came."""
    wanted = select(DictionaryRevision).where(DictionaryRevision.entry_id == entry.id)
    return list(
        session.scalars(wanted.options(joinedload(DictionaryRevision.author)).order_by(DictionaryRevision.version))
    )
