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
from app.search.synonyms import Unit

NOTE = "The search index is being built again, so only titles and summaries are searched for now."


def look(run: Session, query: Query, units: Sequence[Unit], ids: Sequence[int]) -> tuple[Catalogue, Matches]:
    """What answers `query` among the assets of these ids."""
    catalogue = catalogue_of(run)
    mask = catalogue.mask(ids)
    for clause in query.unwanted:
        mask &= ~catalogue.mask(_having(run, clause.words))
    for unit in units:
        found = -1
        for clause in unit.clauses:
            found &= catalogue.mask(_having(run, clause.words))
        for other in unit.others:
            found |= catalogue.mask(_having(run, other.words))
        mask &= found
    stems = frozenset(stem(word) for clause in query.wanted for word in clause.words)
    return catalogue, Matches(mask, stems=stems)


def _having(run: Session, words: Sequence[str]) -> list[int]:
    fields = (func.lower(Asset.title), func.lower(Asset.summary))
    said = or_(*(field.contains(" ".join(words), autoescape=True) for field in fields))
    return list(run.scalars(select(Asset.id).where(said)))
