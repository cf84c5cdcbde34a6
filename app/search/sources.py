"""What the database says of assets, as the index, the snippets and the search without an index need it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import clock
from app.library.models import Asset, Page, Version, asset_term
from app.search.catalogue import Catalogue, bitmap
from app.search.index_writing import Document
from app.vocabulary.models import Term

LONGEST_BODY = 1_000_000
LONGEST_PAGE = 20_000
PAGES_IN_SNIPPETS = 40


def documents(run: Session, ids: Sequence[int]) -> list[Document]:
    """These assets as the index keeps them; those that are gone are left out. Six queries at most."""
    assets = run.execute(
        select(
            Asset.id,
            Asset.title,
            Asset.summary,
            Asset.format,
            Asset.provenance,
            Asset.audience,
            Asset.state,
            Asset.updated_at,
            Asset.current_version_id,
        ).where(Asset.id.in_(ids))
    ).all()
    versions = {row.id: row.current_version_id for row in assets if row.current_version_id}
    versions |= newest_versions(run, [row.id for row in assets if not row.current_version_id])
    bodies = _bodies(run, list(versions.values()))
    terms = terms_by_asset(run, ids)
    return [
        Document(
            id=row.id,
            title=row.title,
            summary=row.summary,
            body=bodies.get(versions.get(row.id, 0), ""),
            format=row.format,
            provenance=row.provenance,
            audience=row.audience,
            state=row.state,
            updated=clock.to_ms(row.updated_at),
            **{facet: " ".join(public_ids) for facet, public_ids in terms.get(row.id, {}).items()},
        )
        for row in assets
    ]


def newest_versions(run: Session, asset_ids: Sequence[int]) -> dict[int, int]:
    """The newest version's id of each asset, for those that have none published."""
    if not asset_ids:
        return {}
    query = select(Version.asset_id, func.max(Version.id)).where(Version.asset_id.in_(asset_ids))
    return {row[0]: row[1] for row in run.execute(query.group_by(Version.asset_id))}


def terms_by_asset(run: Session, asset_ids: Sequence[int] | None = None) -> dict[int, dict[str, list[str]]]:
    """Each asset's terms: facet → public ids."""
    query = select(asset_term.c.asset_id, Term.facet, Term.public_id).join(Term, Term.id == asset_term.c.term_id)
    if asset_ids is not None:
        query = query.where(asset_term.c.asset_id.in_(asset_ids))
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for asset_id, facet, public_id in run.execute(query):
        found[asset_id][facet].append(public_id)
    return found


def page_texts(run: Session, version_ids: Iterable[int]) -> dict[int, list[str]]:
    """The text of the first pages of these versions, for snippets: long enough to find a word, short enough to load."""
    query = (
        select(Page.version_id, func.substr(Page.text, 1, LONGEST_PAGE))
        .where(Page.version_id.in_(list(version_ids)), Page.number <= PAGES_IN_SNIPPETS)
        .order_by(Page.version_id, Page.number)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for version_id, text in run.execute(query):
        found[version_id].append(text or "")
    return found


def catalogue_of(run: Session) -> Catalogue:
    """The marks of every asset read from the database: slower than the index and never out of date."""
    rows = run.execute(select(Asset.id, Asset.format, Asset.provenance, Asset.audience, Asset.updated_at)).all()
    terms = terms_by_asset(run)
    places: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for place, row in enumerate(rows):
        own = {"format": [row.format], "provenance": [row.provenance], "audience": [row.audience]}
        marks = {**own, **terms.get(row.id, {})}
        for facet, values in marks.items():
            for value in values:
                places[facet][value].append(place)
    masks = {facet: {value: bitmap(at, len(rows)) for value, at in values.items()} for facet, values in places.items()}
    return Catalogue([row.id for row in rows], [clock.to_ms(row.updated_at) for row in rows], masks)


def _bodies(run: Session, version_ids: Sequence[int]) -> dict[int, str]:
    query = select(Page.version_id, Page.title, Page.text).where(Page.version_id.in_(version_ids))
    parts: dict[int, list[str]] = defaultdict(list)
    for version_id, title, text in run.execute(query.order_by(Page.version_id, Page.number)):
        parts[version_id] += [title, text]
    return {version_id: "\n".join(texts)[:LONGEST_BODY] for version_id, texts in parts.items()}
