"""Finding without an index: the database's own LIKE over titles and summaries, newest first."""

from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.library.models import Asset
from app.search.catalogue import Catalogue
from app.search.index_schema import stem
from app.search.matching import Matches
from app.search.parsing import Query
from app.search.sources import catalogue_of

NOTE = "The search index is being built again, so only titles and summaries are searched for now."


def look(run: Session, query: Query, ids: Sequence[int]) -> tuple[Catalogue, Matches]:
    """What answers `query` among the assets of these ids."""
    catalogue = catalogue_of(run)
    mask = catalogue.mask(ids)
    for clause in query.clauses:
        found = catalogue.mask(_having(run, " ".join(clause.words)))
        mask &= ~found if clause.is_excluded else found
    stems = frozenset(stem(word) for clause in query.wanted for word in clause.words)
    return catalogue, Matches(mask, stems=stems)


def _having(run: Session, words: str) -> list[int]:
    fields = (func.lower(Asset.title), func.lower(Asset.summary))
    return list(run.scalars(select(Asset.id).where(or_(*(field.contains(words, autoescape=True) for field in fields)))))
