"""Folding keeps places, so that a mark in the folded text is a mark in the original."""

from hypothesis import given
from hypothesis import strategies as st

from app.search.words import fold, split


@given(st.text(max_size=300))
def test_folding_never_moves_a_letter(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


def test_case_and_accents_do_not_count() -> None:
    assert list(split("Évaluation CÔTÉ à côte, İstanbul")) == ["evaluation", "cote", "a", "cote", "istanbul"]


def test_an_english_ending_is_no_word() -> None:
    assert list(split("the buyer’s budget, it's here, don't")) == ["the", "buyer", "budget", "it", "here", "don"]


def test_a_word_has_an_end() -> None:
    assert [len(word) for word in split("x" * 10_000)] == [64]
