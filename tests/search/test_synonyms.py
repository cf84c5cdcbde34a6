"""Words for the same thing: what they find, what comes first, and that it is the union of the single searches."""

import random
from pathlib import Path

import pytest

from app.auth.models import User
from app.core.db import session
from app.core.transaction import commit
from app.search import index, synonyms
from app.search.parsing import parse
from app.search.searching import search
from app.vocabulary import defining, dictionary
from app.vocabulary.defining import Facts
from app.vocabulary.models import DictionaryEntry
from tests.cast import NOW, Cast
from tests.factories import an_asset
from tests.search.conftest import index_all


def define(label: str, marketing: str = "", sales: str = "") -> DictionaryEntry:
    entry = defining.add_entry(None, Facts.clean(label, "", "", marketing, sales), None, NOW)
    commit()
    return entry


def titles(user: User, query: str) -> list[str]:
    return [hit.asset.title for hit in search(user, query, {}).hits]


@pytest.fixture
def three(folder: Path, cast: Cast) -> Cast:
    an_asset(cast.maya, "Says TCO", pages=["TCO over five years."], summary="")
    an_asset(cast.maya, "Says it in full", pages=["The total costs of ownership, over " * 5], summary="")
    an_asset(cast.maya, "Says neither", pages=["The total of ownership at what cost."], summary="")
    index_all()
    return cast


def test_one_word_finds_the_other_and_the_typed_one_comes_first(three: Cast) -> None:
    assert titles(three.ravi, "tco ") == ["Says TCO"]
    define("total cost of ownership", "TCO")
    found = search(three.ravi, "tco ", {})
    assert [hit.asset.title for hit in found.hits] == ["Says TCO", "Says it in full"]
    assert found.note == "Also looked for “total cost of ownership”."
    assert "<mark>total</mark> <mark>costs</mark> of <mark>ownership</mark>" in str(found.hits[1].snippet)
    both = search(three.ravi, "Total cost of ownership", {})
    assert [hit.asset.title for hit in both.hits][-1] == "Says TCO"
    assert set(titles(three.ravi, "total cost of ownership")) >= {"Says TCO", "Says it in full"}
    assert both.note is not None
    assert "Also looked for “TCO”." in both.note


def test_quotes_and_minus_mean_just_that(three: Cast) -> None:
    define("total cost of ownership", "TCO")
    assert titles(three.ravi, '"tco"') == ["Says TCO"]
    assert "Says it in full" in titles(three.ravi, "total -tco ")


def test_a_change_holds_at_once_and_needs_no_rebuild(three: Cast) -> None:
    entry = define("total cost of ownership", "TCO")
    assert len(titles(three.ravi, "tco ")) == 2
    defining.retire_entry(three.maya, entry, NOW)
    commit()
    assert titles(three.ravi, "tco ") == ["Says TCO"]
    session.remove()
    assert titles(three.ravi, "tco ") == ["Says TCO"]


def test_a_word_nobody_wrote_is_not_called_misspelt(three: Cast) -> None:
    define("owning costs", "TCO")
    found = search(three.ravi, "owning costs ", {})
    assert "Says TCO" in [hit.asset.title for hit in found.hits]
    define("ownershop", "TCO")
    found = search(three.ravi, "ownershop ", {})
    assert ([hit.asset.title for hit in found.hits], found.suggestion) == (["Says TCO"], None)


def test_without_an_index_too(three: Cast, tmp_path: Path) -> None:
    define("in full", "says tco")
    index.open_index(tmp_path / "nowhere")
    assert set(titles(three.ravi, "in full ")) == {"Says TCO", "Says it in full"}


def test_drafts_stay_hidden_behind_other_words(folder: Path, cast: Cast) -> None:
    define("total cost of ownership", "TCO")
    an_asset(cast.maya, "A draft of TCO", state="draft")
    index_all()
    assert (titles(cast.ravi, "total cost of ownership "), titles(cast.maya, "total cost of ownership ")) == (
        [],
        ["A draft of TCO"],
    )


def test_a_search_with_other_words_is_the_union_of_the_searches(folder: Path, cast: Cast) -> None:
    chance = random.Random(59)
    words = ["oak", "elm", "fir", "ash", "yew", "bay"]
    for n in range(18):
        text = " ".join(chance.choices(words, k=chance.randint(1, 5)))
        an_asset(cast.maya, f"No {n}", pages=[text], summary="", state="published" if n % 6 else "draft")
    index_all()
    for n in range(14):
        phrases = [" ".join(chance.sample(words, chance.choice([1, 1, 2, 3]))) for _ in range(chance.randint(2, 4))]
        phrases = list(dict.fromkeys(phrases))
        typed = chance.choice(phrases)
        user = cast.maya if n % 2 else cast.ravi
        alone = set(titles(user, typed + " "))
        others = {title for each in phrases if each != typed for title in titles(user, f'"{each}"')}
        entry = DictionaryEntry(label=phrases[0], marketing_words=phrases[1:2], sales_words=phrases[2:])
        session.add(entry)
        session.flush()
        dictionary.look_again()
        together = set(titles(user, typed + " "))
        session.rollback()
        dictionary.look_again()
        assert together == alone | others, (phrases, typed)


@pytest.mark.parametrize(
    ("groups", "asked", "others"),
    [
        ([("a b", "x")], "a b ", [["x"]]),
        ([("a b", "x")], "a  c b", [[], [], []]),
        ([("a b c", "x"), ("a b", "y")], "a b c d ", [["x"], []]),
        ([("cost", "price"), ("cost", "fee")], "costs ", [["price", "fee"]]),
        ([("risk-free", "safe")], "risk free ", [["safe"]]),
        ([("risk free", "safe")], "risk-free ", [["safe"]]),
        ([("a", "a")], "a ", [[]]),
        ([("...", "a")], "a ", [[]]),
        ([("w", *(f"v{n}" for n in range(40)))], "w w ", [[f"v{n}" for n in range(24)], []]),
    ],
)
def test_the_question_is_cut_where_the_dictionary_knows_it(
    groups: list[tuple[str, ...]], asked: str, others: list[list[str]]
) -> None:
    units = synonyms.of(groups).units(parse(asked).wanted)
    assert [[each.text for each in unit.others] for unit in units] == others


def test_many_other_words_are_said_shortly() -> None:
    units = synonyms.of([("w", *(f"v{n}" for n in range(8)))]).units(parse("w ").wanted)
    assert synonyms.said(units) == "Also looked for “v0”, “v1”, “v2”, “v3” and 4 more."
    assert synonyms.said([]) is None
