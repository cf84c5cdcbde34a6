"""Whatever is typed becomes a question."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.parsing import LONGEST, MOST_CLAUSES, Clause, parse


@pytest.mark.parametrize(
    ("typed", "clauses"),
    [
        ("payback month", [Clause(("payback",)), Clause(("month",), is_prefix=True)]),
        ("payback ", [Clause(("payback",))]),
        ('"cost of waiting" depot ', [
            Clause(("cost", "of", "waiting"), is_phrase=True, is_quoted=True),
            Clause(("depot",)),
        ]),
        ("“cost of waiting” ", [Clause(("cost", "of", "waiting"), is_phrase=True, is_quoted=True)]),
        ('payback -glaciant -"do nothing"', [
            Clause(("payback",)),
            Clause(("glaciant",), is_excluded=True),
            Clause(("do", "nothing"), is_phrase=True, is_quoted=True, is_excluded=True),
        ]),
        ("side-by-side ", [Clause(("side", "by", "side"), is_phrase=True)]),
        ('"never closed', [Clause(("never", "closed"), is_phrase=True, is_quoted=True)]),
        ("CÔTÉ ", [Clause(("cote",))]),
        ("- -- \" \"\" ... \x00 ", []),
        ("", []),
    ],
)  # fmt: skip
def test_reads(typed: str, clauses: list[Clause]) -> None:
    assert list(parse(typed).clauses) == clauses


@given(st.text(max_size=600))
def test_nothing_typed_is_an_error(typed: str) -> None:
    query = parse(typed)
    assert len(query.text) <= LONGEST
    assert len(query.clauses) <= MOST_CLAUSES
    assert all(clause.words and all(clause.words) for clause in query.clauses)
    assert all("\x00" not in word for clause in query.clauses for word in clause.words)
    assert sum(clause.is_prefix for clause in query.clauses) <= 1


@given(st.lists(st.sampled_from(['"', "-", " ", "a", "é", "“", "\n", "\x00", "*", "(", "NOT"]), max_size=80))
def test_quotes_and_minuses_in_any_order(parts: list[str]) -> None:
    typed = "".join(parts)
    assert parse(typed) == parse(typed)


@given(st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), min_size=1, max_size=10))
def test_plain_words_come_back_as_they_are(words: list[str]) -> None:
    assert [clause.words for clause in parse(" ".join(words)).clauses] == [(word,) for word in words]


@pytest.mark.parametrize("typed", ["a" * 10_000, "ab " * 4000, '"' * 10_000, "-" * 10_000, "é" * 10_000])
def test_length_is_capped_said_and_cheap(typed: str) -> None:
    began = time.process_time()
    query = parse(typed)
    assert time.process_time() - began < 0.05
    assert query.message is not None
    assert str(LONGEST) in query.message or str(MOST_CLAUSES) in query.message


def test_many_words_are_capped_and_said() -> None:
    query = parse(" ".join(f"w{n}" for n in range(30)))
    assert len(query.clauses) == MOST_CLAUSES
    assert query.message == "That was a lot at once, so only the first 16 words were searched."


def test_what_fits_is_not_remarked_on() -> None:
    assert parse("payback").message is None
