"""Reading a Library address: what is not understood is left out, never refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from werkzeug.datastructures import MultiDict

from app.search.catalogue import FACETS, Filters
from app.search.results import Results
from app.search.searching import SORTS

MOST_VALUES = 50
LAST_PAGE = 1_000_000


@dataclass(frozen=True)
class Asked:
    """What an address asks for."""

    query: str
    filters: Filters
    sort: str
    page: int


def read(args: MultiDict[str, str]) -> Asked:
    """The question in an address; unknown values of a facet are dropped by the search itself."""
    sort, page = args.get("sort", ""), args.get("page", "")
    return Asked(
        query=args.get("q", ""),
        filters={facet: args.getlist(facet)[:MOST_VALUES] for facet in FACETS},
        sort=sort if sort in SORTS else SORTS[0],
        page=min(int(page), LAST_PAGE) if page.isascii() and page.isdigit() and len(page) < 12 else 1,
    )


def address(results: Results, **changes: object) -> str:
    """The address of these results with some of it changed: the same state has one address only."""
    state: dict[str, object] = {"q": results.query, **results.filters, "sort": results.sort, "page": 1, **changes}
    return _address(state)


def without(results: Results, facet: str, value: str) -> str:
    """The address with one choice taken away."""
    return address(results, **{facet: [each for each in results.filters[facet] if each != value]})


def unfiltered(results: Results) -> str:
    """The address with every choice taken away."""
    return address(results, **_none(results.filters))


def moved(args: MultiDict[str, str]) -> str:
    """The Library's address for a question asked at /search; whatever else was there is left behind."""
    asked = read(args)
    state: dict[str, object] = {"q": asked.query[:2000].replace("\x00", ""), **asked.filters}
    return _address(state)


def _address(state: Mapping[str, Any]) -> str:
    return url_for("search.library", **{key: value for key, value in state.items() if not _goes_without(key, value)})


def _none(filters: Mapping[str, object]) -> dict[str, object]:
    return {facet: [] for facet in filters}


def _goes_without(key: str, value: object) -> bool:
    return value in ("", [], None) or (key == "sort" and value == SORTS[0]) or (key == "page" and value == 1)
