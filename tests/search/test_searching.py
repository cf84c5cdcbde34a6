"""Finding: what is found, in which order, for whom, and what is said about it."""

from datetime import timedelta
from pathlib import Path

import pytest

from app.auth.models import User
from app.core.db import session
from app.core.transaction import commit
from app.documents.formats import FORMATS, PDF
from app.library.models import DRAFT, INTERNAL, RETIRED, Asset
from app.library.queries import visible_assets_for
from app.search.searching import search, visible_ids
from tests.cast import NOW, Cast
from tests.factories import a_term, an_asset
from tests.search.conftest import index_all

pytestmark = pytest.mark.usefixtures("folder")


def titles(user: User, query: str = "", **filters: list[str]) -> list[str]:
    return [hit.asset.title for hit in search(user, query, filters).hits]


def test_finds_by_stem_accent_phrase_prefix_and_without(cast: Cast) -> None:
    an_asset(cast.maya, "Payback in 11 months", pages=["Depots negotiate a résumé of savings."], summary="")
    an_asset(cast.maya, "The cost of waiting", pages=["Waiting moves payback past two summers."], summary="")
    index_all()
    assert titles(cast.ravi, "negotiating depot ") == ["Payback in 11 months"]
    assert titles(cast.ravi, "RESUME ") == ["Payback in 11 months"]
    assert titles(cast.ravi, "negotia") == ["Payback in 11 months"]
    assert titles(cast.ravi, '"cost of waiting"') == ["The cost of waiting"]
    assert titles(cast.ravi, '"waiting of cost"') == []
    assert titles(cast.ravi, "payback -waiting") == ["Payback in 11 months"]


def test_a_word_in_the_title_weighs_more(cast: Cast) -> None:
    an_asset(cast.maya, "Something else", pages=["payback " * 3 + "word " * 40], summary="")
    an_asset(cast.maya, "Payback", pages=["word " * 43], summary="")
    index_all()
    assert titles(cast.ravi, "payback ") == ["Payback", "Something else"]


def test_every_word_first_then_some_and_says_so(cast: Cast) -> None:
    an_asset(cast.maya, "Payback for depots", pages=["x"], summary="")
    an_asset(cast.maya, "Depots depots depots", pages=["depots"], summary="")
    index_all()
    found = search(cast.ravi, "payback depots ", {})
    assert [hit.asset.title for hit in found.hits] == ["Payback for depots", "Depots depots depots"]
    assert found.note == "Few pieces have every word, so those with some of them follow."


def test_ten_with_every_word_are_enough(cast: Cast) -> None:
    for n in range(10):
        an_asset(cast.maya, f"Payback depots {n}", pages=["x"], summary="")
    an_asset(cast.maya, "Depots alone", pages=["x"], summary="")
    index_all()
    found = search(cast.ravi, "payback depots ", {})
    assert (found.total, found.note) == (10, None)


def test_a_misspelt_word_is_put_right_from_what_may_be_seen(cast: Cast) -> None:
    an_asset(cast.maya, "Payback", pages=["x"], summary="")
    an_asset(cast.maya, "Glaciant secrets", state=DRAFT, summary="")
    index_all()
    found = search(cast.ravi, "paybcak ", {})
    assert [hit.asset.title for hit in found.hits] == ["Payback"]
    assert found.suggestion == "payback"
    assert found.note == "Nothing says “paybcak”, so this is for “payback”."
    hidden = search(cast.ravi, "glacaint ", {})
    assert (hidden.total, hidden.suggestion, hidden.note) == (0, None, None)
    assert search(cast.maya, "glacaint ", {}).suggestion == "glaciant"


def test_browsing_is_newest_first_and_so_is_sorting(cast: Cast) -> None:
    an_asset(cast.maya, "Old payback", at=NOW - timedelta(days=2))
    an_asset(cast.maya, "New", at=NOW, pages=["a payback"])
    index_all()
    assert titles(cast.ravi) == ["New", "Old payback"]
    assert titles(cast.ravi, "payback ") == ["Old payback", "New"]
    assert [hit.asset.title for hit in search(cast.ravi, "payback ", {}, sort="newest").hits] == ["New", "Old payback"]


def test_who_may_see_nothing_sees_nothing(cast: Cast) -> None:
    an_asset(cast.maya, "Payback", terms=[a_term("role", "Champion")])
    index_all()
    nobody = User(email="nobody@x.example", name="Nobody", roles=[])
    for query in ("", "payback", "-nothing", '"payback"', "paybcak"):
        found = search(nobody, query, {})
        assert (found.total, found.hits, found.outside, found.suggestion) == (0, [], [], None)
        assert all(choice.n == 0 for choices in found.facets.values() for choice in choices)
        champion = search(nobody, query, {"role": [a_term("role", "Champion").public_id]})
        assert (champion.total, champion.outside) == (0, [])


def test_drafts_and_retired_count_for_nobody_else(cast: Cast) -> None:
    an_asset(cast.maya, "Payback seen")
    an_asset(cast.maya, "Payback draft", state=DRAFT, format=PDF)
    an_asset(cast.maya, "Payback retired", state=RETIRED, format=PDF)
    index_all()
    found = search(cast.ravi, "payback ", {})
    assert found.total == 1
    assert {choice.value: choice.n for choice in found.facets["format"]} == dict.fromkeys(FORMATS, 0) | {"markdown": 1}
    assert search(cast.maya, "payback ", {}).total == 2


def test_a_stale_index_reveals_nothing(cast: Cast) -> None:
    asset = an_asset(cast.maya, "Payback")
    gone = an_asset(cast.maya, "Payback gone")
    index_all()
    assert search(cast.ravi, "payback ", {}).total == 2
    asset.retire(NOW)
    gone.current = None
    session.flush()
    session.delete(gone.versions[0])
    session.flush()
    session.expire(gone)
    session.delete(gone)
    commit()
    found = search(cast.ravi, "payback ", {})
    assert (found.total, found.hits) == (0, [])
    assert sum(choice.n for choice in found.facets["format"]) == 0


def test_visible_ids_follow_the_rule_of_the_library(cast: Cast) -> None:
    for n, state in enumerate((DRAFT, RETIRED, "published")):
        an_asset(cast.maya, f"Piece {n}", state=state)
    for user in (cast.maya, cast.ravi, cast.max, cast.ada, User(name="N", email="n@x.example", roles=[])):
        assert set(visible_ids(user)) == {asset.id for asset in visible_assets_for(user)}


def brute(user: User, query: str, filters: dict[str, list[str]], facet: str, value: str) -> int:
    """Counts one choice from the database alone."""

    def values(asset: Asset, name: str) -> set[str]:
        single = {"format": asset.format, "provenance": asset.provenance, "audience": asset.audience}
        return {single[name]} if name in single else {term.public_id for term in asset.terms_of(name)}

    return sum(
        query in asset.title.lower()
        and value in values(asset, facet)
        and all(values(asset, name) & set(want) for name, want in filters.items() if name != facet and want)
        for asset in visible_assets_for(user)
    )


@pytest.mark.parametrize("query", ["", "even", "odd"])
def test_facet_counts_equal_the_database(cast: Cast, query: str) -> None:
    roles = [a_term("role", name) for name in ("Champion", "Legal", "End user")]
    stages = [a_term("stage", name) for name in ("Justify", "Commit")]
    for n in range(24):
        an_asset(
            cast.maya, f"{'even' if n % 2 == 0 else 'odd'} piece {n}", summary="", pages=["x"],
            terms=[roles[n % 3], stages[n % 2], *roles[2 : 3 - n % 3], *stages[1 : 2 - n % 2]],
            format=PDF if n % 5 == 0 else "markdown", audience=INTERNAL if n % 7 == 0 else "buyers",
            state=DRAFT if n % 11 == 0 else "published",
        )  # fmt: skip
    index_all()
    for filters in (
        {},
        {"role": [roles[0].public_id]},
        {"role": [roles[0].public_id, roles[1].public_id], "stage": [stages[1].public_id]},
        {"format": ["pdf"], "audience": ["buyers"], "stage": [stages[0].public_id]},
    ):
        for user in (cast.ravi, cast.maya):
            found = search(user, query, filters)
            for facet, choices in found.facets.items():
                for choice in choices:
                    assert choice.n == brute(user, query, filters, facet, choice.value), (facet, choice.label)
            assert found.total + found.outside_total == sum(
                query in asset.title.lower() for asset in visible_assets_for(user)
            ) or (not query and found.total)


def test_filters_narrow_and_offer_what_is_outside(cast: Cast) -> None:
    champion, legal = a_term("role", "Champion"), a_term("role", "Legal")
    an_asset(cast.maya, "Payback for champions", terms=[champion])
    for n in range(7):
        an_asset(cast.maya, f"Payback for lawyers {n}", terms=[legal])
    index_all()
    found = search(cast.ravi, "payback ", {"role": [champion.public_id]})
    assert [hit.asset.title for hit in found.hits] == ["Payback for champions"]
    assert (len(found.outside), found.outside_total) == (5, 7)
    assert {choice.label: choice.n for choice in found.facets["role"] if choice.n} == {"Champion": 1, "Legal": 7}


@pytest.mark.parametrize("filters", [{"role": ["nonsense", "\x00", "'"]}, {"colour": ["red"]}, {"format": [""]}])
def test_unknown_filters_are_ignored(cast: Cast, filters: dict[str, list[str]]) -> None:
    an_asset(cast.maya)
    index_all()
    assert search(cast.ravi, "", filters).total == 1


def test_pages_are_bounded(cast: Cast) -> None:
    for n in range(25):
        an_asset(cast.maya, f"Piece {n}", at=NOW + timedelta(seconds=n))
    index_all()
    assert [len(search(cast.ravi, "", {}, page=page).hits) for page in (-1, 1, 2, 3, 10**9)] == [20, 20, 5, 5, 5]


def test_a_snippet_shows_the_place_and_is_safe(cast: Cast) -> None:
    text = "Nothing here. " * 30 + "<script>alert(1)</script> depots reach PAYBACKS in month 11 & more. " + "End. " * 80
    an_asset(cast.maya, "Other title", pages=["first page", text], summary="Short")
    index_all()
    said = str(search(cast.ravi, "payback month ", {}).hits[0].snippet)
    assert "<mark>PAYBACKS</mark> in <mark>month</mark> 11 &amp; more" in said
    assert "<script>" not in said
    assert len(said) < 400


def test_a_draft_of_a_newer_version_is_not_quoted(cast: Cast, folder: Path) -> None:
    from app.library.models import Page, Version

    asset = an_asset(cast.maya, "Payback", pages=["public words"])
    newer = Version(asset_id=asset.id, number=2, state="ready", content_hash="x", created_at=NOW)
    newer.pages = [Page(number=1, text="secret merger words")]
    session.add(newer)
    commit()
    index_all()
    assert titles(cast.ravi, "merger ") == []
    assert "secret" not in str(search(cast.ravi, "words ", {}).hits[0].snippet)
