"""Words that the sales dictionary holds for the same thing: who asks with one finds what says another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from app.search.index_schema import stem
from app.search.parsing import Clause
from app.search.words import split
from app.vocabulary import dictionary
from app.vocabulary.dictionary import Dictionary

MOST_OTHERS = 24  # Alternatives in one question.
MOST_SAID = 5

Stems = tuple[str, ...]


@dataclass(frozen=True)
class Phrase:
    """A word or phrase of the dictionary, as written and as folded words."""

    text: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Unit:
    """Clauses that together are asked for, and what else means the same."""

    clauses: tuple[Clause, ...]
    others: tuple[Phrase, ...] = ()


@dataclass(frozen=True)
class Synonyms:
    """By the stems of each phrase, the other phrases of its entries; `longest` counts the words of the longest."""

    by_stems: dict[Stems, tuple[Phrase, ...]] = field(default_factory=dict)
    longest: int = 0

    def units(self, wanted: Sequence[Clause]) -> list[Unit]:
        """The question cut where the dictionary knows what was typed, longest phrase first; quotes mean just that."""
        found: list[Unit] = []
        left, at = MOST_OTHERS, 0
        while at < len(wanted):
            length, others = self._longest_from(wanted, at)
            found.append(Unit(tuple(wanted[at : at + length]), others[:left]))
            left -= len(others[:left])
            at += length
        return found

    def _longest_from(self, wanted: Sequence[Clause], at: int) -> tuple[int, tuple[Phrase, ...]]:
        stems: list[str] = []
        best: tuple[int, tuple[Phrase, ...]] = (1, ())
        for length, clause in enumerate(wanted[at:], 1):
            stems += [stem(word) for word in clause.words]
            if clause.is_quoted or len(stems) > self.longest:
                break
            if others := self.by_stems.get(tuple(stems)):
                best = (length, others)
        return best


_kept: tuple[Dictionary, Synonyms] | None = None


def current() -> Synonyms:
    """As the dictionary is now; worked out again only after a change."""
    global _kept
    words, kept = dictionary.current(), _kept
    if kept is None or kept[0] is not words:
        _kept = kept = (words, of(words.groups))
    return kept[1]


def of(groups: Sequence[Sequence[str]]) -> Synonyms:
    """From groups of words for the same thing; a word of two groups has the others of both."""
    found: dict[Stems, dict[Stems, Phrase]] = {}
    for group in groups:
        phrases = [Phrase(text, words) for text in group if (words := tuple(split(text)))]
        for phrase in phrases:
            own = _stems(phrase.words)
            others = found.setdefault(own, {})
            others.update({_stems(each.words): each for each in phrases if _stems(each.words) != own})
    by_stems = {stems: tuple(others.values()) for stems, others in found.items() if others}
    return Synonyms(by_stems, max(map(len, by_stems), default=0))


def said(units: Sequence[Unit]) -> str | None:
    """What else was looked for, as a sentence."""
    words = list(dict.fromkeys(f"“{each.text}”" for unit in units for each in unit.others))
    if len(words) > MOST_SAID:
        words = [*words[: MOST_SAID - 1], f"{len(words) - MOST_SAID + 1} more"]
    if not words:
        return None
    return f"Also looked for {', '.join(words[:-1])}{' and ' if words[1:] else ''}{words[-1]}."


def _stems(words: Sequence[str], root: Callable[[str], str] = stem) -> Stems:
    return tuple(root(word) for word in words)
