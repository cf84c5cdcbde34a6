"""Reading what somebody typed: words, “phrases”, -not, and the last word as one still being typed. Never fails."""

import re
import unicodedata
from dataclasses import dataclass

from app.core import text as plain
from app.search.words import fold, split

LONGEST = 256
MOST_CLAUSES = 16

_PART = re.compile(r'(-?)"([^"]*)"?|(\S+)')
_QUOTES = str.maketrans("“”„«»", '"""""')


@dataclass(frozen=True)
class Clause:
    """One thing to look for. Several `words` stand next to each other in this order; `is_quoted` means just these."""

    words: tuple[str, ...]
    is_phrase: bool = False
    is_quoted: bool = False
    is_excluded: bool = False
    is_prefix: bool = False


@dataclass(frozen=True)
class Query:
    """`text` is what was searched; `message` says what was left out of what was typed."""

    text: str
    clauses: tuple[Clause, ...]
    message: str | None = None

    @property
    def wanted(self) -> tuple[Clause, ...]:
        return tuple(clause for clause in self.clauses if not clause.is_excluded)

    @property
    def unwanted(self) -> tuple[Clause, ...]:
        return tuple(clause for clause in self.clauses if clause.is_excluded)


def parse(typed: str) -> Query:
    """The question in `typed`, at most 256 characters and 16 parts of it."""
    # Cutting comes first, so that no step below ever sees a text of any length.
    whole = unicodedata.normalize("NFC", typed[: LONGEST * 4])
    asked = plain.tidy(whole, LONGEST)
    message = None
    if len(typed) > LONGEST * 4 or len(plain.tidy(whole, LONGEST * 4)) > LONGEST:
        message = f"That was long, so only the first {LONGEST} characters were searched."
    clauses = _clauses(asked.translate(_QUOTES))
    if len(clauses) > MOST_CLAUSES:
        clauses = clauses[:MOST_CLAUSES]
        message = f"That was a lot at once, so only the first {MOST_CLAUSES} words were searched."
    elif clauses and not typed.endswith((" ", "\t", "\n")) and message is None:
        clauses[-1] = _still_typed(clauses[-1])
    return Query(asked, tuple(clauses), message)


def _clauses(asked: str) -> list[Clause]:
    found = []
    for minus, quoted, bare in _PART.findall(asked):
        # A quote opened in the middle of a word belongs to no phrase; splitting drops it.
        excluded = minus == "-" or bare.startswith("-")
        words = tuple(split(fold(quoted or bare)))
        if words:
            is_phrase = bool(quoted) or len(words) > 1
            found.append(Clause(words, is_phrase, is_quoted=bool(quoted), is_excluded=excluded))
    return found


def _still_typed(last: Clause) -> Clause:
    if last.is_phrase or last.is_excluded:
        return last
    return Clause(last.words, is_prefix=True)
