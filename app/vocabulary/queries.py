"""Finding terms."""

from sqlalchemy import select

from app.core.db import session
from app.core.errors import NotFound
from app.core.text import slug
from app.vocabulary.models import LISTS, Term


def terms_of(facet: str) -> list[Term]:
    """The terms of a facet that are in use, in their order."""
    return list(
        session.scalars(
            select(Term).where(Term.facet == facet, Term.retired_at.is_(None)).order_by(Term.position, Term.id)
        )
    )


def all_terms() -> dict[str, list[Term]]:
    """Every list with its terms, in one query."""
    found: dict[str, list[Term]] = {facet: [] for facet in LISTS}
    for term in session.scalars(select(Term).where(Term.retired_at.is_(None)).order_by(Term.position, Term.id)):
        found[term.facet].append(term)
    return found


def get_term(public_id: str) -> Term:
    """Raises NotFound."""
    term = session.scalar(select(Term).where(Term.public_id == public_id))
    if term is None:
        raise NotFound
    return term


def find_named(facet: str, name: str) -> Term | None:
    """The term of a name, however it is written."""
    return session.scalar(select(Term).where(Term.facet == facet, Term.slug == slug(name)))
