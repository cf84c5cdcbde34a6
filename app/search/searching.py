"""Finding assets for a user: the index says which, the database says whether this user may see them."""

from collections.abc import Sequence

from app.auth.models import User
from app.core.db import session
from app.documents.formats import FORMATS
from app.library.models import BUYERS, INTERNAL, PROVENANCES, RETIRED, Asset
from app.library.queries import assets_for, ids_for
from app.search import fallback, index, sources, synonyms
from app.search.catalogue import FACETS, Catalogue, Filters, within
from app.search.generations import Unusable
from app.search.index_schema import stem, stop_words
from app.search.matching import Matches, find
from app.search.parsing import LONGEST, Query, parse
from app.search.results import PER_PAGE, Choice, Hit, Results
from app.search.snippets import opening, snippet
from app.search.synonyms import Unit
from app.vocabulary.queries import all_terms

SORTS = ("fit", "newest")
MOST_OUTSIDE = 5
AUDIENCES = {BUYERS: "For buyers", INTERNAL: "Internal only"}


def search(user: User, query: str, filters: Filters, *, sort: str = "fit", page: int = 1) -> Results:
    """One page of what answers `query` and `filters`; nothing typed is an error, and an empty query browses.

    A facet or value that is not known is ignored. Ten queries at most, however many assets there are.
    """
    asked = parse(query)
    labels = _labels()
    chosen = {facet: [v for v in labels[facet] if v in set(filters.get(facet, []))] for facet in FACETS}
    units = synonyms.current().units(asked.wanted)
    seen = visible_ids(user)
    catalogue, matches, note = _look(asked, units, seen)
    sort = sort if sort in SORTS else "fit"
    places = _ordered(catalogue, matches, matches.mask & catalogue.kept(chosen), sort)
    page = min(max(page, 1), max(1, -(-len(places) // PER_PAGE)))
    outside = _outside(catalogue, matches, chosen, asked, sort, bool(places))
    on_page = places[(page - 1) * PER_PAGE : page * PER_PAGE]
    hits = _hits(user, [catalogue.ids[place] for place in on_page + outside[:MOST_OUTSIDE]], matches)
    counts = catalogue.counts(matches.mask, chosen)
    return Results(
        query=asked.text,
        filters=chosen,
        sort=sort,
        page=page,
        total=len(places),
        hits=[hits[i] for place in on_page if (i := catalogue.ids[place]) in hits],
        facets={facet: _choices(labels[facet], counts[facet], chosen[facet]) for facet in FACETS},
        in_use=_in_use(catalogue, seen, labels),
        outside=[hits[i] for place in outside[:MOST_OUTSIDE] if (i := catalogue.ids[place]) in hits],
        outside_total=len(outside),
        note=_note(asked, units, matches, note),
        suggestion=_suggestion(asked, matches),
    )


def visible_ids(user: User) -> list[int]:
    """Every asset in use that this user may see. The index is never asked this."""
    return list(session.scalars(ids_for(user).where(Asset.state != RETIRED)))


def _look(query: Query, units: Sequence[Unit], ids: Sequence[int]) -> tuple[Catalogue, Matches, str | None]:
    try:
        return index.read(
            lambda snapshot: (
                snapshot.catalogue,
                find(snapshot, query, units, snapshot.catalogue.mask(ids), stem, stop_words()),
                None,
            )
        )
    except Unusable:
        # An empty library has nothing to index, so there is nothing to apologise for.
        return *fallback.look(session(), query, units, ids), fallback.NOTE if ids else None


def _ordered(catalogue: Catalogue, matches: Matches, mask: int, sort: str) -> list[int]:
    newest = within(catalogue.newest, mask)
    scores = matches.scores
    if scores is None or sort == "newest":
        return newest
    # Sorting is stable, so that of two that fit alike the newer one comes first.
    return sorted(newest, key=lambda place: -round(scores.get(place, 0.0), 6))


def _outside(
    catalogue: Catalogue, matches: Matches, chosen: Filters, asked: Query, sort: str, any_inside: bool
) -> list[int]:
    """What the filters hide; while browsing, only where they hide everything."""
    if not any(chosen.values()) or (any_inside and not asked.wanted):
        return []
    return _ordered(catalogue, matches, matches.mask & ~catalogue.kept(chosen), sort)


def _hits(user: User, ids: Sequence[int], matches: Matches) -> dict[int, Hit]:
    assets = assets_for(user, ids)
    if not matches.stems:
        return {each.id: Hit(each, opening(each.summary)) for each in assets.values()}
    versions = {each.id: each.current_version_id for each in assets.values() if each.current_version_id}
    versions |= sources.newest_versions(session(), [each for each in assets if each not in versions])
    texts = sources.page_texts(session(), versions.values())
    found = {}
    for each in assets.values():
        body = texts.get(versions.get(each.id, 0), [])
        found[each.id] = Hit(each, snippet([*body, each.summary], matches.stems, stem) or opening(each.summary))
    return found


def _labels() -> dict[str, dict[str, str]]:
    """Every facet's values and what they are called, in the order to show them."""
    terms = {facet: {term.public_id: term.name for term in found} for facet, found in all_terms().items()}
    return {**terms, "format": dict(FORMATS), "provenance": PROVENANCES, "audience": AUDIENCES}


def _in_use(catalogue: Catalogue, seen: Sequence[int], labels: dict[str, dict[str, str]]) -> frozenset[str]:
    """Facets that have a value, still in use, among all that this user may see."""
    mask = catalogue.mask(seen)
    return frozenset(
        facet for facet in FACETS if any(catalogue.marks.get(facet, {}).get(value, 0) & mask for value in labels[facet])
    )


def _choices(labels: dict[str, str], counts: dict[str, int], chosen: Sequence[str]) -> list[Choice]:
    return [Choice(value, label, counts.get(value, 0), value in chosen) for value, label in labels.items()]


def _note(asked: Query, units: Sequence[Unit], matches: Matches, note: str | None) -> str | None:
    said = [note] if note else []
    if asked.message:
        said.append(asked.message)
    if also := synonyms.said(units):
        said.append(also)
    said += [f"Nothing says “{typed}”, so this is for “{better}”." for typed, better in matches.corrected.items()]
    if matches.only_some and matches.mask:
        said.append("Few pieces have every word, so those with some of them follow.")
    return " ".join(said) or None


def _suggestion(asked: Query, matches: Matches) -> str | None:
    """The question with its misspelt words put right."""
    if not matches.corrected:
        return None
    words = (matches.corrected.get(word, word) for clause in asked.clauses for word in clause.words)
    return " ".join(words)[:LONGEST]
